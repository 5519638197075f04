"""Reports as they are handed in: the auditors' page works as written, files hold what the audit found."""

import asyncio
import csv
import io
import re
import shlex
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from io import StringIO
from math import ceil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from rich.cells import cell_len
from typer.testing import CliRunner, Result

from graphsvc.cli.commands.audit import Format, Wanted, run_audit
from graphsvc.cli.registry import app
from graphsvc.coverage.changes.decisions import Judge, Judged, Waiver, acknowledge, waive
from graphsvc.coverage.model.decision import Change
from graphsvc.coverage.model.rules import RULES, RuleCode, Severity
from graphsvc.coverage.model.thresholds import USUAL
from graphsvc.coverage.report.audit import Cover, audit_area
from graphsvc.coverage.report.content import (
    FINDING_HEADINGS,
    RECTIFICATION_HEADINGS,
    conclusion,
    finding_rows,
    rectification_rows,
)
from graphsvc.coverage.report.page import write_html
from graphsvc.coverage.report.sheets import FINDING_COLUMNS, write_xlsx
from graphsvc.coverage.store.findings import findings
from graphsvc.db.driver import Graph
from graphsvc.errors import BadInput
from tests.acceptance.browser import Tab
from tests.conftest import FIELD_KEY, RECORD_KEY, ROOT, Neo4j
from tests.engine.coverage_cells import ORDER
from tests.engine.trying import Open, tried

DAPING = "500103012000"
DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 30)
SINCE = date(2024, 6, 30)
FOUND = 363
"""Findings of the demo's subdistrict on that day."""

MOST_CHARACTERS = 220
"""Across a sheet of A4 that lies; more are printed smaller than 7 points."""
POINTS_A_LINE = 14

COMMANDS = re.findall(r"^graphsvc (audit .+)$", (ROOT / "docs" / "auditors.md").read_text("utf-8"), re.MULTILINE)


@pytest.fixture
def installed(neo4j: Neo4j, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command's settings name the graph of the run, and it works in a folder of its own."""
    monkeypatch.setenv("GRAPHSVC_NEO4J_URI", neo4j.address.uri)
    monkeypatch.setenv("GRAPHSVC_NEO4J_USER", neo4j.address.user)
    monkeypatch.setenv("GRAPHSVC_NEO4J_PASSWORD", neo4j.address.password)
    monkeypatch.setenv("GRAPHSVC_FIELD_KEY", FIELD_KEY)
    monkeypatch.setenv("GRAPHSVC_RECORD_KEY", RECORD_KEY)
    monkeypatch.setenv("GRAPHSVC_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


async def run(command: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, app, shlex.split(command))


@pytest.mark.parametrize("command", COMMANDS)
async def test_every_command_of_the_auditors_page_works(demo_graph: Graph, installed: None, command: str) -> None:
    result = await run(command)
    assert result.exit_code == 0, result.output
    assert result.output.strip()


async def test_the_exit_code_tells_whether_there_is_a_finding_of_that_severity(
    demo_graph: Graph, installed: None
) -> None:
    assert (await run(f"audit {DAPING} --as-of 2026-11-24 --fail-on HIGH")).exit_code == 1
    assert (await run(f"audit {DAPING} --as-of 2026-11-24 --rule GRID_NOT_MERGED --fail-on HIGH")).exit_code == 0
    assert (await run(f"audit {DAPING} --as-of 2026-11-24 --rule GRID_NOT_MERGED --fail-on LOW")).exit_code == 1


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("audit 500103012000 --as-of 24.11.2026", 2, "Not a day such as 2026-06-30: 24.11.2026"),
        ("audit 500109000000", 3, "No area has the code 500109000000."),
        ("audit 5001", 3, "An area code has 12 digits"),
        ("audit 500103012000 --as-of 2026-11-24 -f html -o /nowhere/a.html", 3, "Cannot write /nowhere/a.html"),
    ],
)
async def test_what_cannot_be_done_is_said(
    demo_graph: Graph, installed: None, command: str, code: int, said: str
) -> None:
    result = await run(command)
    assert result.exit_code == code
    assert said in result.output.replace("\n", " ")


