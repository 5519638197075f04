"""Further cells and rows as clerks leave them: what pages leave in texts, one person twice, ids that count."""

from pathlib import Path

from tests.intake.clerks import wrong
from tests.intake.messy import EXPECTED, HEAD, LI, ROWS, ZHANG, Messy, book, changed, expected, text

_ID = ("系统编号", *HEAD)
_NUMBERED = [("编号", *HEAD), (1, *ZHANG), (2, *LI)]


TEXTS = [
    *(
        Messy(f"a name with {what} left in it", text(changed(2, "姓名", name)))
        for what, name in (
            ("a blank of a page", "张三&nbsp;"),
            ("a number of a page", "&#24352;三"),
            ("a line break of a page", "张三<br/>"),
            ("a line break of Excel's XML", "张三_x000D_"),
            ("a selector of variants", "张三\ufe00"),
            ("an ideographic selector", "张三\U000e0100"),
            ("a filler of Korean", "张\u3164三"),
            ("a blank of Braille", "张\u2800三"),
            ("a mark of direction", "\u061c张三"),
        )
    ),
    Messy("an accent apart from its letter", text(changed(2, "姓名", "Jose\u0301")), expected(2, "name", "José")),
    Messy("an ampersand of a page", text(changed(2, "姓名", "A&amp;B")), expected(2, "name", "A&B")),
    *(
        wrong(f"a name as {name}", text(changed(2, "姓名", name)), ("A2", "name"))
        for name in (
            "张三、李四",
            "张三，李四",
            "张三/李四",
            "同上",
            "〃",
            "张\ufffd三",
            "锟斤拷",
            "=HYPERLINK(1)",
            "@SUM(1)",
        )
    ),
    wrong("a branch as above", text(changed(3, "所在党支部", "同上")), ("G3", "belongs_to")),
    wrong("a day as above", text(changed(3, "入党日期", "〃")), ("E3", "joined_on")),
    wrong("a grid with O for zero", text(changed(2, "网格代码", "50010301201100O")), ("F2", "grid")),
    wrong("two grids in a cell", text(changed(2, "网格代码", "500103012011001、500103012011002")), ("F2", "grid")),
    wrong("the zero of Excel as a day", text(changed(2, "入党日期", "1900/1/0")), ("E2", "joined_on")),
    wrong("a day with a remark", text(changed(2, "入党日期", "2010-07-01（补）")), ("E2", "joined_on")),
    wrong("a standing with a remark", text(changed(2, "人员类别", "正式党员（2011年转正）")), ("D2", "membership")),
    wrong("boxes to tick", text(changed(2, "人员类别", "☑正式党员 ☐预备党员")), ("D2", "membership")),
]
PHONES = [
    Messy(f"one mobile as {number}", text(changed(2, "联系电话", number)))
    for number in ("86-13800000001", "0086 138 0000 0001", "+86-138-0000-0001", "013800000001", "1380000-0001")
]
ROWS_AND_FILES = [
    Messy("numbers of rows called ids", book(_NUMBERED)),
    Messy("numbers of rows called ids in a text file", text(_NUMBERED)),
    Messy("ids that are left blank", text([_ID, ("person-1", *ZHANG), ("", *LI)])),
    wrong(
        "one identity number under two ids",
        text([_ID, ("person-1", *ZHANG), ("person-2", "张 三", "", *ZHANG[2:])]),
        ("D3", "identity_number"),
    ),
    wrong(
        "one name and telephone under two ids",
        text([_ID, ("person-1", *LI), ("person-2", "李四 四", "138-0000-0002", *LI[2:])]),
        ("B3", "name, phone"),
    ),
    Messy(
        "a family of one telephone",
        text([HEAD, ZHANG, ("李四四", ZHANG[1], *LI[2:])]),
        [EXPECTED[0], ("李四四", "13800000001", *EXPECTED[1][2:])],
    ),
    Messy(
        "a name that begins like a sum",
        text([HEAD, ("小计算机维修部", *ZHANG[1:]), LI]),
        [("小计算机维修部", *EXPECTED[0][1:]), EXPECTED[1]],
    ),
    *(Messy(f"a sum as {word}", book([*ROWS, [word, 2]])) for word in ("合计人数", "总计：", "小计（人）", "共计2人")),
    wrong("a null character below", text([HEAD, LI, ("王五\0",)]), ("3", "")),
    wrong(
        "two tables side by side",
        book([(*HEAD[:2], *HEAD[:2]), (*ZHANG[:2], *LI[:2])]),
        ("1", "grid"),
        ("C1", "姓名"),
        ("D1", "联系电话"),
    ),
]
LEFTOVERS = [*TEXTS, *PHONES, *ROWS_AND_FILES]


def folder_inside(path: Path) -> Path:
    """A folder that holds another with the sheets."""
    text()(path)
    (path / "十一月").mkdir()
    text()(path / "十一月")
    return path
