"""Whether fields of one response key can be merged, in one pass instead of comparing each with each.

Source: GraphQL specification, section 5.3.2 (Field Selection Merging). graphql-core's own rule compares all pairs, so
that one field repeated under many fragments takes a second; here each is compared with the first of its group, which
decides the same since both relations (same field and arguments, same shape) are equivalences.
"""

from collections.abc import Iterator
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationRule,
    get_named_type,
    is_leaf_type,
    print_ast,
    specified_rules,
    type_from_ast,
)
from graphql.validation import OverlappingFieldsCanBeMergedRule

from graphsvc.errors import DocumentTooComplex

MOST_STEPS = 8_000
"""Fields looked at for one document; only types nested in types in turn come near."""

Sets = list[tuple[GraphQLNamedType | None, SelectionSetNode]]
Place = tuple[GraphQLNamedType | None, FieldNode]


class FieldsMerge(ValidationRule):
    """The rule, run once an operation."""

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """Check everything the operation asks for."""
        root = self.context.schema.get_root_type(node.operation)
        error = next(_Pass(self.context).conflicts([(root, node.selection_set)]), None)
        if error is not None:
            self.report_error(error)


RULES = tuple(FieldsMerge if rule is OverlappingFieldsCanBeMergedRule else rule for rule in specified_rules)
"""All rules of the specification."""


class _Pass:
    def __init__(self, context: Any) -> None:
        self.context = context
        self.steps = 0
        self.checked: set[frozenset[int]] = set()
        self.shaped: set[frozenset[int]] = set()
        self.printed: dict[int, frozenset[str]] = {}

    def conflicts(self, sets: Sets) -> Iterator[GraphQLError]:
        """What keeps the fields of these sets, taken as one, from being merged."""
        yield from self._meanings(sets)
        yield from self._shapes(sets)

    def _shapes(self, sets: Sets) -> Iterator[GraphQLError]:
        """Fields of one key whose values look different, on whatever types they stand."""
        if _seen(self.shaped, sets):
            return
        for key, places in self._collected(sets).items():
            kinds = [(place, kind) for place in places if (kind := self._kind(place)) is not None]
            if kinds:
                (first, first_kind), *others = kinds
                for place, kind in others:
                    if _differ(first_kind, kind):
                        yield _error(key, f"they return conflicting types '{first_kind}' and '{kind}'", first, place)
            yield from self._shapes(self._inside(places))

    def _meanings(self, sets: Sets) -> Iterator[GraphQLError]:
        """Fields of one key, on types that one row can have, that are not the same field with the same arguments."""
        if _seen(self.checked, sets):
            return
        for key, places in self._collected(sets).items():
            for group in _groups(places):
                first, *others = group
                for place in others:
                    if reason := self._difference(first[1], place[1]):
                        yield _error(key, reason, first, place)
                yield from self._meanings(self._inside(group))

    def _difference(self, one: FieldNode, other: FieldNode) -> str | None:
        if one.name.value != other.name.value:
            return f"'{one.name.value}' and '{other.name.value}' are different fields"
        return None if self._arguments(one) == self._arguments(other) else "they have differing arguments"

    def _arguments(self, node: FieldNode) -> frozenset[str]:
        if id(node) not in self.printed:
            self.printed[id(node)] = frozenset(f"{a.name.value}:{print_ast(a.value)}" for a in node.arguments or ())
        return self.printed[id(node)]

    def _kind(self, place: Place) -> Any:
        parent, node = place
        defined = getattr(parent, "fields", {}).get(node.name.value)
        return None if defined is None else defined.type

    def _inside(self, places: list[Place]) -> Sets:
        found: Sets = []
        for place in places:
            if place[1].selection_set:
                kind = self._kind(place)
                found.append((None if kind is None else get_named_type(kind), place[1].selection_set))
        return found

    def _collected(self, sets: Sets) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = {}
        opened: set[str] = set()
        for parent, selection_set in sets:
            self._collect(parent, selection_set, found, opened)
        return found

    def _collect(
        self,
        parent: GraphQLNamedType | None,
        selection_set: SelectionSetNode,
        found: dict[str, list[Place]],
        opened: set[str],
    ) -> None:
        for selection in selection_set.selections:
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise DocumentTooComplex(
                    "查询按类型展开后过于复杂；请拆成几个查询。",
                    "Opened by type, the document is too complex; split it into several.",
                )
            if isinstance(selection, FieldNode):
                found.setdefault((selection.alias or selection.name).value, []).append((parent, selection))
            elif isinstance(selection, InlineFragmentNode):
                self._collect(self._condition(selection, parent), selection.selection_set, found, opened)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in opened:
                opened.add(selection.name.value)
                fragment = self.context.get_fragment(selection.name.value)
                if fragment is not None:
                    self._collect(self._condition(fragment, parent), fragment.selection_set, found, opened)

    def _condition(self, node: Any, parent: GraphQLNamedType | None) -> Any:
        return type_from_ast(self.context.schema, node.type_condition) if node.type_condition else parent


def _seen(known: set[frozenset[int]], sets: Sets) -> bool:
    """Whether these sets have been looked at before; remembers them."""
    which = frozenset(id(selection_set) for _, selection_set in sets)
    if not which or which in known:
        return True
    known.add(which)
    return False


def _groups(places: list[Place]) -> list[list[Place]]:
    """Places that one row can have together: those of one concrete type with those of all interfaces."""
    anywhere = [place for place in places if not isinstance(place[0], GraphQLObjectType)]
    concrete: dict[str, list[Place]] = {}
    for place in places:
        if isinstance(place[0], GraphQLObjectType):
            concrete.setdefault(place[0].name, []).append(place)
    return [[*anywhere, *group] for group in concrete.values()] or [anywhere]


def _differ(one: Any, other: Any) -> bool:
    """Whether values of two types look different in an answer."""
    for wrapper in (GraphQLList, GraphQLNonNull):
        if isinstance(one, wrapper) or isinstance(other, wrapper):
            return not (isinstance(one, wrapper) and isinstance(other, wrapper)) or _differ(one.of_type, other.of_type)
    return (is_leaf_type(one) or is_leaf_type(other)) and one is not other


def _error(key: str, reason: str, one: Place, other: Place) -> GraphQLError:
    return GraphQLError(
        f"Fields '{key}' conflict because {reason}. "
        "Use different aliases on the fields to fetch both if this was intentional.",
        [one[1], other[1]],
    )
