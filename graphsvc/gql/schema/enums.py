"""Enums of the models, offered to GraphQL with the words they carry, and the root that tells front ends the words.

Introspection tells them too, but production refuses it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import strawberry
from graphql import GraphQLEnumType, GraphQLSchema
from strawberry.types.enum import EnumValue as OfferedValue

from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.vocabulary.labelled import Labelled

MOST_ENUMS = 100
MOST_VALUES = 50


def offer(*enums: type[Labelled], **named: type[Labelled]) -> None:
    """Offer enums to GraphQL, under their own names or those given, before a type or an input uses them."""
    for name, enum in {**{each.__name__: each for each in enums}, **named}.items():
        strawberry.enum(enum, name=name, description=(enum.__doc__ or "").partition("\n")[0])
        enum.__strawberry_definition__.values = [  # type: ignore[attr-defined]
            OfferedValue(member.name, member.value, description=f"{member.en} ({member.zh}).") for member in enum
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


@strawberry.type(description="What a value of an enum is called (枚举值名称).")
class EnumValue:
    """One value."""

    name: str = strawberry.field(description="The value as queries write it, e.g. IN_PROGRESS.")
    zh: str = strawberry.field(description="Its Chinese name, e.g. 对接中.")
    en: str = strawberry.field(description="Its English name, e.g. A project works on it.")

    @classmethod
    def of(cls, member: Labelled) -> EnumValue:
        """Tell a member's names."""
        return cls(name=member.name, zh=member.zh, en=member.en)


@strawberry.type(description="An enum of this schema with what its values are called (枚举).")
class EnumLabels:
    """One enum."""

    name: str = strawberry.field(description="Name of the type, e.g. NeedState.")
    description: str = strawberry.field(description="What it is, with the Chinese term.")
    values: list[EnumValue] = strawberry.field(
        description=f"Its values in the order of the schema, {MOST_VALUES} at most.",
        directives=[ListSize(assumed_size=MOST_VALUES)],
    )


@strawberry.type
class LabelRoots:
    """Roots over the schema itself."""

    @strawberry.field(
        description=f"What the values of enums are called, in Chinese and English (枚举名称); {MOST_ENUMS} at most.",
        directives=[ListSize(assumed_size=MOST_ENUMS)],
    )
    def enums(
        self,
        info: strawberry.Info,
        names: Annotated[
            list[str] | None,
            strawberry.argument(
                description="Only these types, e.g. NeedState; all when left out (类型).",
                directives=[Constraint(max_length=100, format="line", max_items=MOST_ENUMS)],
            ),
        ] = None,
    ) -> list[EnumLabels]:
        """By name; a name that is no enum is left out."""
        return [
            EnumLabels(name=kind.name, description=kind.description or "", values=[*map(EnumValue.of, enum)])
            for kind, enum in offered(info._raw_info.schema)
            if names is None or kind.name in names
        ]
