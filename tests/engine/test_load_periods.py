"""Rules of coverage in several periods: told row by row, kept apart, undone exactly, answered for every day."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from graphsvc.access.principal import Grant
from graphsvc.coverage.changes import cells
from graphsvc.coverage.changes.rule_checks import Order
from graphsvc.coverage.model.rules import RuleCode
from graphsvc.coverage.store.counts import coverage
from graphsvc.db.driver import Graph
from graphsvc.intake.imports.running import Author
from graphsvc.intake.imports.undo import undo
from graphsvc.intake.load import load
from graphsvc.intake.model.differences import Why
from graphsvc.intake.rehearsal import rehearse
from graphsvc.intake.store.rows_out import rows_out
from graphsvc.intake.tables.declared import TABLES
from graphsvc.intake.workbooks.template import write_template
from tests.conftest import KEYS
from tests.engine.contents import ask
from tests.engine.loads import DAY, everything
from tests.engine.workbooks import edited
from tests.intake.paper import folder

HEAD = "党组织,网格代码,起始日期,结束日期\n"
BRANCH, GRID = "party-012011-b1", "500103012011001"
NOW = ("2022-10-12", None)
"""The coverage that the demo holds."""
ORDER = Order(Grant(("500103",)), DAY, accepted=frozenset(RuleCode))


def sheet(path: Path, *periods: tuple[str, str | None]) -> Path:
    path.mkdir()
    rows = "".join(f"{BRANCH},{GRID},{since},{until or ''}\n" for since, until in periods)
    return folder(path, covers=HEAD + rows)


async def ties(graph: Graph) -> list[tuple[object, ...]]:
    found = await ask(
        graph,
        "MATCH (:Node {id: $branch})-[r:COVERS]->(:Grid {code: $grid}) "
        "RETURN toString(r.since), toString(r.until) ORDER BY r.since LIMIT 9",
        branch=BRANCH,
        grid=GRID,
    )
    return [tuple(each) for each in found]


async def uncovered(graph: Graph, day: date) -> int:
    return (await coverage(graph, GRID[:12], day)).grids.none


async def test_a_coverage_that_stopped_and_began_again_is_told_in_two_rows_and_undone(
    demo_graph: Graph, tmp_path: Path
) -> None:
    before = await everything(demo_graph)
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2021, 5, 31), date(2021, 6, 1), date(2022, 10, 12), DAY]
    once = [await uncovered(demo_graph, day) for day in days]
    old = ("2020-01-01", "2021-06-01")
    loaded = await load(demo_graph, sheet(tmp_path / "first", NOW, old), KEYS, as_of=DAY)
    assert await ties(demo_graph) == [old, NOW]
    assert loaded.differences.count == 0
    assert [await uncovered(demo_graph, day) - number for day, number in zip(days, once, strict=True)] == [
        *(0, -1, -1, 0, 0, 0)
    ]
    found = await rehearse(demo_graph, sheet(tmp_path / "again", old, NOW), KEYS, as_of=DAY)
    assert (dict(found.done), found.differences.count) == ({}, 0)
    await undo(demo_graph, loaded.import_id, Author(), datetime(2026, 11, 25, tzinfo=UTC))
    assert await everything(demo_graph) == before


async def test_the_next_sheet_ends_a_coverage_and_begins_it_again_and_templates_bring_it_back(
    demo_graph: Graph, tmp_path: Path
) -> None:
    ended, again = (NOW[0], "2026-09-01"), ("2026-10-15", None)
    await load(demo_graph, sheet(tmp_path / "both", again, ended), KEYS, as_of=DAY)
    assert await ties(demo_graph) == [ended, again]
    table = TABLES["covers"]
    rows = await rows_out(demo_graph, table, GRID[:12], DAY)
    out = tmp_path / "覆盖.xlsx"
    write_template(out, [(table, rows)])
    found = await rehearse(demo_graph, out, KEYS, as_of=DAY)
    assert (dict(found.done), found.differences.count) == ({}, 0)
    edited(out, "covers", {"party_organization": BRANCH, "place": GRID}, until=DAY)
    for _ in range(2):
        await load(demo_graph, out, KEYS, as_of=DAY)
        assert await ties(demo_graph) == [ended, (again[0], DAY.isoformat())]


async def test_a_sheet_of_two_periods_undoes_nothing_that_was_decided_since(demo_graph: Graph, tmp_path: Path) -> None:
    old = ("2020-01-01", "2021-06-01")
    await load(demo_graph, sheet(tmp_path / "first", old, NOW), KEYS, as_of=DAY)
    await demo_graph.transact(lambda tx: cells.end_coverage(tx, BRANCH, GRID, ORDER, leave_uncovered=True))
    decided = [old, (NOW[0], DAY.isoformat())]
    assert await ties(demo_graph) == decided
    loaded = await load(demo_graph, sheet(tmp_path / "again", old, NOW), KEYS, as_of=date(2026, 11, 30))
    assert await ties(demo_graph) == decided
    assert [(each.column, each.why) for each in loaded.differences.first] == [("place", Why.ENDED)]


@pytest.mark.parametrize(
    ("periods", "said"),
    [
        ([("2020-01-01", "2021-06-01"), ("2021-05-31", None)], ("C3", "与第 2 行的起止日期重叠")),
        ([NOW, NOW], ("A3", "与第 2 行重复")),
    ],
)
async def test_periods_that_cannot_both_hold_are_refused_at_their_cell(
    demo_graph: Graph, tmp_path: Path, periods: list[tuple[str, str | None]], said: tuple[str, str]
) -> None:
    found = await rehearse(demo_graph, sheet(tmp_path / "wrong", *periods), KEYS, as_of=DAY)
    assert [(each.cell, each.zh) for each in found.problems] == [said]
