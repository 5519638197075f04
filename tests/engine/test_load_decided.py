"""Rules of loading after decisions: the same sheets again undo nothing, and tell where they disagree with the graph."""

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graphsvc.access.principal import Grant
from graphsvc.coverage.changes import areas, offices, organizations
from graphsvc.coverage.changes import cells as changes
from graphsvc.coverage.changes.areas import merge_line_grids
from graphsvc.coverage.changes.cells import NewCellOrder
from graphsvc.coverage.changes.rule_checks import Order
from graphsvc.coverage.model.rules import RuleCode
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import GraphsvcError
from graphsvc.intake.load import load
from graphsvc.intake.model.differences import Why
from graphsvc.org.model.organizations import Formation, PartyOrganizationKind, SeatKind
from graphsvc.org.model.people import ForceRole
from graphsvc.paths import SEEDS_DIR
from tests.conftest import KEYS
from tests.engine.contents import ask, whole
from tests.intake.paper import folder

DEMO = SEEDS_DIR / "demo"
DAY = date(2026, 11, 24)
ORDER = Order(Grant(("500103",)), DAY)
Decision = Callable[[Graph], Awaitable[object]]


@pytest.fixture
async def decided_graph(clean_graph: Graph) -> Graph:
    """The demo, loaded as of 2026-06-01, for tests that decide and load on top of it."""
    await load(clean_graph, DEMO, KEYS, as_of=date(2026, 6, 1))
    return clean_graph


def cell(members: tuple[str, ...]) -> NewCellOrder:
    return NewCellOrder(
        "party-new",
        "马家堡社区新支部",
        PartyOrganizationKind.BRANCH,
        Formation.SINGLE,
        "500103012011",
        "party-012011",
        ("500103012011004",),
        members,
        secretary=members[0],
    )


async def found(graph: Graph) -> None:
    rows = await ask(
        graph,
        "MATCH (m:Member {membership: 'FULL'})-[:BELONGS_TO]->({id: 'party-dp-office'}) "
        "WHERE NOT (m)-[:SECRETARY_OF|COMMITTEE_MEMBER_OF]->() RETURN m.id ORDER BY m.id LIMIT 3",
    )
    members = tuple(str(id_) for (id_,) in rows)
    await graph.transact(lambda tx: changes.found_cell(tx, cell(members), ORDER))


async def name_secretary(graph: Graph) -> None:
    ((person,),) = await ask(
        graph,
        "MATCH (m:Member {membership: 'FULL'})-[:BELONGS_TO]->(b {id: 'party-012011-b1'}) "
        "WHERE NOT (m)-[:SECRETARY_OF]->() RETURN m.id ORDER BY m.id LIMIT 1",
    )
    await graph.transact(lambda tx: offices.name_secretary(tx, "party-012011-b1", str(person), ORDER))


async def elect(graph: Graph) -> None:
    rows = await ask(
        graph,
        "MATCH (m:Member {membership: 'FULL'})-[:BELONGS_TO]->({id: 'party-012011-b1'}) "
        "WHERE NOT (m)-[:SECRETARY_OF]->() RETURN m.id ORDER BY m.id DESC LIMIT 1",
    )
    election = offices.Election("party-012011-b1", str(rows[0][0]))
    await graph.transact(lambda tx: offices.elect_committee(tx, election, ORDER))


async def put_off(graph: Graph) -> None:
    asked = offices.Postponement("party-012011-b1", date(2028, 2, 29), "大工委〔2026〕7号", "大坪街道党工委")
    await graph.transact(lambda tx: offices.postpone_election(tx, asked, ORDER))


async def rehang(graph: Graph) -> None:
    await graph.transact(lambda tx: organizations.change_superior(tx, "party-012011-b1", "party-012011-z2", ORDER))


async def transfer(graph: Graph) -> None:
    rows = await ask(
        graph,
        "MATCH (m:Member {membership: 'FULL'})-[:BELONGS_TO]->({id: 'party-dp-office'}) "
        "WHERE NOT (m)-[:SECRETARY_OF|COMMITTEE_MEMBER_OF]->() RETURN m.id ORDER BY m.id DESC LIMIT 1",
    )
    members = [str(rows[0][0])]
    await graph.transact(lambda tx: organizations.transfer_members(tx, "party-012011-b2", members, ORDER))


