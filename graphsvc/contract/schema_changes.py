"""The schema against its last release: what breaks clients, what may, and deprecations without a date."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)
from graphql.utilities import find_breaking_changes, find_dangerous_changes

from graphsvc.paths import SCHEMA_DIR

RELEASED = SCHEMA_DIR / "released.graphql"
RECORDED = SCHEMA_DIR / "breaking.md"

_DATED = re.compile(r"\bremoved (?:on|after) \d{4}-\d{2}-\d{2}\b", re.IGNORECASE)
_RECORD = re.compile(r"^- `(?P<change>[^`]+)`.*\S", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Changes:
    """Sentences about what changed; `breaking` makes a document of today fail tomorrow, `dangerous` may surprise."""

    breaking: tuple[str, ...]
    dangerous: tuple[str, ...]


def changes(before: str, after: str) -> Changes:
    """Compare two schemas, both as SDL; changes in alphabetical order."""
    old, new = build_schema(before), build_schema(after)
    return Changes(
        tuple(sorted(change.description for change in find_breaking_changes(old, new))),
        tuple(sorted(change.description for change in find_dangerous_changes(old, new))),
    )


def recorded(page: Path = RECORDED) -> frozenset[str]:
    """Read the breaking changes decided on: what stands in backticks at the start of a list item."""
    return frozenset(match["change"] for match in _RECORD.finditer(page.read_text(encoding="utf-8")))


def undated(schema: GraphQLSchema) -> list[str]:
    """Find deprecated elements whose reason does not say when they go: `… Removed on 2027-06-30.`"""
    return [place for place, reason in _deprecated(schema) if not _DATED.search(reason)]


def _deprecated(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    for name, kind in schema.type_map.items():
        if name.startswith("__"):
            continue
        if isinstance(kind, GraphQLEnumType):
            yield from ((f"{name}.{v}", one.deprecation_reason) for v, one in kind.values.items() if _reason(one))
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field_name, field in kind.fields.items():
                if _reason(field):
                    yield f"{name}.{field_name}", field.deprecation_reason or ""
                arguments = getattr(field, "args", {})
                for a, argument in arguments.items():
                    if _reason(argument):
                        yield f"{name}.{field_name}({a}:)", argument.deprecation_reason


def _reason(element: object) -> bool:
    return getattr(element, "deprecation_reason", None) is not None
