"""Prices layers with nn_dataflow: its own Eyeriss mapping, exhaustive search, one process.

Reads workloads as JSON, writes seconds and energies; begins no layer after the seconds of processor
time that its argument says. The machine is that of its own example and of
ISCA 2016: 16 x 16 PEs, 512 B register file, 128 kB buffer, costs 200, 6, 2, 1 of a 16-bit word.
"""
import json
import sys
import time

from nn_dataflow.core import ConvLayer, Cost, FCLayer, InputLayer, MapStrategyEyeriss, Network
from nn_dataflow.core import MemHierEnum as me
from nn_dataflow.core import NNDataflow, NodeRegion, Option, PhyDim2, Resource

WORD_BYTES = 2


def resource():
    one = PhyDim2(1, 1)
    memory = NodeRegion(dim=one, origin=PhyDim2(0, 0), type=NodeRegion.DRAM)
    return Resource(
        proc_region=NodeRegion(dim=one, origin=PhyDim2(0, 0), type=NodeRegion.PROC),
        dram_region=memory,
        src_data_region=memory,
        dst_data_region=memory,
        dim_array=PhyDim2(16, 16),
        size_gbuf=128 * 1024 // WORD_BYTES,
        size_regf=512 // WORD_BYTES,
        array_bus_width=float("inf"),
        dram_bandwidth=float("inf"),
        no_time_mux=False,
    )


def cost():
    levels = [0] * me.NUM
    levels[me.DRAM], levels[me.GBUF], levels[me.ITCN], levels[me.REGF] = 200, 6, 2, 1
    return Cost(mac_op=1, mem_hier=tuple(levels), noc_hop=0, idl_unit=0)


def layer(workload):
    """One group of a layer; the others are like it."""
    groups = workload["groups"]
    channels, filters = workload["inputChannels"] // groups, workload["outputChannels"] // groups
    if workload["kind"] == "fc":
        return FCLayer(channels, filters, tuple(workload["kernel"]))
    return ConvLayer(
        channels,
        filters,
        tuple(workload["output"]),
        tuple(workload["kernel"]),
        tuple(workload["strides"]),
    )


def energy(workload):
    one = layer(workload)
    network = Network("one layer")
    network.set_input_layer(InputLayer(one.nifm, (one.hifm, one.wifm)))
    network.add("layer", one)
    search = NNDataflow(network, workload["batch"], resource(), cost(), MapStrategyEyeriss)
    tops, _ = search.schedule_search(Option(ntops=1, nprocesses=1))
    return tops[0].total_cost * workload["groups"] if tops else None


workloads, limit = json.load(sys.stdin), float(sys.argv[1])
energies = []
start, processor = time.perf_counter(), time.process_time()
for workload in workloads:
    if time.process_time() - processor > limit:
        break
    energies.append(energy(workload))
json.dump(
    {
        "seconds": time.perf_counter() - start,
        "processor": time.process_time() - processor,
        "energies": energies,
    },
    sys.stdout,
)
