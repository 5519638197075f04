"""Rules of cells: what each kind of column takes, and what it refuses."""

from datetime import date, datetime

import pytest

from graphsvc.intake.model import columns
from graphsvc.intake.model.cells import CellError, CellRefused, Raw, read_cell
from graphsvc.intake.model.columns import Column, Kind, Value
from graphsvc.intake.tables.declared import TABLES
from graphsvc.org.model.areas import GridKind

DAYS = (
    "2024-03-05",
    "2024/3/5",
    "2024.3.5",
    "2024年3月5日",
    "20240305",
    "45356",
    "2024-03-05 00:00:00",
    "２０２４－０３－０５",
    "2024 年 3 月 5 日",
)
TAKEN: list[tuple[Kind, Raw, Value]] = [
    (columns.TEXT, "楼道堆物，占了通道", "楼道堆物，占了通道"),
    (columns.ID, "unit-500103012011-1", "unit-500103012011-1"),
    (columns.COUNT, "0", 0),
    (columns.COUNT, "20000", 20_000),
    (columns.RATING, "5", 5),
    (columns.DAY, "2026-02-28", date(2026, 2, 28)),
    (columns.WORDS, "老人; 长者;高龄", ["老人", "长者", "高龄"]),
    (columns.IDS, "0101;0102", ["0101", "0102"]),
    (columns.CREDIT_CODE, "91350100M000100Y43", "91350100M000100Y43"),
    (columns.DIVISION, "500103012011", "500103012011"),
    (columns.AREA, "500103012011E003", "500103012011E003"),
    (columns.GRID, "500103012011003", "500103012011003"),
    (columns.TOPIC, "010203", "010203"),
    (columns.PHONE, "023-68000000", "023-68000000"),
    (columns.RECURRENCE, "FREQ=WEEKLY;BYDAY=TU,TH", "FREQ=WEEKLY;BYDAY=TU,TH"),
    (columns.GRID, "５００１０３０１２０１１００３", "500103012011003"),
    (columns.GRID, 500103012011003.0, "500103012011003"),
    (columns.GRID, '="500103012011003"', "500103012011003"),
    (columns.GRID, "'500103012011003", "500103012011003"),
    (columns.GRID, "\u200b500103 012011 003\ufeff", "500103012011003"),
    (columns.COUNT, "1,299", 1299),
    (columns.COUNT, "７０２户", 702),
    (columns.COUNT, 299.0, 299),
    (columns.DAY, datetime(2024, 3, 5), date(2024, 3, 5)),
    (columns.DAY, 45356.0, date(2024, 3, 5)),
    *((columns.DAY, text, date(2024, 3, 5)) for text in DAYS),
    (columns.DAY, "2024年3月", date(2024, 3, 1)),
    (columns.WORDS, "老人；长者", ["老人", "长者"]),
    (columns.IDS, "0101、0102", ["0101", "0102"]),
    (columns.CREDIT_CODE, "91350100m000100y43", "91350100M000100Y43"),
    (columns.CREDIT_CODE, "9135 0100 M000 1000 Y43".replace("1000 Y", "100 Y"), "91350100M000100Y43"),
    (columns.IDENTITY, "11010519491231002x", "11010519491231002X"),
    (columns.IDENTITY, "810000198001010014", "810000198001010014"),
    (columns.IDENTITY, "830000198001010018", "830000198001010018"),
    (columns.IDENTITY, "911123198001010019", "911123198001010019"),
    (columns.PHONE, "138 1234 5678", "13812345678"),
    (columns.PHONE, "（023）68000000", "023-68000000"),
    (columns.NAME, "张　三", "张三"),
    (columns.NAME, "⾦\u200b融（重庆）　有限公司", "金融（重庆） 有限公司"),
    (columns.TEXT, "两行\n文字", "两行 文字"),
    *((columns.TEXT, text, None) for text in ("无", "/", "-", "—", "\\N", "NULL", " ", "\u3000", "\u00a0")),
]
REFUSED: list[tuple[Kind, Raw]] = [
    (columns.TEXT, "长" * 2001),
    (columns.ID, "单位一"),
    (columns.ID, "-unit"),
    (columns.COUNT, "-1"),
    (columns.COUNT, "1.5"),
    (columns.COUNT, "十"),
    (columns.RATING, "0"),
    (columns.RATING, "6"),
    (columns.DAY, "2026-02-30"),
    (columns.WORDS, "老人;;长者"),
    (columns.WORDS, "老人;老人"),
    (columns.IDS, "0101;单位"),
    (columns.CREDIT_CODE, "91350100M000100Y44"),
    (columns.DIVISION, "50010301201"),
    (columns.DIVISION, "000000000000"),
    (columns.AREA, "500103012011E03"),
    (columns.GRID, "500103012011"),
    (columns.ESTATE, "500103012011003"),
    (columns.TOPIC, "01020304"),
    (columns.PHONE, "打这个号"),
    (columns.RECURRENCE, "每周三"),
    (columns.GRID, "50010301201100٣"),
    (columns.GRID, "5.00103E+14"),
    (columns.DIVISION, "5.00103E+11"),
    (columns.IDENTITY, 500103198001010016.0),
    (columns.IDENTITY, "500103198001010017"),
    (columns.IDENTITY, "500103198002300012"),
    (columns.IDENTITY, "840000198001010014"),
    (columns.COUNT, "1_299"),
    (columns.COUNT, "+5"),
    (columns.COUNT, "1,29"),
    (columns.DAY, "2024-W10-2"),
    (columns.DAY, "5/3/2024"),
    (columns.DAY, "24-3-5"),
    (columns.DAY, "2024.3"),
    (columns.DAY, 2024.3),
    (columns.DAY, "٢٠٢٤-03-05"),
    (columns.DAY, CellError("#REF!")),
    (columns.NAME, "\ue863某"),
    (columns.PHONE, "不详"),
]


