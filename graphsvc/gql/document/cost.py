"""What a document may cost at most, told before anything runs, from @cost and @listSize in the schema.

The price of a document is the number of objects its answer can hold, each times its weight, with every page full:
a field that returns objects weighs 1 and a plain value 0 unless @cost says otherwise.
Source: IBM GraphQL Cost Directives specification (draft), https://ibm.github.io/graphql-specs/cost-spec.html
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_composite_type,
)

from graphsvc.errors import CostExceeded
from graphsvc.gql.schema.cost_directives import COUNTED, Cost, ListSize
from graphsvc.gql.schema.paging import PAGE_SIZE, page_size

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

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self._rules: dict[tuple[str, str], _Rule] = {}

    def of(
        self,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
    ) -> Price:
        """The price of an operation that has passed validation.

        Raises:
            PageTooLarge: a page's size lies outside 0..200.
        """
        walk = _Walk(self, fragments, variables)
        root = self.schema.get_root_type(operation.operation)
        assert root is not None
        walk.sets([(root.name, operation.selection_set)], 1, (), {})
        return Price(walk.total, walk.dearest, walk.dearest_cost)

    def rule(self, type_name: str, field_name: str) -> tuple[_Rule, str]:
        """The rule of a field, and the name of the type it returns."""
        defined: GraphQLField | None = getattr(self.schema.type_map[type_name], "fields", {}).get(field_name)
        if defined is None:  # __typename, __schema and __type
            return _Rule(0, None), "__Schema" if field_name == "__schema" else "__Type"
        if type_name.startswith("__"):
            return _Rule(0, None), get_named_type(defined.type).name
        if (type_name, field_name) not in self._rules:
            self._rules[type_name, field_name] = _rule(defined)
        return self._rules[type_name, field_name], get_named_type(defined.type).name


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


Sets = list[tuple[str, SelectionSetNode]]
Rows = Mapping[str, int]
"""Rows in the fields of a page, by their names."""


@dataclass(slots=True)
class _Walk:
    """One pass over what a document asks, merged by response key as execution merges it."""

    prices: Prices
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]
    total: int = 0
    dearest: tuple[str, ...] = ()
    dearest_cost: int = 0

    def sets(self, sets: Sets, times: int, path: tuple[str, ...], rows: Rows) -> None:
        """Add what selection sets cost that stand `times` times in an answer, with `rows` on the page they describe."""
        found: dict[str, list[tuple[str, FieldNode]]] = {}
        for type_name, selection_set in sets:
            self._collect(type_name, selection_set, found, frozenset())
        for key, places in found.items():
            self._field(places, times, (*path, key), rows)

    def _collect(
        self,
        type_name: str,
        selection_set: SelectionSetNode,
        found: dict[str, list[tuple[str, FieldNode]]],
        opened: frozenset[str],
    ) -> None:
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                found.setdefault((selection.alias or selection.name).value, []).append((type_name, selection))
            elif isinstance(selection, InlineFragmentNode):
                inner = selection.type_condition.name.value if selection.type_condition else type_name
                self._collect(inner, selection.selection_set, found, opened)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in opened:
                fragment = self.fragments[selection.name.value]
                inner = fragment.type_condition.name.value
                self._collect(inner, fragment.selection_set, found, opened | {selection.name.value})

    def _field(self, places: Iterable[tuple[str, FieldNode]], times: int, path: tuple[str, ...], rows: Rows) -> None:
        """Add one response key: the dearest of the fields it may be, with all that is selected under it."""
        objects = cost = 0
        inside: Sets = []
        page: dict[str, int] = {}
        for type_name, node in places:
            rule, returned = self.prices.rule(type_name, node.name.value)
            size, sized = self._size(rule, node), (rule.size and rule.size.sized_fields) or ()
            count = rows.get(node.name.value, size if size is not None and not sized else 1)
            objects, cost = max(objects, times * count), max(cost, times * count * rule.weight)
            page |= {name: max(page.get(name, 0), size or 0) for name in sized}
            if node.selection_set:
                inside.append((returned, node.selection_set))
        self.total += cost
        if cost > self.dearest_cost:
            self.dearest, self.dearest_cost = path, cost
        if inside and objects:
            self.sets(inside, objects, path, page)

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
