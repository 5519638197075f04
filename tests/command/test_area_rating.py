"""Ratings by areas: when they are given, which marks want a reason, and how they are averaged."""

from datetime import date
from pathlib import Path

import pytest

from graphsvc.command.ratings.rating import (
    NOT_YOURS,
    AreaRatingAction,
    AreaRatingState,
    Average,
    Half,
    Mark,
    Standing,
    averaged,
    bar_step,
    marked,
)
from graphsvc.command.rules.aspects import FILE, Aspects, RatedKind, read_aspects
from graphsvc.command.rules.terms import read_terms
from graphsvc.errors import BadInput, Conflict, SetupError

COMMUNITY, STREET = "500103012011", "500103012000"
DAY = date(2026, 12, 1)
HEADER = FILE.read_text(encoding="utf-8").splitlines()[0]
GOOD = [Mark("RESPONSE", 30), Mark("RESULT", 24), Mark("SUPPORT", 17, "没有派人")]


@pytest.mark.parametrize(
    ("half", "opens", "closes"),
    [
        (Half(2026, 1), date(2026, 6, 1), date(2026, 7, 31)),
        (Half(2026, 2), date(2026, 12, 1), date(2027, 1, 31)),
    ],
)
def test_a_half_is_rated_from_its_last_month_to_the_end_of_the_next(half: Half, opens: date, closes: date) -> None:
    window = half.window(read_terms(), STREET)
    assert (window.opens_on, window.closes_on) == (opens, closes)
    window.check_open(opens)
    window.check_open(closes)
    for day in (date.fromordinal(opens.toordinal() - 1), date.fromordinal(closes.toordinal() + 1)):
        with pytest.raises(Conflict):
            window.check_open(day)


def test_every_kind_has_a_hundred_points() -> None:
    for kind in RatedKind:
        rows = read_aspects().of(kind, STREET, DAY)
        assert sum(row.most for row in rows) == 100
        assert all(0 < row.reason_below <= row.most for row in rows)


def test_marks_are_one_of_each_aspect_with_a_reason_where_they_are_few() -> None:
    aspects = read_aspects().of(RatedKind.DEPARTMENT, COMMUNITY, DAY)
    assert [mark for _, mark in marked(aspects, list(reversed(GOOD)))] == GOOD
    for marks in (
        GOOD[:2],
        [*GOOD, Mark("OTHER", 1)],
        [*GOOD, GOOD[0]],
        [Mark("RESPONSE", 31), *GOOD[1:]],
        [*GOOD[:2], Mark("SUPPORT", 17)],
    ):
        with pytest.raises(BadInput):
            marked(aspects, marks)


def test_only_the_area_takes_its_rating_back_and_in_time() -> None:
    until = date(2027, 1, 31)
    of = Standing(AreaRatingState.GIVEN, COMMUNITY, Half(2026, 2), until)
    act, late = AreaRatingAction.WITHDRAW, date(2027, 2, 1)
    assert bar_step(of, act, (COMMUNITY,), DAY) is None
    assert bar_step(of, act, ("500103012",), DAY) == NOT_YOURS
    assert bar_step(of, act, (COMMUNITY,), late) == "2026H2 的评议已于 2027-01-31 截止。"
    gone = Standing(AreaRatingState.WITHDRAWN, COMMUNITY, Half(2026, 2), until)
    assert bar_step(gone, act, (COMMUNITY,), DAY) is not None


def test_averages_end_halves_upwards() -> None:
    assert averaged("A", "甲", 30, 3, 32) == Average("A", "甲", 30, 3, 1067)
    assert averaged("A", "甲", 30, 8, 1) == Average("A", "甲", 30, 8, 13)  # 12.5


def test_a_locality_sets_aspects_of_its_own_from_a_day_on(tmp_path: Path) -> None:
    path = tmp_path / "local.csv"
    path.write_text(
        f"{HEADER}\nSUPPORT,DEPARTMENT,不评,0,0,{STREET},2026-07-01,,本地\nSPEED,DEPARTMENT,快,20,10,,,2026-07-01,本地\n",
        encoding="utf-8",
    )
    rules = read_aspects(path)
    told = {
        day: [row.aspect for row in rules.of(RatedKind.DEPARTMENT, COMMUNITY, date.fromisoformat(day))]
        for day in ("2026-06-30", "2026-07-01")
    }
    assert told == {
        "2026-06-30": ["SUPPORT", "SPEED", "RESPONSE", "RESULT"],
        "2026-07-01": ["RESPONSE", "RESULT"],
    }
    other = rules.of(RatedKind.DEPARTMENT, "500103014008", date(2026, 7, 1))
    assert [row.aspect for row in other] == ["SUPPORT", "RESPONSE", "RESULT"]


@pytest.mark.parametrize(
    "row",
    [
        "A,DEPARTMENT,甲,101,0,,,,x",
        "A,DEPARTMENT,甲,10,12,,,,x",
        "A,NOBODY,甲,10,1,,,,x",
        ",DEPARTMENT,甲,10,1,,,,x",
        "A,DEPARTMENT,甲,10,1,5001,,,x",
        "A,DEPARTMENT,甲,10,1,,2026-02-01,2026-02-01,x",
        "A,DEPARTMENT,甲,10",
    ],
)
def test_a_file_with_a_wrong_row_is_refused(tmp_path: Path, row: str) -> None:
    path = tmp_path / "local.csv"
    path.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    with pytest.raises(SetupError):
        read_aspects(path)


def test_two_rows_of_an_aspect_on_a_day_are_refused() -> None:
    row = read_aspects().of(RatedKind.COMMUNITY, STREET, DAY)[0]
    with pytest.raises(ValueError, match="two rows on one day"):
        Aspects([row, row])