async def form(graph: Graph) -> None:
    units = ["unit-01", "unit-02"]
    await graph.transact(lambda tx: organizations.form_cell(tx, "party-012011-b2", Formation.JOINT, units, ORDER))


async def seat(graph: Graph) -> None:
    seats = [areas.UnitSeat("unit-01", SeatKind.MEMBER), areas.UnitSeat("unit-03", SeatKind.PART_TIME_MEMBER)]
    chair = areas.UnitSeat("unit-02", SeatKind.CHAIR)
    await graph.transact(lambda tx: areas.seat_units(tx, "bwc-dp", [*seats, chair], ORDER))


async def embed(graph: Graph) -> None:
    role = ForceRole.POLICE_OFFICER
    await graph.transact(lambda tx: areas.embed_force(tx, "500103012011004", "person-001", role, ORDER))


async def unseat(graph: Graph) -> None:
    await graph.transact(lambda tx: areas.unseat_units(tx, "bwc-dp", ["unit-01"], ORDER))


async def dissolve_committee(graph: Graph) -> None:
    knowing = replace(ORDER, accepted=frozenset(RuleCode))
    await graph.transact(lambda tx: areas.dissolve_joint_committee(tx, "bwc-dp", knowing))


async def withdraw(graph: Graph) -> None:
    ((person, role, grid),) = await ask(
        graph,
        "MATCH (p:Person)-[r:SERVES_IN]->(g:Grid) WHERE r.until IS NULL AND g.code STARTS WITH '500103012' "
        "RETURN p.id, r.role, g.code ORDER BY g.code, r.role, p.id LIMIT 1",
    )
    knowing = replace(ORDER, accepted=frozenset(RuleCode))
    await graph.transact(lambda tx: areas.withdraw_force(tx, str(grid), str(person), ForceRole(str(role)), knowing))


async def replace_coverage(graph: Graph) -> None:
    await graph.transact(
        lambda tx: changes.assign_coverage(tx, "party-012011-b3", "500103012011001", ORDER, replace=True)
    )


async def merge_cells(graph: Graph) -> None:
    knowing = replace(ORDER, accepted=frozenset(RuleCode))
    await graph.transact(lambda tx: changes.merge_cells(tx, "party-012011-b3", "party-012011-b4", knowing))


async def end_and_begin_again(graph: Graph) -> None:
    later = Order(ORDER.grant, date(2026, 11, 27))
    grid, own = "500103012011001", "party-012011-b1"
    await graph.transact(lambda tx: changes.end_coverage(tx, own, grid, ORDER, leave_uncovered=True))
    await graph.transact(lambda tx: changes.assign_coverage(tx, own, grid, later))


async def merge_lines(graph: Graph) -> None:
    grids = tuple(f"500103012013{number:03}" for number in range(1, 7))
    await graph.transact(lambda tx: merge_line_grids(tx, "500103012013", grids, ORDER))


async def withdraw_need(graph: Graph) -> None:
    text = "MATCH (n:Need {status: 'OPEN'}) WITH n ORDER BY n.id LIMIT 1 SET n.status = 'WITHDRAWN', n.version = 1"
    await graph.write(Statement(text))


DECISIONS: dict[str, Decision] = {
    "a cell is founded": found,
    "a secretary is named": name_secretary,
    "a committee is elected": elect,
    "an election is put off": put_off,
    "an organization hangs below another": rehang,
    "a member goes elsewhere": transfer,
    "a cell is formed anew": form,
    "units are seated": seat,
    "a force serves in a grid": embed,
    "a unit leaves a joint committee": unseat,
    "a joint committee is dissolved": dissolve_committee,
    "a force leaves a grid": withdraw,
    "coverage is handed over": replace_coverage,
    "cells are merged": merge_cells,
    "coverage ends and begins again": end_and_begin_again,
    "line grids are merged": merge_lines,
    "a need is withdrawn": withdraw_need,
}


