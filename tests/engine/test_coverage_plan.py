"""Rules of plans on a real graph: read from an index, one proposal a grid, founded cells close the gaps."""

from datetime import date

import pytest

from graphsvc.coverage.model.cells import NewCell, Reason, Uncoverable
from graphsvc.coverage.model.rules import RuleCode
from graphsvc.coverage.model.thresholds import USUAL
from graphsvc.coverage.store import advice as grounded
from graphsvc.coverage.store.advice import coverage_plan, proposals, read_communities
from graphsvc.coverage.store.findings import findings
from graphsvc.coverage.store.queries import BEYOND, place, statement
from graphsvc.db.driver import Graph
from tests.plans import scans

DAPING = "500103012000"
DAY = date(2026, 11, 24)


async def uncovered(graph: Graph) -> list[str]:
    page = await findings(graph, DAPING, DAY, rules=[RuleCode.GRID_UNCOVERED], first=200)
    return [each.subject for each in page.findings]


async def test_a_plan_names_every_uncovered_grid_once(demo_graph: Graph) -> None:
    plan = await coverage_plan(demo_graph, DAPING, DAY)
    named = [grid for cell in plan.cells for grid in cell.grids] + [each.grid for each in plan.uncoverable]
    assert sorted(named) == await uncovered(demo_graph)
    assert all(each.proven for each in plan.communities)
    assert plan == await coverage_plan(demo_graph, DAPING, DAY)


async def test_every_uncovered_grid_has_a_proposal_or_a_reason(demo_graph: Graph) -> None:
    found = await proposals(demo_graph, DAPING, DAY)
    assert sorted(found) == await uncovered(demo_graph)
    for grid, each in found.items():
        if isinstance(each, NewCell):
            assert grid in each.grids
            assert each.full_members >= 3
        else:
            assert isinstance(each, Uncoverable)
            assert each.reason in Reason


async def test_batches_of_any_size_give_the_same_communities(
    demo_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = await place(demo_graph, DAPING)
    whole = [each async for each in read_communities(demo_graph, where.prefix, where.prefix + BEYOND, DAY)]
    for size in (1, 2, 5, 21):
        monkeypatch.setattr(grounded, "GRIDS_A_STATEMENT", size)
        assert [each async for each in read_communities(demo_graph, where.prefix, where.prefix + BEYOND, DAY)] == whole


async def test_the_plan_starts_from_indexes(demo_graph: Graph) -> None:
    asked = [
        statement("uncovered_grids", DAY, low="500103", high="500103~", lastId="", limit=500, **USUAL.parameters()),
        statement("community_units", DAY, communities=["500103012011"], limit=500, **USUAL.parameters()),
        statement("area", DAY, code=DAPING),
    ]
    for each in asked:
        assert await scans(demo_graph, each) == set()
