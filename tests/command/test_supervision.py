"""Supervisions: whose step each is, and when their lights turn, by China's day."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from graphsvc.command.model.supervision import (
    NOT_THE_CENTRE,
    NOT_YOURS,
    OWN_ANSWER,
    SUPERVISION,
    Reach,
    Standing,
    SupervisionAction,
    SupervisionState,
    bar_step,
    clock,
)
from graphsvc.errors import BadInput

NOW = datetime(2026, 9, 7, 17, 30, tzinfo=UTC)  # past midnight in China: the 8th
GRID, COMMUNITY, STREET = "500103012011001", "500103012011", "500103012"
ACTION, STATE = SupervisionAction, SupervisionState


def test_the_light_turns_red_when_the_day_is_over_in_china_and_yellow_at_four_fifths() -> None:
    warn_at, due_at = clock(date(2026, 9, 8), NOW)
    assert due_at == datetime(2026, 9, 8, 16, tzinfo=UTC)
    assert warn_at == NOW + (due_at - NOW) * 0.8


@pytest.mark.parametrize("day", [date(2026, 9, 7), date(2026, 9, 8) + timedelta(days=367)])
def test_a_day_that_has_passed_in_china_or_is_over_a_year_away_is_refused(day: date) -> None:
    with pytest.raises(BadInput):
        clock(day, NOW)


def of_community(state: SupervisionState, answered_by: str = "") -> Standing:
    return Standing(state, GRID, COMMUNITY, "", answered_by)


def of_unit(state: SupervisionState) -> Standing:
    return Standing(state, GRID, "", "unit-water")


@pytest.mark.parametrize(
    ("standing", "action", "reach", "reason"),
    [
        (of_community(STATE.OPEN), ACTION.ANSWER, Reach((COMMUNITY,)), None),
        (of_community(STATE.OPEN), ACTION.ANSWER, Reach((STREET,)), None),
        (of_community(STATE.OPEN), ACTION.ANSWER, Reach((GRID,)), NOT_YOURS),
        (of_community(STATE.OPEN), ACTION.ANSWER, Reach((), "unit-water"), NOT_YOURS),
        (of_unit(STATE.OPEN), ACTION.ANSWER, Reach((), "unit-water"), None),
        (of_unit(STATE.OPEN), ACTION.ANSWER, Reach((STREET,)), None),
        (of_unit(STATE.OPEN), ACTION.ANSWER, Reach((COMMUNITY,)), NOT_YOURS),
        (of_unit(STATE.OPEN), ACTION.WITHDRAW, Reach(("500104",)), NOT_THE_CENTRE),
        (of_unit(STATE.ANSWERED), ACTION.CLOSE, Reach((STREET,)), None),
        (of_community(STATE.ANSWERED, "me"), ACTION.CLOSE, Reach((STREET,)), OWN_ANSWER),
        (of_community(STATE.ANSWERED, "me"), ACTION.RETURN, Reach((STREET,)), None),
    ],
)
def test_each_step_is_of_who_is_asked_or_of_the_centre(
    standing: Standing, action: SupervisionAction, reach: Reach, reason: str | None
) -> None:
    assert bar_step(standing, action, reach, "me") == reason


def test_a_step_that_the_state_does_not_allow_says_what_is_possible() -> None:
    assert "现在可以：没有" in (bar_step(of_unit(STATE.CLOSED), ACTION.ANSWER, Reach(("",)), "me") or "")


def test_the_page_draws_the_machine() -> None:
    page = (Path(__file__).parents[2] / "docs/command.md").read_text(encoding="utf-8")
    assert SUPERVISION.mermaid() in page
