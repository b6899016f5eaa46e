"""Answers one line of JSON with one line of JSON: first what to open, then how many steps to time."""

import json
import os
import sys
import time

import torch
from nets import net
from torch.nn import functional as F


def opened(spec):
    torch.manual_seed(1)
    torch.set_num_threads(os.cpu_count())
    model = net(spec["net"])
    count = sum(p.numel() for p in model.parameters())
    images = torch.rand(spec["batch"], 3, 32, 32)
    labels = torch.randint(0, 10, (spec["batch"],))
    mode = spec["mode"]
    if "channels-last" in mode:
        model = model.to(memory_format=torch.channels_last)
        images = images.to(memory_format=torch.channels_last)
    run = torch.compile(model) if "compiled" in mode else model
    bf16 = torch.autocast("cpu", torch.bfloat16, enabled=spec["dtype"] == "bfloat16")
    # Weight decay on filters and matrices alone, as ours has it.
    optimizer = torch.optim.SGD(
        [
            {"params": [p for p in model.parameters() if p.dim() > 1], "weight_decay": 5e-4},
            {"params": [p for p in model.parameters() if p.dim() == 1], "weight_decay": 0},
        ],
        lr=0.01,
        momentum=0.9,
        fused=True,
    )

    def train():
        optimizer.zero_grad(set_to_none=True)
        with bf16:
            loss = F.cross_entropy(run(images), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    @torch.inference_mode()
    def infer():
        with bf16:
            return run(images).float().numpy()

    if spec["pass"] == "run":
        model.eval()
    return count, train if spec["pass"] == "train" else infer


def main():
    lines = iter(sys.stdin.readline, "")
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # Whatever a library prints must not be taken for an answer.

    def answer(value):
        out.write(json.dumps(value) + "\n")
        out.flush()

    count, step = opened(json.loads(next(lines)))
    answer({"parameters": count, "version": torch.__version__})
    for line in lines:
        times = []
        for _ in range(json.loads(line)["steps"]):
            start = time.perf_counter()
            step()
            times.append((time.perf_counter() - start) * 1e3)
        answer({"ms": times})


main()