def read(kind: Kind, raw: Raw, *, required: bool = False) -> Value:
    return read_cell(Column("x", kind, required=required), raw).value


@pytest.mark.parametrize(("kind", "raw", "value"), TAKEN)
def test_a_cell_takes_what_its_kind_allows(kind: Kind, raw: Raw, value: Value) -> None:
    assert read(kind, raw) == value


@pytest.mark.parametrize(("kind", "raw"), REFUSED)
def test_a_cell_refuses_what_its_kind_does_not_allow(kind: Kind, raw: Raw) -> None:
    with pytest.raises(CellRefused):
        read(kind, raw)


def test_a_cell_tells_what_it_was_read_as_when_that_is_not_what_stands_there() -> None:
    column = Column("x", columns.GRID)
    assert read_cell(column, "500103012011003").changed is None
    assert read_cell(column, "５００１０３０１２０１１００３").changed == "500103012011003"
    assert read_cell(column, "无").changed == ""


@pytest.mark.parametrize("blank", ["", "  ", "无", "/"])
def test_a_blank_cell_is_refused_as_blank_where_a_value_is_required(blank: str) -> None:
    with pytest.raises(CellRefused) as refused:
        read(columns.DIVISION, blank, required=True)
    assert refused.value.zh == "必填，这一格是空的"


def test_a_number_that_a_spreadsheet_has_cut_short_is_said_to_be_that() -> None:
    with pytest.raises(CellRefused) as refused:
        read(columns.DIVISION, "5.00103E+11")
    assert "Excel" in refused.value.zh
    assert refused.value.lost


def test_a_choice_takes_its_words_in_both_languages_and_names_them() -> None:
    kind = columns.one_of(*GridKind, also={"一般": GridKind.GENERAL, "别的": "OTHER"})
    assert [kind.read(text) for text in ("GENERAL", "general", "一般网格", "一般")] == ["GENERAL"] * 4
    assert (kind.zh, kind.en) == ("只能是 一般网格、专属网格", "one of GENERAL, DEDICATED")
    with pytest.raises(ValueError, match="别的"):
        kind.read("别的")


@pytest.mark.parametrize("table", ["needs", "resources"])
def test_a_sheet_says_nothing_of_a_units_yes_that_nobody_asked_for(table: str) -> None:
    column = TABLES[table].column("status")
    assert read_cell(column, "暂停").value == "PAUSED"
    for text in ("PENDING", "待单位确认", "DECLINED", "单位未认可"):
        with pytest.raises(CellRefused):
            read_cell(column, text)


def test_who_is_no_member_has_no_membership() -> None:
    column = TABLES["people"].column("membership")
    assert [read_cell(column, text).value for text in ("正式党员", "中共党员", "预备", "群众", "共青团员")] == [
        "FULL",
        "FULL",
        "PROBATIONARY",
        None,
        None,
    ]
