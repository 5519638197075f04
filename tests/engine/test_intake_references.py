"""Rules of what rows name: it is there on the day of the sheet, or a fault at its cell with what may be meant."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from graphsvc.db.driver import Graph
from graphsvc.intake.model.problems import Problem
from graphsvc.intake.rehearsal import rehearse
from graphsvc.intake.reorganisation.apply import apply_changes
from graphsvc.intake.tables.declared import TABLES
from graphsvc.paths import SEEDS_DIR
from tests.conftest import KEYS
from tests.engine.contents import whole
from tests.engine.redrawn import AUTHOR, MOVED, NEW_STREET, NOW, changes
from tests.intake.paper import folder

DAY = date(2026, 11, 26)
UNKNOWN = {
    ("500103012111", "马家堡社区（500103012011）"): (
        "party_organizations.area party_organizations.leads people.area needs.area needs.raised_by resources.area "
        "resources.service_area resources.offered_by projects.area joint_meetings.area line_grids.community "
        "units.community joint_committees.serves"
    ),
    ("500103012011099", "（500103012011009）"): (
        "people.grid serves_in.grid estates.grids line_grids.overlaps covers.place grids.neighbours"
    ),
    ("party-012011-b77", "（party-012011-b"): (
        "covers.party_organization units.party_organization committee_members.party_organization "
        "party_organizations.superior units.co_forms joint_committees.convened_by people.belongs_to people.secretary_of"
    ),
    ("unit-77", "（unit-"): "joins.unit people.works_for",
    ("bpc-012099", "（bpc-01201"): "joins.committee joint_meetings.committee",
    ("person-999", ""): "committee_members.person serves_in.person",
    ("9999", ""): "needs.topics resources.topics",
    ("need-99", "（need-"): "projects.need",
    ("project-99", "（project-"): "project_resources.project joint_meetings.decided",
    ("resource-199", "（resource-1"): "project_resources.resource",
}
"""What is nowhere, a part of the advice where something near is there, and the columns that name it."""
NEW = {
    "areas": {"code": "500198001000", "level": "SUBDISTRICT", "name": "某街道", "kind": "SUBDISTRICT"},
    "grids": {"code": "500103012111001", "name": "某网格", "kind": "GENERAL"},
    "estates": {"code": "500103012111E001", "name": "某小区"},
    "topics": {"code": "990101", "name": "某主题"},
}
ABOVE = {"areas": "parent", "grids": "community", "estates": "community", "topics": "broader"}
NOWHERE = {"areas": "500198000000", "grids": "500103012111", "estates": "500103012111", "topics": "9901"}


def of_demo(table: str) -> list[dict[str, str]]:
    with (SEEDS_DIR / "demo" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _is_like(cell: str, word: str) -> bool:
    """Whether a cell names something of the same level."""
    return len(cell) == len(word) and cell.endswith("000") == word.endswith("000")


def planted(path: Path) -> Iterator[tuple[str, int, str, str]]:
    """Write rows of the demo, each with one word that is nowhere: table, line, column, part of the advice."""
    wrong: dict[str, list[tuple[str, str, str]]] = {}
    for (word, near), columns in UNKNOWN.items():
        for table, _, column in (each.partition(".") for each in columns.split()):
            wrong.setdefault(table, []).append((column, word, near))
    for table in TABLES:
        rows, chosen = of_demo(table), []
        for column, word, near in wrong.get(table, ()):
            filled = [row for row in rows if row.get(column)]
            fit = next((row for row in filled if _is_like(row[column], word)), None)
            row = fit or next(iter(filled), rows[0])
            rows.remove(row)
            chosen.append({**row, column: word})
            yield table, len(chosen) + 1, column, near
        if table in NEW:
            chosen.append(
                {**dict.fromkeys(chosen[0] if chosen else (), ""), **NEW[table], ABOVE[table]: NOWHERE[table]}
            )
            yield table, len(chosen) + 1, ABOVE[table], ""
        head = list(dict.fromkeys(name for row in chosen for name in row))
        lines = [",".join(head), *(",".join(f'"{row.get(name, "")}"' for name in head) for row in chosen)]
        folder(path, **{table: "\n".join(lines)})


async def test_whatever_a_row_names_is_there_or_a_fault_at_its_cell_with_what_may_be_meant(
    demo_graph: Graph, tmp_path: Path
) -> None:
    wanted = list(planted(tmp_path))
    assert {(table, column) for table, _, column, _ in wanted} == {
        (table.name, ref.column) for table in TABLES.values() for ref in table.references()
    }
    before = await whole(demo_graph)
    found = await rehearse(demo_graph, tmp_path, KEYS, as_of=DAY)
    faults = {(each.file.removesuffix(".csv"), each.line, each.column): each for each in found.problems}
    assert faults.keys() == {(table, line, column) for table, line, column, _ in wanted}
    assert len(faults) == found.problem_count
    for table, line, column, near in wanted:
        fault = faults[table, line, column]
        assert fault.cell
        assert near in fault.advice, (table, column, fault.advice)
        assert fault.advice.startswith("是不是") or not near
    assert await whole(demo_graph) == before


def only(path: Path, table: str, text: str) -> Path:
    path.mkdir()
    return folder(path, **{table: text})


async def faults_of(graph: Graph, path: Path) -> list[Problem]:
    return list((await rehearse(graph, path, KEYS, as_of=DAY)).problems)


async def test_names_that_nobody_bears_come_with_the_nearest(demo_graph: Graph, tmp_path: Path) -> None:
    head = "党组织名称,类别,社区,上级党组织\n"
    text = f"{head}某支部,党支部,马家铺社区,party-012011\n某某支部,党支部,马家堡社区,马家堡社区西片总支\n"
    community, superior = await faults_of(demo_graph, only(tmp_path / "one", "party_organizations", text))
    assert (community.cell, superior.cell) == ("C2", "D3")
    assert "是不是马家堡社区（500103012011）" in community.advice
    assert "马家堡社区西片党总支部（party-012011-z2）" in superior.advice
    text = "姓名,网格代码,角色\n没有此人,500103012011001,网格员\n"
    (person,) = await faults_of(demo_graph, only(tmp_path / "two", "serves_in", text))
    assert (person.cell, person.advice) == ("A2", "核对名称，或改填编号")


async def test_no_row_begins_to_name_an_area_that_has_ended(demo_graph: Graph, tmp_path: Path) -> None:
    ((old,),) = [(row,) for row in of_demo("units") if row["id"] == "unit-10"]
    code = old["community"]
    await apply_changes(demo_graph, changes(tmp_path, MOVED), AUTHOR, NOW)
    head = ",".join(old)
    again = ",".join(old.values())
    other = ",".join({**old, "id": "unit-new", "credit_code": "", "party_organization": "", "co_forms": ""}.values())
    (fault,) = await faults_of(demo_graph, only(tmp_path / "units", "units", f"{head}\n{again}\n{other}\n"))
    assert (fault.line, fault.column, fault.zh) == (3, "community", f"{code} 已于 2026-11-25 撤销")
    assert f"（{NEW_STREET[:9]}{code[9:]}）" in fault.advice
