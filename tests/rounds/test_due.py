"""Work that falls due goes on through every failure, and stands still while the clock cannot be trusted."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from graphsvc.errors import Unavailable
from graphsvc.rounds import Backoff, InTurn, SteadyClock, Vitals, Work, keep_doing

T = TypeVar("T")

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@dataclass
class Clocks:
    """A wall clock and a steady one, moved by hand."""

    wall: datetime = NOW
    steady: float = 1000.0

    def pass_by(self, seconds: float, jump: float = 0.0) -> None:
        self.steady += seconds
        self.wall += timedelta(seconds=seconds + jump)


@dataclass(frozen=True)
class Did:
    due: int
    events: Sequence[Any] = ()


@dataclass
class Graph:
    """Runs the work at once; counts the rounds."""

    rounds: int = 0

    async def transact(self, work: Callable[[Any], Awaitable[T]]) -> T:
        self.rounds += 1
        return await work(None)


@dataclass
class Flaky:
    """Work whose first rounds end in these failures."""

    failures: list[BaseException]
    done: asyncio.Event = field(default_factory=asyncio.Event)
    times: list[datetime] = field(default_factory=list)

    async def once(self, _: Any, now: datetime) -> Did:
        if self.failures:
            raise self.failures.pop(0)
        self.times.append(now)
        self.done.set()
        return Did(0)


async def nothing(*_: Any) -> None:
    return None


async def run_until(done: asyncio.Event, *works: Work, clock: SteadyClock, vitals: Vitals) -> None:
    tasks = [asyncio.create_task(keep_doing(Graph(), work, nothing, clock, vitals, 0.01)) for work in works]
    await asyncio.wait_for(done.wait(), 5)
    for task in tasks:
        assert not task.done()
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


FAILURES = [
    Unavailable("", ""),
    OSError(28, "No space left on device"),
    ZeroDivisionError(),
    KeyError("x"),
    RuntimeError("loop"),
    TimeoutError(),
    RecursionError(),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda each: type(each).__name__)
async def test_no_failure_ends_work_for_good_and_the_unexpected_is_logged(
    failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    clocks, flaky = Clocks(), Flaky([failure] * 3)
    with caplog.at_level(logging.WARNING):
        await run_until(
            flaky.done,
            Work("work", flaky.once),
            clock=SteadyClock(lambda: clocks.wall, 600, lambda: clocks.steady),
            vitals=Vitals(120),
        )
    assert [record.message.split()[0] for record in caplog.records] == ["work"] * 3


async def test_one_kind_of_work_that_fails_leaves_the_others_alone() -> None:
    clocks = Clocks()
    good, bad = Flaky([]), Flaky([KeyError("x")] * 10_000)
    vitals = Vitals(0.0, lambda: clocks.steady)
    await run_until(
        good.done,
        Work("bad", bad.once),
        Work("good", good.once),
        clock=SteadyClock(lambda: clocks.wall, 600, lambda: clocks.steady),
        vitals=vitals,
    )
    clocks.pass_by(1)
    assert list(vitals.failing) == ["bad"]


async def test_rounds_wait_for_their_turn_and_all_come_to_it() -> None:
    graph, running, most = InTurn(Graph(), 2), 0, 0

    async def round_(_: Any) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1

    await asyncio.gather(*(graph.transact(round_) for _ in range(9)))
    assert (most, running) == (2, 0)


def test_a_process_is_alive_until_a_task_has_failed_for_longer_than_the_patience() -> None:
    clocks = Clocks()
    vitals = Vitals(120, lambda: clocks.steady)
    vitals.failed("attaching")
    clocks.pass_by(120)
    assert vitals.is_alive
    vitals.failed("attaching")
    clocks.pass_by(1)
    assert not vitals.is_alive
    assert vitals.failing == {"attaching": 121.0}
    vitals.went_well("attaching")
    assert vitals.is_alive


def test_pauses_double_up_to_the_longest_and_begin_anew_after_a_success() -> None:
    backoff = Backoff(1, 5)
    assert [backoff.pause() for _ in range(5)] == [1, 2, 4, 5, 5]
    backoff.reset()
    assert backoff.pause() == 1


@pytest.mark.parametrize("jump", [61.0, 86_400 * 30.0, -61.0, -86_400.0])
def test_after_a_jump_the_time_is_not_trusted_until_it_has_settled(jump: float) -> None:
    clocks = Clocks()
    clock = SteadyClock(lambda: clocks.wall, 600, lambda: clocks.steady)
    assert clock.trusted() == NOW
    clocks.pass_by(15, jump)
    assert clock.trusted() is None
    clocks.pass_by(599)
    assert clock.trusted() is None
    clocks.pass_by(1)
    assert clock.trusted() == clocks.wall
    clocks.pass_by(15)
    assert clock.trusted() == clocks.wall


def test_a_clock_that_was_set_back_right_is_trusted_at_once() -> None:
    clocks = Clocks()
    clock = SteadyClock(lambda: clocks.wall, 600, lambda: clocks.steady)
    clock.trusted()
    clocks.pass_by(15, 7200)
    assert clock.trusted() is None
    clocks.pass_by(15, -7200)
    assert clock.trusted() == clocks.wall


def test_a_clock_that_drifts_slowly_has_not_jumped() -> None:
    clocks = Clocks()
    clock = SteadyClock(lambda: clocks.wall, 600, lambda: clocks.steady)
    for _ in range(100):
        clocks.pass_by(15, 30)
        assert clock.trusted() == clocks.wall


async def test_nothing_is_done_by_a_clock_that_has_jumped() -> None:
    clocks, flaky, graph = Clocks(), Flaky([]), Graph()
    clock = SteadyClock(lambda: clocks.wall, 600, lambda: clocks.steady)
    clock.trusted()
    clocks.pass_by(15, 86_400 * 30)
    task = asyncio.create_task(keep_doing(graph, Work("work", flaky.once), nothing, clock, Vitals(120), 0.001))
    await asyncio.sleep(0.1)
    assert (graph.rounds, flaky.times) == (0, [])
    clocks.pass_by(600)
    await asyncio.wait_for(flaky.done.wait(), 5)
    assert flaky.times[0] == clocks.wall
    task.cancel()
