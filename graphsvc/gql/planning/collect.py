"""Fields of a selection set by response key, fragments opened, the conditions of @skip and @include kept.

Source: GraphQL specification, section 6.3.2 (CollectFields), with variables of @skip and @include left open.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    BooleanValueNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
)

from graphsvc.gql.planning.parameters import Gate

Conditions = frozenset[tuple[str, bool]]
"""Variables and the value each must have; empty: always."""

ALWAYS: Conditions = frozenset()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a field stands, and when it counts."""

    node: FieldNode
    conditions: Conditions


@dataclass(frozen=True, slots=True)
class Selected:
    """A response key: all places that select it; together they are wanted when `gate` says so."""

    key: str
    occurrences: tuple[Occurrence, ...]

    @property
    def name(self) -> str:
        """The field's name; validation has made sure it is the same at every place."""
        return self.occurrences[0].node.name.value

    @property
    def node(self) -> FieldNode:
        """A place to read the arguments from, the same at every place."""
        return self.occurrences[0].node

    @property
    def identity(self) -> Hashable:
        """Equal for selections of the same places under the same conditions."""
        return self.key, tuple((id(occurrence.node), occurrence.conditions) for occurrence in self.occurrences)

    @property
    def gate(self) -> Gate | None:
        """When the key belongs in the answer; None is always."""
        alternatives = frozenset(occurrence.conditions for occurrence in self.occurrences)
        return None if ALWAYS in alternatives else Gate(alternatives)

    def inside(self) -> list[tuple[SelectionSetNode, Conditions]]:
        """The selection sets below, each with the conditions that the key itself does not already have."""
        shared = frozenset.intersection(*(occurrence.conditions for occurrence in self.occurrences))
        return [
            (occurrence.node.selection_set, occurrence.conditions - shared)
            for occurrence in self.occurrences
            if occurrence.node.selection_set is not None
        ]


class Collector:
    """Collects fields for one document."""

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self.schema = schema
        self.fragments = fragments

    def collect(self, type_name: str, sets: Iterable[tuple[SelectionSetNode, Conditions]]) -> list[Selected]:
        """The fields that a concrete type answers, in the order of first mention."""
        found: dict[str, list[Occurrence]] = {}
        for selection_set, conditions in sets:
            self._walk(type_name, selection_set, conditions, found, frozenset())
        return [Selected(key, tuple(occurrences)) for key, occurrences in found.items()]

    def _walk(
        self,
        type_name: str,
        selection_set: SelectionSetNode,
        conditions: Conditions,
        found: dict[str, list[Occurrence]],
        open_fragments: frozenset[str],
    ) -> None:
        for selection in selection_set.selections:
            wanted = _conditions(selection, conditions)
            if wanted is None:
                continue
            if isinstance(selection, FieldNode):
                key = selection.alias.value if selection.alias else selection.name.value
                found.setdefault(key, []).append(Occurrence(selection, wanted))
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition.name.value if selection.type_condition else type_name
                if self._applies(type_name, condition):
                    self._walk(type_name, selection.selection_set, wanted, found, open_fragments)
            else:
                name = selection.name.value  # type: ignore[attr-defined]
                fragment = self.fragments[name]
                if name not in open_fragments and self._applies(type_name, fragment.type_condition.name.value):
                    self._walk(type_name, fragment.selection_set, wanted, found, open_fragments | {name})

    def _applies(self, type_name: str, condition: str) -> bool:
        if type_name == condition:
            return True
        abstract = self.schema.type_map.get(condition)
        concrete: Any = self.schema.type_map[type_name]
        return abstract in getattr(concrete, "interfaces", ())


def _conditions(selection: SelectionNode, outer: Conditions) -> Conditions | None:
    """The conditions of a selection added to those around it; None when it can never be wanted."""
    added: set[tuple[str, bool]] = set()
    for directive in selection.directives or ():
        name = directive.name.value
        if name not in ("skip", "include"):
            continue
        wanted = name == "include"
        (argument,) = directive.arguments or ()
        value = argument.value
        if isinstance(value, VariableNode):
            added.add((value.name.value, wanted))
        elif isinstance(value, BooleanValueNode) and value.value is not wanted:
            return None
    combined = outer | added
    if any((name, not wanted) in combined for name, wanted in combined):
        return None
    return combined
