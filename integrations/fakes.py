"""Stand-ins for ExecuTorch and TVM, with the interfaces that the plug-ins use: names, fields and rules as theirs.

The real packages are not run by these tests: they are some gigabytes, and not to be had where the tests run.
"""

from __future__ import annotations

import sys
import types
from dataclasses import dataclass
from typing import Any, Dict, List, Optional


# --- executorch.exir.memory_planning -----------------------------------------------------------------------------


class TensorSpec:
    """As much of a spec as planning touches. It is known by its identity, as the real one is."""

    def __init__(self, nbytes: int, lifetime: List[int], mem_id: Optional[int] = None) -> None:
        self.nbytes = nbytes
        self.allocated_memory = nbytes
        self.lifetime = lifetime
        self.mem_id = mem_id
        self.mem_offset: Optional[int] = None
        self.mem_obj_id: Optional[int] = None

    def realign(self, alignment: int) -> int:
        self.allocated_memory = (self.nbytes + alignment - 1) // alignment * alignment
        return self.allocated_memory


@dataclass
class SpecAllocResult:
    mem_id: int
    mem_obj_id: int
    mem_offset: int


@dataclass
class MemoryAlgoResult:
    spec_dict: Dict[TensorSpec, SpecAllocResult]
    bufsizes: List[int]


def run_suite(algo: Any, alignment: int, specs: Any, graph_module: Any, extra_padding: int) -> List[int]:
    """What MemoryPlanningAlgorithmSuite does with one algorithm: arguments by position, results into the specs."""
    result = algo(alignment, specs, graph_module, None, extra_padding)
    for spec, found in result.spec_dict.items():
        spec.mem_id, spec.mem_offset, spec.mem_obj_id = found.mem_id, found.mem_offset, found.mem_obj_id
    return list(result.bufsizes)


def verify(specs: List[TensorSpec]) -> int:
    """The rules of ExecuTorch's Verifier: how many pairs reuse storage. Raises AssertionError."""

    def meet(a: List[int], b: List[int]) -> bool:
        return a[0] <= a[1] and b[0] <= b[1] and a[0] <= b[1] and b[0] <= a[1]

    reused = 0
    for i, one in enumerate(specs):
        assert isinstance(one.mem_offset, int) and one.mem_offset >= 0
        for other in specs[i + 1 :]:
            if one.mem_id != other.mem_id:
                continue
            spans = [[each.mem_offset, each.mem_offset + each.allocated_memory - 1] for each in (one, other)]
            if not meet(*spans):
                continue
            assert not meet(one.lifetime, other.lifetime), "unexpected storage overlap"
            assert one.mem_obj_id == other.mem_obj_id, "unexpected mem_obj_id mismatch"
            reused += 1
    return reused


# --- tvm ---------------------------------------------------------------------------------------------------------

REGISTERED: Dict[str, Any] = {}


class IntImm:
    """A number of TVM's: no int, but it becomes one."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __int__(self) -> int:
        return self.value


class Object:
    """A reference to a node. Two references to one node are equal, and are not the same object."""

    def __init__(self, node: Dict[str, Any]) -> None:
        self._node = node

    def __getattr__(self, name: str) -> Any:
        found = self._node[name]
        if isinstance(found, list):
            return [type(each)(each._node) if isinstance(each, Object) else each for each in found]
        return found

    def __hash__(self) -> int:
        return id(self._node)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Object) and self._node is other._node


def PoolInfo(pool_name: str, size_hint_bytes: Optional[int] = None) -> Object:  # noqa: N802
    hint = IntImm(-1 if size_hint_bytes is None else size_hint_bytes)
    return Object({"pool_name": pool_name, "size_hint_bytes": hint})


def BufferInfo(  # noqa: N802
    name_hint: str, size_bytes: int, pool_candidates: List[Object], alignment: int = 1
) -> Object:
    return Object(
        {
            "name_hint": name_hint,
            "size_bytes": IntImm(size_bytes),
            "pool_candidates": pool_candidates,
            "alignment": IntImm(alignment),
            "conflicts": [],
        }
    )


def set_conflicts(info: Object, others: List[Object]) -> None:
    info._node["conflicts"] = others


class PoolAllocation:
    def __init__(self, pool_info: Object, byte_offset: int) -> None:
        assert type(byte_offset) is int
        self.pool_info, self.byte_offset = pool_info, byte_offset


def register_func(name: str, function: Any, override: bool = False) -> None:
    assert override or name not in REGISTERED
    REGISTERED[name] = function


def install() -> None:
    """Puts both where imports find them."""
    modules = {
        "executorch.exir.memory_planning": {"MemoryAlgoResult": MemoryAlgoResult, "SpecAllocResult": SpecAllocResult},
        "tvm": {"register_func": register_func},
        "tvm.tir.usmp.utils": {"PoolAllocation": PoolAllocation},
    }
    for path, names in modules.items():
        parts = path.split(".")
        for i in range(1, len(parts) + 1):
            sys.modules.setdefault(".".join(parts[:i]), types.ModuleType(".".join(parts[:i])))
        for name, value in names.items():
            setattr(sys.modules[path], name, value)
