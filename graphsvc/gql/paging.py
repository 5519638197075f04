"""Pages as requests ask for them: Relay's arguments, their limits, and cursors that carry the values of sort keys."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import strawberry

from graphsvc.codes import prefix_of
from graphsvc.errors import BadCursor, PageTooLarge
from graphsvc.gql.fields import Argument
from graphsvc.gql.slots import Origin

_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)
LAST = "\uffff"
"""Every code sorts before it."""

PAGE_SIZE = 50
LARGEST_PAGE = 200

PAGE_ARGUMENTS = {
    "first": Argument(int | None, "Page size.", default=PAGE_SIZE),
    "after": Argument(str | None, "Cursor."),
}
ROOT_PAGE_ARGUMENTS = PAGE_ARGUMENTS | {
    "last": Argument(int | None, "Size from the end."),
    "before": Argument(str | None, "End before."),
}


@strawberry.type(description="Where a page stands in its list (Relay).")
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = strawberry.field(description="Rows follow.")
    has_previous_page: bool = strawberry.field(description="Rows come before.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first row.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last row.")


def page_size(size: int | None) -> int:
    """Rows of a page, 50 when none are asked for.

    Raises:
        PageTooLarge: outside 0..200.
    """
    if size is None:
        return PAGE_SIZE
    if not 0 <= size <= LARGEST_PAGE:
        raise PageTooLarge(
            f"每页行数必须在 0 到 {LARGEST_PAGE} 之间，收到 {size}。",
            f"A page holds 0 to {LARGEST_PAGE} rows; {size} was asked for. Page on with `after`.",
        )
    return size


@dataclass(frozen=True, slots=True)
class PageSize:
    """The slot of a page's size in rows."""

    origin: Origin

    def fill(self, variables: Mapping[str, Any]) -> int:
        """The size, 50 when none is given.

        Raises:
            PageTooLarge: outside 0..200.
        """
        return page_size(self.origin.of(variables))


@dataclass(frozen=True, slots=True)
class CursorPart:
    """The slot of one sort key's value inside a cursor; null without a cursor."""

    origin: Origin
    signature: str
    numbers: tuple[bool, ...]
    index: int

    def fill(self, variables: Mapping[str, Any]) -> str | int | None:
        """The key's value.

        Raises:
            BadCursor: the cursor was not given out for a list in this order.
        """
        cursor = self.origin.of(variables)
        return None if cursor is None else cursor_values(cursor, self.signature, self.numbers)[self.index]


def cursor_values(cursor: str, signature: str, numbers: tuple[bool, ...]) -> list[str | int]:
    """The sort keys' values in a cursor `signature|value|…`, the form that `cypher.pages` writes.

    Raises:
        BadCursor: another order's cursor, or no cursor at all.
    """
    named, *values = cursor.split("|")
    if named != signature or len(values) != len(numbers):
        raise _bad_cursor()
    try:
        return [
            _whole(value) if number else value.replace("%7C", "|").replace("%25", "%")
            for value, number in zip(values, numbers, strict=True)
        ]
    except ValueError:
        raise _bad_cursor() from None


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError
    return int(text)


def _bad_cursor() -> BadCursor:
    return BadCursor(
        "游标不属于这个列表或这种排序；请从第一页重新开始。",
        "The cursor does not belong to this list in this order; start from the first page.",
    )


@dataclass(frozen=True, slots=True)
class Hull:
    """The stretch of area codes that holds all rows of a scoped list: from the caller's first prefix to its last.

    Rows between two prefixes are left to the guard. With `by_unit` rows of the caller's unit may lie anywhere.
    """

    fact: str
    by_unit: bool = False

    def of(self, variables: Mapping[str, Any]) -> tuple[str, str]:
        """The stretch for this caller, empty when nothing may be seen."""
        prefixes = variables[f"@{self.fact}"]
        if self.by_unit and variables["@unit"]:
            return "", LAST
        return (min(prefixes), max(prefixes) + LAST) if prefixes else (LAST, "")


@dataclass(frozen=True, slots=True)
class RangeStart:
    """The slot of the first area code a root list reads: its area's, its caller's, or the cursor's, the furthest on."""

    within: Origin
    after: Origin
    keys: int
    hull: Hull | None = None

    def fill(self, variables: Mapping[str, Any]) -> str:
        """The lower bound, the empty text when nothing narrows the list."""
        code, cursor = self.within.of(variables), self.after.of(variables)
        first = prefix_of(code) if code is not None else ""
        if self.hull is not None:
            first = max(first, self.hull.of(variables)[0])
        return first if cursor is None else max(first, str(cursor_values(cursor, "", (False,) * self.keys)[0]))


@dataclass(frozen=True, slots=True)
class RangeEnd:
    """The slot of the area code where a root list ends, not read any more."""

    within: Origin
    hull: Hull | None = None

    def fill(self, variables: Mapping[str, Any]) -> str:
        """The upper bound."""
        code = self.within.of(variables)
        end = (prefix_of(code) if code is not None else "") + LAST
        return end if self.hull is None else min(end, self.hull.of(variables)[1])
