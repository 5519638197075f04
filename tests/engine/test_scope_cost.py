"""What the caller's scope costs: a statement with its guards seeks where it sought without, and reads little more."""

from typing import Any

import pytest

from bench.scope import OVER_PEOPLE, PEOPLE, unguarded
from graphsvc.app import documents
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from tests.engine.canonical import FACTS, QUERIES, VARIABLES
from tests.plans import SCANS

MOST = 1.15
MOST_OVER_PEOPLE = 2.0
"""A way that may lead over people looks once at the labels of each node walked over."""
ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    **{name: (QUERIES[name], VARIABLES[name]) for name in QUERIES},
    "people_page": (PEOPLE, {"code": "500103012011"}),
    "links_over_people": (OVER_PEOPLE, VARIABLES["unit_links"]),
    "cases_page": ("{ cases(first: 50) { nodes { id calls { nodes { id } } } } }", {}),
    "tasks_page": ("{ tasks(first: 50) { nodes { id } } }", {}),
}
"""The canonical queries, and pages of scoped rows."""


def statements(prepared: Documents, name: str) -> list[Statement]:
    text, variables = ASKED[name]
    document = prepared.prepare(text, None)
    given = {**document.variables(variables), **FACTS}
    return [root.statement(given) for root in prepared.plan(document, given).roots]


@pytest.mark.parametrize("name", ASKED)
async def test_scope_costs_at_most_15_percent_of_the_database_hits(demo_graph: Graph, name: str) -> None:
    bare, guarded = (statements(each, name) for each in (unguarded(), documents()))
    before, after = [sum([(await demo_graph.profile(one)).total_hits for one in each]) for each in (bare, guarded)]
    assert after <= (MOST_OVER_PEOPLE if name == "links_over_people" else MOST) * before, (before, after)


@pytest.mark.parametrize("name", ASKED)
async def test_a_scoped_statement_starts_from_an_index_seek(demo_graph: Graph, name: str) -> None:
    for statement in statements(documents(), name):
        plan = await demo_graph.explain(statement)
        leaves = {each.operator for each in plan.operators() if not each.children}
        assert not leaves & SCANS, leaves
        assert any("IndexSeek" in leaf for leaf in leaves), leaves
