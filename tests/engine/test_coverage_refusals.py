"""Changes that would break a rule elsewhere than where they are made are refused too, and nothing is written."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from graphsvc.coverage.changes import cells as changes
from graphsvc.coverage.changes.rule_checks import AUDITED
from graphsvc.coverage.model.rules import RULES, RuleCode
from graphsvc.coverage.model.thresholds import USUAL
from graphsvc.coverage.store.queries import RULES_BY_ID, statement
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import RuleViolated
from tests.engine.coverage_cells import COMMUNITY, COVERED, KNOWING, OFFICE, ORDER, office, sound_cell, sound_group
from tests.engine.trying import Open, sums, tried
from tests.plans import scans

ESTATE = "500103012011E006"
"""Lies in a grid that no cell covers."""

Work = Callable[[Any], Awaitable[Any]]


async def refused(graph: Graph, prepared: Work, change: Work, rule: str, subject: str) -> None:
    """After some preparation the change is refused for this rule, its subject is named, and nothing is written."""
    before = await sums(graph)

    async def whole(tx: Any) -> None:
        open_ = Open(tx)
        await prepared(open_)
        await change(open_)

    with pytest.raises(RuleViolated) as caught:
        await graph.transact(whole)
    assert caught.value.rules == (rule,)
    assert subject in caught.value.zh
    assert await sums(graph) == before


async def allowed(graph: Graph, prepared: Work, change: Work) -> None:
    """After some preparation the change is made."""

    async def work(tx: Open) -> None:
        await prepared(tx)
        await change(tx)

    await tried(graph, work)


async def test_an_estate_is_left_without_a_cell_only_when_that_is_said(demo_graph: Graph) -> None:
    async def covered(tx: Open) -> None:
        await changes.assign_coverage(tx, "party-012011-b1", ESTATE, ORDER)

    def ended(**said: bool) -> Work:
        return lambda tx: changes.end_coverage(tx, "party-012011-b1", ESTATE, ORDER, **said)

    await refused(demo_graph, covered, ended(), "ESTATE_UNCOVERED", ESTATE)
    await allowed(demo_graph, covered, ended(leave_uncovered=True))


async def test_an_estate_whose_grid_has_a_cell_may_lose_its_own(demo_graph: Graph) -> None:
    async def work(tx: Open) -> None:
        grid = await tx.value("MATCH (e:Estate {code: $code})<-[:CONTAINS]-(g) RETURN g.code", code=ESTATE)
        await changes.assign_coverage(tx, "party-012011-b1", ESTATE, ORDER)
        await changes.assign_coverage(tx, "party-012011-b1", grid, ORDER)
        assert (await changes.end_coverage(tx, "party-012011-b1", ESTATE, ORDER)).subjects == ("party-012011-b1",)

    await tried(demo_graph, work)


async def test_a_cell_that_alone_covers_an_estate_is_not_dissolved_without_saying_so(demo_graph: Graph) -> None:
    cell = await sound_group(demo_graph, places=(ESTATE,))

    async def founded(tx: Open) -> None:
        await changes.found_cell(tx, cell, KNOWING)

    def dissolved(**said: bool) -> Work:
        return lambda tx: changes.dissolve_cell(tx, cell.id, OFFICE, KNOWING, **said)

    await refused(demo_graph, founded, dissolved(), "ESTATE_UNCOVERED", ESTATE)
    await allowed(demo_graph, founded, dissolved(leave_uncovered=True))


async def test_a_group_is_not_merged_into_a_branch_where_another_branch_covers_its_grid(demo_graph: Graph) -> None:
    cell = await sound_group(demo_graph, places=(COVERED,))

    async def founded(tx: Open) -> None:
        await changes.found_cell(tx, cell, KNOWING)

    def merged(into: str) -> Work:
        return lambda tx: changes.merge_cells(tx, cell.id, into, KNOWING)

    await refused(demo_graph, founded, merged("party-012011-b2"), "CELL_OVERLAP", COVERED)
    await allowed(demo_graph, founded, merged("party-012011-b1"))


async def test_a_joint_cell_does_not_become_that_of_one_unit_by_a_merger(demo_graph: Graph) -> None:
    async def joint(tx: Open) -> None:
        await tx.value(
            "MATCH (c {id: 'party-012012-b4'}), (f {id: 'party-012012-b3'}), (u:Unit {id: 'unit-01'}) "
            "SET c.formation = 'JOINT' CREATE (u)-[:CO_FORMS]->(f) RETURN 1"
        )

    def merged(tx: Open) -> Awaitable[Any]:
        return changes.merge_cells(tx, "party-012012-b3", "party-012012-b4", KNOWING)

    await refused(demo_graph, joint, merged, "FORMATION_MISMATCH", "party-012012-b4")


async def test_a_branch_does_not_lose_its_committee_to_a_new_cell(demo_graph: Graph) -> None:
    members = await office(demo_graph, 5)
    cell = replace(await sound_cell(demo_graph), members=members[:3], secretary=members[0], community=COMMUNITY)

    async def seated(tx: Open) -> None:
        await tx.value(
            "MATCH (c {id: $id}) OPTIONAL MATCH (c)<-[r:COMMITTEE_MEMBER_OF]-() SET r.until = date('2020-01-01') "
            "WITH DISTINCT c UNWIND $seated AS seated MATCH (m:Member {id: seated}) "
            "CREATE (m)-[:COMMITTEE_MEMBER_OF]->(c) RETURN count(m)",
            id=OFFICE,
            seated=members[2:4],  # with the secretary three, of whom one would leave
        )

    await refused(demo_graph, seated, lambda tx: changes.found_cell(tx, cell, ORDER), "COMMITTEE_MISSING", OFFICE)


async def test_a_fault_that_was_there_before_and_stays_as_it_is_stops_no_change(demo_graph: Graph) -> None:
    """The branch that members leave has no committee as it should; that is told by the audit, not by this change."""

    async def without_committee(tx: Open) -> None:
        await tx.value(
            "MATCH (c {id: $id})<-[r:COMMITTEE_MEMBER_OF]-() SET r.until = date('2020-01-01') RETURN count(r)",
            id=OFFICE,
        )

    cell = await sound_cell(demo_graph)
    await allowed(demo_graph, without_committee, lambda tx: changes.found_cell(tx, cell, ORDER))


CHECKED = sorted(AUDITED["organizations"])


@pytest.mark.parametrize("code", CHECKED)
async def test_a_rule_finds_the_same_of_named_subjects_as_of_the_whole_area(demo_graph: Graph, code: RuleCode) -> None:
    strict = replace(USUAL, minimum_full_members=6, most_members=8, most_joint_units=1, branch_committee_from=3)
    known = {**strict.parameters(), "limit": 1000}
    area = {"low": "500103", "high": "500103~", "lastId": "", "lastKey": ""}
    found = await demo_graph.read(statement(RULES[code].statement, ORDER.on, **known, **area))
    ids = [row[0] for row in found]

    async def of(subjects: list[str]) -> list[list[Any]]:
        params = {"asOf": ORDER.on, "ids": subjects, **known}
        return await demo_graph.read(Statement(RULES_BY_ID[RULES[code].statement], params))

    assert await of(ids) == found
    assert await of(ids[::2]) == found[::2]
    assert await of([]) == []


@pytest.mark.parametrize("code", CHECKED)
async def test_a_rule_asked_of_named_subjects_starts_from_their_ids(demo_graph: Graph, code: RuleCode) -> None:
    params = {**ORDER.params, "ids": [OFFICE], "limit": 1000}
    asked = Statement(RULES_BY_ID[RULES[code].statement], params)
    assert await scans(demo_graph, asked, products=True) == set()
