"""The ledger of forces: rules that are the same every week, times over midnight, what may be done, sums."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from graphsvc.errors import BadInput
from graphsvc.org.model.weekly import minute_of, weekdays_of
from graphsvc.patrol.model.forces import (
    FORCE,
    NOT_THEIRS,
    Counts,
    ForceAction,
    ForceKind,
    ForceSkill,
    ForceState,
    NewForce,
    Tally,
    Times,
    bar_step,
)
from graphsvc.patrol.model.rules import days_by_rule

DAY = date(2026, 11, 29)


def test_the_page_draws_the_machine_and_there_are_twelve_kinds() -> None:
    page = (Path(__file__).parents[2] / "docs/patrol.md").read_text(encoding="utf-8")
    assert FORCE.mermaid() in page
    assert len(ForceKind) == 12


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "RRULE:FREQ=WEEKLY;BYDAY=MO", "freq=weekly;byday=SU,TU,SA,TU"])
def test_the_days_of_a_rule_are_those_on_which_it_falls_due(rule: str) -> None:
    due = days_by_rule(rule.upper(), DAY, DAY, DAY + timedelta(days=27))
    assert set(weekdays_of(rule)) == {day.isoweekday() for day in due}
    assert len(due) == 4 * len(weekdays_of(rule))


@pytest.mark.parametrize(
    "rule",
    [
        *("FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=", "FREQ=WEEKLY;BYDAY=XX", "FREQ=MONTHLY;BYDAY=MO", "每天"),
        *("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO;COUNT=3", "FREQ=DAILY;UNTIL=20270101", ""),
    ],
)
def test_a_rule_that_differs_from_week_to_week_is_refused(rule: str) -> None:
    with pytest.raises(BadInput, match="every week"):
        weekdays_of(rule)


def test_times_are_minutes_of_the_day() -> None:
    assert [minute_of(clock) for clock in ("00:00", "08:30", "23:59")] == [0, 510, 1439]
    for clock in ("24:00", "8:30", "08:60", "", "早上"):
        with pytest.raises(BadInput, match="08:30"):
            minute_of(clock)
    row = Times("rrule:freq=weekly;byday=WE,MO", 1320, 360).row()
    assert row == {"rule": "FREQ=WEEKLY;BYDAY=WE,MO", "weekdays": [1, 3], "fromMinute": 1320, "toMinute": 360}


@pytest.mark.parametrize("area", ["500000000000", "500103000000"])
def test_a_force_is_of_a_grid_community_or_subdistrict_and_has_begun(area: str) -> None:
    with pytest.raises(BadInput, match="a grid, a community"):
        NewForce(area, "p", ForceKind.MEDIATOR, (), None, DAY).check(DAY)
    with pytest.raises(BadInput, match="not begun"):
        NewForce("500103012011", "p", ForceKind.MEDIATOR, (), None, DAY + timedelta(days=1)).check(DAY)
    for code in ("500103012000", "500103012011", "500103012011001"):
        NewForce(code, "p", ForceKind.MEDIATOR, (), None, DAY).check(DAY)


def test_what_has_ended_is_left_as_it_is() -> None:
    for action in ForceAction:
        assert bar_step(ForceState.LISTED, action, theirs=True) is None
        assert bar_step(ForceState.LISTED, action, theirs=False) == NOT_THEIRS
        assert "已退出" in str(bar_step(ForceState.ENDED, action, theirs=True))


def test_kinds_add_up_and_skills_stand_by_themselves() -> None:
    one = Counts({ForceKind.CADRE: Tally(2, 1, 0)}, {ForceSkill.LAW: Tally(1, 1, 0)})
    other = Counts({ForceKind.CADRE: Tally(1, 0, 1), ForceKind.MEDIATOR: Tally(4, 2, 2)}, {})
    both = one + other
    assert (both.kinds[ForceKind.CADRE], both.whole) == (Tally(3, 1, 1), Tally(7, 3, 3))
    assert both.skills == one.skills
