"""Pairings: whose step each is, on which days, and that the page draws what the table holds."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from graphsvc.errors import BadInput
from graphsvc.org.pairings.pairing import (
    NOT_THE_AREA,
    NOT_THE_UNIT,
    NOT_YET,
    OPEN,
    OVER,
    OWN_WORK,
    REQUEST,
    REQUESTS_OPEN,
    UNIT_GONE,
    Draft,
    PairingAction,
    PairingRequestAction,
    PairingRequestState,
    Reach,
    RequestStanding,
    Standing,
    bar_pairing,
    bar_request,
)

COMMUNITY, STREET, UNIT = "500103012011", "500103012", "unit-water"
FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)
DAY = timedelta(days=1)
AREA, OTHERS, OWN = Reach((STREET,)), Reach(("500104",)), Reach((), UNIT)
CONTACT, ASK, END = PairingAction


@pytest.mark.parametrize(
    ("action", "reach", "today", "waiting", "reason"),
    [
        (CONTACT, AREA, FIRST - DAY, 0, NOT_YET),
        (CONTACT, AREA, FIRST, 0, None),
        (CONTACT, OWN, FIRST, 0, None),
        (CONTACT, OWN, LAST + 9 * DAY, 0, None),
        (CONTACT, OTHERS, FIRST, 0, NOT_THE_AREA),
        (CONTACT, Reach((), "unit-power"), FIRST, 0, NOT_THE_AREA),
        (ASK, AREA, FIRST - DAY, 0, NOT_YET),
        (ASK, AREA, LAST, 0, None),
        (ASK, AREA, LAST + DAY, 0, OVER),
        (ASK, OWN, FIRST, 0, NOT_THE_AREA),
        (END, AREA, FIRST - DAY, 0, None),
        (END, AREA, LAST, 1, REQUESTS_OPEN),
        (END, AREA, LAST + DAY, 0, OVER),
        (END, OTHERS, LAST, 0, NOT_THE_AREA),
    ],
)
def test_each_step_is_of_a_side_and_of_a_day(
    action: PairingAction, reach: Reach, today: date, waiting: int, reason: str | None
) -> None:
    standing = Standing(FIRST, LAST + DAY, waiting, COMMUNITY, UNIT)
    assert bar_pairing(standing, action, reach, today) == reason


def test_a_pairing_without_an_end_is_never_over() -> None:
    assert bar_pairing(Standing(FIRST, None, 0, COMMUNITY, UNIT), END, AREA, date(2999, 12, 31)) is None


@pytest.mark.parametrize("action", PairingAction)
@pytest.mark.parametrize("today", [FIRST - DAY, FIRST, FIRST + DAY])
def test_with_one_taken_back_before_it_began_nothing_is_done(action: PairingAction, today: date) -> None:
    assert bar_pairing(Standing(FIRST, FIRST, 0, COMMUNITY, UNIT), action, AREA, today) == OVER


def test_of_a_unit_that_is_gone_nothing_is_asked() -> None:
    standing = Standing(FIRST, None, 0, COMMUNITY, UNIT, there=False)
    assert [bar_pairing(standing, action, AREA, FIRST) for action in (CONTACT, ASK, END)] == [None, UNIT_GONE, None]


def test_the_unit_works_and_the_area_judges() -> None:
    for (state, action), _ in REQUEST.table.items():
        standing = RequestStanding(state, COMMUNITY, UNIT)
        sides = {side: bar_request(standing, action, reach, "me") for side, reach in (("unit", OWN), ("area", AREA))}
        own = action in (PairingRequestAction.TAKE, PairingRequestAction.DECLINE, PairingRequestAction.FINISH)
        assert sides == ({"unit": None, "area": NOT_THE_UNIT} if own else {"unit": NOT_THE_AREA, "area": None})
    confirmed = RequestStanding(PairingRequestState.CONFIRMED, COMMUNITY, UNIT)
    assert "现在可以：没有" in (bar_request(confirmed, PairingRequestAction.RETURN, AREA, "me") or "")


def test_who_says_it_is_done_does_not_confirm_it() -> None:
    done, both = RequestStanding(PairingRequestState.FINISHED, COMMUNITY, UNIT, "me"), Reach((STREET,), UNIT)
    asked = (
        ("me", PairingRequestAction.CONFIRM),
        ("me", PairingRequestAction.RETURN),
        ("x", PairingRequestAction.CONFIRM),
    )
    assert [bar_request(done, action, both, by) for by, action in asked] == [OWN_WORK, None, None]


def test_what_waits_is_what_is_not_at_its_end() -> None:
    assert set(OPEN) == set(PairingRequestState) - set(REQUEST.finals())


@pytest.mark.parametrize("until", [FIRST, FIRST - DAY])
def test_a_pairing_that_ends_before_it_begins_is_refused(until: date) -> None:
    with pytest.raises(BadInput):
        Draft(UNIT, COMMUNITY, FIRST, until).check()
    Draft(UNIT, COMMUNITY, FIRST, FIRST + DAY).check()


def test_the_page_draws_the_machine() -> None:
    page = (Path(__file__).parents[2] / "docs/pairings.md").read_text(encoding="utf-8")
    assert REQUEST.mermaid() in page
