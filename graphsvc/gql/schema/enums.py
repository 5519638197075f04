"""Enums whose members say what they mean: the name is what the graph and GraphQL hold, the value its description."""

from collections.abc import Callable
from enum import Enum
from typing import TypeVar

import strawberry
from strawberry.types.enum import EnumValue

C = TypeVar("C", bound=type[Enum])


def choice(description: str) -> Callable[[C], C]:
    """Offer an enum to GraphQL, each member described by its value."""

    def declare(cls: C) -> C:
        offered = strawberry.enum(cls, description=description)
        offered.__strawberry_definition__.values = [  # type: ignore[attr-defined]
            EnumValue(member.name, member.value, description=member.value) for member in cls
        ]
        return offered

    return declare


@choice("Which way a list runs.")
class Direction(Enum):
    """Which way a list runs."""

    ASC = "Smallest first."
    DESC = "Largest first."
