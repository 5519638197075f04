"""Pairings grown over the demo stand as the service would have left them: the audit finds those without, no others."""

from datetime import date, timedelta
from typing import Any

import pytest

from graphsvc.access.principal import EVERYWHERE, Grant
from graphsvc.command.appraisal.store import appraise
from graphsvc.command.rules.responsibilities import read_responsibilities
from graphsvc.coverage.model.rule import RuleCode
from graphsvc.coverage.model.rules import RULES
from graphsvc.coverage.store.findings import stream
from graphsvc.coverage.store.queries import place
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from seeds.pairings import Counts, Plan, fill
from tests.shared_graph import SharedGraph

DISTRICT, TODAY = "500103000000", date(2026, 10, 30)
PLAN = Plan(TODAY, share=0.5)
_COUNTED = """\
MATCH (n) WHERE n:Pairing OR n:PairingContact OR n:PairingRequest OR n:YearlyAppraisal
RETURN [label IN labels(n) WHERE label <> 'Node'][0] AS label, count(*) AS count"""
_VERSIONS = """\
MATCH (p:Pairing) WITH p, COUNT { (p)<-[:CONTACT_OF|ASKED_UNDER]-() } AS acts
RETURN sum(CASE WHEN p.version = acts + 1 THEN 1 ELSE 0 END), max(p.lastContactOn), collect(p.areaCode)"""


@pytest.fixture(scope="module")
async def grown(shared: SharedGraph) -> tuple[Graph, Counts]:
    graph = await shared.load_demo()
    return graph, await fill(graph, [DISTRICT], PLAN, lambda *_: None)


async def test_what_is_said_is_written_once(grown: tuple[Graph, Counts]) -> None:
    graph, counts = grown
    found: dict[str, Any] = dict(await graph.read(Statement(_COUNTED)))
    assert found == {
        "Pairing": counts.pairings,
        "PairingContact": counts.contacts,
        "PairingRequest": counts.requests,
        "YearlyAppraisal": counts.appraisals,
    }
    assert counts.pairings == counts.appraisals == counts.communities // 2 == 5
    assert counts.contacts >= 9 * counts.pairings
    assert counts.requests == 3 * counts.pairings
    again = await fill(graph, [DISTRICT], PLAN, lambda *_: None)
    assert (again.pairings, again.appraisals, again.communities) == (0, 0, counts.communities)
    ((even, last, _),) = await graph.read(Statement(_VERSIONS))
    assert even == counts.pairings
    assert last.to_native() <= TODAY


async def test_the_audit_finds_the_communities_that_were_left_out(grown: tuple[Graph, Counts]) -> None:
    graph, counts = grown
    where = await place(graph, DISTRICT)
    rule = RULES[RuleCode.COMMUNITY_UNPAIRED]
    found = {each.subject async for each in stream(graph, rule, where, TODAY)}
    ((_, _, paired),) = await graph.read(Statement(_VERSIONS))
    assert len(found) == counts.communities - counts.pairings
    assert not found & set(paired)
    before = [each async for each in stream(graph, rule, where, PLAN.since - timedelta(days=1))]
    assert before == []  # nobody stood by anybody


async def test_the_score_of_a_community_counts_them(grown: tuple[Graph, Counts]) -> None:
    graph, _ = grown
    ((_, _, paired),) = await graph.read(Statement(_VERSIONS))
    scored = await appraise(graph, Grant(EVERYWHERE), read_responsibilities(), min(paired), TODAY, TODAY)
    points = {each.responsibility.item: each.hundredths for each in scored}
    assert points["REQUESTS"] == 1500
    assert points["CONTACTS"] in (2250, 2500)
