"""Advice that the service itself accepts: every proposal and plan is carried out, and the finding is gone."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from graphsvc.access.principal import EVERYWHERE, Grant
from graphsvc.coverage.changes import cells as changes
from graphsvc.coverage.changes.cells import NewCellOrder
from graphsvc.coverage.changes.rule_checks import Order
from graphsvc.coverage.model.cells import NewCell, Step
from graphsvc.coverage.model.rules import RULES, RuleCode
from graphsvc.coverage.store.advice import coverage_plan, proposals
from graphsvc.coverage.store.findings import stream
from graphsvc.coverage.store.queries import place, statement
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.intake.load import load_rows
from graphsvc.org.model.organizations import Formation, PartyOrganizationKind
from seeds.grow.faults import AS_OF
from seeds.grow.stream import grow
from tests.conftest import KEYS
from tests.engine.coverage_town import COMMUNITY, Town
from tests.engine.trying import Open, tried
from tests.plans import scans

DAPING = "500103012000"
DADUKOU = "500104000000"
ORDER = Order(Grant(EVERYWHERE), AS_OF)


async def carry_out(tx: Open, steps: Sequence[Step], number: int) -> None:
    """Carry out what a proposal says, as its mutations would."""
    assert steps
    for step in steps:
        asked: Any = step.arguments
        if step.mutation == "assignCoverage":
            # Advice for two places may name the same cell; who sends the second has read it again.
            text = "MATCH (c:PartyOrganization {id: $id}) RETURN coalesce(c.version, 0)"
            order = replace(ORDER, expected=await tx.value(text, id=asked["id"]))
            await changes.assign_coverage(tx, asked["id"], asked["place"], order)
        else:
            cell = {**asked["cell"], "formation": Formation(asked["cell"]["formation"])}
            for several in ("places", "members", "units"):
                cell[several] = tuple(cell[several])
            new = NewCellOrder(id=f"party-new-{number}", kind=PartyOrganizationKind.BRANCH, **cell)
            await changes.found_cell(tx, new, ORDER)


async def uncovered(tx: Any, area: str) -> set[str]:
    where = await place(tx, area)
    return {each.subject async for each in stream(tx, RULES[RuleCode.GRID_UNCOVERED], where, AS_OF)}


async def test_every_proposal_of_the_demo_is_accepted_and_its_finding_gone(demo_graph: Graph) -> None:
    found = await proposals(demo_graph, DAPING, AS_OF)
    assert len(found) == 21

    async def work(tx: Open) -> None:
        for number, (grid, each) in enumerate(found.items()):
            assert grid in await uncovered(tx, grid)
            await carry_out(tx, each.steps({}) if isinstance(each, NewCell) else each.steps(), number)
        assert await uncovered(tx, DAPING) == set()

    await tried(demo_graph, work)


async def test_what_a_branch_can_spare_goes_where_it_covers_a_grid(demo_graph: Graph) -> None:
    """Three of six: one who lives alone comes first by the codes, and takes no seat from the three of the next grid."""

    async def work(tx: Open) -> None:
        town = Town(tx)
        first, second = await town.grid(901), await town.grid(902)
        lone, *three = await town.members(await town.branch("six", 2), 4)
        for member, grid in ((lone, first), *((each, second) for each in three)):
            await town.tie(member, "LIVES_IN", grid)
        for grid, each in (await proposals(tx, COMMUNITY, AS_OF)).items():
            assert grid != second or (isinstance(each, NewCell) and list(each.members) == three)
        (plan,) = (await coverage_plan(tx, COMMUNITY, AS_OF)).communities
        (cell,) = (each for each in plan.cells if second in each.grids)
        assert (plan.proven, cell.grids, cell.transfers) == (True, (second,), (("six", 3),))
        left = {each.grid for each in plan.uncoverable}
        for number, each in enumerate(plan.cells):
            await carry_out(tx, each.steps({}), number)
        assert await uncovered(tx, COMMUNITY) == left

    await tried(demo_graph, work)


async def test_two_grids_are_each_proposed_what_one_branch_can_spare_once(demo_graph: Graph) -> None:
    """Each as if it were the only one; the service accepts the one or the other, and the plan has one of both."""

    async def carried(tx: Open, number: int) -> None:
        town = Town(tx)
        grids = [await town.grid(901), await town.grid(902)]
        members = await town.members(await town.branch("six", 2), 4)
        pocket = await town.members("party-012011", 2)
        await tx.value("MATCH (m:Node)-[r:BELONGS_TO]->() WHERE m.id IN $ids DELETE r RETURN 1", ids=pocket)
        homes = {grids[0]: [*members[:2], pocket[0]], grids[1]: [*members[2:], pocket[1]]}
        for grid, residents in homes.items():
            for member in residents:
                await town.tie(member, "LIVES_IN", grid)
        found = await proposals(tx, COMMUNITY, AS_OF)
        for grid, residents in homes.items():
            each = found[grid]
            assert isinstance(each, NewCell)
            assert (each.grids, sorted(each.members)) == ((grid,), sorted(residents))
        chosen = found[grids[number]]
        assert isinstance(chosen, NewCell)
        await carry_out(tx, chosen.steps({}), 0)
        assert grids[number] not in await uncovered(tx, COMMUNITY)

    for number in (0, 1):
        await tried(demo_graph, partial(carried, number=number))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "every"), [(5, 5), *(pytest.param(n, 1, marks=pytest.mark.soak) for n in range(6, 13))]
)
async def test_every_cell_planned_for_random_communities_is_accepted(clean_graph: Graph, seed: int, every: int) -> None:
    await load_rows(clean_graph, grow(DADUKOU, 0.4, seed), KEYS, fresh=True)
    free = """MATCH (m:Member)-[r:BELONGS_TO]->(c:PartyOrganization)
      WHERE toInteger(right(m.id, 1)) IN [1, 4, 7] AND NOT EXISTS { MATCH (m)-[:SECRETARY_OF]->() }
      SET r.until = $day"""
    await clean_graph.transact(lambda tx: tx.run(Statement(free, {"day": AS_OF})))
    plan = await coverage_plan(clean_graph, DADUKOU, AS_OF)
    single = await proposals(clean_graph, DADUKOU, AS_OF)
    assert len(plan.communities) > 30
    assert len(plan.cells) > 10
    kinds = {(each.formation, bool(each.units)) for each in plan.cells}
    assert (Formation.SINGLE, False) in kinds

    async def together(tx: Open) -> None:
        for number, cell in enumerate(plan.cells):
            await carry_out(tx, cell.steps({}), number)
        covered = {grid for cell in plan.cells for grid in cell.grids}
        assert await uncovered(tx, DADUKOU) == single.keys() - covered
        for number, grid in enumerate(plan.uncoverable):
            if grid.steps():
                await carry_out(tx, grid.steps(), 10_000 + number)

    await tried(clean_graph, together)
    for number, (grid, each) in enumerate(sorted(single.items())):
        if not isinstance(each, NewCell) or number % every:
            continue

        async def alone(tx: Open, each: NewCell = each, grid: str = grid) -> None:
            await carry_out(tx, each.steps({}), 0)
            assert grid not in await uncovered(tx, grid)

        await tried(clean_graph, alone)


async def test_what_advice_rests_on_is_read_from_indexes(demo_graph: Graph) -> None:
    params = {**ORDER.thresholds.parameters(), "communities": ["500103012011"], "limit": 500}
    assert await scans(demo_graph, statement("community_parties", AS_OF, **params)) == set()
