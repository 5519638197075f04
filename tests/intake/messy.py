"""A hundred files as people keep them: one short roster, told in every way that was seen, and faults at known cells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

Cells = Sequence[Sequence[Any]]

HEAD = ("姓名", "联系电话", "身份证号", "人员类别", "入党日期", "网格代码", "所在党支部")
ZHANG = ("张三", "13800000001", "11010519491231002X", "正式党员", "2010-07-01", "500103012011001", "party-1")
LI = ("李四四", "13800000002", "", "", "", "500103012011002", "")
ROWS: Cells = (HEAD, ZHANG, LI)
EXPECTED = (
    ("张三", "13800000001", "11010519491231002X", "FULL", date(2010, 7, 1), "500103012011001", "party-1"),
    ("李四四", "13800000002", None, None, None, "500103012011002", None),
)
COLUMNS = ("name", "phone", "identity_number", "membership", "joined_on", "grid", "belongs_to")


@dataclass(frozen=True)
class Messy:
    """A file by what is odd about it, and what comes of it: rows, or faults as (cell or line, column)."""

    name: str
    write: Callable[[Path], Path]
    rows: Sequence[Sequence[Any]] = EXPECTED
    faults: frozenset[tuple[str, str]] = field(default_factory=frozenset)


def changed(at: int, column: str, value: Any, cells: Cells = ROWS) -> list[list[Any]]:
    """The roster with one cell changed; rows are counted as in the file."""
    rows = [list(row) for row in cells]
    rows[at - 1][HEAD.index(column)] = value
    return rows


def expected(at: int, column: str, value: Any) -> list[list[Any]]:
    """What is expected of the roster, with one value changed."""
    rows = [list(row) for row in EXPECTED]
    rows[at - 2][COLUMNS.index(column)] = value
    return rows


def text(
    cells: Cells = ROWS, *, called: str = "党员花名册.csv", encoding: str = "utf-8", comma: str = ",", end: str = "\n"
) -> Callable[[Path], Path]:
    """A text file."""

    def quoted(cell: Any) -> str:
        word = "" if cell is None else str(cell)
        return '"' + word.replace('"', '""') + '"' if any(sign in word for sign in f'{comma}"\n\r') else word

    def write(folder: Path) -> Path:
        path = folder / called
        lines = end.join(comma.join(map(quoted, row)) for row in cells)
        path.write_bytes(lines.encode(encoding))
        return path

    return write


def book(
    cells: Cells = ROWS,
    *,
    sheet: str = "党员花名册",
    merged: Sequence[str] = (),
    before: Sequence[tuple[str, Cells]] = (),
    hidden: Sequence[tuple[str, Cells]] = (),
    formats: Sequence[tuple[str, str]] = (),
) -> Callable[[Path], Path]:
    """A workbook; `before` and `hidden` are further sheets."""

    def write(folder: Path) -> Path:
        made = openpyxl.Workbook()
        made.remove(made.worksheets[0])
        for name, rows in (*before, (sheet, cells), *hidden):
            one = made.create_sheet(name)
            for row in rows:
                one.append(list(row))
            if (name, rows) in hidden:
                one.sheet_state = "hidden"
        one = made[sheet]
        for ranged in merged:
            one.merge_cells(ranged)
        for cell, number_format in formats:
            one[cell].number_format = number_format
        path = folder / "月报.xlsx"
        made.save(path)
        return path

    return write


def _headed(*above: Sequence[Any], cells: Cells = ROWS) -> list[Sequence[Any]]:
    return [*above, *cells]


def _with_header(column: str, word: str) -> list[list[Any]]:
    return changed(1, column, word)


_TWO_ROWS = [
    ("序号", "基本信息", None, None, "党籍", None, "网格代码", "所在党支部"),
    (None, "姓名", "联系电话", "身份证号", "人员类别", "入党日期", None, None),
    *((number, *row) for number, row in enumerate((ZHANG, LI), start=1)),
]
_MERGED_TWO_ROWS = ("A1:A2", "B1:D1", "E1:F1", "G1:G2", "H1:H2")

ENCODED = [
    Messy(f"encoded as {encoding}", text(encoding=encoding))
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be")
]
SEPARATED = [
    *(Messy(f"cells apart by {comma!r}", text(comma=comma)) for comma in ("\t", ";", "|")),
    *(Messy(f"lines end in {end!r}", text(end=end)) for end in ("\r\n", "\r")),
    *(
        Messy(f"called {called}", text(called=called))
        for called in (
            "党员名册.CSV",
            "people.csv",
            "PEOPLE.csv",
            "2026年11月党员花名册.txt",
            "党员.tsv",
            "人员信息.Csv",
        )
    ),
]
DAYS = [
    *(
        Messy(f"a day as {day}", text(changed(2, "入党日期", day)))
        for day in (
            "2010.7.1",
            "2010.07.01",
            "2010/7/1",
            "2010年7月1日",
            "2010年7月",
            "20100701",
            "40360",
            "2010-7-1 00:00:00",
            "２０１０-０７-０１",
            " 2010-07-01 ",
        )
    ),
    Messy("a day as Excel has it", book(changed(2, "入党日期", datetime(2010, 7, 1)))),
    Messy("a day as a serial number", book(changed(2, "入党日期", 40360))),
    Messy("a day as text of points in a workbook", book(changed(2, "入党日期", "2010.7.1"))),
]
WORDS = [
    *(
        Messy(f"full member as {word}", text(changed(2, "人员类别", word)))
        for word in ("正式", "中共党员", "党员", "FULL", "full", " 正式党员", "正式 党员")
    ),
    *(
        Messy(f"no member as {word}", text(changed(3, "人员类别", word)))
        for word in ("群众", "共青团员", "无", "/", "—", "\\N", "NULL", "-", "无党派人士")
    ),
    *(
        Messy(f"probationary as {word}", text(changed(2, "人员类别", word)), expected(2, "membership", "PROBATIONARY"))
        for word in ("预备党员", "预备", "中共预备党员")
    ),
]
NAMES = [
    *(
        Messy(f"a name with {what}", text(changed(2, "姓名", name)))
        for what, name in (
            ("a space", "张 三"),
            ("a wide space", "张　三"),
            ("a hard space", "张\u00a0三"),
            ("a zero-width space", "张\u200b三"),
            ("a mark of order", "\ufeff张三"),
            ("a line break", "张\n三"),
        )
    ),
    Messy("a rare name", text(changed(2, "姓名", "𠮷㐂·买买提")), expected(2, "name", "𠮷㐂·买买提")),
    Messy("a radical in a name", text(changed(2, "姓名", "张⾦")), expected(2, "name", "张金")),
    Messy("quotes in a name", text(changed(2, "姓名", '张"三')), expected(2, "name", '张"三')),
]
NUMBERS = [
    Messy("x in small", text(changed(2, "身份证号", "11010519491231002x"))),
    Messy("wide digits", text(changed(2, "身份证号", "１１０１０５１９４９１２３１００２Ｘ"))),
    Messy("digits apart", text(changed(2, "身份证号", "110105 19491231 002X"))),
    Messy("an apostrophe before digits", text(changed(2, "身份证号", "'11010519491231002X"))),
    Messy("an equals sign before digits", text(changed(2, "身份证号", '="11010519491231002X"'))),
    *(
        Messy(
            f"a residence permit {number}", text(changed(3, "身份证号", number)), expected(3, "identity_number", number)
        )
        for number in ("810000198001010014", "830000198001010018")
    ),
    Messy("a wide digit in a code", text(changed(2, "网格代码", "50010301201100１"))),
    Messy("a phone as a number", book(changed(2, "联系电话", 13800000001))),
    Messy("a phone with blanks", text(changed(2, "联系电话", "138 0000 0001"))),
    Messy("a code as a number of 15 digits", book(changed(3, "网格代码", "500103012011002"))),
]
SHAPED = [
    Messy("a workbook", book()),
    Messy("a title row", book(_headed(["大坪街道党员花名册"]), merged=["A1:G1"])),
    Messy("a title and a remark", book(_headed(["花名册"], ["填报单位：大坪街道", None, None, "2026年11月"]))),
    Messy("a title row in a text file", text(_headed(["大坪街道党员花名册", *[""] * 6]))),
    Messy("blank rows", book([["", None], HEAD, [None], ZHANG, [None, None], LI, [None]])),
    Messy("two rows of headers", book(_TWO_ROWS, merged=_MERGED_TWO_ROWS)),
    Messy(
        "two rows of headers under a title",
        book([["花名册"], *_TWO_ROWS], merged=["A1:H1", "A2:A3", "B2:D2", "E2:F2", "G2:G3", "H2:H3"]),
    ),
    *(Messy(f"a total row {word}", book([*ROWS, [word, "2"]])) for word in ("合计", "总计", "小计", "合 计")),
    Messy("who filled it in", book([*ROWS, ["填表人：王某", None, None, "审核人：赵某"]])),
    Messy("a note below", book([*ROWS, ["注：本表一式两份"]])),
    Messy("a running number", book([("序号", *HEAD), (1, *ZHANG), (2, *LI)])),
    Messy("a column beside", book([(*HEAD, "备注"), (*ZHANG, "转自外区"), (*LI, None)])),
    Messy("a sheet that explains", book(before=[("填表说明", [["怎么填"], ["先填姓名"]])])),
    Messy("an empty sheet", book(before=[("Sheet2", [])])),
    Messy("a hidden sheet", book(hidden=[("字典", [["正式党员"], ["预备党员"]])])),
    Messy("another name of a sheet", book(sheet="Sheet1")),
    Messy("stars and remarks in headers", book([[f"*{word}（必填）" for word in HEAD], ZHANG, LI])),
    Messy("line breaks in headers", book([["姓\n名", "联系\n电话", *HEAD[2:]], ZHANG, LI])),
    Messy("ids in English", text([("name", "phone", "identity_number", *COLUMNS[3:]), ZHANG, LI])),
    Messy("columns in another order", book([list(reversed(row)) for row in ROWS])),
    Messy("short rows", text([HEAD, ZHANG, LI[:6]])),
    Messy(
        "one cell over two rows",
        book([HEAD, ZHANG, ("李四四", "13800000002", None, None, None, None, None)], merged=["F2:F3"]),
        expected(3, "grid", "500103012011001"),
    ),
]
HEADERS = [
    Messy(f"the header {word}", text(_with_header(column, word)))
    for column, word in (
        ("姓名", "党员姓名"),
        ("联系电话", "手机号码"),
        ("身份证号", "公民身份号码"),
        ("身份证号", "证件号码"),
        ("人员类别", "政治面貌"),
        ("入党日期", "加入党组织日期"),
        ("网格代码", "所在网格"),
        ("所在党支部", "所属党组织"),
    )
]


def _fault(name: str, at: int, column: str, value: Any, wrong: str = "") -> Messy:
    cell = f"{'ABCDEFG'[HEAD.index(column)]}{at}"
    place = wrong or COLUMNS[HEAD.index(column)]
    return Messy(f"wrong: {name}", text(changed(at, column, value)), (), frozenset({(cell, place)}))


FAULTS = [
    _fault("a name that is blank", 2, "姓名", " "),
    _fault("a name of a blank word", 2, "姓名", "无"),
    _fault("a private character", 2, "姓名", "张\ue863"),
    _fault("a phone of letters", 2, "联系电话", "不详号码"),
    _fault("a check digit", 2, "身份证号", "110105194912310021"),
    _fault("an identity number of 17 digits", 2, "身份证号", "11010519491231002"),
    _fault("an identity number that Excel ate", 2, "身份证号", "1.10105E+17"),
    _fault("a standing nobody knows", 2, "人员类别", "入党积极分子"),
    _fault("a month of thirteen", 2, "入党日期", "2010-13-01"),
    _fault("a day that is not", 2, "入党日期", "2010-02-30"),
    _fault("two days", 2, "入党日期", "2010-07-01至今"),
    _fault("a week", 2, "入党日期", "2024-W10-2"),
    _fault("a grid that is not", 2, "网格代码", "500103012011777"),
    _fault("a code that Excel ate", 2, "网格代码", "5.00103E+14"),
    _fault("a code of 14 digits", 2, "网格代码", "50010301201100"),
    _fault("a branch that is not", 2, "所在党支部", "party-77"),
    _fault("a name no branch bears", 2, "所在党支部", "没有这个支部"),
    Messy(
        "wrong: a code that Excel keeps as a number",
        book(changed(2, "网格代码", 5.00103012011001e17)),
        (),
        frozenset({("F2", "grid")}),
    ),
    Messy(
        "wrong: two faults in one row",
        text(changed(2, "入党日期", "去年", changed(2, "联系电话", "？"))),
        (),
        frozenset({("B2", "phone"), ("E2", "joined_on")}),
    ),
    Messy(
        "wrong: nobody can be told apart",
        text(changed(3, "联系电话", "")),
        (),
        frozenset({("A3", "name")}),
    ),
    Messy("wrong: a header nobody knows", text(_with_header("入党日期", "颜色")), (), frozenset({("E1", "颜色")})),
    Messy(
        "wrong: a cell without a header",
        text([HEAD, (*ZHANG, "多的"), LI]),
        (),
        frozenset({("H2", "")}),
    ),
]
FILES = [*ENCODED, *SEPARATED, *DAYS, *WORDS, *NAMES, *NUMBERS, *SHAPED, *HEADERS, *FAULTS]
