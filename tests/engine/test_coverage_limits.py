"""Kinds and days that no paper allows are refused, by changes and by the advice; and waivers end within a year."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from graphsvc.coverage.changes import cells, offices, organizations
from graphsvc.coverage.changes.decisions import Judge, Judged, Waiver, waive
from graphsvc.coverage.changes.rule_checks import Order
from graphsvc.coverage.model.cells import NewCell, Reason, Uncoverable
from graphsvc.coverage.model.rules import RuleCode
from graphsvc.coverage.model.thresholds import Thresholds
from graphsvc.coverage.store.advice import proposals
from graphsvc.coverage.store.findings import finding_id
from graphsvc.db.driver import Graph
from graphsvc.errors import BadInput
from graphsvc.org.model.organizations import PartyOrganizationKind
from tests.engine.coverage_clean_town import COMMUNITY, DAY, ONE, ORDER, THREE, TWO, Town, accepting, audited, founding
from tests.engine.trying import Open, sums, tried

FREE = ("n0", "n1", "n2")
ANYTHING = replace(ORDER, accepted=frozenset(RuleCode))


async def made(tx: Any) -> Town:
    """A branch b of a group g, a general branch z, a firm and three members who belong nowhere and live in grid one."""
    town = await Town(Open(tx)).base()
    await town.branch("b", grids=(TWO, THREE))
    await town.group("g", "b")
    await town.organization("z", "GENERAL_BRANCH")
    await town.unit("u")
    for n in range(3):
        await town.member(f"n{n}")
        await town.tie(f"n{n}", "LIVES_IN", ONE)
    return town


async def refused(graph: Graph, change: Any, *at: str, order: Order = ANYTHING) -> str:
    """The change is refused where the request says so, however much is answered for, and nothing is written."""
    before = await sums(graph)

    async def whole(tx: Any) -> None:
        await made(tx)
        await change(tx, order)

    with pytest.raises(BadInput) as caught:
        await graph.transact(whole)
    assert caught.value.field == at
    assert await sums(graph) == before
    return caught.value.zh


GROUP = {"kind": PartyOrganizationKind.GROUP, "secretary": None}


@pytest.mark.parametrize(("superior", "more"), [("b", {}), ("g", {}), ("g", GROUP)])
async def test_a_cell_is_not_founded_below_what_has_none_below_it(
    demo_graph: Graph, superior: str, more: dict[str, Any]
) -> None:
    cell = founding(*FREE, grid=ONE, superior=superior, **more)
    await refused(demo_graph, lambda tx, order: cells.found_cell(tx, cell, order), "cell", "superior")


@pytest.mark.parametrize(("one", "superior"), [("cc", "z"), ("z", "b"), ("z", "g"), ("g", "g2")])
async def test_an_organization_is_not_hung_below_one_of_a_lower_kind(
    demo_graph: Graph, one: str, superior: str
) -> None:
    async def change(tx: Any, order: Order) -> None:
        town = Town(Open(tx))
        await town.group("g2", "b")
        if one == "cc":
            await town.run("MATCH (:Node {id: 'z'})-[r:SUBORDINATE_TO]->() DELETE r")
            await town.tie("z", "SUBORDINATE_TO", "wc")
        await organizations.change_superior(tx, one, superior, order)

    await refused(demo_graph, change, "superior")


@pytest.mark.parametrize(
    ("ends", "units", "allowed"),
    [
        (date(2031, 11, 24), (), True),
        (date(2031, 11, 25), (), False),
        (date(2029, 11, 24), ("u",), True),
        (date(2029, 11, 25), ("u",), False),
        (DAY, (), False),
    ],
)
async def test_a_cell_is_founded_for_the_years_of_its_term_at_most(
    demo_graph: Graph, ends: date, units: tuple[str, ...], *, allowed: bool
) -> None:
    cell = founding(*FREE, grid=ONE, term_ends_on=ends, units=units)
    if not allowed:
        await refused(demo_graph, lambda tx, order: cells.found_cell(tx, cell, order), "cell", "termEndsOn")
        return

    async def work(tx: Open) -> None:
        await made(tx)
        await cells.found_cell(tx, cell, ORDER)
        assert await tx.value("MATCH (c:Node {id: 'new'}) RETURN toString(c.termEndsOn)") == str(ends)

    await tried(demo_graph, work)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1921, 6, 30)])
async def test_no_organization_is_older_than_the_party(demo_graph: Graph, day: date) -> None:
    await refused(demo_graph, lambda tx, order: offices.correct_founding(tx, "b", day, "批复", order), "foundedOn")


async def test_an_organization_may_be_as_old_as_the_party(demo_graph: Graph) -> None:
    async def work(tx: Open) -> None:
        await made(tx)
        await offices.correct_founding(tx, "b", date(1921, 7, 1), "批复", accepting("TERM_EXPIRED"))
        assert await tx.value("MATCH (c:Node {id: 'b'}) RETURN toString(c.foundedOn)") == "1921-07-01"

    await tried(demo_graph, work)


def waived(until: date, on: date) -> Any:
    judged = Judged(finding_id(RuleCode.GRID_UNCOVERED, ONE, ""), RuleCode.GRID_UNCOVERED, ONE)
    by = Judge("auditor", datetime(2026, 11, 24, tzinfo=UTC), "decision-1")
    return lambda tx, order: waive(tx, judged, Waiver(until, "理由"), by, replace(order, on=on))


@pytest.mark.parametrize(
    ("on", "last"),
    [
        (date(2026, 11, 29), date(2027, 11, 29)),
        (date(2027, 3, 1), date(2028, 3, 1)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
    ],
)
async def test_a_waiver_ends_within_a_year(demo_graph: Graph, on: date, last: date) -> None:
    after = date.fromordinal(last.toordinal() + 1)
    assert str(last) in await refused(demo_graph, waived(after, on), "until")
    await refused(demo_graph, waived(on, on), "until")

    async def work(tx: Open) -> None:
        await made(tx)
        await waived(last, on)(tx, ORDER)
        assert await tx.value("MATCH (d:FindingDecision {id: 'decision-1'}) RETURN toString(d.until)") == str(last)

    await tried(demo_graph, work)


async def test_no_cell_is_proposed_below_the_branch_that_leads_a_village(demo_graph: Graph) -> None:
    async def work(tx: Open) -> None:
        town = await made(tx)
        await town.run("MATCH (o:Node {id: 'cc'}) SET o.kind = 'BRANCH'")
        found = (await proposals(tx, COMMUNITY, DAY))[ONE]
        assert isinstance(found, Uncoverable)
        assert found.reason is Reason.NO_SUPERIOR
        assert "可下设党支部" in found.said({})

    await tried(demo_graph, work)


@pytest.mark.parametrize(("least", "elects"), [(3, True), (4, False)])
async def test_what_is_proposed_where_the_smallest_branch_elects_a_committee_is_accepted(
    demo_graph: Graph, least: int, *, elects: bool
) -> None:
    strict = Thresholds(branch_committee_from=least)

    async def work(tx: Open) -> None:
        await made(tx)
        proposed = (await proposals(tx, COMMUNITY, DAY, strict))[ONE]
        assert isinstance(proposed, NewCell)
        assert proposed.members == FREE
        assert ("选举支部委员会" in proposed.said({})) is elects
        (step,) = proposed.steps({})
        assert step.arguments.get("accept") == (["COMMITTEE_MISSING"] if elects else None)
        order = replace(accepting(*step.arguments.get("accept", ())), thresholds=strict)
        before = await audited(tx)
        await cells.found_cell(tx, founding(*FREE, grid=ONE), order)
        assert ("GRID_UNCOVERED", ONE) in before - await audited(tx)

    await tried(demo_graph, work)
