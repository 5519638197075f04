"""Rules of cells: what each kind of column takes, and what it refuses."""

from datetime import date

import pytest

from graphsvc.intake.files.sheet import cell
from graphsvc.intake.model import columns
from graphsvc.intake.model.columns import Column, Kind

TAKEN = [
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
]
REFUSED = [
    (columns.TEXT, "两行\n文字"),
    (columns.TEXT, "长" * 2001),
    (columns.ID, "单位一"),
    (columns.ID, "-unit"),
    (columns.COUNT, "-1"),
    (columns.COUNT, "1.5"),
    (columns.COUNT, "十"),
    (columns.RATING, "0"),
    (columns.RATING, "6"),
    (columns.DAY, "2026-02-30"),
    (columns.DAY, "20260228"),
    (columns.DAY, "2026/02/28"),
    (columns.WORDS, "老人;;长者"),
    (columns.WORDS, "老人;老人"),
    (columns.IDS, "0101;单位"),
    (columns.CREDIT_CODE, "91350100M000100Y44"),
    (columns.CREDIT_CODE, "91350100m000100y43"),
    (columns.DIVISION, "50010301201"),
    (columns.DIVISION, "000000000000"),
    (columns.AREA, "500103012011E03"),
    (columns.GRID, "500103012011"),
    (columns.ESTATE, "500103012011003"),
    (columns.TOPIC, "01020304"),
    (columns.PHONE, "打这个号"),
    (columns.RECURRENCE, "每周三"),
]


@pytest.mark.parametrize(("kind", "text", "value"), TAKEN)
def test_a_cell_takes_what_its_kind_allows(kind: Kind, text: str, value: object) -> None:
    assert cell(Column("x", kind), text) == value


@pytest.mark.parametrize(("kind", "text"), REFUSED)
def test_a_cell_refuses_what_its_kind_does_not_allow(kind: Kind, text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        cell(Column("x", kind), text)


def test_blanks_around_a_value_do_not_count() -> None:
    assert cell(Column("x", columns.COUNT), "  7 ") == 7


def test_a_blank_cell_is_nothing() -> None:
    assert cell(Column("x", columns.COUNT), "  ") is None


def test_a_blank_cell_is_refused_where_a_value_is_required() -> None:
    with pytest.raises(ValueError, match="blank"):
        cell(Column("x", columns.TEXT, required=True), " ")


def test_a_choice_takes_its_words_alone_and_names_them() -> None:
    kind = columns.one_of("LOW", "HIGH")
    assert kind.read("LOW") == "LOW"
    assert kind.en == "one of LOW, HIGH"
    with pytest.raises(ValueError, match="low"):
        kind.read("low")
