"""telaplan as an algorithm of TVM's unified static memory planner (USMP), TVM 0.9 to 0.18.

    import telaplan_tvm

    telaplan_tvm.register()
    config = {"tir.usmp.enable": True, "tir.usmp.custom_algorithm": "telaplan"}
    with tvm.transform.PassContext(opt_level=3, config=config):
        ...

USMP hands over buffers with the buffers that each conflicts with, and no lifetimes. Where the conflicts are those of
some lifetimes, as they are in a program that runs one operator after the other, telaplan finds these again.
"""

from __future__ import annotations

from typing import Any, Dict, Sequence

import telaplan
import tvm
from tvm.tir.usmp.utils import PoolAllocation


def usmp(
    buffer_infos: Sequence[Any],
    memory_pressure: Any = 0,
    *,
    time_limit: float = 10.0,
    server: telaplan.Server = "local",
) -> Dict[Any, Any]:
    """A pool and an offset for each BufferInfo; as few bytes as possible beyond the first of its candidates.

    Args:
        buffer_infos: with name_hint, size_bytes, alignment, pool_candidates and conflicts.
        memory_pressure: what USMP found to be live at most; the planner has its own bound.
        time_limit: seconds of solving.
        server: as of `telaplan.plan`.

    Raises:
        telaplan.Infeasible: the pools are too small for every plan.
    """
    infos = list(buffer_infos)
    position = {info: i for i, info in enumerate(infos)}
    pools: Dict[Any, int] = {}
    for info in infos:
        for pool in info.pool_candidates:
            pools.setdefault(pool, len(pools))
    memories = []
    for pool in pools:
        size = -1 if pool.size_hint_bytes is None else int(pool.size_hint_bytes)
        memories.append({"capacity": None if size < 0 else size})
    buffers = [
        {
            # Each has a time of its own: what conflicts says "apart".
            "lower": i,
            "upper": i + 1,
            "size": int(info.size_bytes),
            "alignment": int(info.alignment),
            "memories": [
                {"id": pools[pool], "cost": rank * int(info.size_bytes)}
                for rank, pool in enumerate(info.pool_candidates)
            ],
        }
        for i, info in enumerate(infos)
    ]
    # Either of two may name the other, and one that is not to be placed may be named.
    pairs = {
        tuple(sorted((position[info], position[other])))
        for info in infos
        for other in info.conflicts
        if other in position and other != info
    }
    plan = telaplan.plan(
        buffers,
        memories=memories,
        apart=[list(pair) for pair in sorted(pairs)],
        minimize=True,
        time_limit=time_limit,
        server=server,
    ).require()
    listed = list(pools)
    chosen = [int(name) for name in plan.memories or ()]
    return {info: PoolAllocation(listed[chosen[i]], plan.offsets[i]) for i, info in enumerate(infos)}


def register(name: str = "telaplan") -> None:
    """Makes it known to TVM under this name."""
    tvm.register_func(f"tir.usmp.algo.{name}", usmp, override=True)
