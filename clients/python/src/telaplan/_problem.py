"""Problems as messages: names become positions, and what no field can say is refused."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from telaplan._buffers import Columns, columns_of, is_array
from telaplan._errors import invalid
from telaplan._wire import (
    entry,
    flag,
    integer,
    integers,
    number,
    optional_integers,
    rows,
    shown,
    snake,
    text,
    unbounded,
)
from telaplan.v1 import planner_pb2 as pb

#: What can be minimised and limited.
TERMS = ("time", "spill", "reuse", "moved", "peak")


@dataclass(frozen=True)
class Problem:
    """Buffers and all that a plan has to keep to. docs/constraints.md tells what the constraints mean.

    Lists of entries are lists of dicts with the keys of the JSON form, in snake_case or camelCase. Buffers and
    memories are named by id or by position, counted from 0.
    """

    #: In any form: rows, columns or an array.
    buffers: Any
    #: Bytes of memory; None: unbounded.
    capacity: Union[int, float, None] = None
    #: Where the memory begins, in bytes; None: 0. Offsets are absolute, peaks and bounds count from here.
    base: Optional[int] = None
    #: Several memories instead: id, capacity, base, alignment, reserved, bank, bandwidth, latency.
    memories: Optional[Sequence[Any]] = None
    #: Buffers that are part of others: buffer, of, at; or (buffer, of, at).
    aliases: Optional[Sequence[Any]] = None
    #: Buffers that share no byte at any time: buffers or groups, distance, cost, banks; or a list of buffers.
    apart: Optional[Sequence[Any]] = None
    #: Buffers that may share bytes though they live together: buffers or groups; or a list of buffers.
    free: Optional[Sequence[Any]] = None
    #: Buffers that may lie in the place of others: buffer, of, at; or (buffer, of, at).
    inplace: Optional[Sequence[Any]] = None
    #: What runs when: id, time, compute, reads, writes. An empty list: nothing runs.
    operators: Optional[Sequence[Any]] = None
    #: Terms that are minimised one after the other.
    minimize: Optional[Sequence[str]] = None
    #: The most that terms may be.
    limits: Optional[Mapping[str, int]] = None


PROBLEM_FIELDS: Tuple[str, ...] = tuple(each.name for each in fields(Problem))

#: Fields of the message from here on are constraints; with any of them, an alignment that is not said is 0.
FIRST_CONSTRAINT = pb.Problem.DESCRIPTOR.fields_by_name["memories"].number


@dataclass(frozen=True)
class Sent:
    """A problem as it is sent, and what its answer is read with."""

    message: pb.Problem
    #: Names of the buffers; None where they have none.
    ids: Optional[List[str]]
    memories: List[str]
    #: Buffers came in arrays, so offsets go back in one.
    as_array: bool


def problem_of(buffers: Any, options: Mapping[str, Any]) -> Problem:
    """Buffers, or a whole problem, and what the call says besides.

    Raises:
        InvalidProblem: for what is not known, or said twice.
    """
    if isinstance(buffers, Problem):
        said = {name: getattr(buffers, name) for name in PROBLEM_FIELDS}
    elif isinstance(buffers, Mapping) and "buffers" in buffers:
        said = {}
        for key, value in buffers.items():
            name = snake(key) if isinstance(key, str) else ""
            if name not in PROBLEM_FIELDS:
                message = f"problem: key {shown(key)} is not known; there are {', '.join(PROBLEM_FIELDS)}"
                raise invalid(f"problem.{key}", message)
            said[name] = value
    else:
        said = {"buffers": buffers}
    for name, value in options.items():
        if name not in PROBLEM_FIELDS:
            raise TypeError(f"there is no option {name!r}; a problem has {', '.join(PROBLEM_FIELDS)}")
        if value is None:
            continue
        if said.get(name) is not None:
            raise invalid(f"problem.{name}", f"{name} is said by the problem and by the call")
        said[name] = value
    return Problem(**said)


def to_message(problem: Problem) -> Sent:
    """A problem in columns.

    Raises:
        InvalidProblem: for what the wire cannot carry, and for names that there are not. What numbers mean is the
            server's to judge.
    """
    columns = columns_of(problem.buffers)
    message = pb.Problem()
    ids = _ids(columns)
    if ids is not None:
        message.id.extend(ids)
    for name in ("lower", "upper", "size"):
        getattr(message, name).extend(integers(f"problem.{name}", columns.columns[name]))
    memories = _memories(message, problem.memories)
    _Constraints(message, columns, ids, memories).add(problem)
    if not unbounded(problem.capacity):
        message.capacity = integer("problem.capacity", problem.capacity)
    if problem.base is not None and (problem.base != 0 or not memories):
        message.base = integer("problem.base", problem.base)
    _alignment(message, columns)
    _places(columns, "offset", message.fixed_index, message.fixed_offset)
    _places(columns, "hint", message.hint_index, message.hint_offset)
    return Sent(message, ids, memories, columns.are_arrays)


def _ids(columns: Columns) -> Optional[List[str]]:
    column = columns.column("id")
    if column is None or all(each is None for each in column):
        return None
    values = column.tolist() if is_array(column) else column  # type: ignore[attr-defined]
    return [str(i) if each is None else text(f"problem.id[{i}]", each) for i, each in enumerate(values)]


def _alignment(message: pb.Problem, columns: Columns) -> None:
    column = columns.column("alignment")
    if column is None:
        return
    constrained = any(field.number >= FIRST_CONSTRAINT for field, _ in message.ListFields())
    unsaid = 0 if constrained else 1
    if not is_array(column):
        column = [unsaid if each is None else each for each in column]
    found = integers("problem.alignment", column)
    if any(each != unsaid for each in found):
        message.alignment.extend(found)


def _places(columns: Columns, name: str, index: Any, offset: Any) -> None:
    """Buffers that have such an offset; None and −1 are none."""
    column = columns.column(name)
    for i, value in enumerate(() if column is None else column):
        if value is None:
            continue
        found = integer(f"problem.{'fixed' if name == 'offset' else 'hint'}_offset[{len(index)}]", value)
        if found != -1:
            index.append(i)
            offset.append(found)


def _memories(message: pb.Problem, memories: Optional[Sequence[Any]]) -> List[str]:
    """Adds the memories, and returns their names."""
    keys = ("id", "capacity", "base", "alignment", "reserved", "bank", "bandwidth", "latency")
    names = []
    for m, each in enumerate(rows("problem.memories", memories)):
        field = f"problem.memories[{m}]"
        said = entry(field, {"id": each} if isinstance(each, str) else each, keys)
        added = message.memories.add()
        if "id" in said:
            added.id = text(f"{field}.id", said["id"])
        if unbounded(said.get("capacity")):
            said.pop("capacity", None)
        optional_integers(field, added, said, ("capacity", "base", "alignment", "bank"))
        for name in ("bandwidth", "latency"):
            if name in said:
                setattr(added, name, number(f"{field}.{name}", said[name]))
        for k, piece in enumerate(rows(f"{field}.reserved", said.get("reserved"))):
            at = f"{field}.reserved[{k}]"
            ends = entry(at, _pair(piece, ("from", "to")), ("from", "to"), ("from", "to"))
            _set_range(at, added.reserved.add(), ends)
        names.append(added.id or str(m))
    return names


def _pair(value: Any, names: Tuple[str, ...]) -> Any:
    """A tuple as a dict with these keys; anything else as it is."""
    if isinstance(value, (tuple, list)) and len(value) <= len(names):
        return dict(zip(names, value))
    return value


def _set_range(field: str, owner: Any, said: Mapping[str, Any]) -> None:
    # `from` is a word of Python's.
    optional_integers(field, owner, said, ("from", "to"))


@dataclass(frozen=True)
class _Constraints:
    """Adds the constraints of a problem to its message."""

    message: pb.Problem
    columns: Columns
    ids: Optional[List[str]]
    memories: List[str]

    def add(self, problem: Problem) -> None:
        buffer_at = self._finder("buffer", self.ids, self.columns.count)
        memory_at = self._finder("memory", self.memories, len(self.memories))
        self._places(memory_at)
        self._gaps()
        for name in ("exclusive", "within_bank"):
            for i, value in self._said(name):
                if flag(f"problem.buffers[{i}].{name}", value):
                    getattr(self.message, f"{name}_index").append(i)
        for name in ("reads", "writes"):
            self._counts(name)
        self._clocks()
        self._ties("aliases", problem.aliases, buffer_at)
        self._ties("inplace", problem.inplace, buffer_at)
        self._groups("apart", problem.apart, buffer_at)
        self._groups("free", problem.free, buffer_at)
        self._operators(problem.operators, buffer_at)
        minimize = [problem.minimize] if isinstance(problem.minimize, str) else problem.minimize
        for k, term in enumerate(rows("problem.minimize", minimize)):
            self.message.minimize.append(_term(f"problem.minimize[{k}]", term))
        for term, value in (problem.limits or {}).items():
            limit = self.message.limits.add()
            limit.term = _term("problem.limits", term)
            limit.value = integer(f"problem.limits.{term}", value)

    def _said(self, name: str) -> List[Tuple[int, Any]]:
        """The buffers that say something of a field."""
        column = self.columns.column(name)
        return [] if column is None else [(i, each) for i, each in enumerate(column) if each is not None]

    def _finder(self, noun: str, names: Optional[Sequence[str]], count: int) -> Callable[[str, Any], int]:
        """Positions of what is named by id or by position."""
        positions: Dict[str, int] = {}

        def find(field: str, named: Any) -> int:
            if isinstance(named, str):
                if not positions:
                    for i in range(count):
                        positions[str(i) if names is None else names[i]] = i
                if named in positions:
                    return positions[named]
            elif not isinstance(named, (bool, float)) and hasattr(named, "__index__"):
                position = integer(field, named)
                if 0 <= position < count:
                    return position
            raise invalid(field, f"{field}: there is no {noun} {shown(named)}", "INVALID_PROBLEM")

        return find

    def _places(self, memory_at: Callable[[str, Any], int]) -> None:
        said = self._said("memory")
        if said:
            found = [-1] * self.columns.count
            for i, value in said:
                found[i] = memory_at(f"problem.buffers[{i}].memory", value)
            self.message.memory_index.extend(found)
        for i, value in self._said("memories"):
            field = f"problem.buffers[{i}].memories"
            choices = rows(field, value)
            if len(choices) == 0:
                raise invalid(field, f"{field} must name at least one memory", "INVALID_FIELD")
            for k, choice in enumerate(choices):
                at = f"{field}[{k}]"
                each = {"id": choice} if isinstance(choice, (str, int)) else _pair(choice, ("id", "cost"))
                options = entry(at, each, ("id", "cost"), ("id",))
                added = self.message.memory_choices.add()
                added.buffer_index = i
                added.memory_index = memory_at(f"{at}.id", options["id"])
                optional_integers(at, added, options, ("cost",))

    def _gaps(self) -> None:
        names = ("lower", "upper", "from", "to")
        for i, value in self._said("gaps"):
            for k, each in enumerate(rows(f"problem.buffers[{i}].gaps", value)):
                field = f"problem.buffers[{i}].gaps[{k}]"
                said = entry(field, _pair(each, names), names, ("lower", "upper"))
                added = self.message.gaps.add()
                added.buffer_index = i
                optional_integers(field, added, said, ("lower", "upper"))
                _set_range(field, added, said)

    def _counts(self, name: str) -> None:
        said = self._said(name)
        if not said:
            return
        found = [-1] * self.columns.count
        for i, value in said:
            field = f"problem.buffers[{i}].{name}"
            found[i] = integer(field, value)
            if found[i] < 0:  # −1 would be taken for no count
                raise invalid(field, f"{field} must be an integer ≥ 0, got {found[i]}", "INVALID_FIELD")
        getattr(self.message, name).extend(found)

    def _clocks(self) -> None:
        """Clocks have one column: all buffers have one with as many entries, or none has."""
        said = self._said("clock")
        if not said:
            return
        clocks = dict(said)
        entries: Optional[int] = None
        for i in range(self.columns.count):
            field = f"problem.buffers[{i}].clock"
            clock = entry(field, clocks.get(i, {}), ("lower", "upper"), ("lower", "upper"))
            for side in ("lower", "upper"):
                vector = integers(f"{field}.{side}", rows(f"{field}.{side}", clock[side]))
                entries = len(vector) if entries is None else entries
                if len(vector) != entries or entries == 0:
                    message = f"{field}.{side} must have {max(1, entries)} entries, got {len(vector)}"
                    raise invalid(f"{field}.{side}", message, "INVALID_PROBLEM")
                getattr(self.message, f"clock_{side}").extend(vector)

    def _ties(self, name: str, ties: Optional[Sequence[Any]], buffer_at: Callable[[str, Any], int]) -> None:
        keys = ("buffer", "of", "at")
        for k, each in enumerate(rows(f"problem.{name}", ties)):
            field = f"problem.{name}[{k}]"
            said = entry(field, _pair(each, keys), keys, ("buffer", "of"))
            added = getattr(self.message, name).add()
            added.buffer_index = buffer_at(f"{field}.buffer", said["buffer"])
            added.of_index = buffer_at(f"{field}.of", said["of"])
            optional_integers(field, added, said, ("at",))

    def _groups(self, name: str, entries: Optional[Sequence[Any]], buffer_at: Callable[[str, Any], int]) -> None:
        keys = ("buffers", "groups", "distance", "cost", "banks") if name == "apart" else ("buffers", "groups")
        for k, each in enumerate(rows(f"problem.{name}", entries)):
            field = f"problem.{name}[{k}]"
            said = entry(field, {"buffers": each} if isinstance(each, (list, tuple)) else each, keys)
            added = getattr(self.message, name).add()
            for i, named in enumerate(rows(f"{field}.buffers", said.get("buffers"))):
                added.buffer_index.append(buffer_at(f"{field}.buffers[{i}]", named))
            for g, group in enumerate(rows(f"{field}.groups", said.get("groups"))):
                members = rows(f"{field}.groups[{g}]", group)
                found = [buffer_at(f"{field}.groups[{g}][{i}]", named) for i, named in enumerate(members)]
                added.groups.add(buffer_index=found)
            optional_integers(field, added, said, ("distance", "cost"))
            if "banks" in said:
                added.banks = flag(f"{field}.banks", said["banks"])

    def _operators(self, operators: Optional[Sequence[Any]], buffer_at: Callable[[str, Any], int]) -> None:
        if operators is None:
            return
        listed = rows("problem.operators", operators)
        self.message.no_operators = len(listed) == 0
        for o, each in enumerate(listed):
            field = f"problem.operators[{o}]"
            said = entry(field, each, ("id", "time", "compute", "reads", "writes"), ("time", "compute"))
            added = self.message.operators.add()
            if "id" in said:
                added.id = text(f"{field}.id", said["id"])
            added.time = integer(f"{field}.time", said["time"])
            added.compute = number(f"{field}.compute", said["compute"])
            for side in ("reads", "writes"):
                if side in said:
                    # A list that is there and empty says that there are none.
                    target = getattr(added, side)
                    target.SetInParent()
                    for i, named in enumerate(rows(f"{field}.{side}", said[side])):
                        target.buffer_index.append(buffer_at(f"{field}.{side}[{i}]", named))


def _term(field: str, term: Any) -> int:
    if term in TERMS:
        return int(pb.Term.Value(f"TERM_{term.upper()}"))
    raise invalid(field, f"{field} must be one of {', '.join(TERMS)}, got {shown(term)}", "INVALID_PROBLEM")
