"""When a selection counts: what @skip and @include ask of variables, kept open until a request gives their values."""

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import BooleanValueNode, SelectionNode, VariableNode

Conditions = frozenset[tuple[str, bool]]
"""Variables and the value each must have; all hold. Empty: always."""

Alternatives = frozenset[Conditions]
"""Conditions of which one holds."""

ALWAYS: Conditions = frozenset()
IN_ANY_CASE: Alternatives = frozenset({ALWAYS})

MOST_ALTERNATIVES = 32
"""More are not told apart: what they guard counts in any case."""


def narrow(selection: SelectionNode, outer: Conditions | None) -> Conditions | None:
    """Add a selection's own conditions to those around it; None when they can never hold together.

    A directive that does not fit the schema counts as none, since validation refuses it.
    """
    added: set[tuple[str, bool]] = set()
    for directive in selection.directives or ():
        wanted = {"include": True, "skip": False}.get(directive.name.value)
        value = next((argument.value for argument in directive.arguments or ()), None)
        if wanted is None or value is None:
            continue
        if isinstance(value, VariableNode):
            added.add((value.name.value, wanted))
        elif isinstance(value, BooleanValueNode) and value.value is not wanted:
            return None
    return outer if not added or outer is None else join(outer, frozenset(added))


def join(one: Conditions, other: Conditions) -> Conditions | None:
    """Both conditions at once; None when they contradict each other."""
    both = one | other
    return None if any((name, not wanted) in both for name, wanted in both) else both


def hold(conditions: Conditions, variables: Mapping[str, Any]) -> bool:
    """Whether a request's variables meet all conditions; a variable without a value counts as if it did."""
    return all(variables.get(name) in (None, wanted) for name, wanted in conditions)


def either(alternatives: Iterable[Conditions]) -> Alternatives:
    """The alternatives without those that hold only where another does."""
    found = frozenset(alternatives)
    if ALWAYS in found or len(found) > MOST_ALTERNATIVES:
        return IN_ANY_CASE
    return frozenset(one for one in found if not any(other < one for other in found))


def both(one: Alternatives, other: Alternatives) -> Alternatives:
    """What holds when one of each does."""
    if len(one) * len(other) > MOST_ALTERNATIVES:
        return one if len(one) <= len(other) else other
    joined = (join(a, b) for a in one for b in other)
    return either(each for each in joined if each is not None)
