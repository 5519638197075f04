"""Rules of changes of the cells: each refusal names its rule and writes nothing, each change keeps the history."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from graphsvc.access.principal import Grant
from graphsvc.coverage.changes import cells as changes
from graphsvc.coverage.changes import offices
from graphsvc.coverage.changes.rule_checks import STATEMENTS
from graphsvc.coverage.model.rules import RULES, RuleCode
from graphsvc.coverage.model.thresholds import Thresholds
from graphsvc.coverage.store.counts import coverage
from graphsvc.coverage.store.findings import Finding, finding_id, stream
from graphsvc.coverage.store.queries import place
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import BadInput, Conflict, NotFound, RuleViolated
from graphsvc.log.events import Done
from graphsvc.org.model.organizations import Formation
from tests.engine.coverage_cells import (
    CELL,
    COMMUNITY,
    COVERED,
    DAY,
    GRID,
    KNOWING,
    OFFICE,
    ORDER,
    office,
    sound_cell,
    sound_group,
)
from tests.engine.trying import Open, sums, tried
from tests.plans import scans


async def audited(reader: Any, day: date = DAY) -> list[Finding]:
    where = await place(reader, "500103012000")
    return [each for rule in RULES.values() async for each in stream(reader, rule, where, day)]


async def refused(graph: Graph, change: Any, error: type[Exception], *rules: str) -> None:
    """The change is refused for these rules, and nothing is written."""
    before = await sums(graph)
    with pytest.raises(error) as caught:
        await graph.transact(change)
    if rules:
        assert isinstance(caught.value, RuleViolated)
        assert Counter(caught.value.rules) == Counter(rules)
        assert all(rule in caught.value.zh for rule in rules)
    assert await sums(graph) == before


async def test_a_founded_cell_covers_its_grid_and_keeps_the_history(demo_graph: Graph) -> None:
    cell = await sound_cell(demo_graph)
    earlier = await coverage(demo_graph, COMMUNITY, DAY)
    before = {each.id for each in await audited(demo_graph)}

    async def work(tx: Open) -> None:
        done = await changes.found_cell(tx, cell, ORDER)
        assert (done.subjects, done.events[0].action, done.events[0].area) == (
            ("party-new",),
            "CELL_FOUNDED",
            COMMUNITY,
        )
        later = await coverage(tx, COMMUNITY, DAY)
        assert later.grids.single == earlier.grids.single + 1
        assert later.grids.total == earlier.grids.total
        assert await coverage(tx, COMMUNITY, DAY - timedelta(days=1)) == replace(earlier, as_of=DAY - timedelta(days=1))
        after = {each.id: each for each in await audited(tx)}
        assert {finding_id(RuleCode.GRID_UNCOVERED, GRID, "")} <= before - after.keys()
        assert after.keys() - before == set()
        former = "MATCH (:Person {id: $id})-[r:BELONGS_TO]->(c) RETURN collect([c.id, r.until IS NULL])"
        assert sorted(await tx.value(former, id=cell.members[0])) == [[OFFICE, False], ["party-new", True]]
        assert await tx.value("MATCH (c:PartyOrganization {id: 'party-new'}) RETURN c.initials") == "mjbsqxzb"

    await tried(demo_graph, work)


async def test_a_cell_with_too_few_full_members_is_not_founded(demo_graph: Graph) -> None:
    cell = await sound_cell(demo_graph, 2)
    await refused(demo_graph, lambda tx: changes.found_cell(tx, cell, ORDER), RuleViolated, "BRANCH_BELOW_MINIMUM")


async def test_a_group_needs_three_members_and_a_branch_above_it_and_no_secretary(demo_graph: Graph) -> None:
    cell = await sound_group(demo_graph)

    async def work(tx: Open) -> None:
        assert (await changes.found_cell(tx, cell, KNOWING)).subjects == ("party-new",)

    await tried(demo_graph, work)
    small = await sound_group(demo_graph, 2)
    await refused(demo_graph, lambda tx: changes.found_cell(tx, small, KNOWING), RuleViolated, "GROUP_TOO_SMALL")
    lost = replace(cell, superior="party-012011")
    await refused(demo_graph, lambda tx: changes.found_cell(tx, lost, ORDER), RuleViolated, "GROUP_MISPLACED")


async def test_a_cell_is_not_founded_with_a_fault_that_only_shows_once_it_is_there(demo_graph: Graph) -> None:
    large = await sound_cell(demo_graph, 7)
    await refused(demo_graph, lambda tx: changes.found_cell(tx, large, ORDER), RuleViolated, "COMMITTEE_MISSING")
    old = await sound_cell(demo_graph, term_ends_on=DAY)
    await refused(demo_graph, lambda tx: changes.found_cell(tx, old, ORDER), RuleViolated, "TERM_EXPIRED")

    async def work(tx: Open) -> None:
        assert (await changes.found_cell(tx, large, KNOWING)).subjects == ("party-new",)

    await tried(demo_graph, work)


async def test_a_branch_may_not_be_founded_too_large(demo_graph: Graph) -> None:
    cell = await sound_cell(demo_graph, 6)
    strict = replace(ORDER, thresholds=Thresholds(most_members=5))
    await refused(demo_graph, lambda tx: changes.found_cell(tx, cell, strict), RuleViolated, "BRANCH_TOO_LARGE")


async def test_a_grid_that_a_branch_covers_gets_no_second_one(demo_graph: Graph) -> None:
    cell = await sound_cell(demo_graph, places=(COVERED,))
    await refused(demo_graph, lambda tx: changes.found_cell(tx, cell, ORDER), RuleViolated, "CELL_OVERLAP")


async def test_a_superior_that_does_not_lead_the_community_breaks_the_chain(demo_graph: Graph) -> None:
    cell = await sound_cell(demo_graph, superior="party-012012")
    await refused(demo_graph, lambda tx: changes.found_cell(tx, cell, ORDER), RuleViolated, "CHAIN_BROKEN")


@pytest.mark.parametrize(
    ("formation", "units", "rule"),
    [
        (Formation.SINGLE, 2, "FORMATION_MISMATCH"),
        (Formation.JOINT, 1, "FORMATION_MISMATCH"),
        (Formation.JOINT, 0, "FORMATION_MISMATCH"),
        (Formation.JOINT, 6, "JOINT_BRANCH_TOO_WIDE"),
    ],
)
async def test_the_formation_has_to_fit_the_units(demo_graph: Graph, formation: str, units: int, rule: str) -> None:
    named = tuple(f"unit-{n:02}" for n in range(1, units + 1))
    cell = await sound_cell(demo_graph, formation=formation, units=named)
    await refused(demo_graph, lambda tx: changes.found_cell(tx, cell, ORDER), RuleViolated, rule)


async def test_a_joint_cell_of_two_units_is_founded(demo_graph: Graph) -> None:
    cell = await sound_cell(demo_graph, formation=Formation.JOINT, units=("unit-01", "unit-02"))

    async def work(tx: Open) -> None:
        await changes.found_cell(tx, cell, ORDER)
        found = await coverage(tx, GRID, DAY)
        assert (found.grids.joint, found.grids.total) == (1, 1)
        text = "MATCH (u:Unit)-[r:CO_FORMS]->(:PartyOrganization {id: 'party-new'}) RETURN collect(r.since = $day)"
        assert await tx.value(text, day=DAY) == [True, True]

    await tried(demo_graph, work)


async def test_a_branch_that_members_leave_may_not_fall_below_the_minimum(demo_graph: Graph) -> None:
    text = (
        "MATCH (c:PartyOrganization {kind: 'BRANCH'})<-[:BELONGS_TO]-(m {membership: 'FULL'}) "
        "WHERE c.areaCode = $code AND NOT (m)-[:SECRETARY_OF]->() AND NOT (c)<-[:SUBORDINATE_TO]-({kind: 'GROUP'}) "
        "WITH c, collect(m.id) AS ids "
        "WHERE size(ids) IN [2, 3] RETURN ids ORDER BY c.id LIMIT 1"
    )
    ids = (await demo_graph.read(Statement(text, {"code": COMMUNITY})))[0][0]
    cell = replace(await sound_cell(demo_graph), members=(*ids, *await office(demo_graph, 3)))
    cell = replace(cell, secretary=cell.members[-1])
    await refused(demo_graph, lambda tx: changes.found_cell(tx, cell, ORDER), RuleViolated, "BRANCH_BELOW_MINIMUM")


async def test_a_secretary_may_not_be_moved_away_from_a_branch(demo_graph: Graph) -> None:
    text = "MATCH (m)-[:SECRETARY_OF]->(:PartyOrganization {id: $id}) RETURN m.id"
    leader = (await demo_graph.read(Statement(text, {"id": OFFICE})))[0][0]
    cell = await sound_cell(demo_graph)
    cell = replace(cell, members=(*cell.members, leader))
    await refused(demo_graph, lambda tx: changes.found_cell(tx, cell, ORDER), RuleViolated, "SECRETARY_MISSING")


async def test_a_branch_is_founded_with_a_secretary_of_its_own(demo_graph: Graph) -> None:
    for secretary, rule in ((None, "SECRETARY_MISSING"), ("person-001", "SECRETARY_UNQUALIFIED")):
        cell = await sound_cell(demo_graph, secretary=secretary)
        await refused(demo_graph, lambda tx, cell=cell: changes.found_cell(tx, cell, ORDER), RuleViolated, rule)


@pytest.mark.parametrize(
    "other",
    [
        {"community": "500103012099"},
        {"superior": "party-nowhere"},
        {"places": ("500103012011099",)},
        {"places": ("500103012012001",)},
        {"units": ("unit-99",)},
        {"members": ("person-001", "person-999")},
    ],
)
async def test_what_is_not_there_founds_nothing(demo_graph: Graph, other: dict[str, Any]) -> None:
    cell = await sound_cell(demo_graph, **other)
    await refused(demo_graph, lambda tx: changes.found_cell(tx, cell, ORDER), NotFound)


async def test_out_of_scope_founds_and_changes_nothing(demo_graph: Graph) -> None:
    elsewhere = replace(ORDER, grant=Grant(("500104",)))
    cell = await sound_cell(demo_graph)
    for change in (
        lambda tx: changes.found_cell(tx, cell, elsewhere),
        lambda tx: changes.assign_coverage(tx, "party-012011-b1", GRID, elsewhere),
        lambda tx: changes.end_coverage(tx, "party-012011-b1", COVERED, elsewhere),
        lambda tx: changes.merge_cells(tx, "party-012011-b1", "party-012011-b2", elsewhere),
        lambda tx: changes.dissolve_cell(tx, "party-012011-b1", None, elsewhere),
        lambda tx: offices.name_secretary(tx, OFFICE, "person-001", elsewhere),
    ):
        await refused(demo_graph, change, NotFound)


async def test_a_member_named_twice_is_refused(demo_graph: Graph) -> None:
    cell = replace(CELL, members=("a", "a"))
    await refused(demo_graph, lambda tx: changes.found_cell(tx, cell, ORDER), BadInput)


async def test_two_cells_founded_at_once_over_one_grid_are_one_cell_and_one_refusal(demo_graph: Graph) -> None:
    members = await office(demo_graph, 6)
    pair = [
        replace(CELL, id=f"party-race-{n}", members=part, secretary=part[0])
        for n, part in enumerate((members[:3], members[3:]))
    ]
    results = await asyncio.gather(
        *(demo_graph.transact(partial(changes.found_cell, cell=cell, order=ORDER)) for cell in pair),
        return_exceptions=True,
    )
    refusals = [each for each in results if isinstance(each, RuleViolated)]
    assert [each.rules for each in refusals] == [("CELL_OVERLAP",)]
    assert sum(isinstance(each, Done) for each in results) == 1


async def test_a_place_is_handed_over_in_one_step(demo_graph: Graph) -> None:
    async def work(tx: Open) -> None:
        done = await changes.assign_coverage(tx, "party-012011-b2", COVERED, ORDER, replace=True)
        assert done.events[0].before == {"branches": ["party-012011-b1"]}
        text = "MATCH (c)-[r:COVERS]->(:Grid {code: $code}) RETURN collect([c.id, r.until = $day])"
        ended = sorted(await tx.value(text, code=COVERED, day=DAY))
        assert ["party-012011-b1", True] in ended
        assert ["party-012011-b2", None] in ended
        assert (await coverage(tx, COVERED, DAY)).grids.single == 1

    await tried(demo_graph, work)
    await refused(
        demo_graph,
        lambda tx: changes.assign_coverage(tx, "party-012011-b2", COVERED, ORDER),
        RuleViolated,
        "CELL_OVERLAP",
    )


async def test_a_cell_that_covers_a_place_already_is_a_conflict(demo_graph: Graph) -> None:
    await refused(demo_graph, lambda tx: changes.assign_coverage(tx, "party-012011-b1", COVERED, ORDER), Conflict)


async def test_a_cell_of_another_community_may_not_cover_a_place_here(demo_graph: Graph) -> None:
    await refused(
        demo_graph,
        lambda tx: changes.assign_coverage(tx, "party-012012-b1", GRID, ORDER),
        RuleViolated,
        "CHAIN_BROKEN",
    )


async def test_a_grid_is_left_without_a_cell_only_when_that_is_said(demo_graph: Graph) -> None:
    await refused(
        demo_graph,
        lambda tx: changes.end_coverage(tx, "party-012011-b1", COVERED, ORDER),
        RuleViolated,
        "GRID_UNCOVERED",
        "ESTATE_UNCOVERED",
    )

    async def work(tx: Open) -> None:
        await changes.end_coverage(tx, "party-012011-b1", COVERED, ORDER, leave_uncovered=True)
        assert (await coverage(tx, COVERED, DAY)).grids.covered == 0
        assert (await coverage(tx, COVERED, DAY - timedelta(days=1))).grids.covered == 1

    await tried(demo_graph, work)


async def test_merged_cells_are_one_with_all_members_and_places(demo_graph: Graph) -> None:
    await refused(
        demo_graph,
        lambda tx: changes.merge_cells(tx, "party-012012-b3", "party-012012-b4", ORDER),
        RuleViolated,
        "COMMITTEE_MISSING",
    )

    async def work(tx: Open) -> None:
        count = "MATCH (c:PartyOrganization {id: $id})<-[r:BELONGS_TO]-() WHERE r.until IS NULL RETURN count(r)"
        two = [await tx.value(count, id=f"party-012012-b{n}") for n in (4, 3)]
        before = (await coverage(tx, "500103012012", DAY)).grids
        done = await changes.merge_cells(tx, "party-012012-b3", "party-012012-b4", KNOWING)
        assert done.events[0].after["members"] == two[1]
        assert [await tx.value(count, id=f"party-012012-b{n}") for n in (4, 3)] == [sum(two), 0]
        assert (await coverage(tx, "500103012012", DAY)).grids == before
        text = "MATCH (c:PartyOrganization {id: $id}) RETURN [c.dissolvedOn = $day, count { (c)-[:MERGED_INTO]->() }]"
        assert await tx.value(text, id="party-012012-b3", day=DAY) == [True, 1]

    await tried(demo_graph, work)


async def test_a_merger_that_would_be_too_large_or_leave_groups_behind_is_refused(demo_graph: Graph) -> None:
    strict = replace(ORDER, thresholds=Thresholds(most_members=4))
    await refused(
        demo_graph,
        lambda tx: changes.merge_cells(tx, "party-012012-b3", "party-012012-b4", strict),
        RuleViolated,
        "BRANCH_TOO_LARGE",
        "COMMITTEE_MISSING",
    )
    text = (
        "MATCH (g:PartyOrganization {kind: 'GROUP'})-[:SUBORDINATE_TO]->(b {kind: 'BRANCH'}) "
        "WHERE b.areaCode = '500103012011' RETURN b.id ORDER BY b.id LIMIT 1"
    )
    above = (await demo_graph.read(Statement(text)))[0][0]
    other = "party-012011-b1" if above != "party-012011-b1" else "party-012011-b2"
    await refused(demo_graph, lambda tx: changes.merge_cells(tx, above, other, ORDER), RuleViolated, "CHAIN_BROKEN")
    await refused(demo_graph, lambda tx: changes.merge_cells(tx, other, other, ORDER), BadInput)


async def test_a_dissolved_cell_sends_its_members_on(demo_graph: Graph) -> None:
    cell, into = "party-012012-b3", "party-012012-b4"
    bare = ("COMMITTEE_MISSING", "GRID_UNCOVERED", "ESTATE_UNCOVERED")
    await refused(demo_graph, lambda tx: changes.dissolve_cell(tx, cell, into, ORDER), RuleViolated, *bare)
    await refused(demo_graph, lambda tx: changes.dissolve_cell(tx, cell, None, ORDER, leave_uncovered=True), NotFound)
    await refused(demo_graph, lambda tx: changes.dissolve_cell(tx, cell, cell, ORDER), BadInput)

    async def work(tx: Open) -> None:
        done = await changes.dissolve_cell(tx, cell, into, KNOWING, leave_uncovered=True)
        assert done.events[0].after["members"] > 0
        assert not [each for each in await audited(tx) if each.subject == cell]
        assert (await coverage(tx, "500103012012", DAY - timedelta(days=1))) == replace(
            await coverage(demo_graph, "500103012012", DAY), as_of=DAY - timedelta(days=1)
        )

    await tried(demo_graph, work)


async def test_a_named_secretary_ends_the_term_of_the_one_before(demo_graph: Graph) -> None:
    (person,) = await office(demo_graph, 1)

    async def work(tx: Open) -> None:
        await offices.name_secretary(tx, OFFICE, person, ORDER)
        text = "MATCH (m)-[r:SECRETARY_OF]->(:PartyOrganization {id: $id}) RETURN collect([m.id, r.until IS NULL])"
        terms = dict(await tx.value(text, id=OFFICE))
        assert terms.pop(person) is True
        assert list(terms.values()) == [False]

    await tried(demo_graph, work)


async def test_a_vacant_post_is_filled_by_a_full_member_of_the_branch_only(demo_graph: Graph) -> None:
    found = [each for each in await audited(demo_graph) if each.rule.code == "SECRETARY_MISSING"]
    branch = found[0].subject
    await refused(
        demo_graph,
        lambda tx: offices.name_secretary(tx, branch, "person-003", ORDER),
        RuleViolated,
        "SECRETARY_UNQUALIFIED",
    )
    await refused(demo_graph, lambda tx: offices.name_secretary(tx, branch, "person-001", ORDER), NotFound)
    text = (
        "MATCH (m:Member {membership: 'FULL'})-[:BELONGS_TO]->(:PartyOrganization {id: $id}) "
        "RETURN m.id ORDER BY m.id LIMIT 1"
    )
    person = (await demo_graph.read(Statement(text, {"id": branch})))[0][0]

    async def work(tx: Open) -> None:
        await offices.name_secretary(tx, branch, person, ORDER)
        assert branch not in {each.subject for each in await audited(tx) if each.rule.code == "SECRETARY_MISSING"}

    await tried(demo_graph, work)


@pytest.mark.parametrize("name", STATEMENTS)
async def test_a_change_starts_from_indexes(demo_graph: Graph, name: str) -> None:
    assert await scans(demo_graph, ORDER.statement(name), products=True) == set()


async def test_a_cell_that_is_being_merged_away_is_given_no_place(demo_graph: Graph) -> None:
    merged = asyncio.Event()

    async def merging(tx: Any) -> Done:
        done = await changes.merge_cells(tx, "party-012012-b3", "party-012012-b4", KNOWING)
        merged.set()
        await asyncio.sleep(0.5)
        return done

    async def assigning() -> None:
        await merged.wait()
        with pytest.raises(NotFound):
            await demo_graph.transact(
                lambda tx: changes.assign_coverage(tx, "party-012012-b3", "500103012012004", ORDER, replace=True)
            )

    await asyncio.gather(demo_graph.transact(merging), assigning())
    text = "MATCH (:PartyOrganization {id: 'party-012012-b3'})-[r:COVERS]->() WHERE r.until IS NULL RETURN count(r)"
    assert await demo_graph.read(Statement(text)) == [[0]]
