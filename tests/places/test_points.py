"""Service points and items: hours laid out over the week, phones of offices, what may be done."""

import itertools
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from graphsvc.errors import BadInput
from graphsvc.org.model.weekly import DAYS
from graphsvc.places.model import items
from graphsvc.places.model.hours import A_DAY, A_WEEK, OpeningHours, hours_row, open_stretches
from graphsvc.places.model.points import (
    NOT_THEIRS,
    POINT,
    PointDetails,
    ServicePointAction,
    ServicePointClass,
    ServicePointState,
    bar_point,
    check_place,
    office_phone,
)

EVERY_DAY = "FREQ=DAILY"


def test_the_page_draws_the_machines_and_there_are_seven_classes() -> None:
    page = (Path(__file__).parents[2] / "docs/places.md").read_text(encoding="utf-8")
    assert POINT.mermaid() in page
    assert items.ITEM.mermaid() in page
    assert len(ServicePointClass) == 7


def test_hours_are_stretches_of_the_week() -> None:
    morning = OpeningHours("FREQ=WEEKLY;BYDAY=MO", 540, 720)
    assert open_stretches([morning]) == [(540, 720)]
    assert open_stretches([morning, OpeningHours("FREQ=WEEKLY;BYDAY=MO", 720, 1080)]) == [(540, 1080)]
    night = OpeningHours("FREQ=WEEKLY;BYDAY=SU", 1320, 360)
    assert open_stretches([night]) == [(0, 360), (6 * A_DAY + 1320, A_WEEK)]
    assert open_stretches([OpeningHours(EVERY_DAY, 0, 0)]) == [(0, A_WEEK)]
    assert open_stretches([]) == []
    assert set(hours_row([]).values()) == {None}
    row = hours_row([OpeningHours("rrule:freq=weekly;byday=WE,MO", 60, 120)])
    assert (row["hourRules"], row["opens"]) == (["FREQ=WEEKLY;BYDAY=WE,MO"], [60, 2 * A_DAY + 60])


def test_every_minute_of_the_week_is_in_a_stretch_when_some_hours_hold_it() -> None:
    random = Random(7)
    for _ in range(60):
        hours = [
            OpeningHours(
                "FREQ=WEEKLY;BYDAY=" + ",".join(random.sample(DAYS, random.randint(1, 7))),
                random.randrange(A_DAY),
                random.randrange(A_DAY),
            )
            for _ in range(random.randint(1, 4))
        ]
        found = open_stretches(hours)
        assert all(one[1] < other[0] for one, other in itertools.pairwise(found))
        held = set()
        for each in hours:
            lasts = (each.closes - each.opens) % A_DAY or A_DAY
            for day in each.rule.split("=")[-1].split(","):
                start = DAYS.index(day) * A_DAY + each.opens
                held |= {minute % A_WEEK for minute in range(start, start + lasts)}
        assert held == {minute for start, end in found for minute in range(start, end)}


@pytest.mark.parametrize("phone", ["023-68810000", "12345", "023 68810000", "023-68810000转8", "68810000"])
def test_phones_of_offices_are_taken(phone: str) -> None:
    assert office_phone(phone) == phone


@pytest.mark.parametrize("phone", ["13800001234", "138 0000 1234", "张主任", "", "1", "023-68810000 张三"])
def test_phones_of_people_are_refused(phone: str) -> None:
    with pytest.raises(BadInput):
        office_phone(phone)


def test_degrees_come_as_a_pair_and_a_point_stands_where_somebody_answers_for_it() -> None:
    told = PointDetails("驿站", (ServicePointClass.LAW, ServicePointClass.PARTY), "桐花路", 106.5)
    with pytest.raises(BadInput, match="pair"):
        told.check()
    shut = PointDetails("驿站", (), "桐花路", shut_on=(date(2026, 10, 2), date(2026, 10, 1), date(2026, 10, 2)))
    assert shut.row()["shutOn"] == [date(2026, 10, 1), date(2026, 10, 1) + timedelta(days=1)]
    assert told.row()["classes"] == ["PARTY", "LAW"]
    for area in ("500103000000", "500103012000", "500103012011", "500103012011001"):
        check_place(area, "point")
    for area in ("500000000000", "500103012011E001"):
        with pytest.raises(BadInput, match="Give a district"):
            check_place(area, "point")


def test_what_may_be_done_and_why_not() -> None:
    assert bar_point(ServicePointState.OPEN, ServicePointAction.CLOSE, theirs=True) is None
    assert bar_point(ServicePointState.OPEN, ServicePointAction.CLOSE, theirs=False) == NOT_THEIRS
    assert "已撤销" in str(bar_point(ServicePointState.CLOSED, ServicePointAction.VERIFY, theirs=True))
    offered, withdrawn = items.ServiceItemState
    assert items.bar_item(offered, items.ServiceItemAction.AMEND, theirs=True) is None
    assert "已取消" in str(items.bar_item(withdrawn, items.ServiceItemAction.AMEND, theirs=True))
