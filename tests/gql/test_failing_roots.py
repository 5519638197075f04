"""What is wrong with one root, or with one change, leaves the answers of the others and says where it was."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLNonNull, Undefined

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.schema import graphql_schema
from tests.conftest import KEYS, RECORD
from tests.web.endpoint import Graph

KNOWN = documents()


async def answered(text: str, variables: dict[str, Any] | None = None, caller: Principal = SERVICE) -> dict[str, Any]:
    graph = Graph()
    return (await Executor(KNOWN, graph, RECORD, KEYS, now=utc_now).answer(Request(text, caller, variables or {}))).body


def errors(body: dict[str, Any]) -> list[tuple[str, list[Any] | None]]:
    return [(error["extensions"]["code"], error.get("path")) for error in body.get("errors", ())]


WRONG: dict[str, tuple[str, str, list[str | int]]] = {
    "a malformed code": ('community(code: "12") { name }', "MALFORMED_CODE", ["code"]),
    "a foreign cursor": ('units(after: "name|x") { nodes { id } }', "BAD_CURSOR", ["after"]),
    "a foreign cursor of a page inside": (
        'community(code: "500103012011") { grids(after: "x") { nodes { id } } }',
        "BAD_CURSOR",
        ["after"],
    ),
    "a malformed area": ('units(filter: { within: "1" }) { nodes { id } }', "MALFORMED_CODE", ["filter", "within"]),
    "a malformed area within": (
        'units(filter: { or: [{ within: "500103" }, { community: { within: "1" } }] }) { nodes { id } }',
        "MALFORMED_CODE",
        ["filter", "or", 1, "community", "within"],
    ),
    "a sort key named twice": ("units(orderBy: [{ name: ASC }, { name: DESC }]) { totalCount }", "BAD_USER_INPUT", []),
    "null in a comparison": (
        "units(filter: { name: { equals: null } }) { totalCount }",
        "BAD_USER_INPUT",
        ["filter", "name", "equals"],
    ),
}


@pytest.mark.parametrize(("root", "code", "field"), WRONG.values(), ids=list(WRONG))
async def test_a_root_that_is_refused_leaves_the_others(root: str, code: str, field: list[str | int]) -> None:
    good = 'good: community(code: "500103012011") { name }'
    body = await answered(f"{{ {good} bad: {root} rules: auditRules {{ code }} }}")
    assert errors(body) == [(code, ["bad"])]
    extensions = body["errors"][0]["extensions"]
    assert extensions["zh"]
    assert extensions.get("field", []) == field
    assert list(body["data"]) == ["good", "bad", "rules"]
    assert (body["data"]["good"], body["data"]["bad"]) == ({"name": "马家堡社区"}, None)
    assert body["data"]["rules"]


@pytest.mark.parametrize(("root", "code", "field"), WRONG.values(), ids=list(WRONG))
async def test_a_request_of_which_nothing_is_left_is_refused(root: str, code: str, field: list[str | int]) -> None:
    body = await answered(f"{{ bad: {root} }}")
    assert ("data" in body, errors(body)) == (False, [(code, ["bad"])])


async def test_a_root_that_is_left_out_is_not_refused() -> None:
    text = (
        'query ($x: Boolean!) { community(code: "500103012011") { name } bad: unit(id: "?") @include(if: $x) { id } }'
    )
    assert await answered(text, {"x": False}) == {"data": {"community": {"name": "马家堡社区"}}}


async def test_a_resolved_root_that_is_refused_leaves_the_others() -> None:
    viewer = Principal("viewer", Role.VIEWER, ("500103012000",))
    text = '{ findings(area: "500103012011") { __typename } auditRules { code } }'
    body = await answered(text, caller=viewer)
    assert errors(body) == [("FORBIDDEN", ["findings"])]
    assert body["data"]["findings"] is None
    assert body["data"]["auditRules"]


def test_every_root_may_be_null() -> None:
    schema = graphql_schema()
    assert schema.query_type
    assert schema.mutation_type
    fields = {**schema.query_type.fields, **schema.mutation_type.fields}
    assert [name for name, field in fields.items() if str(field.type).endswith("!")] == []


def defaulted() -> Iterator[tuple[str, str]]:
    """Roots, and their arguments that may be left out and yet refuse null."""
    query = graphql_schema().query_type
    assert query
    for name, field in query.fields.items():
        for argument, declared in field.args.items():
            if isinstance(declared.type, GraphQLNonNull) and declared.default_value is not Undefined:
                yield name, argument


SAMPLES = {"Date!": '"2026-01-01"', "[ID!]!": '["500103012011"]', "Int!": "1"}


@pytest.mark.parametrize(("root", "argument"), list(defaulted()))
async def test_null_for_an_argument_with_a_default_is_the_callers_mistake(root: str, argument: str) -> None:
    field: Any = graphql_schema().type_map["Query"].fields[root]  # type: ignore[attr-defined]
    given = {
        name: SAMPLES.get(str(each.type), '"500103012011"')
        for name, each in field.args.items()
        if isinstance(each.type, GraphQLNonNull) and each.default_value is Undefined
    }
    written = ", ".join(f"{name}: {value}" for name, value in (given | {argument: "$x"}).items())
    declared = str(field.args[argument].type).removesuffix("!")
    body = await answered(f"query ($x: {declared}) {{ {root}({written}) {{ __typename }} }}", {"x": None})
    assert errors(body) == [("BAD_USER_INPUT", [root])]
    assert argument in body["errors"][0]["extensions"]["zh"]
