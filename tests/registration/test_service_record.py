"""Rules of records of service without a database: what a service may be, and how its minutes are rounded."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import BadInput
from graphsvc.paths import SCHEMA_DIR
from graphsvc.registration.model.service_record import (
    COUNTED,
    LONGEST,
    OLDEST,
    SERVICE_RECORD,
    STEP_MINUTES,
    ServiceRecordState,
    Stretch,
)

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
PAGE = (SCHEMA_DIR.parent / "docs" / "registration.md").read_text(encoding="utf-8")


def lasting(minutes: float, ended: datetime = NOW) -> Stretch:
    return Stretch(ended - timedelta(minutes=minutes), ended)


def test_the_page_draws_the_machine() -> None:
    assert f"```mermaid\n{SERVICE_RECORD.mermaid()}\n```" in PAGE
    assert set(ServiceRecordState) - set(COUNTED) == set(SERVICE_RECORD.finals())


@pytest.mark.parametrize(
    ("lasted", "counted"),
    [(15, 30), (30, 30), (40, 30), (44.9, 30), (45, 60), (50, 60), (74, 60), (75, 90), (720, 720)],
)
def test_minutes_are_the_nearest_half_hours_and_a_quarter_is_rounded_up(lasted: float, counted: int) -> None:
    lasting(lasted).check(NOW)
    assert lasting(lasted).minutes == counted


@given(st.integers(min_value=15, max_value=720))
def test_rounding_never_moves_more_than_a_quarter_of_an_hour(minutes: int) -> None:
    assert abs(lasting(minutes).minutes - minutes) <= STEP_MINUTES / 2
    assert lasting(minutes).minutes % STEP_MINUTES == 0


@pytest.mark.parametrize(
    ("stretch", "field"),
    [
        (lasting(14), "endedAt"),
        (lasting(-60), "endedAt"),
        (Stretch(NOW - LONGEST - timedelta(minutes=1), NOW), "endedAt"),
        (lasting(60, NOW + timedelta(minutes=1)), "endedAt"),
        (lasting(60, NOW - OLDEST), "startedAt"),
    ],
)
def test_a_service_out_of_bounds_is_refused_and_says_where(stretch: Stretch, field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        stretch.check(NOW)
    assert refusal.value.field == (field,)
