"""Rules of the pace: what is packed comes out again to the second, in the order of days, and fits 64 bits."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from graphsvc.china import day_in_china
from graphsvc.org.model.pace import least_pace, pack_pace, unpack_pace

RAISED = st.datetimes(datetime(2020, 1, 1, 16), datetime(2064, 11, 1), timezones=st.just(UTC))
TIMES = st.none() | st.timedeltas(timedelta(), timedelta(days=190))


@given(st.lists(st.tuples(RAISED, TIMES, TIMES), max_size=20))
def test_what_is_packed_comes_out_again_to_the_second(cases: list[tuple[datetime, timedelta, timedelta]]) -> None:
    packed = [
        pack_pace(raised, *(None if time is None else raised + time for time in (responded, closed)))
        for raised, responded, closed in cases
    ]
    assert all(0 <= each < 2**63 for each in packed)
    for minutes, times in zip(unpack_pace(packed), ([c[1] for c in cases], [c[2] for c in cases]), strict=True):
        assert minutes.tolist() == [time // timedelta(seconds=1) / 60 for time in times if time is not None]


@given(RAISED, RAISED, TIMES)
def test_the_least_of_a_day_tells_who_was_raised_from_that_day_on(
    raised: datetime, other: datetime, time: timedelta | None
) -> None:
    day = day_in_china(other)
    packed = pack_pace(raised, None if time is None else raised + time, None)
    assert (packed >= least_pace(day)) == (day_in_china(raised) >= day)


def test_times_past_what_fits_and_before_the_case_are_held_to_the_ends() -> None:
    raised = datetime(2026, 1, 1, tzinfo=UTC)
    ((longest,), (shortest,)) = unpack_pace(
        [pack_pace(raised, raised + timedelta(days=400), raised - timedelta(hours=1))]
    )
    assert (longest, shortest) == ((2**24 - 2) / 60, 0)
