"""Parameters of a page: its size, the values inside its cursor, and the stretch of the index that it reads."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphsvc.codes import prefix_of
from graphsvc.cypher.plan import KeyType
from graphsvc.errors import BadCursor, BadInput
from graphsvc.gql.planning.parameters import Origin
from graphsvc.gql.schema.paging import page_size

_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,17})?(e[+-]\d{1,3})?", re.ASCII)
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?(\.\d{1,9})?(Z|[+-](?:0\d|1[0-7]):[0-5]\d)", re.ASCII)


TEXT: KeyType = "text"
LAST = "\uffff"
"""Every code sorts before it."""


@dataclass(frozen=True, slots=True)
class PageSize:
    """The parameter of a page's size in rows."""

    origin: Origin

    def fill(self, variables: Mapping[str, Any]) -> int:
        """The size, 50 when none is given.

        Raises:
            PageTooLarge: outside 0..200.
        """
        return page_size(self.origin.of(variables))


@dataclass(frozen=True, slots=True)
class FromStart:
    """The parameter that says that a page has no cursor."""

    origin: Origin

    def fill(self, variables: Mapping[str, Any]) -> bool:
        """True where the argument gives none."""
        return self.origin.of(variables) is None


@dataclass(frozen=True, slots=True)
class CursorPart:
    """The parameter of one sort key's value inside a cursor, which an argument gives.

    Without a cursor it is any value of its type: Neo4j plans a statement anew for parameters of other types, null too,
    and so plans once for the first page and all that follow.
    """

    origin: Origin
    argument: str
    signature: str
    types: tuple[KeyType, ...]
    index: int

    def fill(self, variables: Mapping[str, Any]) -> str | int | float:
        """The key's value.

        Raises:
            BadCursor: the cursor was not given out for a list in this order.
        """
        cursor = self.origin.of(variables)
        if cursor is None:
            return _ANY[self.types[self.index]]
        return cursor_values(cursor, self.signature, self.types, self.argument)[self.index]


def cursor_values(cursor: str, signature: str, types: tuple[KeyType, ...], argument: str) -> list[str | int | float]:
    """The sort keys' values in a cursor `signature|value|…`, the form that `cypher.pages` writes.

    Raises:
        BadCursor: another order's cursor, or no cursor at all.
    """
    named, *values = cursor.split("|")
    if named != signature or len(values) != len(types):
        raise _bad_cursor().at(argument)
    try:
        return [_READ[type_](value) for value, type_ in zip(values, types, strict=True)]
    except ValueError:
        raise _bad_cursor().at(argument) from None


def _number(text: str) -> int | float:
    found = _NUMBER.fullmatch(text)
    if not found:
        raise ValueError
    return float(text) if found[1] or found[2] else int(text)


def _moment(text: str) -> str:
    """A moment as `toString` wrote it; it stays a text, with the nanoseconds that Neo4j has and Python has not."""
    found = _MOMENT.fullmatch(text.partition("[")[0])
    if found is None:
        raise ValueError
    to_the_minute, seconds, fraction, zone = found.groups(default="")
    datetime.fromisoformat(to_the_minute + seconds)
    return f"{to_the_minute}{seconds or ':00'}{fraction}{zone}"


def _unescaped(text: str) -> str:
    return text.replace("%7C", "|").replace("%25", "%")


_READ: Mapping[KeyType, Callable[[str], str | int | float]] = {"text": _unescaped, "number": _number, "moment": _moment}
_ANY: Mapping[KeyType, str | int] = {"text": "", "number": 0, "moment": "0001-01-01T00:00:00Z"}


def _bad_cursor() -> BadCursor:
    return BadCursor(
        "游标不属于这个列表或这种排序；请从第一页重新开始。",
        "The cursor does not belong to this list in this order; start from the first page.",
    )


@dataclass(frozen=True, slots=True)
class Hull:
    """The stretch of area codes that holds all rows of a scoped list: from the caller's first prefix to its last.

    Rows between two prefixes are left to the guard. With `by_owner` rows of the caller's unit or person may lie
    anywhere, with `by_area` any row may, since it can hang on something in the caller's areas.
    """

    fact: str
    by_owner: bool = False
    by_area: bool = False

    def of(self, variables: Mapping[str, Any]) -> tuple[str, str]:
        """The stretch for this caller, empty when nothing may be seen."""
        prefixes = variables[f"@{self.fact}"]
        if (self.by_owner and (variables["@unit"] or variables["@person"])) or (self.by_area and prefixes):
            return "", LAST
        return (min(prefixes), max(prefixes) + LAST) if prefixes else (LAST, "")


def _prefix(within: Any) -> str:
    """What the codes of an area begin with, nothing without one."""
    if within is None:
        return ""
    try:
        return prefix_of(within)
    except BadInput as refusal:
        raise refusal.at("filter", "within") from None


@dataclass(frozen=True, slots=True)
class RangeStart:
    """The first area code that a root list reads: its area's, its caller's, or the cursor's, the furthest on."""

    within: Origin
    after: Origin
    keys: int
    hull: Hull | None = None

    def fill(self, variables: Mapping[str, Any]) -> str:
        """The lower bound, the empty text when nothing narrows the list."""
        code, cursor = self.within.of(variables), self.after.of(variables)
        first = _prefix(code)
        if self.hull is not None:
            first = max(first, self.hull.of(variables)[0])
        return first if cursor is None else max(first, str(cursor_values(cursor, "", (TEXT,) * self.keys, "after")[0]))


@dataclass(frozen=True, slots=True)
class RangeEnd:
    """The parameter of the area code where a root list ends, not read any more."""

    within: Origin
    hull: Hull | None = None

    def fill(self, variables: Mapping[str, Any]) -> str:
        """The upper bound."""
        end = _prefix(self.within.of(variables)) + LAST
        return end if self.hull is None else min(end, self.hull.of(variables)[1])
