"""The circuit breaker: when it opens, whom it ends, and how it closes."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from graphsvc.db.breaker import Breaker, Limits
from graphsvc.errors import Unavailable

LIMITS = Limits(failures=5, probe_every=0.02, probe=1.0, quiet=0.25, tick=0.02, sign=0.1)


class Database:
    """What the breaker sees of a database."""

    def __init__(self) -> None:
        self.answers = False  # to a probe
        self.lives = True  # gives a sign of life
        self.probes = 0
        self.looks = 0

    async def probe(self, seconds: float) -> bool:
        assert seconds == LIMITS.probe
        self.probes += 1
        return self.answers

    async def alive(self, seconds: float) -> bool:
        self.looks += 1
        if not self.lives:
            await asyncio.sleep(seconds)
        return self.lives


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
async def breaker(database: Database) -> AsyncIterator[Breaker]:
    breaker = Breaker(database.probe, database.alive, LIMITS)
    yield breaker
    breaker.close()


async def request(breaker: Breaker, seconds: float, deadline: float = 5.0) -> float:
    """A request that takes so long; gives how long it lasted, raises TimeoutError when it was ended."""
    began = time.monotonic()
    async with asyncio.timeout(deadline) as limit:
        breaker.enter(limit)
        try:
            await asyncio.sleep(seconds)
        finally:
            breaker.leave(limit)
    return time.monotonic() - began


async def opened(breaker: Breaker) -> None:
    for _ in range(LIMITS.failures):
        breaker.failed()


async def test_five_failures_in_a_row_open_it(breaker: Breaker) -> None:
    for _ in range(LIMITS.failures - 1):
        breaker.failed()
    breaker.answered()
    for _ in range(LIMITS.failures - 1):
        breaker.failed()
    assert not breaker.is_open
    breaker.failed()
    assert breaker.is_open


async def test_an_open_one_refuses_at_once(breaker: Breaker) -> None:
    await opened(breaker)
    with pytest.raises(Unavailable) as refused:
        await request(breaker, 0)
    assert refused.value.code == "SERVICE_UNAVAILABLE"


async def test_it_closes_with_the_first_answer_to_a_probe_and_counts_anew(breaker: Breaker, database: Database) -> None:
    await opened(breaker)
    await asyncio.sleep(LIMITS.probe_every * 4)
    assert breaker.is_open
    assert database.probes >= 2
    database.answers = True
    await asyncio.sleep(LIMITS.probe_every * 3)
    assert not breaker.is_open
    breaker.failed()
    assert not breaker.is_open
    await request(breaker, 0)


async def test_opening_ends_the_requests_under_way(breaker: Breaker) -> None:
    under_way = [asyncio.create_task(request(breaker, 3)) for _ in range(3)]
    await asyncio.sleep(0)
    began = time.monotonic()
    await opened(breaker)
    ends = await asyncio.gather(*under_way, return_exceptions=True)
    assert [type(end) for end in ends] == [TimeoutError] * 3
    assert time.monotonic() - began < 0.5


async def test_one_that_ran_out_of_time_in_the_same_moment_does_no_harm(breaker: Breaker) -> None:
    late = asyncio.create_task(request(breaker, 3, deadline=0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await opened(breaker)
    with pytest.raises(TimeoutError):
        await late


async def test_silence_without_a_sign_of_life_opens_it_in_time(breaker: Breaker, database: Database) -> None:
    database.lives = False
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        await request(breaker, 3)
    assert breaker.is_open
    assert LIMITS.quiet <= time.monotonic() - began <= LIMITS.quiet + LIMITS.tick + LIMITS.sign + 0.3


async def test_a_slow_statement_of_a_living_database_is_left_alone(breaker: Breaker, database: Database) -> None:
    assert await request(breaker, LIMITS.quiet * 4) >= LIMITS.quiet * 4
    assert database.looks >= 2
    assert not breaker.is_open


async def test_while_others_are_answered_nobody_looks_for_a_sign_of_life(breaker: Breaker, database: Database) -> None:
    database.lives = False
    slow = asyncio.create_task(request(breaker, LIMITS.quiet * 4))
    while not slow.done():
        breaker.answered()
        await asyncio.sleep(LIMITS.tick / 2)
    assert database.looks == 0
    assert not breaker.is_open


async def test_an_idle_one_does_nothing(breaker: Breaker, database: Database) -> None:
    before = asyncio.all_tasks()
    await request(breaker, 0)
    await asyncio.sleep(LIMITS.quiet * 3)
    assert database.looks == 0
    assert asyncio.all_tasks() == before
    database.lives = False
    await request(breaker, LIMITS.quiet / 2)  # silence before a request is no silence of the database
    assert not breaker.is_open


async def test_closing_it_ends_its_own_tasks(database: Database) -> None:
    before = asyncio.all_tasks()
    breaker = Breaker(database.probe, database.alive, LIMITS)
    await request(breaker, 0)
    await opened(breaker)
    assert len(asyncio.all_tasks() - before) >= 1
    breaker.close()
    await asyncio.sleep(0.01)
    assert asyncio.all_tasks() - before == set()
