"""The layout of IREE's `stream.resource.pack` by telaplan, for a compiler pass or a script that has its slices.

    for op in pack_ops(module):                      # whatever walks the module
        total, offsets = pack(op.slices, alignment=16)
        op.replace(total, offsets)

A slice is ((first, last), bytes): it lives from the first to the last time inclusive, as in `[0, 4] = %c200`. IREE's
own pass lays slices out greedily and has no hook for another planner; this is the loop that one would call.
"""

from __future__ import annotations

import re
from typing import Iterator, List, Sequence, Tuple

import telaplan

Slice = Tuple[Tuple[int, int], int]


def pack(
    slices: Sequence[Slice],
    *,
    alignment: int,
    range_alignment: int = 0,
    offset: int = 0,
    time_limit: float = 10.0,
    server: telaplan.Server = "local",
) -> Tuple[int, List[int]]:
    """The total length and the offsets of the slices of one pack.

    Args:
        slices: intervals with both ends inclusive, and bytes.
        alignment: `min_buffer_offset_alignment` of the resource configuration, in bytes.
        range_alignment: `min_buffer_range_alignment`; 0: the same.
        offset: the op's base offset, which counts in neither.
        time_limit: seconds of solving.
        server: as of `telaplan.plan`.

    Returns:
        Bytes in all, a multiple of range_alignment, and an offset for each slice from `offset` on.
    """
    unit = range_alignment or alignment
    buffers = [
        {"lower": first, "upper": last + 1, "size": -(-size // unit) * unit, "alignment": alignment}
        for (first, last), size in slices
    ]
    plan = telaplan.plan(buffers, minimize=True, time_limit=time_limit, server=server).require()
    return plan.peak or 0, [offset + each for each in plan.offsets]


_CONSTANT = re.compile(r"^\s*(%[\w$.-]+)\s*=\s*arith\.constant\s+(\d+)\s*:\s*index", re.M)
_PACK = re.compile(r"stream\.resource\.pack\b[^{]*slices\(\{(.*?)\}\)", re.S)
_SLICE = re.compile(r"\[(\d+),\s*(\d+)\]\s*=\s*(%[\w$.-]+)")


def packs_in(text: str) -> Iterator[List[Slice]]:
    """The slices of every `stream.resource.pack` in a function's text, whose sizes are constants of that text.

    Raises:
        ValueError: names a size that is no constant, and a slice that is not understood.
    """
    text = re.sub(r"//[^\n]*", "", text)
    constants = {name: int(value) for name, value in _CONSTANT.findall(text)}
    for body in _PACK.findall(text):
        found = []
        for entry in (each.strip() for each in re.split(r",(?![^\[]*\])", body)):
            if entry == "":
                continue
            match = _SLICE.fullmatch(entry)
            if match is None:
                raise ValueError(f"a slice is [first, last] = %size, got {entry!r}")
            first, last, name = match.groups()
            if name not in constants:
                raise ValueError(f"{name} is no constant: a static plan needs sizes in bytes")
            found.append(((int(first), int(last)), constants[name]))
        yield found
