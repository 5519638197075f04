"""Rules of findings on the demo: gaps left there on purpose, pages, days, changes between two, plans."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import pytest

from graphsvc.app.planning import plan_audit
from graphsvc.coverage.model.decision import Change
from graphsvc.coverage.model.rules import RULES, RuleCode, Severity
from graphsvc.coverage.model.thresholds import USUAL, Thresholds
from graphsvc.coverage.store import findings as listed
from graphsvc.coverage.store.counts import coverage
from graphsvc.coverage.store.diff import compared, differences
from graphsvc.coverage.store.findings import Finding, count, cursor, findings, stream
from graphsvc.coverage.store.queries import STATEMENTS, place, statement
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.db.ports import Rows
from graphsvc.errors import BadCursor
from tests.plans import PRODUCT, SCANS

DAPING = "500103012000"
CITY = "500000000000"
DAY = date(2026, 11, 24)


async def every(graph: Graph, area: str, day: date = DAY, thresholds: Thresholds = USUAL) -> list[Finding]:
    where = await place(graph, area)
    return [each for rule in RULES.values() async for each in stream(graph, rule, where, day, thresholds)]


async def test_the_gaps_left_in_the_demo_on_purpose_are_found(demo_graph: Graph) -> None:
    found = await every(demo_graph, DAPING)
    assert Counter(each.rule.code for each in found) == {
        "GRID_UNCOVERED": 21,
        "ESTATE_UNCOVERED": 21,
        "CELL_OVERLAP": 1,
        "BRANCH_BELOW_MINIMUM": 1,
        "FORMATION_MISMATCH": 1,
        "GROUP_TOO_SMALL": 15,
        "COMMITTEE_MISSING": 2,
        "SECRETARY_MISSING": 1,
        "TERM_EXPIRED": 2,
        "TERM_ENDING_SOON": 7,
        "UNIT_WITHOUT_ORGANIZATION": 3,
        "FORCE_MISSING": 59,
        "GRID_NOT_MERGED": 54,
        "GRID_TOO_LARGE": 2,
        "GRID_TOO_SMALL": 124,
        "TIES_BEFORE_FOUNDING": 49,
    }
    by_rule = {each.rule.code: each for each in found}
    assert by_rule[RuleCode.CELL_OVERLAP].subject == "500103012013004"
    assert by_rule[RuleCode.CELL_OVERLAP].evidence["branches"] == ["party-012013-b2", "party-012013-j1"]
    assert by_rule[RuleCode.BRANCH_BELOW_MINIMUM].evidence == {"fullMembers": 2, "members": 2, "least": 3}
    assert by_rule[RuleCode.COMMITTEE_MISSING].sentence == (
        "平岭派出所党支部有正式党员 13 名，应设 3 至 5 人（至多 7 人）的支委会，现有 1 人。"
    )


async def test_pages_give_every_finding_once_and_in_order(demo_graph: Graph) -> None:
    whole = await every(demo_graph, DAPING)
    for first in (1, 7, 100):
        paged: list[Finding] = []
        after = None
        while True:
            page = await findings(demo_graph, DAPING, DAY, first=first, after=after)
            paged += page.findings
            assert len(page.findings) == first or not page.more
            after = cursor(page.findings[-1])
            if not page.more:
                break
            if first == 1 and len(paged) > 30:
                break
        assert paged == whole[: len(paged)]
        assert first == 1 or len(paged) == len(whole)


async def test_a_stream_longer_than_a_statement_loses_nothing(
    demo_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await every(demo_graph, DAPING)
    monkeypatch.setattr(listed, "ROWS_A_STATEMENT", 3)
    assert await every(demo_graph, DAPING) == whole


async def test_rules_and_severity_choose_what_is_looked_for(demo_graph: Graph) -> None:
    grave = await findings(demo_graph, DAPING, DAY, severity=Severity.HIGH, first=200)
    assert {each.rule.code for each in grave.findings} == {
        "GRID_UNCOVERED",
        "BRANCH_BELOW_MINIMUM",
        "SECRETARY_MISSING",
        "UNIT_WITHOUT_ORGANIZATION",
    }
    terms = await findings(demo_graph, DAPING, DAY, rules=[RuleCode.TERM_EXPIRED])
    assert [each.subject for each in terms.findings] == ["party-012016-b3", "party-012018"]
    none = await findings(demo_graph, DAPING, DAY, rules=[RuleCode.TERM_EXPIRED], severity=Severity.HIGH)
    assert (none.findings, none.more) == ((), False)


async def test_findings_of_the_parts_are_those_of_the_whole(demo_graph: Graph) -> None:
    rows = await demo_graph.read(
        Statement("MATCH (c:Community) WHERE c.code STARTS WITH '500103012' RETURN c.code ORDER BY c.code")
    )
    below = [each.id for (code,) in rows for each in await every(demo_graph, code)]
    whole = [each.id for each in await every(demo_graph, DAPING) if each.area_code != DAPING]
    assert sorted(below) == sorted(whole)
    assert len(set(whole)) == len(whole)


async def test_a_finding_keeps_its_id_from_day_to_day(demo_graph: Graph) -> None:
    days = (DAY, date(2028, 12, 31))
    found = [{each.id: each.rule.code for each in await every(demo_graph, DAPING, day)} for day in days]
    assert {found[0][id_] for id_ in found[0].keys() - found[1].keys()} == {RuleCode.TERM_ENDING_SOON}


async def test_the_difference_of_two_days_is_what_the_two_audits_differ_in(demo_graph: Graph) -> None:
    earlier, later = date(2024, 6, 30), DAY
    old = {each.id: each for each in await every(demo_graph, DAPING, earlier)}
    new = {each.id: each for each in await every(demo_graph, DAPING, later)}
    told = await compared(demo_graph, DAPING, earlier, later, first=1_000)
    of = {change: {each.finding.id: each.finding for each in told.found if each.change is change} for change in Change}
    assert of[Change.NEW].keys() == new.keys() - old.keys()
    assert of[Change.GONE].keys() == old.keys() - new.keys()
    assert of[Change.PERSISTING] == {id_: new[id_] for id_ in new.keys() & old.keys()}
    assert told.counts == {change: len(found) for change, found in of.items()}
    assert min(told.counts.values()) > 0


async def test_a_rule_counts_what_it_finds(demo_graph: Graph) -> None:
    for rule, found in Counter(each.rule.code for each in await every(demo_graph, DAPING)).items():
        assert await count(demo_graph, DAPING, DAY, rules=[rule]) == found
    assert await count(demo_graph, DAPING, DAY) == len(await every(demo_graph, DAPING))


async def test_no_difference_between_a_day_and_itself(demo_graph: Graph) -> None:
    where = await place(demo_graph, DAPING)
    found = [each async for each in differences(demo_graph, RULES[RuleCode.FORCE_MISSING], where, DAY, DAY)]
    assert {each.change for each in found} == {Change.PERSISTING}
    assert len(found) == 59


async def test_another_threshold_finds_something_else(demo_graph: Graph) -> None:
    strict = Thresholds(minimum_full_members=1, most_members=10)
    found = Counter(each.rule.code for each in await every(demo_graph, DAPING, thresholds=strict))
    assert found[RuleCode.BRANCH_BELOW_MINIMUM] == 0
    assert found[RuleCode.BRANCH_TOO_LARGE] > 0


async def test_a_cursor_of_another_list_is_refused(demo_graph: Graph) -> None:
    for after in ("?", "WzFd", "bnVsbA=="):
        with pytest.raises(BadCursor):
            await findings(demo_graph, DAPING, DAY, after=after)


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
async def test_a_rule_starts_from_one_range_of_an_index(demo_graph: Graph, rule: object) -> None:
    params = {"low": "500103", "high": "500103~", "lastId": "", "lastKey": "", "limit": 50, **USUAL.parameters()}
    asked = statement(rule.statement, DAY, **params)  # type: ignore[attr-defined]
    operators = Counter(each.operator for each in (await demo_graph.explain(asked)).operators())
    assert (SCANS | {PRODUCT}) & operators.keys() == set(), operators
    assert operators["NodeIndexSeekByRange"] + operators["NodeIndexSeek"] >= 1


async def test_counting_starts_from_indexes(demo_graph: Graph) -> None:
    asked = statement("counts", DAY, prefix="500103", levels=[3])
    operators = Counter(each.operator for each in (await demo_graph.explain(asked)).operators())
    assert (SCANS | {PRODUCT}) & operators.keys() == set(), operators
    assert operators["DirectedRelationshipIndexSeekByRange"] >= 3


def test_every_rule_has_its_statement() -> None:
    assert {rule.statement for rule in RULES.values()} <= STATEMENTS.keys()


@dataclass
class Recording:
    """Passes statements on and knows their texts."""

    graph: Graph
    texts: set[str] = field(default_factory=set)

    async def read(self, statement: Statement, lane: Lane) -> Rows:
        self.texts.add(statement.text)
        return await self.graph.read(statement, lane)


async def test_what_pages_of_the_audit_ask_is_planned_ahead(demo_graph: Graph) -> None:
    ahead, asked = Recording(demo_graph), Recording(demo_graph)
    await plan_audit(ahead, DAY)  # type: ignore[arg-type]
    await coverage(asked, DAPING, DAY)  # type: ignore[arg-type]
    await findings(asked, DAPING, DAY, first=200)  # type: ignore[arg-type]
    light = {STATEMENTS[name] for name in ("area", "names")}
    assert asked.texts - light <= ahead.texts
    assert {STATEMENTS[rule.statement] for rule in RULES.values()} <= ahead.texts
