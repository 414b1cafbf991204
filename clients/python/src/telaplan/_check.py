"""A check of plans that shares nothing with the planner: lifetimes, bytes, alignments, fixed offsets, memories.

It takes O(n log n) comparisons for n buffers, and no NumPy. That two live buffers share no byte is checked wherever
it must hold for every two: in problems without gaps, aliases, free pairs, buffers in place and vector clocks. Other
constraints are the server's simulator's to judge, whose verdict comes with the plan.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from heapq import heappop, heappush
from typing import Dict, List, Optional, Sequence, Tuple, Union

from telaplan._results import Violation
from telaplan.v1 import planner_pb2 as pb

#: Violations that are listed at most.
MOST = 100

#: Constraints that let live buffers share bytes.
SHARING = ("gaps", "aliases", "free", "inplace", "clock_lower")


def check(
    problem: pb.Problem, offsets: Sequence[int], memory_index: Sequence[int], ids: Optional[Sequence[str]]
) -> List[Violation]:
    """What a plan breaks, at most `MOST` of it; empty where it is right.

    Args:
        problem: as it was sent.
        offsets: bytes, absolute, one for each buffer.
        memory_index: the memory of each buffer; empty where there is one.
        ids: names of the buffers; None: their positions.
    """
    count = len(problem.size)
    found: List[Violation] = []

    def broken(kind: str, b: int, message: str, **details: int) -> None:
        if len(found) < MOST:
            name = str(b) if ids is None else ids[b]
            found.append(Violation(kind, message.replace("{}", f'buffer "{name}"'), name, b, dict(details)))

    if len(offsets) != count or len(memory_index) not in (0, count):
        given = len(offsets) if len(offsets) != count else len(memory_index)
        return [Violation("offset", f"{count} buffers have {given} places", "", -1, {})]
    memories = list(problem.memories) or [pb.Memory()]
    regions = [_region(memory, problem) for memory in memories]
    allowed = _allowed(problem, len(memories))
    sizes, lowers, uppers = list(problem.size), list(problem.lower), list(problem.upper)
    alignments = list(problem.alignment) or [0] * count
    places = list(memory_index) or [0] * count
    for b in range(count):
        m, offset, end = places[b], offsets[b], offsets[b] + sizes[b]
        if not 0 <= m < len(memories) or (b in allowed and m not in allowed[b]):
            broken("memory", b, f"{{}} lies in memory {m}, where it may not lie", memory_index=m)
            continue
        base, top = regions[m]
        alignment = alignments[b] or memories[m].alignment or 1
        if offset % alignment != 0:
            broken("alignment", b, f"{{}} at {offset} is off its alignment of {alignment}", offset=offset)
        if offset < base or (top is not None and end > top):
            broken("capacity", b, f"{{}} at [{offset}, {end}) lies outside of its memory", offset=offset, end=end)
        for piece in memories[m].reserved:
            lower, upper = getattr(piece, "from"), piece.to
            if uppers[b] > lowers[b] and max(offset, lower) < min(end, upper):
                broken("reserved", b, f"{{}} at [{offset}, {end}) lies on reserved bytes [{lower}, {upper})")
    for b, fixed in zip(problem.fixed_index, problem.fixed_offset):
        if fixed != -1 and offsets[b] != fixed:
            broken("fixed", b, f"{{}} is fixed at {fixed}, and lies at {offsets[b]}", fixed_offset=fixed)
    if not any(len(getattr(problem, name)) > 0 for name in SHARING):
        for m in range(len(memories)):
            solid = [b for b in range(count) if places[b] == m and sizes[b] > 0 and uppers[b] > lowers[b]]
            for one, other in _overlaps(solid, lowers, uppers, offsets, sizes):
                name = f'buffer "{str(other) if ids is None else ids[other]}"'
                broken("overlap", one, f"{{}} and {name} live at one time and share bytes", other_index=other)
    return found


def _region(memory: pb.Memory, problem: pb.Problem) -> Tuple[int, Optional[int]]:
    """The first byte of a memory, and the one after its last; None: it has no end."""
    said: Union[pb.Memory, pb.Problem] = memory if len(problem.memories) > 0 else problem
    return said.base, said.base + said.capacity if said.HasField("capacity") else None


def _allowed(problem: pb.Problem, count: int) -> Dict[int, List[int]]:
    """The memories that buffers may lie in, where they say so."""
    allowed: Dict[int, List[int]] = {}
    for b, m in enumerate(problem.memory_index):
        if m >= 0:
            allowed[b] = [m]
    for choice in problem.memory_choices:
        allowed.setdefault(choice.buffer_index, []).append(choice.memory_index)
    return allowed if count > 1 else {}


def _overlaps(
    solid: Sequence[int],
    lowers: Sequence[int],
    uppers: Sequence[int],
    offsets: Sequence[int],
    sizes: Sequence[int],
) -> List[Tuple[int, int]]:
    """Pairs that live together and share bytes: none exactly if there is none, and not all of them.

    A sweep over time keeps the live buffers by offset. As long as those are disjoint, a new one needs to be held
    against its two neighbours only. One that overlaps is told and not kept.
    """
    live: List[Tuple[int, int]] = []
    ends: List[Tuple[int, int]] = []
    found: List[Tuple[int, int]] = []
    for b in sorted(solid, key=lambda each: lowers[each]):
        while ends and ends[0][0] <= lowers[b]:
            _, gone = heappop(ends)
            del live[bisect_left(live, (offsets[gone], gone))]
        at = bisect_left(live, (offsets[b], -1))
        below = live[at - 1][1] if at > 0 else None
        above = live[at][1] if at < len(live) else None
        if below is not None and offsets[below] + sizes[below] > offsets[b]:
            found.append((b, below))
        elif above is not None and offsets[b] + sizes[b] > offsets[above]:
            found.append((b, above))
        else:
            insort(live, (offsets[b], b))
            heappush(ends, (uppers[b], b))
        if len(found) >= MOST:
            break
    return found
