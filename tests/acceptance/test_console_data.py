"""Data people at the console: a header nobody knows is confirmed once, and the quality of an area is told."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from graphsvc.db.driver import Graph
from graphsvc.exchange.report.sheet import ITEM_HEADINGS
from tests.acceptance.visitor import COMMUNITY, STREET, Visitor, enter
from tests.shared_graph import everything

HEAD = "网格代码,网格名称,社区代码,网格类别,住户规模,*楼长（签字）"
SHEET = f"{HEAD}\n500103012011001,马家堡社区第1网格,500103012011,一般网格,471,某某\n"


async def look(visitor: Visitor, tmp_path: Path) -> None:
    """Upload the sheet to be looked at."""
    await visitor.open("/console/spreadsheets")
    form = visitor.form("/console/spreadsheets")
    given = {name: values[0] for name, values in form.fields.items() if name != "file"}
    files = {"file": ("grids.csv", SHEET.encode("utf-8-sig"), "text/csv")}
    visitor.response = await visitor.client.post(form.action, data=given, files=files)


async def test_a_header_that_nobody_knows_is_confirmed_once_at_the_console(
    console: str, demo_graph: Graph, tmp_path: Path
) -> None:
    district = await enter(console, "DISTRICT_ADMIN")
    await look(district, tmp_path)
    assert "认不出的表头" in district.said, district.said[:900]
    before = await everything(demo_graph)
    form = district.form("/console/spreadsheets/map")
    assert form.fields["header.grids"] == ["*楼长（签字）", "住户规模"]
    await district.send(form, **{"column.grids": ["", ""]})
    assert "认不出的表头" in district.said
    assert await everything(demo_graph) == before, "nothing was said of either"
    form = district.form("/console/spreadsheets/map")
    await district.send(form, **{"column.grids": ["-", "no-such-column"]})
    assert district.response.status_code == 400
    assert await everything(demo_graph) == before
    await look(district, tmp_path)
    await district.send(district.form("/console/spreadsheets/map"), **{"column.grids": ["-", "households"]})
    assert "认不出的表头" not in district.said
    await look(district, tmp_path)
    assert "认不出的表头" not in district.said, "what was confirmed holds for later sheets"

    assert "网格 住户规模 户数 忘记" in district.said, district.said[-900:]
    assert "网格 楼长 不导入 忘记" in district.said
    await district.send(district.form("/console/spreadsheets/forget", header="住户规模"))
    assert "已忘记表头“住户规模”的对应" in district.said
    assert "网格 住户规模" not in district.said
    await look(district, tmp_path)
    assert district.form("/console/spreadsheets/map").fields["header.grids"] == ["住户规模"], "it is asked for again"
    before = await everything(demo_graph)
    form = district.form("/console/spreadsheets/map")
    form.fields["header.grids"] = ["住户规模", "住户规模（户）"]
    form.fields["table"] *= 2
    await district.send(form, **{"column.grids": ["households", "-"]})
    assert district.response.status_code == 400
    assert "表头“住户规模”和“住户规模（户）”按同一个表头读取" in district.said
    assert await everything(demo_graph) == before


async def test_a_blank_template_is_filled_in_and_uploaded_as_it_is(console: str, demo_graph: Graph) -> None:
    district = await enter(console, "DISTRICT_ADMIN")
    await district.open("/console/spreadsheets")
    assert '<option value="units">单位</option>' in district.text
    await district.open("/console/spreadsheets/template.xlsx?table=units")
    book = load_workbook(io.BytesIO(district.response.content))
    sheet = book[book.sheetnames[0]]
    head = [str(cell.value) for cell in sheet[1]]
    row = {"单位名称": "云阶书屋", "单位类别": "企业", "所在社区": COMMUNITY, "编号": "unit-new"}
    for number, word in enumerate(head, start=1):
        sheet.cell(2, number, row.get(word))
    assert set(row) <= set(head), head
    filled = io.BytesIO()
    book.save(filled)
    await district.open("/console/spreadsheets")
    form = district.form("/console/spreadsheets")
    given = {name: values[0] for name, values in form.fields.items() if name != "file"}
    files = {"file": ("单位.xlsx", filled.getvalue(), "application/octet-stream")}
    district.response = await district.client.post(form.action, data=given, files=files)
    assert "没有问题。units 1 行；将新增 1" in district.said, district.said[:900]
    await district.open("/console/spreadsheets/template.xlsx?table=nothing")
    assert district.response.status_code == 400
    viewer = await enter(console, "VIEWER")
    await viewer.open("/console/spreadsheets/template.xlsx?table=units")
    assert viewer.response.status_code == 403


@pytest.mark.parametrize("role", ["AUDITOR", "SUBDISTRICT_OFFICIAL"])
async def test_quality_is_told_part_by_part_within_the_scope(console: str, demo_graph: Graph, role: str) -> None:
    visitor = await enter(console, role)
    await visitor.open("/console/data-quality")
    assert "完整率" in visitor.said
    assert "本页查询" in visitor.said
    await visitor.open(f"/console/data-quality?area={STREET}")
    assert "马家堡社区" in visitor.said
    assert f'href="/console/data-quality?area={COMMUNITY}"' in visitor.text
    await visitor.open("/console/data-quality?area=500104000000")
    assert visitor.response.status_code == 404
    await visitor.open("/console/catalogue.xlsx")
    book = load_workbook(io.BytesIO(visitor.response.content))
    assert book.sheetnames == ["目录", "信息项"]
    assert [cell.value for cell in book["信息项"][1]] == list(ITEM_HEADINGS)
    picture = next(row for row in book["目录"].iter_rows(values_only=True) if row[2] == "DJZL/00004")
    assert picture[:2] == ("主题信息资源/党建引领基层治理/组织体系", "区域组织关系")
    viewer = await enter(console, "VIEWER")
    await viewer.open("/console/data-quality")
    assert viewer.response.status_code == 403


async def test_the_trail_of_a_thing_says_in_which_file_and_line_it_stood(console: str, demo_graph: Graph) -> None:
    auditor = await enter(console, "AUDITOR")
    await auditor.open("/console/trail/unit-10")
    assert "数据来源" in auditor.said
    assert "units.csv 第 11 行" in auditor.said, auditor.said[:900]
