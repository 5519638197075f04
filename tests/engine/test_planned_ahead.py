"""What was asked of late is planned by its kinds alone, so that its first caller after a restart hardly waits."""

import time
from pathlib import Path

import pytest

from graphsvc.access.principal import NOWHERE
from graphsvc.app.planning import plan_ahead, plan_changes
from graphsvc.coverage.changes.rule_checks import AUDITED, MOST, Order
from graphsvc.coverage.model.rules import RULES
from graphsvc.coverage.model.thresholds import USUAL
from graphsvc.coverage.store.queries import RULES_BY_ID, STATEMENTS
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.rounds.asked import AskedStatements
from tests.conftest import DEMO_DAY

BROKEN = Statement(
    STATEMENTS["chain_broken"],
    {"low": "500103012", "high": "500103012~", "lastId": "", "limit": 50, "asOf": DEMO_DAY, **USUAL.parameters()},
)


async def first_run(graph: Graph, asked: AskedStatements) -> float:
    """Seconds of the first run after Neo4j has forgotten all plans and then planned what is given."""
    await graph.read(Statement("CALL db.clearQueryCaches()"))
    for statement in asked.samples():
        await graph.explain(statement)
    began = time.perf_counter()
    await graph.read(BROKEN, Lane.HEAVY)
    return time.perf_counter() - began


async def test_a_statement_that_was_planned_from_its_kinds_runs_at_once(demo_graph: Graph, tmp_path: Path) -> None:
    nothing, asked = AskedStatements(tmp_path / "none.json"), AskedStatements(tmp_path / "asked.json")
    asked.note(BROKEN)
    asked.note(BROKEN)
    unplanned = min([await first_run(demo_graph, nothing) for _ in range(3)])
    planned = min([await first_run(demo_graph, asked) for _ in range(3)])
    assert planned < unplanned / 2


async def test_a_text_of_another_release_stops_nothing(
    demo_graph: Graph, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    asked = AskedStatements(tmp_path / "asked.json")
    for text in ("MATCH (n:Node) RETURN nothing_of_this_name", "CREATE (:Node {id: $id})", "RETURN 1"):
        asked.note(Statement(text, {"id": "node-planned-ahead"}))
        asked.note(Statement(text, {"id": "node-planned-ahead"}))
    with caplog.at_level("INFO"):
        await plan_ahead(demo_graph, asked, DEMO_DAY)
    assert "2 statements that were asked of late are planned" in caplog.text
    assert (
        await demo_graph.read(Statement("MATCH (n:Node) WHERE n.id CONTAINS 'x' AND size(n.id) = 100 RETURN n.id"))
        == []
    )


async def test_a_first_change_of_an_organization_finds_its_rules_planned(demo_graph: Graph) -> None:
    given = {**Order(NOWHERE, DEMO_DAY).params, "ids": ["500103012011001"], "limit": MOST}
    rules = [Statement(RULES_BY_ID[RULES[code].statement], given) for code in AUDITED["organizations"]]
    spent = {}
    for ahead in (False, True):
        await demo_graph.read(Statement("CALL db.clearQueryCaches()"))
        if ahead:
            await plan_changes(demo_graph, DEMO_DAY)
        began = time.perf_counter()
        for rule in rules:
            await demo_graph.read(rule, Lane.HEAVY)
        spent[ahead] = time.perf_counter() - began
    assert spent[True] < spent[False] / 3
