"""Codes of activities without a database: read by who made them, unchanged, and in their window alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import BadInput, Conflict
from graphsvc.registration.model.service_record import Stretch
from graphsvc.registration.model.sign_in import EARLY, LONGEST_CODE, Activity, ActivityCodes

BEGINS = datetime(2026, 11, 28, 1, tzinfo=UTC)
ACTIVITY = Activity("post-0123456789abcdef", Stretch(BEGINS, BEGINS + timedelta(hours=2)))
CODES = ActivityCodes(b"k" * 32)
CODE = CODES.write(ACTIVITY)


@pytest.mark.parametrize("now", [BEGINS - EARLY, BEGINS, BEGINS + timedelta(hours=2)])
def test_a_code_is_read_from_half_an_hour_before_until_the_end(now: datetime) -> None:
    assert CODES.read(f" {CODE}\n", now) == ACTIVITY
    assert len(CODE) <= LONGEST_CODE


@pytest.mark.parametrize("now", [BEGINS - EARLY - timedelta(seconds=1), BEGINS + timedelta(hours=2, seconds=1)])
def test_outside_its_window_it_signs_nobody_in(now: datetime) -> None:
    with pytest.raises(Conflict):
        CODES.read(CODE, now)


@given(place=st.integers(0, len(CODE) - 1), other=st.sampled_from("09azAZ.-_签"))
def test_no_character_of_a_code_can_be_another(place: int, other: str) -> None:
    changed = CODE[:place] + other + CODE[place + 1 :]
    if changed != CODE:
        with pytest.raises(BadInput):
            CODES.read(changed, BEGINS)


def test_another_deployment_reads_none_of_it() -> None:
    with pytest.raises(BadInput) as refusal:
        ActivityCodes(b"o" * 32).read(CODE, BEGINS)
    assert refusal.value.zh == "签到码无效。"


@pytest.mark.parametrize(
    ("begins", "lasts", "field"),
    [(60, 10, "endsAt"), (60, 721, "endsAt"), (-60, 60, "endsAt"), (93 * 24 * 60, 60, "startsAt")],
)
def test_an_activity_out_of_bounds_has_no_code(begins: int, lasts: int, field: str) -> None:
    start = BEGINS + timedelta(minutes=begins)
    with pytest.raises(BadInput) as refusal:
        Activity("post-1", Stretch(start, start + timedelta(minutes=lasts))).check(BEGINS)
    assert refusal.value.field == (field,)
