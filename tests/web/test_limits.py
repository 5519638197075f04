"""Rate limits: exactly so many requests, exactly so long to wait, and never more memory than allowed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.access.authenticator import DEVELOPER
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.errors import RateLimited, SetupError, TooManyOpen
from graphsvc.settings import Settings
from graphsvc.web.limits.allowances import UNLIMITED, Allowance, Allowances, allowances, parse_allowances
from graphsvc.web.limits.front import FAILURES, Limits, Open, block
from graphsvc.web.limits.rates import Buckets, Rate, retry_after

LI, WANG = Principal("li", Role.VIEWER), Principal("wang", Role.VIEWER)


def taken(buckets: Buckets, caller: str, rate: Rate, now: float, times: int) -> int:
    """How many of so many requests at one moment are let through."""
    return sum(not buckets.take(caller, rate, now).wait for _ in range(times))


def test_a_burst_is_let_through_and_not_one_more() -> None:
    assert taken(Buckets(), "a", Rate(10, 5), 0.0, 20) == 5


def test_the_rate_holds_after_the_burst() -> None:
    buckets, rate = Buckets(), Rate(10, 5)
    taken(buckets, "a", rate, 0.0, 20)
    assert [taken(buckets, "a", rate, now, 3) for now in (0.05, 0.125, 0.225, 0.625, 9.0)] == [0, 1, 1, 3, 3]


def test_a_refusal_says_how_long_to_wait_and_does_not_count() -> None:
    buckets, rate = Buckets(), Rate(4, 2)
    taken(buckets, "a", rate, 0.0, 2)
    for _ in range(10):
        with pytest.raises(RateLimited) as refusal:
            buckets.take("a", rate, 0.0).check()
        assert refusal.value.retry_after == 0.25
        assert refusal.value.details == {"retryAfter": 0.25}
    buckets.take("a", rate, 0.25).check()


def test_one_caller_takes_nothing_from_another() -> None:
    buckets = Buckets()
    assert [taken(buckets, caller, Rate(10, 5), 0.0, 9) for caller in "abc"] == [5, 5, 5]


def test_a_rate_of_zero_lets_everybody_through_and_remembers_nobody() -> None:
    buckets = Buckets()
    assert taken(buckets, "a", Rate(0, 1), 0.0, 1000) == 1000
    assert len(buckets) == 0


def test_memory_is_bounded_and_the_quietest_makes_room() -> None:
    buckets, rate = Buckets(most=100), Rate(1, 3)
    taken(buckets, "busy", rate, 0.0, 9)
    for number in range(10_000):
        buckets.take(f"caller-{number}", rate, 0.0)
        if number % 50 == 0:
            assert taken(buckets, "busy", rate, 0.0, 1) == 0
        assert len(buckets) <= 100


@given(
    per_second=st.sampled_from([1, 2, 8]),
    burst=st.integers(1, 10),
    pauses=st.lists(st.integers(0, 64).map(lambda n: n / 64), min_size=1, max_size=80),
)
def test_in_no_span_of_time_more_than_the_burst_and_the_rate_are_let_through(
    per_second: int, burst: int, pauses: list[float]
) -> None:
    buckets, rate, now, passed = Buckets(), Rate(per_second, burst), 0.0, []
    for pause in pauses:
        now += pause
        standing = buckets.take("a", rate, now)
        if not standing.wait:
            passed.append(now)
        again = Buckets()
        again._due = dict(buckets._due)
        assert taken(again, "a", rate, now, burst + 1) == standing.remaining, "what an answer says is left is left"
        assert standing.reset <= math.ceil(burst / per_second)
    for first in range(len(passed)):
        for last in range(first, len(passed)):
            assert last - first + 1 <= burst + per_second * (passed[last] - passed[first]) + 1e-9


def test_an_answer_tells_the_limit_what_is_left_and_when_all_of_it_is_there_again() -> None:
    buckets, rate = Buckets(), Rate(50, 200)
    for _ in range(30):
        standing = buckets.take("a", rate, 0.0)
    assert dict(standing.headers) == {
        b"ratelimit-limit": b"200",
        b"ratelimit-remaining": b"170",
        b"ratelimit-reset": b"1",
        b"ratelimit-policy": b"200;w=4",
    }


def limits(per_second: float = 1, burst: int = 2, sockets: int = 2, streams: int = 3) -> Limits:
    return Limits(Allowances(Allowance(Rate(per_second, burst), sockets, streams), {}))


def test_somebody_signed_in_is_limited_by_subject() -> None:
    door = limits()
    assert [door.count(who, 0.0).wait for who in (LI, LI, LI, WANG)] == [0, 0, 1.0, 0]


def test_failed_sign_ins_are_counted_by_address() -> None:
    door = limits()
    for _ in range(FAILURES.burst):
        door.failed("198.51.100.7", 0.0)
    with pytest.raises(RateLimited) as refusal:
        door.failed("198.51.100.7", 0.0)
    assert refusal.value.retry_after == 2.0
    door.failed("198.51.100.8", 0.0)
    door.failed("198.51.100.7", 2.0)


def test_a_caller_holds_so_many_sockets_and_streams_open_and_ending_one_makes_room() -> None:
    door = limits()
    with door.holding(LI, Open.SOCKET), door.holding(LI, Open.STREAM), door.holding(WANG, Open.SOCKET):
        with door.holding(LI, Open.SOCKET):
            with pytest.raises(TooManyOpen) as refusal, door.holding(LI, Open.SOCKET):
                pass
            assert (refusal.value.code, refusal.value.details) == ("TOO_MANY_OPEN", {"retryAfter": 5.0})
            assert "2" in refusal.value.zh
        with door.holding(LI, Open.SOCKET):
            pass
    assert not door._open


def test_the_developer_has_no_limit() -> None:
    assert limits().allowances.of(DEVELOPER) is UNLIMITED


def test_settings_give_systems_roles_and_single_callers_an_allowance_of_their_own() -> None:
    text = "VIEWER rate=10 burst=20; client rate=500 sockets=200 ; subject:gateway streams=5000"
    found = allowances(Settings(allowances=text))
    system = Principal("gateway", Role.VIEWER, client=True)
    assert found.of(LI) == Allowance(Rate(10, 20), 20, 100)
    assert found.of(Principal("x", Role.AUDITOR)) == Allowance(Rate(50, 200), 20, 100)
    assert found.of(system) == Allowance(Rate(500, 20), 200, 5000)


@pytest.mark.parametrize(
    "text",
    ["client", "client rate", "client rate=", "client rate=x", "client rate=-1", "client rate=nan", "NOBODY rate=1",
     "client speed=1", "rate=1", "client rate=1e99"],
)  # fmt: skip
def test_what_is_no_allowance_is_refused_at_the_start(text: str) -> None:
    with pytest.raises(SetupError) as refusal:
        parse_allowances(text)
    assert "GRAPHSVC_ALLOWANCES" in refusal.value.en


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
