"""A document's operations as trees of fields: the one place where selection sets and fragments are walked.

Limits, validation, price and plan all read these trees. Every field stands where execution finds it, once for each
place; a tree holds at most as many fields as the limits allow, so that whatever reads it is bounded by them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
)

from graphsvc.gql.selection.conditions import ALWAYS, Conditions, narrow
from graphsvc.gql.selection.limits import Limits, Tally, refusal


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A field where it stands, with what is selected below it.

    Attributes:
        parent: the type it is written on, None for one that the schema does not know.
        types: the concrete types on which it answers.
        conditions: when it counts, given that the field around it does; None: never.
        returns: the named type of its value; None for a field that the schema does not know.
    """

    key: str
    name: str
    node: FieldNode
    parent: Any
    types: frozenset[str]
    conditions: Conditions | None
    returns: Any
    below: tuple["Field", ...]


def open_operations(schema: GraphQLSchema, document: DocumentNode, limits: Limits) -> dict[int, tuple[Field, ...]]:
    """Open every operation of a document that need not be valid yet.

    Returns:
        root fields by the id of their operation's node.
    Raises:
        DocumentTooComplex: a limit is passed; nothing more was looked at.
    """
    opener = _Opener(schema, fragments_of(document), limits)
    operations = (each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    return {id(operation): opener.operation(operation) for operation in operations}


def open_below(
    schema: GraphQLSchema, document: DocumentNode, limits: Limits, parent: str, nodes: Iterable[FieldNode]
) -> tuple[Field, ...]:
    """Open what is selected below fields of a valid document, which return the type named."""
    opener = _Opener(schema, fragments_of(document), limits)
    sets = [node.selection_set for node in nodes if node.selection_set]
    return tuple(field for each in sets for field in opener.inside(each, schema.type_map[parent]))


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    """The fragments of a document by name."""
    return {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a selection stands: on which types, under which conditions, inside which fragments, how deep."""

    parent: Any
    types: frozenset[str]
    conditions: Conditions | None
    spread: frozenset[str]
    level: int


class _Opener:
    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], limits: Limits) -> None:
        self.schema = schema
        self.fragments = fragments
        self.limits = limits
        self.tally = Tally(limits)
        self._concrete: dict[str, frozenset[str]] = {}

    def operation(self, operation: OperationDefinitionNode) -> tuple[Field, ...]:
        self.tally.begin()
        roots = self.inside(operation.selection_set, self.schema.get_root_type(operation.operation))
        if len(roots) > self.limits.roots:
            raise refusal("roots", self.limits.roots)
        return roots

    def inside(self, selection_set: SelectionSetNode, parent: Any, level: int = 1) -> tuple[Field, ...]:
        """The fields below a field, in the order in which they stand."""
        self.tally.check_level(level)
        place = _Place(parent, self._types(parent), ALWAYS, frozenset(), level)
        return tuple(self._set(selection_set, place))

    def _set(self, selection_set: SelectionSetNode, place: _Place) -> Iterator[Field]:
        self.tally.check_place(selection_set.selections)
        for selection in selection_set.selections:
            self.tally.count(selection)
            yield from self._selection(selection, place)

    def _selection(self, selection: SelectionNode, place: _Place) -> Iterator[Field]:
        conditions = narrow(selection, place.conditions)
        if isinstance(selection, FieldNode):
            yield self._field(selection, place, conditions)
        elif isinstance(selection, InlineFragmentNode):
            parent = self._condition(selection, place.parent)
            yield from self._set(selection.selection_set, self._narrowed(place, parent, conditions, place.spread))
        else:
            name = selection.name.value  # type: ignore[attr-defined]
            fragment = self.fragments.get(name)
            if fragment is not None and name not in place.spread:  # validation names the circle, or what is missing
                parent = self._condition(fragment, place.parent)
                inner = self._narrowed(place, parent, conditions, place.spread | {name})
                yield from self._set(fragment.selection_set, inner)

    def _narrowed(self, place: _Place, parent: Any, conditions: Conditions | None, spread: frozenset[str]) -> _Place:
        types = place.types if parent is place.parent else place.types & self._types(parent)
        return _Place(parent, types, conditions, spread, place.level)

    def _field(self, node: FieldNode, place: _Place, conditions: Conditions | None) -> Field:
        name = node.name.value
        returns = self._returned(place.parent, name)
        below = self.inside(node.selection_set, returns, place.level + 1) if node.selection_set else ()
        key = node.alias.value if node.alias else name
        return Field(key, name, node, place.parent, place.types, conditions, returns, below)

    def _returned(self, parent: Any, name: str) -> Any:
        if name in ("__schema", "__type"):
            return self.schema.type_map["__Schema" if name == "__schema" else "__Type"]
        defined = getattr(parent, "fields", {}).get(name)
        return None if defined is None else get_named_type(defined.type)

    def _condition(self, fragment: InlineFragmentNode | FragmentDefinitionNode, parent: Any) -> Any:
        if fragment.type_condition is None:
            return parent
        return self.schema.type_map.get(fragment.type_condition.name.value)

    def _types(self, kind: Any) -> frozenset[str]:
        if kind is None:
            return frozenset()
        if kind.name not in self._concrete:
            concrete = self.schema.get_possible_types(kind) if is_abstract_type(kind) else [kind]
            self._concrete[kind.name] = frozenset(each.name for each in concrete)
        return self._concrete[kind.name]