async def written(graph: Graph, kind: Format, path: Path, area: str = DAPING) -> None:
    assert await run_audit(graph, Wanted(area, DAY, kind, path), USUAL, NOW)


class Page(HTMLParser):
    """What a page would fetch, and how many rows its tables have."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.rows = 0
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [f"{tag} {name}" for name, _ in attrs if name in ("src", "href", "srcset", "action")]
        self.fetched += [tag] if tag in ("script", "link", "iframe", "img") else []
        self.rows += tag == "tr"
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


async def test_the_page_fetches_nothing_and_lists_every_finding(demo_graph: Graph, tmp_path: Path) -> None:
    await written(demo_graph, Format.HTML, tmp_path / "a.html")
    text = (tmp_path / "a.html").read_text("utf-8")
    page = Page()
    page.feed(text)
    assert page.fetched == []
    assert page.open == []
    assert not re.search(r"url\(|@import|https?://", text)
    assert page.rows == 1 + len(RULES) + (1 + 8 + 1) + 1 + FOUND + (1 + 9 + 1)
    assert "大坪街道党组织覆盖审计报告" in text
    assert "@media print" in text
    assert "86.9%" in text
    assert "《中国共产党支部工作条例（试行）》第二十条（2018-10-28 施行）" in text


async def test_the_page_opens_without_a_network_and_prints_on_a_few_sheets(
    demo_graph: Graph, tmp_path: Path, tab: Tab
) -> None:
    path = tmp_path / "a.html"
    await written(demo_graph, Format.HTML, path, "500103012011")
    await tab.page.goto(path.as_uri())
    assert await tab.page.locator(".signatures span").count() == 6
    assert await tab.page.locator("h1").inner_text() == "马家堡社区党组织覆盖审计报告"
    assert await tab.page.locator(".conclusion").inner_text() == (
        "截至 2026-11-24，马家堡社区有网格 20 个，已由党组织覆盖 18 个，覆盖率 90.0%，未覆盖 2 个；"
        f"按 {len(RULES)} 条规则审计，发现问题 36 个（严重 3 个、一般 4 个、提示 29 个），另有已豁免 0 个。"
        "按规则：网格户数过少 14 个、网格缺少下沉力量 8 个、小区未被党组织覆盖 4 个、关系早于成立日期 4 个、"
        "网格未被党组织覆盖 2 个、党小组人数不足 2 个、单位应建未建党组织 1 个、网格户数过多 1 个。"
    )
    assert await tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sheets = await tab.page.pdf(prefer_css_page_size=True)
    assert tab.requested == [path.as_uri()]
    assert tab.problems == []
    assert sheets.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b", sheets)) <= 10, "7 to 9, by the fonts of the machine"


async def test_the_workbook_has_typed_cells(demo_graph: Graph, tmp_path: Path) -> None:
    await written(demo_graph, Format.XLSX, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["概要", "村（社区）覆盖情况", "规则", "各村（社区）问题", "问题"]
    summary = {row[0].value: row[1] for row in book["概要"].iter_rows(min_row=2)}
    assert summary["截止日期"].value == datetime(2026, 11, 24)
    assert summary["截止日期"].number_format == "yyyy-mm-dd"
    assert (summary["覆盖率"].value, summary["覆盖率"].number_format) == (139 / 160, "0.0%")
    total = [cell.value for cell in list(book["村（社区）覆盖情况"].rows)[-1]]
    assert total == [DAPING, "大坪街道", 160, 130, 8, 1, 21, 139 / 160, 132, 21, 327]
    places: list[Any] = list(book["各村（社区）问题"].iter_rows(min_row=2, values_only=True))
    assert places[0][:2] == (DAPING, "大坪街道")
    assert [row[:2] for row in places if row[0] == "500103012011"] == [("500103012011", "马家堡社区")]
    assert places[-1][5:] == (FOUND, 0)
    assert all(sum(row[2:5]) == row[5] for row in places)
    assert [sum(row[n] for row in places[:-1]) for n in range(2, 7)] == list(places[-1][2:])
    listed = book["问题"]
    assert (listed.auto_filter.ref, listed.print_title_rows) == (f"A1:O{FOUND + 1}", "$1:$1")
    assert (listed.page_setup.orientation, listed.page_setup.fitToHeight) == ("landscape", 0)
    assert all(cell.alignment.wrap_text for cell in listed[2])
    findings = list(book["问题"].iter_rows(values_only=True))
    assert (findings[0], set(findings[0])) == (FINDING_COLUMNS, set(FINDING_HEADINGS))
    assert len(findings) == 1 + FOUND


async def test_what_is_printed_of_the_workbook_is_wide_and_high_enough_to_be_read(
    demo_graph: Graph, tmp_path: Path
) -> None:
    await written(demo_graph, Format.XLSX, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    listed = book["问题"]
    assert listed.print_area == f"'问题'!$A$1:$J${FOUND + 1}"
    printed = [listed.column_dimensions[letter].width for letter in "ABCDEFGHIJ"]
    assert sum(printed) <= MOST_CHARACTERS
    for name in ("问题", "规则", "概要"):
        sheet = book[name]
        for number, value in enumerate(next(sheet.iter_rows(min_row=2, max_row=2, values_only=True))):
            width = sheet.column_dimensions["ABCDEFGHIJKLMNO"[number]].width
            lines = sum(ceil(cell_len(line) / width) for line in str(value).split("\n"))
            assert sheet.row_dimensions[2].height >= lines * POINTS_A_LINE, (name, value)


async def test_no_text_of_any_sheet_runs_as_a_formula(demo_graph: Graph, tmp_path: Path) -> None:
    async def work(tx: Open) -> None:
        await tx.value("MATCH (a:Area {code: '500103012011'}) SET a.name = '=HYPERLINK(\"http://x\")' RETURN 1")
        await tx.value("MATCH (a:Area {code: '500103012000'}) SET a.name = '+cmd' RETURN 1")
        audit = await audit_area(tx, DAPING, DAY, rules=[RuleCode.GRID_UNCOVERED])
        with (tmp_path / "a.xlsx").open("wb") as file:
            write_xlsx(audit, file)
        audit.close()

    await tried(demo_graph, work)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert any(cell.value == '\'=HYPERLINK("http://x")' for cell in cells)


async def test_a_narrow_terminal_shows_codes_names_and_advice_whole(
    demo_graph: Graph, installed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = (await run("audit 500103012011 --as-of 2026-11-24 --rule GRID_UNCOVERED")).output
    assert "…" not in text
    assert max(cell_len(line) for line in text.splitlines()) <= 80
    assert "（500103012011004）" in text
    assert "扩大覆盖" in text.replace("\n   ", "")


async def test_a_decision_is_printed_with_its_reason_approver_and_paper(demo_graph: Graph) -> None:
    async def work(tx: Open) -> None:
        page = await findings(tx, DAPING, DAY, rules=[RuleCode.TERM_EXPIRED], first=1)
        found = page.findings[0]
        judged = Judged(found.id, found.rule.code, found.subject)
        by = Judge("sun", datetime(2026, 11, 24, 9, tzinfo=UTC), "decision-1")
        waiver = Waiver(date(2027, 3, 1), "上级批准延期", "渝组〔2026〕1号", "区委组织部")
        await waive(tx, judged, waiver, by, ORDER)
        audit = await audit_area(tx, DAPING, DAY, rules=[RuleCode.TERM_EXPIRED])
        (row,) = (row for row in finding_rows(audit) if row[0] == found.id)
        assert row[FINDING_HEADINGS.index("状态")] == "已豁免"
        assert row[FINDING_HEADINGS.index("责任党组织")] == "大黄路社区东片党总支部"
        assert row[FINDING_HEADINGS.index("整改期限")] == date(2027, 1, 23)
        assert row[FINDING_HEADINGS.index("处置")] == (
            "2026-11-24 已豁免，处置人 sun，至 2027-03-01，批准 区委组织部，文号 渝组〔2026〕1号，理由：上级批准延期"
        )
        page_ = StringIO()
        audit.cover = Cover("渝审〔2026〕9号", "渝中区委组织部")
        write_html(audit, page_, NOW)
        assert "文号：渝审〔2026〕9号　审计单位：渝中区委组织部" in page_.getvalue()
        assert "文号 渝组〔2026〕1号" in page_.getvalue()
        audit.close()
        await acknowledge(tx, judged, "撤回豁免", replace(by, decision="decision-2"), ORDER)
        audit = await audit_area(tx, DAPING, date(2026, 12, 10), rules=[RuleCode.TERM_EXPIRED])
        (row,) = (row for row in finding_rows(audit) if row[0] == found.id)
        assert (row[3], row[FINDING_HEADINGS.index("整改期限")]) == ("已确认", date(2027, 1, 23))
        audit.close()

    await tried(demo_graph, work)


async def test_the_list_holds_one_finding_a_line(demo_graph: Graph, tmp_path: Path) -> None:
    await written(demo_graph, Format.CSV, tmp_path / "a.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"))))
    assert len(rows) == FOUND
    assert len({row["问题编号"] for row in rows}) == FOUND
    assert {row["级别"] for row in rows} == {"严重", "一般", "提示"}


async def test_a_city_audited_district_by_district_finds_what_its_subdistrict_has(demo_graph: Graph) -> None:
    told: list[tuple[int, int]] = []
    city = await audit_area(demo_graph, "500000000000", DAY, levels=3, progress=lambda *step: told.append(step))
    part = await audit_area(demo_graph, DAPING, DAY)
    assert {line.id for line in part.lines()} <= {line.id for line in city.lines()}
    assert sum(city.counts.values()) == FOUND + 3
    assert told == [(1, 2), (2, 2)]
    assert [len(level) for level in city.levels] == [1, 2, 10]
    assert city.breaks(Severity.HIGH)
    for each in (city, part):
        each.close()


async def test_an_audit_says_what_has_become_of_an_earlier_one(demo_graph: Graph, tmp_path: Path) -> None:
    earlier, later = await audit_area(demo_graph, DAPING, SINCE), await audit_area(demo_graph, DAPING, DAY)
    before, now = ({line.id: line for line in audit.lines()} for audit in (earlier, later))
    audit = await audit_area(demo_graph, DAPING, DAY, since=SINCE)
    gone, listed = {line.id: line for line in audit.gone()}, {line.id: line for line in audit.lines()}
    assert gone.keys() == before.keys() - now.keys() != set()
    assert {id_: replace(line, change=None) for id_, line in listed.items()} == now
    assert {id_ for id_, line in listed.items() if line.change is Change.NEW} == now.keys() - before.keys()
    assert audit.counts == later.counts
    *rows, total = rectification_rows(audit)
    kept = len(before.keys() & now.keys())
    assert total == ("合计", len(before), len(gone), kept, len(now) - kept, len(now))
    assert [sum(row[n] for row in rows) for n in range(1, 6)] == list(total[1:])  # type: ignore[misc]
    counts = f"已消除 {len(gone)} 个，仍存在 {kept} 个，新增 {len(now) - kept} 个。"
    told = f"与 2024-06-30 的 {len(before)} 个问题相比，{counts}"
    assert told in conclusion(audit)
    assert told not in conclusion(later)
    with (tmp_path / "a.xlsx").open("wb") as file:
        write_xlsx(audit, file)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames[-3:] == ["整改对账", "问题", "已消除"]
    assert [*book["整改对账"].iter_rows(values_only=True)] == [RECTIFICATION_HEADINGS, *rows, total]
    assert len([*book["已消除"].rows]) == 1 + len(gone)
    page, whole = Page(), StringIO()
    write_html(audit, whole, NOW)
    page.feed(whole.getvalue())
    assert (page.open, whole.getvalue().count("已消除的问题（2024-06-30 时存在）")) == ([], 1)
    for each in (earlier, later, audit):
        each.close()
    with pytest.raises(BadInput):
        await audit_area(demo_graph, DAPING, DAY, since=DAY)


async def test_a_file_that_cannot_be_written_is_refused(demo_graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        await written(demo_graph, Format.XLSX, tmp_path / "nowhere" / "a.xlsx")
