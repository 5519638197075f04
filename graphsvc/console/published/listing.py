"""What a list is: its columns, filters and order, all of which stand in its address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.datastructures import QueryParams

from graphsvc.access.scope import Operation
from graphsvc.china import in_utc

ROWS = 30
"""Rows of a page on the screen."""
NOTHING_FOUND = "没有符合条件的条目。放宽筛选条件再试。"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: where its value stands in a row (`area.name`), and how it is written.

    `kind` is text, day, moment, number, light, rule (of RFC 5545), or the name of an enum; `order` the field to order
    by.
    """

    title: str
    path: str
    kind: str = "text"
    order: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: the field of the schema's filter, and its kind: text, within, yes, or the name of an enum.

    Of days `from` means this one or later, `on` this one, `there` that there is one; `least` is a number and `equal`
    one exactly. `day` and `moment` are taken as they are.
    """

    title: str
    field: str
    kind: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list. `name` is its address, the folder of its document unless told, and the root field.

    `new_page` is where an entry is made, by who may do `new_needs`. `by_area` is the list of an area, the caller's
    unless the address names one.
    """

    name: str
    title: str
    row_page: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...]
    needs: Operation = Operation.READ_STRUCTURE
    empty: str = NOTHING_FOUND
    new_page: str = ""
    new_needs: Operation = Operation.REPORT_CASE
    document: str = ""
    by_area: bool = False

    @property
    def has_own_words(self) -> bool:
        """Whether it says in words of its own what to do when it is empty."""
        return self.empty != NOTHING_FOUND

    def variables(self, query: QueryParams, first: int = ROWS) -> dict[str, Any]:
        """The variables of a list's document for an address."""
        found: dict[str, Any] = {"first": first, "filter": self._filter(query)}
        if after := query.get("after", ""):
            found["after"] = after
        order, direction = order_of(query)
        if order in {column.order for column in self.columns if column.order}:
            found["orderBy"] = [{order: direction}]
        return found

    def _filter(self, query: QueryParams) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for each in self.filters:
            given = [value.strip() for value in query.getlist(each.field) if value.strip()]
            if not given:
                continue
            found[each.field] = _READ.get(each.kind, list)(given)
        return found


def _number(text: str) -> int:
    """A number as somebody typed it; what is none filters nothing."""
    return int(text) if text.isdecimal() and len(text) < MOST_DIGITS else 0


def _moment(text: str) -> str:
    """A moment as an address has it; an hour without a zone is China's."""
    try:
        return in_utc(datetime.fromisoformat(text)).isoformat()
    except ValueError:
        return text


MOST_DIGITS = 6
_READ: Mapping[str, Callable[[list[str]], Any]] = {
    "text": lambda given: {"contains": given[0]},
    "within": lambda given: given[0],
    "yes": lambda given: given[0] == "true",
    "Light": lambda given: given[0],
    "from": lambda given: {"from": given[0]},
    "on": lambda given: {"equals": given[0]},
    "there": lambda given: {"isNull": given[0] != "true"},
    "equal": lambda given: {"equals": _number(given[0])},
    "least": lambda given: {"from": _number(given[0])},
    "day": lambda given: given[0],
    "moment": lambda given: _moment(given[0]),
    "one": lambda given: given[0],
    "ForceSkill": lambda given: given[0],
    "ServicePointClass": lambda given: given[0],
    "Accessibility": lambda given: given[0],
    "ServiceWay": lambda given: given[0],
}
"""Kind of a filter -> what the schema takes for the values of an address; of an enum they stand as they are."""

AREA = Column("所在区域", "area.name")
WITHIN = Filter("区划代码", "within", "within")


def order_of(query: QueryParams) -> tuple[str, str]:
    """The field that an address orders by, empty for none, and ASC or DESC."""
    field, _, direction = query.get("order", "").partition(":")
    return field, "DESC" if direction == "DESC" else "ASC"


def value_at(row: Mapping[str, Any], path: str) -> Any:
    """The value of a column in a row; None where something on the way is missing."""
    if "." not in path:
        return row.get(path)
    value: Any = row
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def active(listing: Listing, query: QueryParams) -> Sequence[Filter]:
    """The filters that an address uses."""
    return [each for each in listing.filters if any(value.strip() for value in query.getlist(each.field))]
