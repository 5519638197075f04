"""What a document may cost at most, told before anything runs, from @cost and @listSize in the schema.

The price of a document is the number of objects its answer can hold, each times its weight, with every page full:
a field that returns objects weighs 1 and a plain value 0 unless @cost says otherwise.
Source: IBM GraphQL Cost Directives specification (draft), https://ibm.github.io/graphql-specs/cost-spec.html
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLField, IntValueNode, VariableNode, get_named_type, is_composite_type

from graphsvc.errors import CostExceeded
from graphsvc.gql.schema.cost_directives import COUNTED, Cost, ListSize
from graphsvc.gql.schema.paging import PAGE_SIZE, page_size
from graphsvc.gql.selection.conditions import hold
from graphsvc.gql.selection.opened import Field

ROWS = (*COUNTED, "items")
"""The same of pages that Python makes."""

SHORT = 10
"""Objects assumed in a list that says nothing of its size: parts of a score, steps of a way, grounds of a finding."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a document may cost at most, and which field the most of it; `dearest` is a path of response keys."""

    total: int
    dearest: tuple[str, ...] = ()
    dearest_cost: int = 0

    def shown(self, limit: int) -> dict[str, Any]:
        """The price as an answer's extensions hold it."""
        dearest = {"path": list(self.dearest), "cost": self.dearest_cost}
        return {"price": self.total, "limit": limit, "dearest": dearest}

    def check(self, limit: int) -> None:
        """Refuse what is too dear.

        Raises:
            CostExceeded: names the price, the limit and the dearest field.
        """
        if self.total > limit:
            path = ".".join(self.dearest)
            raise CostExceeded(
                f"查询的价格为 {self.total}，上限为 {limit}；最贵的是 {path}（{self.dearest_cost}），"
                "请减小那里的 first。",
                f"The document costs {self.total}, the limit is {limit}; the dearest field is {path} "
                f"({self.dearest_cost}): ask for smaller pages there.",
            )


@dataclass(frozen=True, slots=True)
class _Rule:
    """The weight of a field, how many rows it returns, and how many when no argument says."""

    weight: int
    size: ListSize | None
    usual: int = PAGE_SIZE


class Prices:
    """The price list of a schema."""

    def __init__(self) -> None:
        self._rules: dict[tuple[str, str], _Rule] = {}

    def of(self, roots: Iterable[Field], variables: Mapping[str, Any]) -> Price:
        """The price of an operation that has passed validation, for one request: what it leaves out costs nothing.

        Raises:
            PageTooLarge: a page's size lies outside 0..200.
        """
        walk = _Walk(self, variables)
        walk.fields(roots, 1, (), {})
        return Price(walk.total, walk.dearest, walk.dearest_cost)

    def rule(self, field: Field) -> _Rule:
        """The rule of a field."""
        defined: GraphQLField | None = getattr(field.parent, "fields", {}).get(field.name)
        if defined is None or field.parent.name.startswith("__"):  # __typename, __schema and what is below it
            return _Rule(0, None)
        key = (field.parent.name, field.name)
        if key not in self._rules:
            self._rules[key] = _rule(defined)
        return self._rules[key]


def _rule(defined: GraphQLField) -> _Rule:
    declared = (defined.extensions or {}).get("strawberry-definition")
    directives = getattr(declared, "directives", None) or ()
    weights = [int(each.weight) for each in directives if isinstance(each, Cost)]
    sizes = [each for each in directives if isinstance(each, ListSize)]
    composite = is_composite_type(get_named_type(defined.type))
    if composite and not sizes:
        sizes = _usual(defined)
    size = sizes[0] if sizes else None
    slicing = (size and size.slicing_arguments) or ()
    usual = [value for name in slicing if isinstance(value := defined.args[name].default_value, int)]
    return _Rule(weights[0] if weights else int(composite), size, max(usual, default=PAGE_SIZE))


def _usual(defined: GraphQLField) -> list[ListSize]:
    """The size of what says none: a page, or a list, of what `first` asks for; else a short list."""
    sliced = ["first"] if "first" in defined.args else None
    if "[" in str(defined.type):
        return [ListSize(slicing_arguments=sliced) if sliced else ListSize(assumed_size=SHORT)]
    rows = [name for name in ROWS if name in getattr(get_named_type(defined.type), "fields", {})]
    return [ListSize(slicing_arguments=sliced, sized_fields=rows)] if sliced and rows else []


Rows = Mapping[str, int]
"""Rows in the fields of a page, by their names."""


@dataclass(slots=True)
class _Walk:
    """One pass over what a document asks, merged by response key as execution merges it."""

    prices: Prices
    variables: Mapping[str, Any]
    total: int = 0
    dearest: tuple[str, ...] = ()
    dearest_cost: int = 0

    def fields(self, fields: Iterable[Field], times: int, path: tuple[str, ...], rows: Rows) -> None:
        """Add what fields cost that stand `times` times in an answer, with `rows` on the page they describe."""
        found: dict[str, list[Field]] = {}
        for field in fields:
            if field.conditions is not None and hold(field.conditions, self.variables):
                found.setdefault(field.key, []).append(field)
        for key, places in found.items():
            self._field(places, times, (*path, key), rows)

    def _field(self, places: Iterable[Field], times: int, path: tuple[str, ...], rows: Rows) -> None:
        """Add one response key: the dearest of the fields it may be, with all that is selected under it."""
        objects = cost = 0
        inside: list[Field] = []
        page: dict[str, int] = {}
        for field in places:
            rule = self.prices.rule(field)
            size, sized = self._size(rule, field.node), (rule.size and rule.size.sized_fields) or ()
            count = rows.get(field.name, size if size is not None and not sized else 1)
            objects, cost = max(objects, times * count), max(cost, times * count * rule.weight)
            page |= {name: max(page.get(name, 0), size or 0) for name in sized}
            inside += field.below
        self.total += cost
        if cost > self.dearest_cost:
            self.dearest, self.dearest_cost = path, cost
        if inside and objects:
            self.fields(inside, objects, path, page)

    def _size(self, rule: _Rule, node: FieldNode) -> int | None:
        """Rows a field can return.

        Raises:
            PageTooLarge: a size that no page has.
        """
        size = rule.size
        if size is None:
            return None
        if not size.slicing_arguments:
            return size.assumed_size or 1
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        asked = [self._number(given[name]) for name in size.slicing_arguments if name in given]
        known = [number for number in asked if number is not None]
        if not size.sized_fields:  # a list that is no page has limits of its own
            return max([*known, 0]) if known else rule.usual
        return max(map(page_size, known), default=rule.usual)

    def _number(self, value: Any) -> int | None:
        if isinstance(value, IntValueNode):
            return int(value.value)
        if isinstance(value, VariableNode):
            found = self.variables.get(value.name.value)
            return found if isinstance(found, int) else None
        return None
