"""telaplan as a memory planning algorithm of ExecuTorch.

    from executorch.exir.memory_planning import MemoryPlanningAlgorithmSuite
    from executorch.exir.passes import MemoryPlanningPass
    from telaplan_executorch import telaplan_algo

    suite = MemoryPlanningAlgorithmSuite(algo_list=[telaplan_algo])
    config = ExecutorchBackendConfig(memory_planning_pass=MemoryPlanningPass(memory_planning_algo=suite))

It has the signature that algorithms of the suite have, ExecuTorch 0.6 and later: lifetimes are node indices with both
ends inclusive, mem_id 0 is for constants, and a spec without mem_id lies in memory 1. Options go in by
functools.partial(telaplan_algo, capacities={1: 65536}, server="planner:50051").
"""

from __future__ import annotations

from typing import Any, Iterable, List, Mapping, Optional

import telaplan
from executorch.exir.memory_planning import MemoryAlgoResult, SpecAllocResult


def telaplan_algo(
    alignment: int,
    specs: Iterable[Any],
    graph_module: Any,
    graph_signature: Any = None,
    extra_padding: int = 0,
    *,
    capacities: Optional[Mapping[int, int]] = None,
    time_limit: float = 10.0,
    server: telaplan.Server = "local",
) -> MemoryAlgoResult:
    """Plans all specs of a graph, those of each mem_id in a memory of its own.

    Args:
        capacities: bytes that a mem_id has, padding included; the others have no end.
        time_limit: seconds of solving.
        server: as of `telaplan.plan`.

    Raises:
        telaplan.Infeasible: the specs do not fit into their capacities.
    """
    # A set has no order, and equal graphs are to get equal plans.
    listed = sorted(specs, key=lambda spec: (spec.mem_id or 1, tuple(spec.lifetime), spec.allocated_memory))
    for spec in listed:
        spec.realign(alignment)
    ids = [1 if spec.mem_id is None else spec.mem_id for spec in listed]
    # Bytes below are those of submodules, which run meanwhile.
    bufsizes = list(getattr(graph_module, "input_mem_buffer_sizes", None) or [])
    bufsizes += [0] * (max([1, *ids]) + 1 - len(bufsizes))
    used = sorted(set(ids))
    memories = [{"id": str(m), "base": bufsizes[m], "alignment": alignment} for m in used]
    for m, memory in zip(used, memories):
        if capacities is not None and m in capacities:
            memory["capacity"] = max(0, capacities[m] - bufsizes[m] - extra_padding)
    buffers = [
        {"lower": spec.lifetime[0], "upper": spec.lifetime[1] + 1, "size": spec.allocated_memory, "memory": str(m)}
        for spec, m in zip(listed, ids)
    ]
    plan = telaplan.plan(buffers, memories=memories, minimize=True, time_limit=time_limit, server=server).require()
    result = MemoryAlgoResult({}, bufsizes)
    for m in used:
        here = sorted((plan.offsets[i], i) for i, each in enumerate(ids) if each == m)
        # Specs that share bytes, be it by way of others, are one object to ExecuTorch's verifier.
        shared, end = -1, -1
        for offset, i in here:
            if offset >= end:
                shared += 1
            end = max(end, offset + listed[i].allocated_memory)
            result.spec_dict[listed[i]] = SpecAllocResult(mem_id=m, mem_obj_id=shared, mem_offset=offset)
        bufsizes[m] = end + extra_padding
    return result


__all__: List[str] = ["telaplan_algo"]
