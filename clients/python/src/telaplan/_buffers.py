"""Buffers in every form that they come in, as columns.

rows of dicts        [{"id": "a", "lower": 0, "upper": 2, "size": 64}, …]
rows of Buffers      [Buffer(0, 2, 64, id="a"), …]
rows of tuples       [(0, 2, 64), …]                 lower, upper, size[, alignment]
                     [("a", 0, 2, 64), …]            id, lower, upper, size[, alignment]
columns              {"lower": […], "upper": […], "size": […]}
a 2-D array          shape (n, 3) or (n, 4): lower, upper, size[, alignment]
a structured array   shape (n,), with fields of these names
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple, Union, cast

from telaplan._errors import invalid
from telaplan._wire import shown, snake


@dataclass(frozen=True)
class Buffer:
    """One buffer. Times are in the caller's unit, and half-open: it lives at `lower <= t < upper`. Sizes are bytes."""

    #: First time at which it is live.
    lower: int
    #: First time at which it is live no more; at least `lower`.
    upper: int
    #: Bytes, at least 0.
    size: int
    #: Name, unique among the buffers; None: its position in decimal.
    id: Optional[str] = None
    #: Its offset is a multiple of this, in bytes; None: 1, or what its memory says.
    alignment: Optional[int] = None
    #: It lies here and nowhere else, in bytes; None, or −1: it is free to move.
    offset: Optional[int] = None
    #: Where it should lie, in bytes; only the term `moved` depends on it.
    hint: Optional[int] = None
    #: Pieces of its life in which it needs no bytes, or some: dicts of lower, upper, from, to, or (lower, upper).
    gaps: Optional[Sequence[Any]] = None
    #: The memory that it lies in, by id or position.
    memory: Union[str, int, None] = None
    #: Memories of which it lies in one: dicts of id and cost, or ids.
    memories: Optional[Sequence[Any]] = None
    #: How often it is read whole over its life, at least 0.
    reads: Optional[int] = None
    #: How often it is written whole.
    writes: Optional[int] = None
    #: It shares no byte with any other of its memory, whenever they live.
    exclusive: bool = False
    #: It lies within one bank of its memory.
    within_bank: bool = False
    #: Lifetime by vector clocks: {"lower": […], "upper": […]}.
    clock: Optional[Mapping[str, Sequence[int]]] = None


#: What a buffer can say, by the names of `Buffer`.
FIELDS: Tuple[str, ...] = tuple(each.name for each in fields(Buffer))

#: Names that files use for the same.
SYNONYMS: Dict[str, str] = {
    "buffer": "id",
    "buffer_id": "id",
    "start": "lower",
    "begin": "lower",
    "end": "upper",
    "align": "alignment",
    "fixed_offset": "offset",
}

#: Fields without which there is no buffer.
NEEDED = ("lower", "upper", "size")


@dataclass(frozen=True)
class Columns:
    """Buffers by field; a column that no buffer says anything in is not there."""

    count: int
    columns: Mapping[str, Sequence[Any]]
    #: They came in arrays of NumPy's, so that offsets go back in one.
    are_arrays: bool

    def column(self, name: str) -> Optional[Sequence[Any]]:
        """The values of a field, None where a buffer says nothing."""
        return self.columns.get(name)


