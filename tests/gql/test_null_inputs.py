"""Null where a value has to be: every argument and input field that may be left out but not be null, at every depth."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    Undefined,
    get_named_type,
    is_leaf_type,
)

from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.schema import graphql_schema
from tests.conftest import KEYS, RECORD
from tests.web.endpoint import Graph

SCHEMA = graphql_schema()
PLAIN = {"Int": "1", "Float": "1", "Boolean": "true", "Date": '"2026-11-24"', "DateTime": '"2026-11-24T08:00:00Z"'}


def literal(kind: Any) -> str:
    """A value of a type, with no more than it has to have."""
    if isinstance(kind, GraphQLNonNull):
        return literal(kind.of_type)
    if isinstance(kind, GraphQLList):
        return f"[{literal(kind.of_type)}]"
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        return written(kind.fields, "", "")
    return PLAIN.get(kind.name, '"500103012011"')


def is_required(declared: Any) -> bool:
    return isinstance(declared.type, GraphQLNonNull) and declared.default_value is Undefined


def written(fields: Any, chosen: str, value: str) -> str:
    """An input object with what is required and one field as given."""
    parts = [f"{name}: {literal(each.type)}" for name, each in fields.items() if is_required(each) and name != chosen]
    return "{" + ", ".join([*parts, *([f"{chosen}: {value}"] if chosen else [])]) + "}"


def spots(fields: Any, seen: tuple[str, ...] = ()) -> Iterator[tuple[str, str, Any, tuple[str, ...]]]:
    """Every place of a value that may be left out and not be null: name, text of its value, its type, the way to it."""
    for name, declared in fields.items():
        if isinstance(declared.type, GraphQLNonNull) and declared.default_value is not Undefined:
            yield name, "$null", declared.type.of_type, (*seen, name)
        inner = get_named_type(declared.type)
        if isinstance(inner, GraphQLInputObjectType) and inner.name not in seen:
            for part, text, kind, way in spots(inner.fields, (*seen, inner.name)):
                value = written(inner.fields, part, text)
                yield name, f"[{value}]" if "[" in str(declared.type) else value, kind, way


def documents_with_null() -> Iterator[Any]:
    for operation, root in (("mutation", SCHEMA.mutation_type), ("query", SCHEMA.query_type)):
        assert root
        for name, field in root.fields.items():
            for spot, text, kind, way in spots(field.args):
                given = written(field.args, spot, text)[1:-1]
                shown = "" if is_leaf_type(get_named_type(field.type)) else "{ __typename }"
                yield pytest.param(
                    f"{operation} ($null: {kind}) {{ {name}({given}) {shown} }}", spot, id=f"{name}.{'.'.join(way)}"
                )


@pytest.mark.parametrize(("text", "argument"), documents_with_null())
async def test_null_where_a_value_has_to_be_is_refused_and_named(text: str, argument: str) -> None:
    graph = Graph()
    executor = Executor(documents(), graph, RECORD, KEYS, now=utc_now)
    body = (await executor.answer(Request(text, SERVICE, {"null": None}))).body
    assert [error["extensions"]["code"] for error in body["errors"]] == ["BAD_USER_INPUT"], body
    assert argument in body["errors"][0]["message"]
    assert graph.asked == []


def test_there_are_such_places_in_changes_and_in_reads() -> None:
    texts = [each.values[0] for each in documents_with_null()]
    assert any(text.startswith("mutation") for text in texts)
    assert any(text.startswith("query") for text in texts)
    assert isinstance(SCHEMA.mutation_type, GraphQLObjectType)
