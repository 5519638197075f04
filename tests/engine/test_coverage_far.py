"""An organization of the district that covers a grid is cured, checked and judged at the grid, where findings lie."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from graphsvc.access.principal import Grant
from graphsvc.coverage.changes import offices, organizations
from graphsvc.coverage.changes.decisions import Judge, Judged, Waiver, decisions, waive
from graphsvc.coverage.changes.offices import Election, Postponement
from graphsvc.coverage.changes.rule_checks import Order
from graphsvc.coverage.model.decision import Standing
from graphsvc.coverage.model.rules import RuleCode
from graphsvc.coverage.store.findings import finding_id
from graphsvc.coverage.store.queries import BEYOND
from graphsvc.db.driver import Graph
from graphsvc.errors import NotFound, RuleViolated
from tests.engine.coverage_clean_town import (
    COMMUNITY,
    DAY,
    DISTRICT,
    ONE,
    ORDER,
    SUBDISTRICT,
    THREE,
    TWO,
    Town,
    audited,
)
from tests.engine.trying import Open, sums, tried

LOCAL = replace(ORDER, grant=Grant((SUBDISTRICT[:9],)))
OTHER = replace(ORDER, grant=Grant(("500199002",)))
UNTIL = date(2027, 3, 1)


async def made(tx: Any) -> Town:
    """Branch b; branch far of the district, which covers grid one, with a term that is over; a strange committee x."""
    town = await Town(Open(tx)).base()
    await town.branch("b", grids=(TWO, THREE))
    await town.branch("far", code=DISTRICT, grids=(ONE,), termEndsOn=date(2026, 6, 1))
    await town.member("late", "far", joined=date(2026, 6, 24))
    await town.organization("x", "COMMITTEE", "", DISTRICT)
    return town


async def test_its_findings_are_cured_as_anywhere(demo_graph: Graph) -> None:
    async def elected(tx: Open) -> None:
        await made(tx)
        assert await audited(tx, SUBDISTRICT) == {("TERM_EXPIRED", "far")}
        done = await offices.elect_committee(tx, Election("far", "far-1"), ORDER)
        assert done.events[0].after["termEndsOn"] == "2031-11-24"
        assert await audited(tx, SUBDISTRICT) == set()

    async def postponed(tx: Open) -> None:
        await made(tx)
        await offices.postpone_election(tx, Postponement("far", UNTIL, "1号", "区委"), ORDER)
        assert await audited(tx, SUBDISTRICT) == {("TERM_ENDING_SOON", "far")}

    await tried(demo_graph, elected)
    await tried(demo_graph, postponed)


CHANGES: dict[str, Any] = {
    "SECRETARY_UNQUALIFIED": lambda tx: offices.name_secretary(tx, "far", "late", ORDER),
    "CHAIN_BROKEN": lambda tx: organizations.change_superior(tx, "far", "x", ORDER),
}


@pytest.mark.parametrize("rule", CHANGES)
async def test_its_changes_are_checked_as_anywhere(demo_graph: Graph, rule: str) -> None:
    before = await sums(demo_graph)

    async def whole(tx: Any) -> None:
        await made(tx)
        await CHANGES[rule](tx)

    with pytest.raises(RuleViolated) as caught:
        await demo_graph.transact(whole)
    assert caught.value.rules == (rule,)
    assert await sums(demo_graph) == before


async def waived(tx: Any, code: RuleCode, subject: str, key: str, order: Order) -> None:
    judged = Judged(finding_id(code, subject, key), code, subject)
    by = Judge("auditor", datetime(2026, 11, 24, tzinfo=UTC), "decision-1")
    await waive(tx, judged, Waiver(UNTIL, "理由"), by, order)


async def gone(tx: Any) -> None:
    """A member who lives in grid one belongs on record to a dissolved branch of the community."""
    town = await made(tx)
    await town.branch("over", dissolvedOn=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("making", "code", "subject", "key", "area"),
    [
        (made, RuleCode.TERM_EXPIRED, "far", "2026-06-01", ONE),
        (gone, RuleCode.MEMBER_OF_DISSOLVED, "over-0", "", COMMUNITY),
    ],
)
async def test_a_finding_is_judged_and_read_where_it_lies(
    demo_graph: Graph, making: Any, code: RuleCode, subject: str, key: str, area: str
) -> None:
    async def work(tx: Open) -> None:
        await making(tx)
        with pytest.raises(NotFound):
            await waived(tx, code, subject, key, OTHER)
        await waived(tx, code, subject, key, LOCAL)
        assert await tx.value("MATCH (d:FindingDecision {id: 'decision-1'}) RETURN d.areaCode") == area
        low = SUBDISTRICT[:9]
        read = await decisions(tx, low, low + BEYOND, DAY, LOCAL.grant.scope)
        known = {id_: [each.kind for each in found] for id_, found in read.items()}
        assert known == {finding_id(code, subject, key): [Standing.WAIVED]}

    await tried(demo_graph, work)
