"""Prices layers with ZigZag: its default search (loma, six loop factors, three spatial mappings).

Reads workloads as JSON, writes seconds and energies; begins no layer after the seconds of processor
time that its argument says. The machine is that of ISCA 2016, as far as
ZigZag's description of memories can say it: accelerator.yaml beside this file.
"""
import contextlib
import io
import json
import logging
import os
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))

logging.disable(logging.CRITICAL)
with contextlib.redirect_stdout(io.StringIO()):
    from zigzag.api import get_hardware_performance_zigzag


def layer(workload):
    groups = workload["groups"]
    (height, width), (rows, columns) = workload["kernel"], workload["output"]
    top, left, bottom, right = workload["pads"]
    bits = workload["bits"]
    return {
        "id": 0,
        "name": "layer",
        "operator_type": "Conv",
        "equation": "O[b][g][k][oy][ox]+=W[g][k][c][fy][fx]*I[b][g][c][iy][ix]",
        "dimension_relations": [
            "ix={}*ox+1*fx".format(workload["strides"][1]),
            "iy={}*oy+1*fy".format(workload["strides"][0]),
        ],
        "loop_dims": ["B", "K", "G", "OX", "OY", "C", "FX", "FY"],
        "loop_sizes": [
            workload["batch"],
            workload["outputChannels"] // groups,
            groups,
            columns,
            rows,
            workload["inputChannels"] // groups,
            width,
            height,
        ],
        "operand_precision": {
            "W": bits["weight"],
            "I": bits["input"],
            "O": bits["output"],
            "O_final": bits["output"],
        },
        "operand_source": {"W": 0, "I": 0},
        "pr_loop_dims": ["IX", "IY"],
        "pr_loop_sizes": [workload["input"][1], workload["input"][0]],
        "padding": [[left, right], [top, bottom]],
    }


def energy(workload, folder):
    total, _, _ = get_hardware_performance_zigzag(
        workload=[layer(workload)],
        accelerator=os.path.join(HERE, "accelerator.yaml"),
        mapping=os.path.join(HERE, "mapping.yaml"),
        opt="energy",
        dump_folder=folder,
        loma_show_progress_bar=False,
    )
    return float(total)


workloads, limit = json.load(sys.stdin), float(sys.argv[1])
energies = []
with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
    start, processor = time.perf_counter(), time.process_time()
    for workload in workloads:
        if time.process_time() - processor > limit:
            break
        energies.append(energy(workload, folder))
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
json.dump({"seconds": seconds, "processor": processor, "energies": energies}, sys.stdout)
