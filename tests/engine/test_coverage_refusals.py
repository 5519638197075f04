"""Changes that would break a rule elsewhere than where they are made are refused too, and nothing is written."""

from dataclasses import replace
from typing import Any

import pytest

from graphsvc.coverage.store import cell_changes as changes
from graphsvc.coverage.store.rule_checks import Order
from graphsvc.db.driver import Graph
from graphsvc.errors import RuleViolated
from tests.engine.coverage_cells import COMMUNITY, COVERED, OFFICE, ORDER, office, sound_cell
from tests.engine.trying import Open, sums, tried

ESTATE = "500103012011E006"
"""Lies in a grid that no cell covers."""


async def refused(tx: Open, change: Any, rule: str, subject: str) -> None:
    """The change is refused for this rule and names its subject; the open transaction holds what it held."""
    before = await sums_of(tx)
    with pytest.raises(RuleViolated) as caught:
        await change
    assert caught.value.rules == (rule,)
    assert subject in caught.value.zh
    assert await sums_of(tx) == before


async def sums_of(tx: Open) -> list[Any]:
    """Without the versions: a refused change leaves its locks to the transaction, which is rolled back."""
    nodes, _, *others = await sums(tx)  # type: ignore[arg-type]
    return [nodes, *others]


async def test_an_estate_is_left_without_a_cell_only_when_that_is_said(demo_graph: Graph) -> None:
    async def work(tx: Open) -> None:
        await changes.assign_coverage(tx, "party-012011-b1", ESTATE, ORDER)
        ending = (tx, "party-012011-b1", ESTATE, ORDER)
        await refused(tx, changes.end_coverage(*ending), "ESTATE_UNCOVERED", ESTATE)
        await changes.end_coverage(*ending, leave_uncovered=True)

    await tried(demo_graph, work)


async def test_an_estate_whose_grid_has_a_cell_may_lose_its_own(demo_graph: Graph) -> None:
    async def work(tx: Open) -> None:
        grid = await tx.value("MATCH (e:Estate {code: $code})<-[:CONTAINS]-(g) RETURN g.code", code=ESTATE)
        await changes.assign_coverage(tx, "party-012011-b1", ESTATE, ORDER)
        await changes.assign_coverage(tx, "party-012011-b1", grid, ORDER)
        assert (await changes.end_coverage(tx, "party-012011-b1", ESTATE, ORDER)).subjects == (ESTATE,)

    await tried(demo_graph, work)


async def test_a_cell_that_alone_covers_an_estate_is_not_dissolved_without_saying_so(demo_graph: Graph) -> None:
    cell = await sound_cell(demo_graph, 1, kind="GROUP", secretary=None, places=(ESTATE,))

    async def work(tx: Open) -> None:
        await changes.found_cell(tx, cell, ORDER)
        dissolving = (tx, cell.id, OFFICE, Order(ORDER.grant, ORDER.on))
        await refused(tx, changes.dissolve_cell(*dissolving), "ESTATE_UNCOVERED", ESTATE)
        await changes.dissolve_cell(*dissolving, leave_uncovered=True)

    await tried(demo_graph, work)


async def test_a_group_is_not_merged_into_a_branch_where_another_branch_covers_its_grid(demo_graph: Graph) -> None:
    cell = await sound_cell(demo_graph, 1, kind="GROUP", secretary=None, places=(COVERED,))

    async def work(tx: Open) -> None:
        await changes.found_cell(tx, cell, ORDER)
        await refused(tx, changes.merge_cells(tx, cell.id, "party-012011-b2", ORDER), "CELL_OVERLAP", COVERED)
        await changes.merge_cells(tx, cell.id, "party-012011-b1", ORDER)

    await tried(demo_graph, work)


async def test_a_joint_cell_does_not_become_that_of_one_unit_by_a_merger(demo_graph: Graph) -> None:
    async def work(tx: Open) -> None:
        await tx.value(
            "MATCH (c {id: 'party-012012-b4'}), (f {id: 'party-012012-b3'}), (u:Unit {id: 'unit-01'}) "
            "SET c.formation = 'JOINT' CREATE (u)-[:CO_FORMS]->(f) RETURN 1"
        )
        merging = changes.merge_cells(tx, "party-012012-b3", "party-012012-b4", ORDER)
        await refused(tx, merging, "FORMATION_MISMATCH", "party-012012-b4")

    await tried(demo_graph, work)


async def test_a_branch_does_not_lose_its_committee_to_a_new_cell(demo_graph: Graph) -> None:
    members = await office(demo_graph, 5)
    cell = replace(await sound_cell(demo_graph), members=members[:3], secretary=members[0], community=COMMUNITY)

    async def work(tx: Open) -> None:
        await tx.value(
            "MATCH (c {id: $id}) OPTIONAL MATCH (c)<-[r:COMMITTEE_MEMBER_OF]-() SET r.until = date('2020-01-01') "
            "WITH DISTINCT c UNWIND $seated AS seated MATCH (m:Member {id: seated}) "
            "CREATE (m)-[:COMMITTEE_MEMBER_OF]->(c) RETURN count(m)",
            id=OFFICE,
            seated=members[2:4],  # with the secretary three, of whom one would leave
        )
        await refused(tx, changes.found_cell(tx, cell, ORDER), "COMMITTEE_MISSING", OFFICE)

    await tried(demo_graph, work)
