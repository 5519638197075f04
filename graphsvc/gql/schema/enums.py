"""Enums of the models, offered to GraphQL with the words they carry; and the engine's own: which way a list runs."""

from collections.abc import Iterator

import strawberry
from graphql import GraphQLEnumType, GraphQLSchema
from strawberry.types.enum import EnumValue

from graphsvc.vocabulary.labelled import Labelled


def offer(*enums: type[Labelled], **named: type[Labelled]) -> None:
    """Offer enums to GraphQL, under their own names or those given, before a type or an input uses them."""
    for name, enum in {**{each.__name__: each for each in enums}, **named}.items():
        strawberry.enum(enum, name=name, description=(enum.__doc__ or "").partition("\n")[0])
        enum.__strawberry_definition__.values = [  # type: ignore[attr-defined]
            EnumValue(member.name, member.value, description=f"{member.en} ({member.zh}).") for member in enum
        ]


def offered(schema: GraphQLSchema) -> Iterator[tuple[GraphQLEnumType, type[Labelled]]]:
    """Every enum of a schema that carries words, by name."""
    for _, kind in sorted(schema.type_map.items()):
        definition = kind.extensions.get("strawberry-definition")
        enum = getattr(definition, "wrapped_cls", None)
        if isinstance(kind, GraphQLEnumType) and isinstance(enum, type) and issubclass(enum, Labelled):
            yield kind, enum


class Direction(Labelled):
    """Which way a list runs (排序方向)."""

    ASC = "ASC", "升序", "Smallest first"
    DESC = "DESC", "降序", "Largest first"


offer(Direction)
