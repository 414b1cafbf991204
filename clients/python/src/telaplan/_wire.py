"""Values on their way into messages. What the wire would round, cut or drop in silence is refused here."""

from __future__ import annotations

import math
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

from telaplan._errors import invalid

#: The largest integer that the service takes: 2^53 − 1.
MAX_INTEGER = 2**53 - 1


def shown(value: Any) -> str:
    """A value for an error's sentence, shortened."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def integer(field: str, value: Any) -> int:
    """A whole number as it is: an int, or what has `__index__`, such as NumPy's. Fractions, text and bools are refused.

    Raises:
        InvalidProblem: names the field and the value.
    """
    if type(value) is not int:
        index = None if isinstance(value, bool) else getattr(type(value), "__index__", None)
        try:
            value = value if index is None else index(value)
        except TypeError:  # an array of several numbers
            index = None
        if index is None or type(value) is not int:
            raise invalid(field, f"{field} must be an integer, got {shown(value)}", "INVALID_FIELD")
    if -MAX_INTEGER <= value <= MAX_INTEGER:
        return int(value)
    raise invalid(field, f"{field} must be an integer within ±(2^53 − 1), got {shown(value)}", "INVALID_FIELD")


def integers(field: str, values: Iterable[Any]) -> List[int]:
    """A column of whole numbers; see `integer`. Arrays of integers are converted as a whole."""
    kind = getattr(getattr(values, "dtype", None), "kind", None)
    if kind in ("i", "u"):
        values = values.tolist()  # type: ignore[attr-defined]
    return [
        value if type(value) is int and -MAX_INTEGER <= value <= MAX_INTEGER else integer(f"{field}[{i}]", value)
        for i, value in enumerate(values)
    ]


def number(field: str, value: Any) -> float:
    """A finite number that may be a fraction. Raises InvalidProblem."""
    if not isinstance(value, (bool, str)):
        try:
            found = float(value)
            if math.isfinite(found):
                return found
        except (TypeError, ValueError):
            pass
    raise invalid(field, f"{field} must be a finite number, got {shown(value)}", "INVALID_FIELD")


def flag(field: str, value: Any) -> bool:
    """True or false, NumPy's included. Raises InvalidProblem."""
    if isinstance(value, bool):
        return value
    if type(value).__name__ in ("bool_", "bool"):
        return bool(value)
    raise invalid(field, f"{field} must be True or False, got {shown(value)}", "INVALID_FIELD")


def text(field: str, value: Any) -> str:
    """Text as UTF-8 can carry it. Raises InvalidProblem."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise invalid(field, f"{field} must be text without lone surrogates", "INVALID_FIELD") from None
        return str(value)
    raise invalid(field, f"{field} must be text, got {shown(value)}", "INVALID_FIELD")


def unbounded(value: Any) -> bool:
    """None, or infinity: no bound."""
    return value is None or (isinstance(value, float) and value == math.inf)


def rows(field: str, value: Any) -> Sequence[Any]:
    """A list of entries; None is an empty one. Raises InvalidProblem."""
    if value is None:
        return ()
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
        raise invalid(field, f"{field} must be a list, got {shown(value)}", "INVALID_FIELD")
    return value if isinstance(value, (list, tuple)) else list(value)


def snake(name: str) -> str:
    """`withinBank` as `within_bank`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def entry(field: str, value: Any, known: Tuple[str, ...], needed: Tuple[str, ...] = ()) -> Dict[str, Any]:
    """An entry of a list by its keys, in snake_case or camelCase. What is None is left out.

    Raises:
        InvalidProblem: for what is no mapping, a key that is not known, and one that is needed and not there.
    """
    if not isinstance(value, Mapping):
        raise invalid(field, f"{field} must be a dict with {', '.join(known)}, got {shown(value)}", "INVALID_FIELD")
    found: Dict[str, Any] = {}
    for key, each in value.items():
        name = snake(key) if isinstance(key, str) else ""
        if name not in known:
            message = f"{field}: key {shown(key)} is not known; there are {', '.join(known)}"
            raise invalid(f"{field}.{key}", message, "INVALID_FIELD")
        if name in found:
            raise invalid(f"{field}.{key}", f"{field}: {name} is given twice", "INVALID_FIELD")
        if each is not None:
            found[name] = each
    for name in needed:
        if name not in found:
            raise invalid(f"{field}.{name}", f"{field}: {name} is missing", "INVALID_FIELD")
    return found


def optional_integers(field: str, owner: Any, source: Mapping[str, Any], names: Sequence[str]) -> None:
    """Sets the fields of a message that the source has."""
    for name in names:
        value: Optional[Any] = source.get(name)
        if value is not None:
            setattr(owner, name, integer(f"{field}.{name}", value))
