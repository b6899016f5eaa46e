"""Gradients of single operators by PyTorch's autograd, in double precision.

Reads from standard input a list of {op, attributes, inputs, weights, shapes}: the gradient of
sum(output * weight) is wanted. Writes for each a list of one gradient per input, or null where
PyTorch has no such operator.
"""

import json
import math
import sys

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)


def pad_map(x, pads, value=0.0):
    top, left, bottom, right = pads
    return F.pad(x, (left, right, top, bottom), value=value)


def conv(a, x, w, b=None):
    return F.conv2d(pad_map(x, a["pads"]), w, b, a["strides"], 0, a["dilations"], a["group"])


def conv_transpose(a, x, w, b=None):
    y = F.conv_transpose2d(x, w, None, a["strides"], 0, 0, a["group"], a["dilations"])
    grown = pad_map(y, [0, 0, *a["outputPadding"]])
    cropped = pad_map(grown, [-pad for pad in a["pads"]])
    return cropped if b is None else cropped + b[:, None, None]


def windows(a, x, shape, outside):
    """All windows of a pooling: [N, C, values of a window, P, Q]."""
    (n, c), (p, q) = x.shape[:2], shape[2:]
    needed = [
        (count - 1) * a["strides"][axis] + (a["kernel"][axis] - 1) * a["dilations"][axis] + 1
        for axis, count in enumerate((p, q))
    ]
    rest = [needed[axis] - x.shape[axis + 2] for axis in (0, 1)]
    whole = pad_map(x, [0, 0, *rest], outside)
    index = [
        torch.arange(count)[:, None] * a["strides"][axis]
        + torch.arange(a["kernel"][axis])[None] * a["dilations"][axis]
        for axis, count in enumerate((p, q))
    ]
    rows = whole[:, :, index[0]]
    seen = rows[..., index[1]]  # [N, C, P, R, Q, S]
    return seen.permute(0, 1, 3, 5, 2, 4).reshape(n, c, -1, p, q)


def max_pool(a, x, shape):
    low = -math.inf
    return windows(a, pad_map(x, a["pads"], low), shape, low).amax(2)


def average_pool(a, x, shape):
    counts = pad_map(torch.ones_like(x), a["pads"], 1.0 if a["countIncludePad"] else 0.0)
    total = windows(a, pad_map(x, a["pads"]), shape, 0.0).sum(2)
    return total / windows(a, counts, shape, 0.0).sum(2)


def gemm(a, x, y, z=None):
    product = a["alpha"] * torch.matmul(x.T if a["transA"] else x, y.T if a["transB"] else y)
    return product if z is None else product + a["beta"] * z


def take(x, axis, indices):
    return x.index_select(axis, torch.tensor(indices, dtype=torch.long))


def slices(a, x):
    for axis, start, end, step in zip(a["axes"], a["starts"], a["ends"], a["steps"]):
        stop = None if step < 0 and end < -x.shape[axis] else end
        x = take(x, axis, list(range(x.shape[axis]))[start:stop:step])
    return x


def pad(a, x):
    rank = x.dim()
    before, after = a["pads"][:rank], a["pads"][rank:]
    if a["mode"] == "constant":
        flat = [n for axis in reversed(range(rank)) for n in (before[axis], after[axis])]
        return F.pad(x, flat, value=a["value"])
    for axis in range(rank):
        last = x.shape[axis] - 1
        reach = range(-before[axis], last + 1 + after[axis])
        edge = a["mode"] == "edge"
        x = take(x, axis, [min(max(i, 0), last) if edge else last - abs(last - abs(i)) for i in reach])
    return x


def resize(a, x, shape):
    cubic = a.get("cubic")
    if a.get("crop") or x.dim() != 4 or tuple(shape[:2]) != tuple(x.shape[:2]):
        return None
    coordinates, mode = a["coordinates"], a["mode"]
    if mode == "nearest":
        way = {("asymmetric", "floor"): "nearest", ("half_pixel", "round_prefer_ceil"): "nearest-exact"}
        mode = way.get((coordinates, a["nearest"]))
        align = None
    else:
        known = coordinates in ("half_pixel", "align_corners")
        exact = mode == "linear" or (cubic["coefficient"] == -0.75 and not cubic["excludeOutside"])
        mode = {"linear": "bilinear", "cubic": "bicubic"}[mode] if known and exact else None
        align = coordinates == "align_corners"
    if mode is None:
        return None
    if a.get("sizes") or align:
        return F.interpolate(x, size=tuple(shape[2:]), mode=mode, align_corners=align)
    return F.interpolate(x, scale_factor=tuple(a["scales"][2:]), mode=mode, align_corners=align)


