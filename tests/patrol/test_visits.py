"""Visits: missed when their day is over, reported late all the same; batches out of order are refused by line."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from graphsvc.errors import BadInput
from graphsvc.patrol.model.visits import VISIT, Report, VisitState, check_batch, state_on

NOW = datetime(2026, 9, 7, 17, 30, tzinfo=UTC)  # the 8th in China


def report(key: str = "k", visit: str = "v", begun: timedelta = timedelta(hours=2), took: int = 30) -> Report:
    start = NOW - begun
    return Report(key, visit, start, start + timedelta(minutes=took))


def test_the_page_draws_the_machine() -> None:
    page = (Path(__file__).parents[2] / "docs/patrol.md").read_text(encoding="utf-8")
    assert VISIT.mermaid() in page


def test_a_visit_is_missed_from_the_day_after_on() -> None:
    due = date(2026, 9, 8)
    assert state_on(VisitState.DUE, due, due) is VisitState.DUE
    assert state_on(VisitState.DUE, due, date(2026, 9, 9)) is VisitState.MISSED
    assert state_on(VisitState.DONE, due, date(2026, 9, 9)) is VisitState.DONE


def test_a_visit_is_of_the_day_it_began_in_china() -> None:
    assert report().visited_on == date(2026, 9, 7)
    assert report(begun=timedelta(hours=1)).visited_on == date(2026, 9, 8)
    assert report(took=95).minutes == 95


@pytest.mark.parametrize(
    ("reports", "line"),
    [
        ([report(), report("other", "w", took=-1)], 1),
        ([report(took=24 * 60 + 1)], 0),
        ([report(took=131)], 0),
        ([report(), report("other")], 1),
        ([report(), report(visit="w")], 1),
    ],
)
def test_a_batch_out_of_order_is_refused_by_its_line(reports: list[Report], line: int) -> None:
    with pytest.raises(BadInput) as refused:
        check_batch(reports, NOW)
    assert f"第 {line + 1} 条" in refused.value.zh
    assert refused.value.field[:2] == ("reports", line)


def test_a_phone_whose_clock_is_a_little_ahead_is_believed() -> None:
    check_batch([report(took=125), report("other", "w")], NOW)
