"""Patrol plans: when visits fall due, and that their shares are as even as who serves where allows."""

from datetime import date
from itertools import product
from random import Random

import pytest

from graphsvc.patrol.model.plans import Absence, Days, Place, Timetable, share_out

MONDAY = date(2026, 9, 28)
HOLIDAYS = {date(2026, 10, day) for day in range(1, 8)}
ALWAYS = Days(date.min, date.max)


def is_worked(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


@pytest.mark.parametrize(
    ("timetable", "days"),
    [
        (Timetable("FREQ=WEEKLY;BYDAY=MO,SA", MONDAY), ["09-28", "10-03", "10-05", "10-10"]),
        (Timetable("FREQ=WEEKLY;BYDAY=MO,SA", MONDAY, workdays_only=True), ["09-28"]),
        (Timetable("FREQ=DAILY;INTERVAL=5", MONDAY, date(2026, 10, 7)), ["09-28", "10-03"]),
        (Timetable("FREQ=DAILY;COUNT=2", MONDAY), ["09-28", "09-29"]),
        (
            Timetable("RRULE:FREQ=DAILY;INTERVAL=6", MONDAY, pauses=(Days(MONDAY, date(2026, 10, 3)),)),
            ["10-04", "10-10"],
        ),
    ],
)
def test_visits_fall_due_by_the_rule_on_days_that_are_not_paused(timetable: Timetable, days: list[str]) -> None:
    found = timetable.due_days(Days(MONDAY, date(2026, 10, 10)), is_worked)
    assert [f"{day:%m-%d}" for day in found] == days


def test_a_window_does_not_move_the_rule() -> None:
    timetable = Timetable("FREQ=DAILY;INTERVAL=3", MONDAY)
    later = timetable.due_days(Days(date(2026, 9, 29), date(2026, 10, 5)), is_worked)
    assert later == [date(2026, 10, 1), date(2026, 10, 4)]


def test_shares_differ_by_at_most_one_visit_where_all_can_go_everywhere() -> None:
    due = [(Place(f"p{number}", "g"), MONDAY) for number in range(23)]
    shared = share_out(due, {"g": [(worker, ALWAYS) for worker in "abcde"]}, [], {})
    assert sorted(map([each.worker for each in shared].count, "abcde")) == [4, 4, 5, 5, 5]


def test_who_is_away_or_no_longer_serves_gets_no_visit_and_where_nobody_is_it_is_nobody_s() -> None:
    days = [MONDAY, date(2026, 9, 29)]
    due = [(Place("p", "g"), day) for day in days] + [(Place("q", "empty"), MONDAY)]
    serving = {"g": [("a", ALWAYS), ("b", Days(date.min, MONDAY))]}
    shared = share_out(due, serving, [Absence("a", Days(MONDAY, MONDAY))], {})
    assert [each.worker for each in shared] == ["b", "a", ""]


def test_who_has_visits_already_gets_fewer() -> None:
    due = [(Place(f"p{number}", "g"), MONDAY) for number in range(4)]
    shared = share_out(due, {"g": [("a", ALWAYS), ("b", ALWAYS)]}, [], {"a": 3})
    assert sorted(each.worker for each in shared) == ["a", "b", "b", "b"]


@pytest.mark.parametrize("seed", range(60))
def test_no_other_way_of_sharing_is_more_even(seed: int) -> None:
    """Equal to brute force in the sum of squares, and so in the largest load, whoever serves in which grids."""
    random = Random(seed)
    workers, grids = "abc"[: random.randint(1, 3)], "xyz"
    serving = {grid: [(w, ALWAYS) for w in workers if random.random() < 0.6] for grid in grids}
    due = [(Place(f"p{number}", random.choice(grids)), MONDAY) for number in range(random.randint(1, 6))]
    held = {worker: random.randint(0, 2) for worker in workers}
    shared = share_out(due, serving, [], held)
    ways = product(*([w for w, _ in serving[place.grid]] or [""] for place, _ in due))
    best = min(_squares(way, held) for way in ways)
    assert _squares([each.worker for each in shared], held) == best
    for each in shared:
        assert each.worker in {w for w, _ in serving[each.place.grid]} or not serving[each.place.grid]


def _squares(given: tuple[str, ...] | list[str], held: dict[str, int]) -> int:
    return sum((held[worker] + list(given).count(worker)) ** 2 for worker in held)
