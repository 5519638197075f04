"""Further files as clerks keep them: what is around the cells, beside and below the rows, and inside the file."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.chart import BarChart
from openpyxl.comments import Comment

from tests.intake.clerks import wrong
from tests.intake.messy import HEAD, LI, ROWS, ZHANG, Cells, Messy, book, changed, text
from tests.intake.old_workbook import old_workbook

ROSTER = "党员花名册"


def raw(data: bytes, called: str = f"{ROSTER}.csv") -> Callable[[Path], Path]:
    """A file of these bytes."""

    def write(folder: Path) -> Path:
        path = folder / called
        path.write_bytes(data)
        return path

    return write


def drawn(draw: Callable[[openpyxl.Workbook, Any], None], cells: Cells = ROWS) -> Callable[[Path], Path]:
    """A workbook of the roster, with something done to it; `draw` takes the book and its sheet."""

    def write(folder: Path) -> Path:
        made = openpyxl.Workbook()
        sheet = made.worksheets[0]
        sheet.title = ROSTER
        for row in cells:
            sheet.append(list(row))
        draw(made, sheet)
        path = folder / "月报.xlsx"
        made.save(path)
        return path

    return write


def renamed(write: Callable[[Path], Path], called: str) -> Callable[[Path], Path]:
    return lambda folder: write(folder).rename(folder / called)


def lines(join: str = ",", end: str = "\n", around: str = "", before: str = "", behind: str = "") -> bytes:
    """The roster as text, each cell with something around it."""
    rows = end.join(join.join(f"{around}{cell}{around}" for cell in row) for row in ROWS)
    return (before + rows + behind).encode()


_TABS = "\n".join(",".join(f"{cell}\t" for cell in row) for row in ROWS)
TEXTS = [
    Messy("a text that says how its cells are apart", raw(lines(";", before="sep=;\n"))),
    Messy("a line of how cells are apart before commas", raw(lines(before="sep=,\r\n", end="\r\n"))),
    Messy("every cell in quotes", raw(lines(around='"'))),
    Messy("quotes behind blanks", raw(lines(", ", around='"'))),
    Messy("tabs behind numbers", raw(_TABS.encode())),
    Messy("commas behind rows", raw("\n".join(",".join(row) + ",,," for row in ROWS).encode())),
    Messy("blank rows behind", text([*ROWS, [""] * 7, [""] * 7, [" ", "　"]], end="\r\n")),
    Messy("a mark of the end of the file", raw(lines(behind="\n\x1a"))),
    Messy("two marks of order", raw(b"\xef\xbb\xbf" + lines(before="\ufeff"))),
    Messy("tabs in UTF-16", text(encoding="utf-16", comma="\t", called=f"{ROSTER}.txt")),
    Messy("as Unicode text of Excel", text(encoding="utf-16", comma="\t", end="\r\n")),
    Messy("a quoted line break in a name", text(changed(2, "姓名", "张\r\n三"))),
    Messy("a quoted comma beside", text([(*HEAD, "备注"), (*ZHANG, "转自外区,已核"), (*LI, '"?"')])),
    Messy("semicolons with commas in cells", text([(*HEAD, "备注"), (*ZHANG, "甲,乙"), (*LI, "丙,丁")], comma=";")),
    Messy("commas in GB 18030 with tabs in cells", raw(_TABS.encode("gb18030"))),
    wrong("a byte of another encoding", raw(lines() + "\n王五,13900000003".encode("gb18030")), ("4", "")),
    wrong("a quote that does not close", raw(lines(behind='\n"王五,13900000003')), ("4", "")),
    wrong("null characters", raw(lines(behind="\n\0\0")), ("4", "")),
]
_HTML = "<html><head><meta charset='gbk'></head><body><table><tr><td>姓名</td></tr></table></body></html>"
_XML = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook><Worksheet><Table/></Worksheet></Workbook>'
)
_MHT = "MIME-Version: 1.0\nContent-Type: multipart/related\n\n--x\nContent-Type: text/html\n\n<html></html>"
_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
FILES_INSIDE = [
    Messy("a text called .xlsx", text(called=f"{ROSTER}.xlsx")),
    Messy("a text in GBK called .xls", text(called=f"{ROSTER}.xls", encoding="gbk")),
    Messy("tabs in UTF-16 called .xls", text(called=f"{ROSTER}.xls", encoding="utf-16", comma="\t")),
    Messy("a workbook called .csv", renamed(book(), f"{ROSTER}.csv")),
    Messy("a workbook called .xls", renamed(book(), f"{ROSTER}.xls")),
    Messy("a workbook called .XLSX", renamed(book(), f"{ROSTER}.XLSX")),
    Messy("a workbook of Excel 97", raw(old_workbook(ROWS, ROSTER), f"{ROSTER}.xls")),
    Messy("a workbook of Excel 97 called .xlsx", raw(old_workbook(ROWS, ROSTER), f"{ROSTER}.xlsx")),
    Messy("a long name of a file", text(called="附件1：大坪街道2026年11月报送（定稿）.csv")),
    Messy("a copy", text(called=f"{ROSTER} - 副本.csv")),
    Messy("a file of nothing but a header", text([HEAD]), ()),
    *(
        wrong(f"{name} under another name", raw(data, f"{ROSTER}.xls"), ("0", ""))
        for name, data in (
            ("a web page", _HTML.encode("gbk")),
            ("XML of Excel 2003", _XML.encode()),
            ("a web archive", _MHT.encode()),
            ("a PDF", b"%PDF-1.4\n"),
            ("a locked workbook", _LOCKED),
            ("half a workbook", b"PK\x03\x04\x14\0"),
            ("nothing", b""),
        )
    ),
]


def _hide(made: openpyxl.Workbook, sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True


def _filter(made: openpyxl.Workbook, sheet: Any) -> None:
    sheet.auto_filter.ref = "A1:G3"
    sheet.auto_filter.add_filter_column(0, ["张三"])
    sheet.row_dimensions[3].hidden = True


def _formats(made: openpyxl.Workbook, sheet: Any) -> None:
    for row in range(4, 1200, 3):
        sheet.cell(row, 1, " ")
    sheet.cell(9_000, 7, "　")
    sheet["A2"].comment = Comment("旧", "某")
    sheet.freeze_panes = "B2"


def _chart(made: openpyxl.Workbook, sheet: Any) -> None:
    made.create_chartsheet("图").add_chart(BarChart())


def _formula(made: openpyxl.Workbook, sheet: Any) -> None:
    sheet["A2"] = '=CONCATENATE("张","三")'


def _numbered_by_formula(made: openpyxl.Workbook, sheet: Any) -> None:
    sheet["A2"] = sheet["A3"] = "=ROW()-1"


def _beside(name: str, cells: Sequence[Sequence[Any]]) -> Callable[[openpyxl.Workbook, Any], None]:
    def draw(made: openpyxl.Workbook, sheet: Any) -> None:
        other = made.create_sheet(name, 0)
        for row in cells:
            other.append(list(row))

    return draw


_TWO = [("一、基本信息", *[None] * 6), HEAD]
_NUMBERED = [("序号", *HEAD), (1, *ZHANG), (2, *LI)]
_SPLIT = [
    ("序号", "基本信息", None, None, "党籍", None, "网格代码", "所在党支部"),
    (None, "姓名", "联系电话", "身份证号", "人员类别", "入党日期", None, None),
    *_NUMBERED[1:],
]
_THREE = [
    ("序号", "党员情况", *[None] * 4, "网格代码", "所在党支部"),
    (None, "基本信息", None, None, "党籍"),
    (None, "姓名", "联系电话", "身份证号", "人员类别", "入党日期"),
    *_NUMBERED[1:],
]
SHEETS = [
    Messy("a hidden row and a hidden column", drawn(_hide)),
    Messy("a filter", drawn(_filter)),
    Messy("formats far below, a remark on a cell", drawn(_formats)),
    Messy("a sheet of a chart", drawn(_chart)),
    Messy("a running number by a formula", drawn(_numbered_by_formula, [("序号", *HEAD), ("", *ZHANG), ("", *LI)])),
    wrong("a name by a formula", drawn(_formula), ("A2", "name")),
    Messy("a table that begins at D5", book([[], [], [], [], *([None, None, None, *row] for row in ROWS)])),
    Messy("a summary in front", drawn(_beside("汇总", [["类别", "人数"], ["党员", 1], ["合计", 2]]))),
    Messy("a summary called after the table", drawn(_beside("党员统计", [["党支部", "正式党员"], ["一支部", 1]]))),
    Messy("a summary of grids in front", drawn(_beside("统计", [["项目", "数量"], ["网格", 2]]))),
    Messy("a pivot table in front", drawn(_beside("Sheet2", [["行标签", "计数项:姓名"], ["一支部", 1]]))),
    Messy("a cover in front", drawn(_beside("封面", [["大坪街道"], ["二〇二六年十一月"]]))),
    Messy("a roster called summary", book(sheet="汇总")),
    Messy("a sheet of each month", drawn(_beside("2月", [HEAD, ZHANG]), [HEAD, LI])),
    Messy("a sheet of each grid", drawn(_beside("第一网格", [HEAD, ZHANG]), [HEAD, LI])),
    wrong(
        "a copy of the sheet",
        drawn(_beside(f"{ROSTER} (2)", ROWS)),
        *((str(line), "id") for line in (2, 3)),
    ),
    Messy("a header in two rows that are not merged", book(_SPLIT)),
    Messy("a header in two rows of a text file", text(_SPLIT)),
    Messy("a header in three rows", book(_THREE, merged=["A1:A3", "B1:F1", "B2:D2", "E2:F2", "G1:G3", "H1:H3"])),
    Messy("a merged heading over the header", book([*_TWO, ZHANG, LI], merged=["A1:G1"])),
    Messy("the header again on the next page", book([HEAD, ZHANG, HEAD, LI])),
    Messy("title and header again", book([["党员花名册"], HEAD, ZHANG, ["党员花名册（续）"], HEAD, LI])),
    Messy("groups of rows", book([HEAD, ["一、第一网格"], ZHANG, ["二、第二网格"], LI], merged=["A2:G2", "A4:G4"])),
    Messy("numbers of columns below the header", book([HEAD, range(1, 8), ZHANG, LI])),
    Messy("numbers of columns in a text file", text([HEAD, range(1, 8), ZHANG, LI])),
    Messy("letters of columns below the header", book([HEAD, list("甲乙丙丁戊己庚"), ZHANG, LI])),
    Messy("what has to be filled in below the header", book([HEAD, ["必填", "选填", *["必填"] * 5], ZHANG, LI])),
    Messy("an example below the header", book([HEAD, ["例：王五", "13900000000", "", "正式党员"], ZHANG, LI])),
    Messy("numbers before rows that wait", book([*_NUMBERED, (3,), (4,), (5,)])),
    Messy("numbers before rows that wait in a text file", text([*_NUMBERED, (3, *[""] * 7)])),
]
BELOW = [
    *(
        Messy(f"below: {row[0]}", book([*ROWS, row]))
        for row in (
            ["单位负责人：王某", None, "填表人：赵某", None, "联系电话：68000000", None, "2026年11月30日"],
            ["负责人（签字）：", None, None, "（公章）"],
            ["制表人：", "王某", "审核：", "赵某", "日期", "2026.11.30"],
            ["经办人：王某", None, "复核人：赵某"],
            ["填报日期：2026年11月30日"],
            ["共2人"],
            ["本页小计", 2],
            ["大坪街道合计", None, 2],
            ["（以下空白）"],
            ["以下空白"],
            ["此表一式两份，报街道党工委一份。"],
            ["※请于每月5日前报送"],
            ["第1页，共1页"],
            ["（盖章）"],
        )
    ),
    Messy("below: a day in the last column", book([*ROWS, [*[None] * 6, "2026年11月30日"]])),
    Messy("below: a list of remarks", book([*ROWS, ["填表要求："], ["1.姓名须与身份证一致"], ["2.电话须为手机"]])),
    Messy("below: sums over two cells", book([*_NUMBERED, ("合计", None, "2人")], merged=["A4:B4"])),
    Messy("below: sums in the second column", book([*_NUMBERED, (None, "合计", 2)])),
    wrong("a row of nothing but a name", book([*ROWS, ["王五"]]), ("F4", "grid"), ("A4", "name")),
]
_WRAPS: list[tuple[str, Callable[[str], str]]] = [
    ("stars behind", lambda word: f"{word}★"),
    ("numbers before", lambda word: f"1.{word}"),
    ("numbers in brackets", lambda word: f"（一）{word}"),
    ("Chinese numbers before", lambda word: f"三、{word}"),
    ("other brackets", lambda word: f"{word}〔填写说明〕"),
    ("book brackets", lambda word: f"{word}《年月日》"),
    ("wide spaces", lambda word: "　".join(word)),
    ("English behind", lambda word: f"{word}/Column"),
    ("colons", lambda word: f"{word}："),
]
HEADERS = [
    *(Messy(f"headers with {what}", book([[wrap(word) for word in HEAD], ZHANG, LI])) for what, wrap in _WRAPS),
    *(
        Messy(f"beside: {word}", book([(*HEAD, word), (*ZHANG, "某"), (*LI, None)]))
        for word in ("性 别", "出生年月", "籍贯", "学历", "备注1", "备  注", "毕业院校", "户籍地址", "电子邮箱", "民族")
    ),
    wrong("one header twice", book([(*HEAD, "姓名"), (*ZHANG, "张三"), (*LI, "李四四")]), ("H1", "姓名")),
    wrong("a second number", book([(*HEAD, "联系电话2"), (*ZHANG, None), (*LI, None)]), ("H1", "联系电话2")),
    wrong("what nobody keeps here", book([(*HEAD, "党费"), (*ZHANG, 5), (*LI, None)]), ("H1", "党费")),
]
SHEETS_AND_FILES = [*TEXTS, *FILES_INSIDE, *SHEETS, *BELOW, *HEADERS]
