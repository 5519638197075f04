"""Rules of dry runs: every fault at its cell in one go, the outcome of the load that follows, and nothing written."""

from datetime import date
from pathlib import Path

import openpyxl

from graphsvc.db.driver import Graph
from graphsvc.intake.load import load
from graphsvc.intake.rehearsal import rehearse
from graphsvc.paths import SEEDS_DIR
from tests.conftest import KEYS
from tests.engine.contents import whole
from tests.engine.workbooks import workbook

DAY = date(2026, 11, 26)


async def test_a_dry_run_says_what_the_load_then_does_and_writes_nothing(demo_graph: Graph, tmp_path: Path) -> None:
    rows = (SEEDS_DIR / "demo" / "people.csv").read_text("utf-8").splitlines()
    header = rows[0].split(",")
    belongs, grid = header.index("belongs_to"), header.index("grid")
    changed = []
    for number, row in enumerate(rows[1:]):
        cells = row.split(",")
        if cells[belongs] and number % 9 == 0:
            cells[belongs] = "party-dp-office"
        if number % 11 == 0:
            cells[grid] = "500103012011001"
        changed.append(",".join(cells))
    (tmp_path / "people.csv").write_text(
        "\n".join([rows[0], *changed, rows[1].replace("person-001,", "person-x,新来的")])
    )
    before = await whole(demo_graph)
    found = await rehearse(demo_graph, tmp_path, KEYS, as_of=DAY)
    assert await whole(demo_graph) == before
    loaded = await load(demo_graph, tmp_path, KEYS, as_of=DAY)
    assert (found.rows, found.problem_count) == (loaded.rows, 0)
    assert found.differences.first == loaded.differences.first
    assert found.done["new"] == 1
    assert found.done["begun"] > 20
    again = await rehearse(demo_graph, tmp_path, KEYS, as_of=DAY)
    assert sum(again.done.values()) == 0


async def test_faults_of_every_round_come_at_once_and_are_marked_in_the_workbook(
    demo_graph: Graph, tmp_path: Path
) -> None:
    people = [
        ["姓名", "联系电话", "网格", "政治面貌", "入党日期", "所在党支部"],
        ["甲乙", "13800000001", "第99网格", "正式党员", "2020-01-01", ""],  # looked up in the graph
        ["丙丁", "x", "第1网格", "党圆", "2020-13-01", ""],  # three cells that cannot be read
        ["戊己", "13800000002", "第1网格", "群众", "2020-01-01", ""],  # a rule of the row
        ["@甲乙", "13800000003", "第1网格", "", "", "没有的支部"],  # a name that nothing bears
    ]
    covers = [["党组织", "网格代码"], ["party-012011-b1", "500103012011099"]]
    path = workbook(tmp_path / "月报.xlsx", ("党员", people, []), ("党组织覆盖", covers, []))
    marked = tmp_path / "marked.xlsx"
    before = await whole(demo_graph)
    found = await rehearse(demo_graph, path, KEYS, as_of=DAY, area="500103012011", marked=marked)
    assert await whole(demo_graph) == before
    assert {(each.sheet, each.cell) for each in found.problems} == {
        ("党员", "C2"),
        ("党员", "B3"),
        ("党员", "D3"),
        ("党员", "E3"),
        ("党员", "E4"),
        ("党员", "F5"),
        ("党组织覆盖", "B2"),
    }
    assert found.done == {}
    book = openpyxl.load_workbook(marked)
    assert book.sheetnames == ["问题清单", "月报-党员", "月报-党组织覆盖"]
    assert book["问题清单"].max_row == 1 + found.problem_count
    sheet = book["月报-党员"]
    wrong = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    assert wrong == {"C2", "B3", "D3", "E3", "E4", "F5"}
    assert (sheet["A5"].value, sheet["A5"].data_type) == ("@甲乙", "s")
