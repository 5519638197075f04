"""Filters, orders and groupings: two input types and an enum a type, made from the fields that allow it.

A filter holds when all its fields hold; a field along a path holds when some row at its end meets the filter given,
so `{not: {resources: {}}}` finds what has no resources. Rows are counted by enums that can be found, and by areas.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, cast

import strawberry
from graphql.pyutils import camel_to_snake

from graphsvc.codes import DIGITS, AreaLevel
from graphsvc.cypher.plan import Template
from graphsvc.gql.schema.constraints import term_of
from graphsvc.gql.schema.enums import Direction, offer
from graphsvc.gql.schema.fields import Argument
from graphsvc.gql.schema.types import GraphType, LinkField, ValueField
from graphsvc.vocabulary.labelled import Labelled


def _input(name: str, description: str, fields: Mapping[str, tuple[Any, str | None]], *, one_of: bool = False) -> type:
    return _completed(type(name, (), {}), description, fields, one_of=one_of)


def _completed(
    cls: type, description: str, fields: Mapping[str, tuple[Any, str | None]], *, one_of: bool = False
) -> type:
    """Give an empty class its fields (GraphQL name -> type and text) and make it an input."""
    cls.__annotations__ = {}
    for name, (hint, text) in fields.items():
        python_name = f"{name}_"
        cls.__annotations__[python_name] = hint | None
        setattr(cls, python_name, strawberry.field(name=name, description=text, default=strawberry.UNSET))
    return strawberry.input(cls, description=description, one_of=one_of)


MISSING = "There is none, or with false: there is one (缺失)."

TextFilter = _input(
    "TextFilter",
    "Conditions on a text; all given ones hold.",
    {
        "equals": (str, "The same text."),
        "in": (list[str], "One of these."),
        "contains": (str, "Has this inside."),
        "startsWith": (str, "Begins with this."),
        "isNull": (bool, MISSING),
    },
)
NumberFilter = _input(
    "NumberFilter",
    "Conditions on a whole number.",
    {
        "equals": (int, "This number."),
        "from": (int, "At least."),
        "to": (int, "At most."),
        "isNull": (bool, MISSING),
    },
)
DateFilter = _input(
    "DateFilter",
    "Conditions on a day.",
    {
        "equals": (date, "This day."),
        "from": (date, "This day or later."),
        "to": (date, "This day or earlier."),
        "isNull": (bool, MISSING),
    },
)
_CONDITIONS: Mapping[type, type] = {str: TextFilter, int: NumberFilter, date: DateFilter}


class Grouping(Labelled):
    """What the rows of a list are counted by (分组方式)."""


@dataclass(frozen=True, slots=True)
class GroupKey:
    """A value that rows are counted by, and what it is called."""

    template: Template
    zh: str
    en: str


def group_keys(graph_type: GraphType) -> dict[str, GroupKey]:
    """Find what rows of a type can be counted by: the enums that filters know, and the areas they lie in."""
    keys: dict[str, GroupKey] = {}
    values = {name: field for name, field in graph_type.fields.items() if isinstance(field, ValueField) and field.find}
    enums = {name: field for name, field in values.items() if issubclass(field.type, Enum)}
    fields_of = Counter(field.type for field in enums.values())
    for name, field in enums.items():
        alone = fields_of[field.type] == 1  # else both keys would be called as their enum
        summary = ((field.type.__doc__ or "") if alone else field.words).partition("\n")[0]
        words = summary.partition(" (")[0].rstrip(".")
        keys[camel_to_snake(name).upper()] = GroupKey(Template(field.expression, field.slots), term_of(summary), words)
    if is_under_area(graph_type):
        keys |= {level.name: _area_key(level) for level in _AREAS}
    return keys


_AREAS = (AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT, AreaLevel.COMMUNITY)


def _area_key(level: AreaLevel) -> GroupKey:
    """The code of the area at a level; none for rows that belong further up."""
    digits = DIGITS[level]
    above = max(count for count in DIGITS.values() if count < digits)
    own = f"substring(@this.areaCode, {above}, {digits - above}) = '{'0' * (digits - above)}'"
    code = f"left(@this.areaCode, {digits})" + (f" + '{'0' * (12 - digits)}'" if digits < 12 else "")
    return GroupKey(Template(f"CASE WHEN {own} THEN null ELSE {code} END"), level.zh, level.en)


class Inputs:
    """The filter, order and grouping types of a schema, by the name of the type they are for."""

    def __init__(self) -> None:
        self.filters: dict[str, type] = {}
        self.orders: dict[str, type] = {}
        self.groupings: dict[str, type[Grouping]] = {}

    def declare(self, types: Mapping[str, GraphType]) -> None:
        """Make the inputs of every type that can be found or sorted by something."""
        shells = {name: type(f"{name}Filter", (), {}) for name, kind in types.items() if is_findable(kind)}
        for name, shell in shells.items():
            graph_type = types[name]
            self.filters[name] = _completed(shell, "All conditions given hold.", _filter_fields(graph_type, shells))
            if order := _order_fields(graph_type):
                self.orders[name] = _input(
                    f"{name}Order",
                    "One key; rows that are equal by all keys given come by code and id.",
                    order,
                    one_of=True,
                )
        for name, graph_type in types.items():
            if not graph_type.kind.edge and (keys := group_keys(graph_type)):
                self.groupings[name] = _grouping(name, keys)

    def arguments(self, target: str) -> dict[str, Argument]:
        """The arguments that filter and sort a page of the target."""
        found: dict[str, Argument] = {}
        if target in self.filters:
            found["filter"] = Argument(self.filters[target] | None, None)
        if target in self.orders:
            found["order_by"] = Argument(list[self.orders[target]] | None, None)  # type: ignore[name-defined]
        return found


def _grouping(of: str, keys: Mapping[str, GroupKey]) -> type[Grouping]:
    members = {name: (name, key.zh, key.en) for name, key in keys.items()}
    made: type[Grouping] = cast(Any, Grouping)(f"{of}Grouping", members)
    made.__doc__ = Grouping.__doc__
    offer(made)
    return made


def is_findable(graph_type: GraphType) -> bool:
    """Whether a filter exists for the type."""
    return not graph_type.kind.edge and any(field.find for field in graph_type.fields.values())


def is_under_area(graph_type: GraphType) -> bool:
    """Whether rows of the type belong to an area, so that a filter can ask for those under one."""
    return graph_type.kind.order[:1] == ("@this.areaCode",)


def _filter_fields(graph_type: GraphType, shells: Mapping[str, type]) -> dict[str, tuple[Any, str | None]]:
    own = shells[graph_type.name]
    fields: dict[str, tuple[Any, str | None]] = {
        "and": (list[own], None),  # type: ignore[valid-type]
        "or": (list[own], None),  # type: ignore[valid-type]
        "not": (own, None),
    }
    if is_under_area(graph_type):
        fields["within"] = (strawberry.ID, None)
    for name, criterion in graph_type.kind.criteria.items():
        fields[name] = (criterion.type, criterion.description)
    for name, field in graph_type.fields.items():
        if field.find:
            fields[name] = _condition(name, field, shells)
    return fields


def _condition(name: str, field: ValueField | LinkField, shells: Mapping[str, type]) -> tuple[Any, str | None]:
    if isinstance(field, LinkField):
        return shells[field.target], None
    if issubclass(field.type, Enum):
        return list[field.type], None  # type: ignore[name-defined]
    return _CONDITIONS[field.type], None


def _order_fields(graph_type: GraphType) -> dict[str, tuple[Any, str | None]]:
    return {sort_name(name, field): (Direction, None) for name, field in graph_type.fields.items() if field.sort}


def sort_name(name: str, field: ValueField | LinkField) -> str:
    """The name of a sort key: the field's own, or of how many rows it leads to."""
    return f"{name}Count" if isinstance(field, LinkField) else name
