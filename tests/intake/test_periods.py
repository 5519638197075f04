"""Rules of periods: rows that tie the same ends may follow each other, and may not overlap."""

import pytest

from graphsvc.intake.model.periods import Clash, Period, in_periods
from tests.engine.loads import DAY


def row(since: str | None, until: str | None = None) -> dict[str, str | None]:
    return {"since": since, "until": until}


def test_rows_that_follow_each_other_are_periods_whatever_their_order() -> None:
    rows = [row("2026-03-01"), row("2024-01-01", "2025-01-01"), row("2025-01-01", "2025-06-01")]
    assert in_periods(rows) == (
        [
            Period("2026-03-01", "2025-06-01"),
            Period(high="2025-01-01"),
            Period("2025-01-01", "2025-01-01", "2026-03-01"),
        ],
        [],
    )


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        (row("2024-01-01"), row("2024-01-01"), Clash(0, 1, again=True)),
        (row(None), row("2024-01-01"), Clash(0, 1, again=True)),
        (row("2024-06-01"), row(None, "2024-06-02"), Clash(1, 0, again=False)),
        (row("2024-01-01"), row("2025-01-01"), Clash(0, 1, again=False)),
        (row("2025-01-01"), row("2024-01-01", "2025-01-02"), Clash(1, 0, again=False)),
    ],
)
def test_rows_that_overlap_or_name_no_first_day_clash(first: object, second: object, clash: Clash) -> None:
    assert in_periods([first, second])[1] == [clash]  # type: ignore[list-item]


def test_the_first_period_may_have_begun_before_anybody_kept_days() -> None:
    assert in_periods([row("2024-06-01"), row(None, "2024-01-01")]) == (
        [Period("2024-06-01", "2024-01-01"), Period(high="2024-06-01")],
        [],
    )


def test_the_ties_of_a_period_are_those_that_begin_in_it() -> None:
    period = Period("2025-01-01", "2024-12-01", "2026-01-01")
    assert [period.has(day) for day in ("", None, "2024-11-30", "2024-12-01", "2025-12-31", "2026-01-01")] == [
        *(False, False, False),
        *(True, True, False),
    ]
    assert Period().has(None)
    assert not Period(high=DAY.isoformat()).has(DAY.isoformat())
