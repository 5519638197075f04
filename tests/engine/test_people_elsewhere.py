"""Rules of people who live in no grid that is known: they are told, counted where they belong, and in no grid."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from graphsvc.coverage.model.rules import RULES, RuleCode
from graphsvc.coverage.store.counts import coverage
from graphsvc.coverage.store.findings import count
from graphsvc.db.driver import Graph
from graphsvc.intake.imports.running import Author
from graphsvc.intake.imports.undo import undo
from graphsvc.intake.load import load
from graphsvc.intake.rehearsal import rehearse
from graphsvc.intake.store.rows_out import rows_out
from graphsvc.intake.tables.declared import TABLES
from graphsvc.intake.workbooks.template import write_template
from tests.conftest import KEYS
from tests.engine.contents import ask
from tests.engine.loads import DAY, everything
from tests.intake.paper import folder

STREET, COMMUNITY, BRANCH = "500103012000", "500103012011", "party-012011-b1"
GRIDS = (
    f"MATCH (g:Grid) WHERE g.code STARTS WITH '{COMMUNITY}' "
    "RETURN g.code, COUNT { (g)<-[:LIVES_IN]-() } ORDER BY g.code LIMIT 100"
)
HEAD = "编号,姓名,联系电话,人员类别,入党日期,居住网格,管理社区,所在党支部,转入日期\n"
ELSEWHERE = f"person-far,远在成都,13900000001,正式党员,2010-07-01,外地,马家堡社区,{BRANCH},2026-01-01\n"
UNKNOWN = f"person-near,网格不明,13900000002,正式党员,2010-07-01,,{COMMUNITY},{BRANCH},2026-01-01\n"
PEOPLE = (
    "MATCH (p:Person) WHERE p.id IN ['person-far', 'person-near'] "
    "RETURN p.id, p.areaCode, COLLECT { MATCH (p)-[r:LIVES_IN]->(g) "
    "RETURN [g.code, toString(r.since), toString(r.until)] AS tie ORDER BY r.since LIMIT 9 } ORDER BY p.id LIMIT 9"
)


def sheet(path: Path, *rows: str, head: str = HEAD) -> Path:
    path.mkdir()
    return folder(path, people=head + "".join(rows))


async def audit(graph: Graph) -> dict[str, Any]:
    return {rule: await count(graph, COMMUNITY, DAY, rules=[rule]) for rule in RULES}


async def test_who_lives_elsewhere_is_counted_by_the_branch_and_in_no_grid(demo_graph: Graph, tmp_path: Path) -> None:
    before, found, once = (
        await everything(demo_graph),
        await audit(demo_graph),
        await coverage(demo_graph, COMMUNITY, DAY),
    )
    grids = await ask(demo_graph, GRIDS)
    loaded = await load(demo_graph, sheet(tmp_path / "new", ELSEWHERE, UNKNOWN), KEYS, as_of=DAY, area=COMMUNITY)
    assert await ask(demo_graph, PEOPLE) == [["person-far", COMMUNITY, []], ["person-near", COMMUNITY, []]]
    after = await coverage(demo_graph, COMMUNITY, DAY)
    (street,) = [part for part in (await coverage(demo_graph, STREET, DAY)).parts if part.code == COMMUNITY]
    assert street.members == after.members
    assert (after.grids, after.estates, after.members) == (once.grids, once.estates, once.members)
    assert await ask(demo_graph, GRIDS) == grids
    assert found[RuleCode.COMMITTEE_MISSING] == 0, "the branch has seven full members now"
    assert await audit(demo_graph) == {**found, RuleCode.COMMITTEE_MISSING: 1}
    again = await rehearse(demo_graph, sheet(tmp_path / "again", ELSEWHERE, UNKNOWN), KEYS, as_of=DAY, area=COMMUNITY)
    assert (dict(again.done), again.differences.count, again.problem_count) == ({}, 0, 0)
    await undo(demo_graph, loaded.import_id, Author(), datetime(2026, 11, 25, tzinfo=UTC))
    assert await everything(demo_graph) == before


async def test_who_moves_into_a_grid_and_out_of_the_city_lived_there_until_then(
    demo_graph: Graph, tmp_path: Path
) -> None:
    grid = f"{COMMUNITY}001"
    for name, day, home in (("a", 1, ""), ("b", 10, grid), ("c", 20, "市外")):
        row = ELSEWHERE.replace("外地", home)
        path = sheet(tmp_path / name, row)
        loaded = await load(demo_graph, path, KEYS, as_of=date(2026, 12, day), area=COMMUNITY)
        assert loaded.differences.count == 0
    assert await ask(demo_graph, PEOPLE) == [["person-far", COMMUNITY, [[grid, "2026-12-10", "2026-12-20"]]]]


async def test_a_template_brings_back_who_lives_elsewhere(demo_graph: Graph, tmp_path: Path) -> None:
    await load(demo_graph, sheet(tmp_path / "new", ELSEWHERE, UNKNOWN), KEYS, as_of=DAY, area=COMMUNITY)
    table, out = TABLES["people"], tmp_path / "人员.xlsx"
    rows = await rows_out(demo_graph, table, COMMUNITY, DAY)
    stated = {str(row["id"]): (row["grid"], row["area"]) for row in rows}
    assert stated["person-far"] == stated["person-near"] == (None, COMMUNITY)
    assert all(area is None for grid, area in stated.values() if grid)
    write_template(out, [(table, rows)])
    found = await rehearse(demo_graph, out, KEYS, as_of=DAY)
    assert (dict(found.done), found.differences.count, found.problem_count) == ({}, 0, 0)


async def test_a_sheet_without_grids_says_nothing_of_where_people_live(demo_graph: Graph, tmp_path: Path) -> None:
    before = await ask(demo_graph, GRIDS)
    ((name,),) = await ask(demo_graph, "MATCH (p:Person {id: 'person-022'}) RETURN p.name")
    rows = (f"person-022,{name},马家堡社区\n", "person-new,新来的,马家堡社区\n")
    loaded = await load(
        demo_graph, sheet(tmp_path / "short", *rows, head="编号,姓名,社区\n"), KEYS, as_of=DAY, area=COMMUNITY
    )
    assert loaded.differences.count == 0
    assert await ask(demo_graph, GRIDS) == before
    asked = "MATCH (p:Person) WHERE p.id IN ['person-022', 'person-new'] RETURN p.areaCode ORDER BY p.id LIMIT 2"
    assert [code for (code,) in await ask(demo_graph, asked)] == [f"{COMMUNITY}007", COMMUNITY]


@pytest.mark.parametrize(
    ("home", "place", "wrong"),
    [("", "", ("F2", "grid")), ("外地", "500103012999", ("G2", "area")), ("外地", "没有的社区", ("G2", "area"))],
)
async def test_who_lives_in_no_grid_is_kept_by_an_area_that_is_there(
    demo_graph: Graph, tmp_path: Path, home: str, place: str, wrong: tuple[str, str]
) -> None:
    row = f"person-far,远在成都,13900000001,,,{home},{place},,\n"
    found = await rehearse(demo_graph, sheet(tmp_path / "wrong", row), KEYS, as_of=DAY, area=COMMUNITY)
    assert [(each.cell, each.column) for each in found.problems] == [wrong]
