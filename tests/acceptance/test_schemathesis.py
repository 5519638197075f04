"""Queries and mutations that schemathesis makes up from the schema: each answered, or refused by a known code.

schemathesis takes every refusal of a value that its type in the schema allows (an id that is nobody's, a page of
10,000 rows) for a failure. Here such a refusal is right when its code says so; what fails is a 5xx, an answer that
is no GraphQL, a null that the schema forbids, and a code that is INTERNAL or in no catalogue. The caller may do
everything.
"""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
import schemathesis
from graphql import ArgumentNode, FieldNode, IntValueNode, NameNode, StringValueNode, Visitor, parse, print_ast, visit
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.graphql import schemas as loaded_before_threads
from schemathesis.specs.openapi.checks import positive_data_acceptance

from graphsvc.access.role import Role
from graphsvc.contract.error_catalogue import ENTRIES
from graphsvc.db.driver import Graph
from tests.acceptance.conftest import serving_demo
from tests.conftest import Neo4j

pytestmark = pytest.mark.slow
assert loaded_before_threads, "Python 3.11 may fail to parse a module while another thread parses one"

REAL = {
    ("city", "code"): "500000000000",
    ("district", "code"): "500103000000",
    ("subdistrict", "code"): "500103012000",
    ("area", "code"): "500103012011",
    ("community", "code"): "500103012011",
    ("grid", "code"): "500103012011001",
    ("estate", "code"): "500103012011E001",
    ("node", "id"): "unit-01",
    ("unit", "id"): "unit-01",
    ("links", "from"): "unit-01",
    ("links", "to"): "unit-10",
}
"""Keys of things that are there, for the root fields that find one."""

NAMED = {"id": "unit-01", "area": "500103012011", "community": "500103012011", "organization": "unit-01"}
"""Well-formed values of arguments of other fields, mutations above all: most find nothing of their kind under them."""

LEFT_OUT = {"after", "before", "last", "orderBy", "filter", "ids", "maxHops", "types"}
"""Arguments whose values made up at random are refused as good as always."""


class Lifelike(Visitor):
    """Puts keys of things that are there, and pages that there are, into a document that was made up."""

    def leave_field(self, node: FieldNode, *_: Any) -> FieldNode:
        """Replace the values of arguments that are known."""
        given = [_real(node.name.value, argument) for argument in node.arguments or ()]
        return FieldNode(
            name=node.name,
            alias=node.alias,
            directives=node.directives,
            selection_set=node.selection_set,
            arguments=tuple(argument for argument in given if argument.name.value not in LEFT_OUT),
        )


def _real(field: str, argument: ArgumentNode) -> ArgumentNode:
    name = argument.name.value
    if name == "first":
        return ArgumentNode(name=NameNode(value=name), value=IntValueNode(value="5"))
    real = REAL.get((field, name)) or NAMED.get(name)
    return argument if real is None else ArgumentNode(name=argument.name, value=StringValueNode(value=real))


CASES = int(os.environ.get("SCHEMATHESIS_CASES", "500"))


def fuzzed(url: str) -> Counter[tuple[str, str]]:
    """How often each code came, `ok` for answers, for queries and mutations; the first failure raises."""
    schema = schemathesis.graphql.from_url(f"{url}/graphql").exclude(name_regex="^Subscription")
    seen: Counter[tuple[str, str]] = Counter()

    @seed(20261124)
    @settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=schema.as_strategy(), lifelike=st.sampled_from([True, True, False]))
    def answers(case: Case[Any], lifelike: bool) -> None:
        text = str(case.body)
        if lifelike:
            case.body = text = print_ast(visit(parse(text), Lifelike()))
        response = case.call(timeout=60)  # a first change waits for its rules to be planned
        case.validate_response(response, excluded_checks=[not_a_server_error, positive_data_acceptance])
        assert response.status_code < 500, (case.body, response.text)
        body = response.json()
        codes = [error["extensions"]["code"] for error in body.get("errors", [])] or ["ok"]
        assert set(codes) <= {*ENTRIES, "ok"} - {"INTERNAL"}, (case.body, body)
        seen["mutation" if text.startswith("mutation") else "query", codes[0]] += 1

    answers()
    return seen


@pytest.fixture
async def open_to_all(neo4j: Neo4j, demo_graph: Graph) -> AsyncIterator[str]:
    """A service whose every caller may do everything."""
    async with serving_demo(neo4j, Role.SYSTEM, profile="developer", rate_per_second=0) as url:
        yield url


async def test_500_requests_made_up_from_the_schema_are_answered_or_refused_with_a_code(open_to_all: str) -> None:
    seen = await asyncio.to_thread(fuzzed, open_to_all)
    assert seen.total() >= CASES
    assert sum(count for (kind, _), count in seen.items() if kind == "mutation") > CASES / 4, seen
    assert seen["query", "ok"] > CASES / 10, seen
    assert seen["mutation", "NOT_FOUND"] > 0, seen