def local_response(a, x):
    before, after = (a["size"] - 1) // 2, a["size"] // 2
    squares = F.pad(x * x, (0, 0, 0, 0, before, after))
    total = sum(squares[:, i : i + x.shape[1]] for i in range(a["size"]))
    return x / (a["bias"] + a["alpha"] / a["size"] * total) ** a["beta"]


OPERATORS = {
    "Conv": lambda a, shape, *x: conv(a, *x),
    "ConvTranspose": lambda a, shape, *x: conv_transpose(a, *x),
    "BatchNormalization": lambda a, shape, x, scale, bias, *_: F.batch_norm(
        x, None, None, scale, bias, True, 0.0, a["epsilon"]
    ),
    "Relu": lambda a, shape, x: F.relu(x),
    "LeakyRelu": lambda a, shape, x: F.leaky_relu(x, a["alpha"]),
    "PRelu": lambda a, shape, x, slope: torch.where(x < 0, slope * x, x),
    "Clip": lambda a, shape, x: torch.clamp(x, a["min"], a["max"]),
    "Sigmoid": lambda a, shape, x: torch.sigmoid(x),
    "HardSigmoid": lambda a, shape, x: torch.clamp(a["alpha"] * x + a["beta"], 0, 1),
    "HardSwish": lambda a, shape, x: F.hardswish(x),
    "Add": lambda a, shape, x, y: x + y,
    "Sub": lambda a, shape, x, y: x - y,
    "Mul": lambda a, shape, x, y: x * y,
    "Div": lambda a, shape, x, y: x / y,
    "Concat": lambda a, shape, *x: torch.cat(x, a["axis"]),
    "MaxPool": lambda a, shape, x: max_pool(a, x, shape),
    "AveragePool": lambda a, shape, x: average_pool(a, x, shape),
    "GlobalAveragePool": lambda a, shape, x: x.mean(tuple(range(2, x.dim())), True),
    "GlobalMaxPool": lambda a, shape, x: x.amax(tuple(range(2, x.dim())), True),
    "Gemm": lambda a, shape, *x: gemm(a, *x),
    "MatMul": lambda a, shape, x, y: torch.matmul(x, y),
    "Flatten": lambda a, shape, x: x.reshape(shape),
    "Reshape": lambda a, shape, x: x.reshape(shape),
    "Squeeze": lambda a, shape, x: x.reshape(shape),
    "Unsqueeze": lambda a, shape, x: x.reshape(shape),
    "Slice": lambda a, shape, x: slices(a, x),
    "Pad": lambda a, shape, x: pad(a, x),
    "Transpose": lambda a, shape, x: x.permute(a["perm"]),
    "Split": lambda a, shape, x: torch.split(x, a["sizes"], a["axis"]),
    "Resize": lambda a, shape, x: resize(a, x, shape),
    "ReduceMean": lambda a, shape, x: x.mean(a["axes"] or tuple(range(x.dim())), a["keepDims"]),
    "Softmax": lambda a, shape, x: torch.softmax(x, a["axis"]),
    "LogSoftmax": lambda a, shape, x: torch.log_softmax(x, a["axis"]),
    "LRN": lambda a, shape, x: local_response(a, x),
    "Cast": lambda a, shape, x: x,
    "Identity": lambda a, shape, x: x * 1,
}


def gradients(case):
    inputs = [
        torch.tensor(x["values"]).reshape(x["shape"]).requires_grad_() for x in case["inputs"]
    ]
    found = OPERATORS[case["op"]](case["attributes"], case["weights"][0]["shape"], *inputs)
    if found is None:
        return None
    outputs = found if isinstance(found, tuple) else (found,)
    loss = sum(
        (y * torch.tensor(w["values"]).reshape(w["shape"])).sum()
        for y, w in zip(outputs, case["weights"], strict=True)
    )
    loss.backward()
    return [None if x.grad is None else x.grad.flatten().tolist() for x in inputs]


json.dump([gradients(case) for case in json.load(sys.stdin)], sys.stdout)