def is_array(value: Any) -> bool:
    """An array of NumPy's, which is not imported for that."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray)


def columns_of(buffers: Any) -> Columns:
    """Buffers in any of the forms above.

    Raises:
        InvalidProblem: for what has none of the forms, keys that are not known, and columns of different lengths.
    """
    if isinstance(buffers, Mapping):
        return _from_columns({_field(key, "problem"): column for key, column in _once(buffers, "problem").items()})
    if is_array(buffers):
        return _from_array(buffers)
    if isinstance(buffers, (str, bytes)) or not isinstance(buffers, Iterable):
        raise invalid("problem.buffers", f"buffers must be rows, columns or an array, got {shown(buffers)}")
    return _from_rows(buffers)


def _field(key: Any, where: str) -> str:
    name = snake(key) if isinstance(key, str) else ""
    name = SYNONYMS.get(name, name)
    if name in FIELDS:
        return name
    raise invalid(f"{where}.{key}", f"{where}: key {shown(key)} is not known; there are {', '.join(FIELDS)}")


def _once(entries: Mapping[Any, Any], where: str) -> Mapping[Any, Any]:
    """The mapping, which says nothing twice under two names."""
    names = [_field(key, where) for key in entries]
    if len(set(names)) < len(names):
        name = next(each for i, each in enumerate(names) if each in names[:i])
        raise invalid(f"{where}.{name}", f"{where}: {name} is given twice")
    return entries


def _from_columns(columns: Dict[str, Any]) -> Columns:
    are_arrays = any(is_array(column) for column in columns.values())
    found: Dict[str, Sequence[Any]] = {}
    for name, column in columns.items():
        if column is None:
            continue
        if isinstance(column, (str, bytes, Mapping)) or not isinstance(column, Iterable):
            raise invalid(f"problem.{name}", f"column {name} must be a list or an array, got {shown(column)}")
        shape: Tuple[int, ...] = getattr(column, "shape", (0,)) if is_array(column) else (0,)
        if len(shape) != 1 and name not in ("gaps", "memories", "clock"):
            raise invalid(f"problem.{name}", f"column {name} must have one dimension, got an array of shape {shape}")
        found[name] = cast("Sequence[Any]", column) if is_array(column) or isinstance(column, tuple) else list(column)
    for name in NEEDED:
        if name not in found:
            raise invalid(f"problem.{name}", f"column {name} is missing")
    count = len(found["lower"])
    for name, column in found.items():
        if len(column) != count:
            message = f"column {name} has {len(column)} entries, and lower {count}"
            raise invalid(f"problem.{name}", message, "INVALID_FIELD")
    return Columns(count, found, are_arrays)


def _from_array(array: Any) -> Columns:
    if array.dtype.names is not None:
        names = {_field(name, "problem"): array[name] for name in _once(dict.fromkeys(array.dtype.names), "problem")}
        return _from_columns(names)
    if array.ndim == 2 and array.shape[1] in (3, 4):
        names = dict(zip(("lower", "upper", "size", "alignment"), array.T))
        return Columns(len(array), names, True)
    if array.shape == (0,):
        return Columns(0, {name: array for name in NEEDED}, True)
    message = "an array of buffers is structured, or has the shape (n, 3) or (n, 4): lower, upper, size[, alignment]"
    raise invalid("problem.buffers", f"{message}; got the shape {array.shape}")


def _from_rows(buffers: Iterable[Any]) -> Columns:
    rows: List[Dict[str, Any]] = [_row(row, f"problem.buffers[{i}]") for i, row in enumerate(buffers)]
    used = set(NEEDED).union(*rows) if rows else set(NEEDED)
    columns = {name: [row.get(name) for row in rows] for name in FIELDS if name in used}
    for name in NEEDED:
        for i, value in enumerate(columns[name]):
            if value is None:
                raise invalid(f"problem.{name}[{i}]", f"problem.buffers[{i}]: {name} is missing")
    return Columns(len(rows), columns, False)


def _row(row: Any, where: str) -> Dict[str, Any]:
    """What a buffer says, without what it leaves out."""
    if isinstance(row, Buffer):
        return {name: value for name, value in ((each, getattr(row, each)) for each in FIELDS) if value is not None}
    if isinstance(row, Mapping):
        pairs = ((_field(key, where), value) for key, value in _once(row, where).items())
        return {name: value for name, value in pairs if value is not None}
    if is_array(row) or isinstance(row, (tuple, list)):
        values = list(row)
        names: Tuple[str, ...] = ("lower", "upper", "size", "alignment")
        if values and isinstance(values[0], str):
            names = ("id", *names)
        if len(names) - 1 <= len(values) <= len(names):
            return {name: value for name, value in zip(names, values) if value is not None}
        message = f"{where} must be ([id,] lower, upper, size[, alignment]), got {len(values)} values"
        raise invalid(where, message, "INVALID_FIELD")
    raise invalid(where, f"{where} must be a dict, a Buffer or a tuple, got {shown(row)}", "INVALID_FIELD")
