"""Rules of spreadsheets as people keep them: Chinese headers and words, names instead of ids, titles, totals."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.intake.load import load
from graphsvc.intake.model.problems import RowsRefused
from graphsvc.intake.store.lookups import CYPHER
from tests.conftest import KEYS
from tests.engine.contents import ask
from tests.engine.workbooks import workbook
from tests.plans import scans

DAY = date(2026, 11, 24)


ROSTER: list[list[Any]] = [
    ["马家堡社区党员花名册（2026年11月）", None, None, None, None, None, None],
    ["序号", "姓名", "身份证号", "政治面貌", "党组织信息", None, "网格"],
    [None, None, None, None, "所在党支部", "转入日期", None],
    [1, "张　三", "11010519491231002x", "正式党员", "马家堡社区第一党支部", "2026.11.3", "第1网格"],
    [2, "李四四", "810000198001010014", "预备", None, 46329, "第二网格"],
    [3, "王五五", "830000198001010018", "群众", None, None, "003"],
    ["合计", 3, None, None, None, None, None],
    ["填表人：赵", None, None, None, None, None, None],
]


async def test_a_roster_as_a_community_keeps_it_is_loaded_to_the_row(demo_graph: Graph, tmp_path: Path) -> None:
    ((branch, name),) = await ask(demo_graph, "MATCH (o {id: 'party-012011-b1'}) RETURN o.id, o.name")
    rows = [[name if cell == "马家堡社区第一党支部" else cell for cell in row] for row in ROSTER]
    path = workbook(
        tmp_path / "花名册.xlsx",
        ("填表说明", [["怎么填"]], []),
        ("党员花名册", rows, ["A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "G2:G3", "E4:E5"]),
    )
    loaded = await load(demo_graph, path, KEYS, as_of=DAY, area="500103012011")
    assert loaded.rows == {"people": 3}
    seen = """\
MATCH (p:Person) WHERE p.identityMasked IS NOT NULL
OPTIONAL MATCH (p)-[r:BELONGS_TO]->(o)
RETURN p.name, p.membership, p.areaCode, o.id, toString(r.since) ORDER BY p.areaCode LIMIT 9"""
    assert await ask(demo_graph, seen) == [
        ["张三", "FULL", "500103012011001", branch, "2026-11-03"],
        ["李四四", "PROBATIONARY", "500103012011002", branch, "2026-11-03"],
        ["王五五", None, "500103012011003", None, None],
    ]
    again = await load(demo_graph, path, KEYS, as_of=DAY, area="500103012011")
    assert again.differences.count == 0
    assert len(await ask(demo_graph, seen)) == 3


async def test_units_are_found_by_code_or_by_name_within_their_community(demo_graph: Graph, tmp_path: Path) -> None:
    ((id_, name, code),) = await ask(demo_graph, "MATCH (u:Unit {id: 'unit-10'}) RETURN u.id, u.name, u.creditCode")
    rows = [
        ["单位名称", "统一社会信用代码", "单位性质", "街道", "社区"],
        [f"{name}（新）", str(code).lower(), "学校", "大坪街道", "马家堡社区"],
        ["平岭里理发店", "无", "个体户", "大坪街道", "马家堡社区"],
        ["平岭里理发店", "/", "个体户", "大坪街道", "浮图关社区"],
    ]
    loaded = await load(demo_graph, workbook(tmp_path / "单位台账.xlsx", ("Sheet1", rows, [])), KEYS, as_of=DAY)
    assert loaded.rows == {"units": 3}
    seen = """\
MATCH (u:Unit) WHERE u.id = $id OR u.name = '平岭里理发店'
RETURN u.name, u.areaCode, u.kind ORDER BY u.areaCode, u.name LIMIT 9"""
    assert await ask(demo_graph, seen, id=id_) == [
        ["平岭里理发店", "500103012011", "ENTERPRISE"],
        [f"{name}（新）", "500103012011", "SCHOOL"],
        ["平岭里理发店", "500103012012", "ENTERPRISE"],
    ]


async def refused(graph: Graph, path: Path, **given: Any) -> list[tuple[str, str]]:
    with pytest.raises(RowsRefused) as caught:
        await load(graph, path, KEYS, as_of=DAY, **given)
    return [(problem.cell or problem.place, problem.zh) for problem in caught.value.problems]


async def test_what_cannot_be_told_is_asked_at_its_cell(demo_graph: Graph, tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["姓名", "联系电话", "网格", "所在党支部"],
        ["甲乙", "13800000001", "第99网格", "没有的支部"],
        ["丙丁", None, "第1网格", None],
        ["戊己", "13800000002", "5.00103E+14", None],
    ]
    found = await refused(demo_graph, workbook(tmp_path / "党员.xlsx", ("党员", rows, [])), area="500103012011")
    assert found == [
        ("D2", "没有找到名为“没有的支部”的党组织"),
        ("C2", "没有找到名为“第99网格”的区划、网格或小区"),
        ("A3", "没有编号、身份证号或电话，无法与同名的人区别"),
        ("C4", "号码被 Excel 变成了数字，后面的位数已经丢失"),
    ]


async def test_a_name_that_two_places_bear_is_asked_unless_the_row_says_where(
    demo_graph: Graph, tmp_path: Path
) -> None:
    twin = {"name": "马家堡社区", "level": 4} | dict.fromkeys(("id", "code", "prefix", "areaCode"), "500103013001")
    await demo_graph.write(Statement("CREATE (c:Node:Area:Community) SET c = $twin", {"twin": twin}))
    rows = [["单位名称", "单位性质", "所在社区"], ["某店", "企业", "马家堡社区"]]
    path = workbook(tmp_path / "单位.xlsx", ("单位", rows, []))
    ((_, zh),) = await refused(demo_graph, path)
    assert zh == "“马家堡社区”有 2 个，无法确定是哪一个：500103012011、500103013001"
    rows[1][2] = "大坪街道马家堡社区"
    loaded = await load(demo_graph, workbook(path, ("单位", rows, [])), KEYS, as_of=DAY)
    assert loaded.total == 1


async def test_lookups_start_from_an_index(demo_graph: Graph) -> None:
    for text in CYPHER.values():
        assert await scans(demo_graph, Statement(text), products=True) == set(), text
