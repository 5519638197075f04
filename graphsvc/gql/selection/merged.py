"""Fields of one response key taken together, as execution merges them (GraphQL specification, 6.3.2)."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode

from graphsvc.gql.selection.conditions import Alternatives, Conditions, either, hold, join
from graphsvc.gql.selection.opened import Field


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A field, and when it counts given that the merged field around it does."""

    field: Field
    conditions: Conditions


@dataclass(frozen=True, slots=True)
class Selected:
    """A response key: all places that select it."""

    key: str
    occurrences: tuple[Occurrence, ...]

    @property
    def name(self) -> str:
        """The field's name; validation has made sure it is the same at every place."""
        return self.occurrences[0].field.name

    @property
    def node(self) -> FieldNode:
        """A place to read the arguments from, the same at every place."""
        return self.occurrences[0].field.node

    @property
    def identity(self) -> Hashable:
        """Equal for selections of the same places under the same conditions."""
        return self.key, tuple((id(occurrence.field), occurrence.conditions) for occurrence in self.occurrences)

    @property
    def wanted(self) -> Alternatives:
        """When the key belongs in the answer."""
        return either(occurrence.conditions for occurrence in self.occurrences)

    def inside(self) -> list[Occurrence]:
        """What is selected below, each with the conditions that the key itself does not already have."""
        shared = frozenset.intersection(*(occurrence.conditions for occurrence in self.occurrences))
        found = []
        for occurrence in self.occurrences:
            outer = occurrence.conditions - shared
            for field in occurrence.field.below:
                conditions = None if field.conditions is None else join(outer, field.conditions)
                if conditions is not None:
                    found.append(Occurrence(field, conditions))
        return found


def occurrences(fields: Iterable[Field]) -> list[Occurrence]:
    """Root fields of an operation, without those that never count."""
    return [Occurrence(field, field.conditions) for field in fields if field.conditions is not None]


def collect(type_name: str, found: Iterable[Occurrence]) -> list[Selected]:
    """The fields that a concrete type answers, in the order of first mention."""
    keys: dict[str, list[Occurrence]] = {}
    for occurrence in found:
        if type_name in occurrence.field.types:
            keys.setdefault(occurrence.field.key, []).append(occurrence)
    return [Selected(key, tuple(places)) for key, places in keys.items()]


def keys_in_order(found: Iterable[Occurrence], variables: Mapping[str, Any]) -> list[str]:
    """The response keys that a request wants, in the order of first mention among what it wants."""
    return list(dict.fromkeys(each.field.key for each in found if hold(each.conditions, variables)))