@pytest.mark.parametrize("decision", DECISIONS.values(), ids=list(DECISIONS))
async def test_the_same_sheets_again_undo_nothing_and_say_where_they_disagree(
    decided_graph: Graph, decision: Decision
) -> None:
    once = await whole(decided_graph)
    await decision(decided_graph)
    before = await whole(decided_graph)
    assert before != once
    loaded = await load(decided_graph, DEMO, KEYS, as_of=DAY)
    assert await whole(decided_graph) == before
    told = {(each.why, each.table) for each in loaded.differences.first}
    assert loaded.differences.count > 0 or decision is end_and_begin_again
    assert told <= {(why, each.table) for why in (Why.DECIDED, Why.ENDED) for each in loaded.differences.first}


@pytest.mark.parametrize("seed", range(4))
async def test_random_decisions_survive_the_same_sheets(decided_graph: Graph, seed: int) -> None:
    chosen = random.Random(seed).sample(list(DECISIONS.values()), 5)
    for decision in chosen:
        with suppress(GraphsvcError):  # what one decision did may forbid another
            await decision(decided_graph)
    before = await whole(decided_graph)
    for day in (date(2026, 6, 1), DAY):
        await load(decided_graph, DEMO, KEYS, as_of=day)
        assert await whole(decided_graph) == before


PEOPLE = "id,name,grid,membership,belongs_to,belongs_since,secretary_of,secretary_since\n"
TIES = """\
MATCH (:Person {id: 'person-022'})-[r:BELONGS_TO]->(o)
RETURN o.id, toString(r.since), toString(r.until) ORDER BY r.since LIMIT 9"""


async def test_a_member_who_moves_by_a_sheet_keeps_the_membership_of_before(
    decided_graph: Graph, tmp_path: Path
) -> None:
    ((organization, since, _),) = await ask(decided_graph, TIES)
    ((name, grid),) = await ask(decided_graph, "MATCH (p:Person {id: 'person-022'}) RETURN p.name, p.areaCode")
    row = f"person-022,{name},{grid},FULL,party-dp-office,2026-11-01,,\n"
    await load(decided_graph, folder(tmp_path, people=PEOPLE + row), KEYS, as_of=DAY)
    assert await ask(decided_graph, TIES) == [
        [organization, since, "2026-11-01"],
        ["party-dp-office", "2026-11-01", None],
    ]


async def test_a_day_that_nobody_updated_does_not_backdate_a_move(decided_graph: Graph, tmp_path: Path) -> None:
    ((organization, since, _),) = await ask(decided_graph, TIES)
    ((name, grid),) = await ask(decided_graph, "MATCH (p:Person {id: 'person-022'}) RETURN p.name, p.areaCode")
    row = f"person-022,{name},{grid},FULL,party-dp-office,{since},,\n"
    await load(decided_graph, folder(tmp_path, people=PEOPLE + row), KEYS, as_of=DAY)
    assert await ask(decided_graph, TIES) == [
        [organization, since, "2026-11-24"],
        ["party-dp-office", "2026-11-24", None],
    ]


async def test_a_sheet_that_moves_whom_the_service_has_moved_is_told_and_not_followed(
    decided_graph: Graph, tmp_path: Path
) -> None:
    await found(decided_graph)
    ((person, name, grid),) = await ask(
        decided_graph,
        "MATCH (p:Person)-[:BELONGS_TO]->({id: 'party-new'}) RETURN p.id, p.name, p.areaCode ORDER BY p.id LIMIT 1",
    )
    before = await whole(decided_graph)
    row = f"{person},{name},{grid},FULL,party-012011-b1,2026-11-20,,\n"
    loaded = await load(decided_graph, folder(tmp_path, people=PEOPLE + row), KEYS, as_of=date(2026, 11, 25))
    assert await whole(decided_graph) == before
    told = [(each.key, each.column, each.sheet, each.graph, each.why) for each in loaded.differences.first]
    assert (person, "belongs_to", "party-012011-b1", "party-new", Why.BOTH_CHANGED) in told


async def test_an_older_sheet_changes_nothing(decided_graph: Graph, tmp_path: Path) -> None:
    before = await whole(decided_graph)
    ((name, grid),) = await ask(decided_graph, "MATCH (p:Person {id: 'person-022'}) RETURN p.name, p.areaCode")
    row = f"person-022,{name},{grid},,,,,\n"
    loaded = await load(decided_graph, folder(tmp_path, people=PEOPLE + row), KEYS, as_of=date(2026, 5, 31))
    assert await whole(decided_graph) == before
    assert [each.why for each in loaded.differences.first] == [Why.OLDER]
