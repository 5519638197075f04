"""Rate limits: exactly so many requests, exactly so long to wait, and never more memory than allowed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import RateLimited
from graphsvc.web.rate_limits import FAILURES_AT_ONCE, Buckets, Limits, block, retry_after


def taken(buckets: Buckets, caller: str, now: float, times: int) -> int:
    """How many of so many requests at one moment are let through."""
    done = 0
    for _ in range(times):
        try:
            buckets.take(caller, now)
            done += 1
        except RateLimited:
            pass
    return done


def test_a_burst_is_let_through_and_not_one_more() -> None:
    assert taken(Buckets(10, 5), "a", 0.0, 20) == 5


def test_the_rate_holds_after_the_burst() -> None:
    buckets = Buckets(10, 5)
    taken(buckets, "a", 0.0, 20)
    assert [taken(buckets, "a", now, 3) for now in (0.05, 0.125, 0.225, 0.625, 9.0)] == [0, 1, 1, 3, 3]


def test_a_refusal_says_how_long_to_wait_and_does_not_count() -> None:
    buckets = Buckets(4, 2)
    taken(buckets, "a", 0.0, 2)
    for _ in range(10):
        with pytest.raises(RateLimited) as refusal:
            buckets.take("a", 0.0)
        assert refusal.value.retry_after == 0.25
    assert buckets.wait("a", 0.0) == 0.25
    buckets.take("a", 0.25)


def test_one_caller_takes_nothing_from_another() -> None:
    buckets = Buckets(10, 5)
    assert [taken(buckets, caller, 0.0, 9) for caller in "abc"] == [5, 5, 5]


def test_a_rate_of_zero_lets_everybody_through_and_remembers_nobody() -> None:
    buckets = Buckets(0, 1)
    assert taken(buckets, "a", 0.0, 1000) == 1000
    assert len(buckets) == 0


def test_memory_is_bounded_and_the_quietest_makes_room() -> None:
    buckets = Buckets(1, 3, most=100)
    taken(buckets, "busy", 0.0, 9)
    for number in range(10_000):
        buckets.take(f"caller-{number}", 0.0)
        if number % 50 == 0:
            assert taken(buckets, "busy", 0.0, 1) == 0
        assert len(buckets) <= 100


@given(
    rate=st.sampled_from([1, 2, 8]),
    burst=st.integers(1, 10),
    pauses=st.lists(st.integers(0, 64).map(lambda n: n / 64), min_size=1, max_size=80),
)
def test_in_no_span_of_time_more_than_the_burst_and_the_rate_are_let_through(
    rate: int, burst: int, pauses: list[float]
) -> None:
    buckets, now, passed = Buckets(rate, burst), 0.0, []
    for pause in pauses:
        now += pause
        if taken(buckets, "a", now, 1):
            passed.append(now)
    for first in range(len(passed)):
        for last in range(first, len(passed)):
            assert last - first + 1 <= burst + rate * (passed[last] - passed[first]) + 1e-9


def test_somebody_signed_in_is_limited_by_subject_and_not_by_address() -> None:
    limits = Limits(1, 2)
    for _ in range(50):
        limits.knock("10.0.0.1", 0.0)
    limits.admit("a", 0.0)
    limits.admit("a", 0.0)
    with pytest.raises(RateLimited):
        limits.admit("a", 0.0)
    limits.admit("b", 0.0)
    limits.knock("10.0.0.1", 0.0)


def test_failed_sign_ins_shut_the_door_on_their_address_alone() -> None:
    limits = Limits(50, 200)
    for _ in range(FAILURES_AT_ONCE):
        limits.knock("198.51.100.7", 0.0)
        limits.failed("198.51.100.7", 0.0)
    with pytest.raises(RateLimited) as refusal:
        limits.knock("198.51.100.7", 0.0)
    assert refusal.value.retry_after == 2.0
    limits.knock("198.51.100.8", 0.0)
    limits.knock("198.51.100.7", 2.0)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "20010db800010002"),
        ("2001:db8:1:2::1", "20010db800010002"),
        ("2001:db8:1:3::1", "20010db800010003"),
        ("testclient", "unknown"),
        (None, "unknown"),
    ],
)
def test_one_host_counts_as_one_address(address: str | None, counted: str) -> None:
    assert block(address) == counted


@pytest.mark.parametrize(("seconds", "told"), [(0.001, b"1"), (1.0, b"1"), (1.2, b"2"), (60.0, b"60")])
def test_the_header_tells_whole_seconds(seconds: float, told: bytes) -> None:
    assert retry_after(RateLimited(seconds)) == (b"retry-after", told)


def test_the_refusal_is_coded() -> None:
    assert (RateLimited(1).code, RateLimited(1).zh) == ("RATE_LIMITED", "请求过于频繁，请稍后再试。")
