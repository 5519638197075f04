"""Filters and orders of a request become predicates and sort keys of the plan."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from graphsvc.codes import prefix_of
from graphsvc.cypher.plan import All, AnyOf, Key, KeyType, Not, Parameter, Predicate, Some, Source, Template, Test
from graphsvc.cypher.structure import Structures
from graphsvc.errors import BadInput
from graphsvc.gql.planning.parameters import NOTHING, Given, Origin, Place
from graphsvc.gql.schema.inputs import sort_name
from graphsvc.gql.schema.types import GraphType, LinkField, ValueField

NO_SLOTS: Mapping[str, Parameter] = {}

Structure = Mapping[str, Any] | list[Any] | Origin
"""A filter as given: objects as mappings, lists of objects as lists, everything else as where its value comes from."""

_OPERATORS = {
    "equals": "{0} = $value",
    "in": "{0} IN $value",
    "contains": "{0} CONTAINS $value",
    "startsWith": "{0} STARTS WITH $value",
    "from": "{0} >= $value",
    "to": "{0} <= $value",
    "isNull": "({0} IS NULL) = $value",
}


def predicate(
    types: Mapping[str, GraphType], graph_type: GraphType, given: Mapping[str, Any], place: Place = ("filter",)
) -> All:
    """All conditions of a filter on rows of the type, in an order that does not hang on how they are written.

    `place` is where the filter stands in the input.
    """
    return All(tuple(_entry(types, graph_type, given[name], (*place, name)) for name in sorted(given)))


def _entry(types: Mapping[str, GraphType], graph_type: GraphType, value: Any, place: Place) -> Predicate:
    name = str(place[-1])
    match name:
        case "and":
            return All(_alternatives(types, graph_type, value, place))
        case "or":
            return AnyOf(_alternatives(types, graph_type, value, place))
        case "not":
            return Not(predicate(types, graph_type, value, place))
        case "within":
            return _test("@this.areaCode STARTS WITH $value", Given(value, prefix_of, place=place))
    if criterion := graph_type.kind.criteria.get(name):
        return _test(criterion.template, Given(value, criterion.read, place=place), criterion.slots)
    field = graph_type.fields[name]
    if isinstance(field, LinkField):
        return Some(Source(_now(field), field.guard), predicate(types, types[field.target], value, place))
    return _value_test(field, value)


def _alternatives(
    types: Mapping[str, GraphType], graph_type: GraphType, parts: list[Any], place: Place
) -> tuple[All, ...]:
    structures = Structures()
    found = (predicate(types, graph_type, part, (*place, at)) for at, part in enumerate(parts))
    return tuple(sorted(found, key=structures.of))


def _value_test(field: ValueField, given: Any) -> Predicate:
    if issubclass(field.type, Enum):
        return _test(f"{field.expression} IN $value", Given(given))
    return All(tuple(_test(_OPERATORS[name].format(field.expression), Given(given[name])) for name in sorted(given)))


def _test(text: str, value: Given, slots: Mapping[str, Parameter] = NO_SLOTS) -> Test:
    return Test(Template(text, {**slots, "value": value}))


def order_keys(graph_type: GraphType, given: list[tuple[str, bool]]) -> tuple[tuple[Key, ...], str]:
    """Sort keys of a page and the name of the order inside its cursors.

    Args:
        given: pairs of sort name and whether it runs downwards, the most important first.
    Returns:
        the keys, ended by the type's own so that the order is total; the signature, empty for the type's own order.
    Raises:
        BadInput: one key named twice.
    """
    sortable = {sort_name(name, field): field for name, field in graph_type.fields.items() if field.sort}
    if len({name for name, _ in given}) < len(given):
        raise BadInput("同一个排序键出现了两次。", "A sort key is named twice; name each once.")
    chosen = tuple(_key(sortable[name], descending) for name, descending in given)
    signature = "+".join(name + ("-" if descending else "") for name, descending in given)
    last = graph_type.kind.order[-1:] if chosen else graph_type.kind.order
    return chosen + tuple(own_key(graph_type, text) for text in last), signature


_NEVER = "datetime('0001-01-01T00:00:00Z')"
"""Where a row without the moment stands: before all others, as one without a text or a number does."""
_LEAST = {int: "-1", float: "-1.0e300"}
"""Where a row without the number stands; whole numbers here count something."""
_KEY_TYPES: Mapping[type, KeyType] = {int: "number", float: "number", datetime: "moment"}


def own_key(graph_type: GraphType, text: str) -> Key:
    """A key of a type's own order, of the type that the field it shows declares; a text where no field shows it."""
    field = next((f for f in graph_type.fields.values() if isinstance(f, ValueField) and f.expression == text), None)
    if field is None or field.plain:
        return Key(Template(text))
    return Key(Template(text), type=_KEY_TYPES.get(field.type, "text"))


def _key(field: ValueField | LinkField, descending: bool) -> Key:
    if isinstance(field, LinkField):
        return Key(Source(_now(field), field.guard), descending, type="number")
    if issubclass(field.type, Enum):
        return Key(Template(f"coalesce({_rank(field)}, -1)"), descending, type="number")
    if field.type in (int, float):
        return Key(Template(f"coalesce({field.expression}, {_LEAST[field.type]})"), descending, type="number")
    if field.type is datetime:
        return Key(Template(f"coalesce({field.expression}, {_NEVER})"), descending, type="moment")
    return Key(Template(f"coalesce({_text(field)}, '')"), descending, plain=field.plain or field.type is date)


def _rank(field: ValueField) -> str:
    """The place of an enum's value in its declaration, so that LOW comes before HIGH."""
    places = " ".join(f"WHEN '{member.name}' THEN {place}" for place, member in enumerate(field.type))
    return f"CASE {field.expression} {places} END"


def _text(field: ValueField) -> str:
    return f"toString({field.expression})" if field.type is date else field.expression


def _now(field: LinkField) -> Template:
    """A link's clauses with no argument given: as things stand today."""
    given = {name: Given(NOTHING, argument.read, argument.otherwise) for name, argument in field.arguments.items()}
    return Template(field.clause, {**field.slots, **given})
