"""The day that it is in China."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from graphsvc.china import day_in_china


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 1, 15, 59, 59, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 1, 1, 16, 0, tzinfo=UTC), date(2026, 1, 2)),
        (datetime(2026, 7, 1, 16, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 1, 1, 23, 0, tzinfo=timezone(timedelta(hours=-1))), date(2026, 1, 2)),
    ],
)
def test_a_day_begins_at_midnight_in_china_in_summer_and_winter(moment: datetime, day: date) -> None:
    assert day_in_china(moment) == day
