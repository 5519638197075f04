"""Grid items and burdens: whose step each is, what ends by itself, how often something is due in a month."""

from datetime import date
from pathlib import Path

import pytest

from graphsvc.errors import BadInput
from graphsvc.patrol.model.burden import Burden, Load, Share, by_department, times_in_month, total
from graphsvc.patrol.model.items import (
    ITEM,
    OWN_APPLICATION,
    PAST,
    Application,
    GridItemAction,
    GridItemClass,
    GridItemState,
    ItemStanding,
    bar_step,
)

DAY = date(2026, 11, 29)
STATE, ACTION = GridItemState, GridItemAction


def test_the_page_draws_the_machine() -> None:
    page = (Path(__file__).parents[2] / "docs/patrol.md").read_text(encoding="utf-8")
    assert ITEM.mermaid() in page


def test_there_are_eight_classes() -> None:
    assert len(GridItemClass) == 8


def test_what_is_past_its_last_day_is_off_the_list_from_the_next_day_on() -> None:
    standing = ItemStanding(STATE.IN_FORCE, DAY)
    assert standing.on(DAY) is STATE.IN_FORCE
    assert standing.on(date(2026, 11, 30)) is STATE.RETIRED
    assert ItemStanding(STATE.APPLIED, DAY).on(date(2027, 1, 1)) is STATE.APPLIED


@pytest.mark.parametrize(
    ("standing", "action", "theirs", "reason"),
    [
        (ItemStanding(STATE.APPLIED, None, "other"), ACTION.ADMIT, True, None),
        (ItemStanding(STATE.APPLIED, None, "me"), ACTION.ADMIT, True, OWN_APPLICATION),
        (ItemStanding(STATE.APPLIED, None, "me"), ACTION.REFUSE, True, None),
        (ItemStanding(STATE.APPLIED, date(2026, 11, 28), "other"), ACTION.ADMIT, True, PAST),
        (ItemStanding(STATE.ADMITTED, DAY, "me"), ACTION.PUBLISH, True, None),
        (ItemStanding(STATE.APPLIED, None, "other"), ACTION.ADMIT, False, "须由该区域的网格管理机构办理。"),
    ],
)
def test_a_step_is_of_who_may_take_it_and_of_somebody_else_than_the_applicant(
    standing: ItemStanding, action: GridItemAction, theirs: bool, reason: str | None
) -> None:
    assert bar_step(standing, action, "me", DAY, theirs=theirs) == reason


def application(**more: object) -> Application:
    given = {"area": "500103012000", "department": "u", "title": "t", "item_class": GridItemClass.CARE, "basis": "b"}
    return Application(**{**given, "minutes": 5, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "more",
    [
        {"area": "500103012011"},
        {"area": "500000000000"},
        {"temporary": True},
        {"ends_on": date(2026, 11, 28)},
        {"starts_on": date(2026, 12, 2), "ends_on": date(2026, 12, 1)},
        {"temporary": True, "ends_on": date(2027, 6, 1)},
    ],
)
def test_an_application_out_of_order_is_refused(more: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        application(**more).check(DAY)


def test_an_application_in_order_is_taken() -> None:
    application(temporary=True, ends_on=DAY).check(DAY)


@pytest.mark.parametrize(
    ("rule", "starts", "ends", "day", "times"),
    [
        ("FREQ=WEEKLY;BYDAY=MO", date(2026, 9, 7), None, date(2026, 9, 30), 4),
        ("FREQ=WEEKLY;BYDAY=MO", date(2026, 9, 7), date(2026, 9, 21), date(2026, 9, 1), 3),
        ("FREQ=DAILY", date(2024, 2, 10), None, date(2024, 2, 1), 20),
        ("FREQ=DAILY;UNTIL=20260902T160000Z", date(2026, 9, 1), None, date(2026, 9, 9), 3),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=31", date(2026, 1, 1), None, date(2026, 9, 9), 0),
        (None, date(2026, 9, 7), None, date(2026, 9, 9), 1),
        (None, date(2026, 9, 7), None, date(2026, 10, 9), 0),
        ("FREQ=DAILY", date(2026, 10, 1), None, date(2026, 9, 9), 0),
    ],
)
def test_an_item_counts_as_often_as_it_is_due_in_the_month(
    rule: str | None, starts: date, ends: date | None, day: date, times: int
) -> None:
    assert times_in_month(rule, starts, ends, day) == times


def test_the_parts_of_a_burden_add_up_to_the_whole() -> None:
    loads = [Load("a", "u1", 10, 2, None, DAY, None), Load("b", "u2", 5, 1, "FREQ=DAILY", DAY, None)]
    parts = by_department(loads, [Share("s", "u2"), Share("t", "")], DAY)
    assert parts == {"": Burden(0, 0, 1), "u1": Burden(1, 20, 0), "u2": Burden(1, 10, 1)}
    assert total(parts.values()) == Burden(2, 30, 2)
