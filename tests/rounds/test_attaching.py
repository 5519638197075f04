"""A service is attached again through every failure, and gives up only where waiting is no use."""

import asyncio
import logging
from dataclasses import dataclass, field
from enum import StrEnum

import pytest

from graphsvc.errors import SetupError, StartRefused, Unavailable
from graphsvc.rounds import Vitals, attaching, keep_attached


class Why(StrEnum):
    ENDED = "it has ended"


@dataclass
class Service:
    """Fails to attach in these ways, then stays attached until it is told to end."""

    failures: list[Exception]
    lost: bool = False
    attached: asyncio.Event = field(default_factory=asyncio.Event)
    unfit: asyncio.Event = field(default_factory=asyncio.Event)
    calls: list[str] = field(default_factory=list)

    async def attach(self) -> None:
        self.calls.append("attach")
        if self.failures:
            raise self.failures.pop(0)
        self.attached.set()

    async def until_unfit(self) -> StrEnum:
        await self.unfit.wait()
        self.unfit.clear()
        return Why.ENDED

    async def detach(self) -> None:
        self.calls.append("detach")
        self.attached.clear()

    @property
    def has_lost_its_database(self) -> bool:
        return self.lost


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attaching, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(attaching, "LONGEST_PAUSE", 0.002)


async def called(service: Service, times: int) -> None:
    while len(service.calls) < times:  # noqa: ASYNC110 - a plain list sets no event
        await asyncio.sleep(0)


def kept(service: Service, vitals: Vitals, told: list[StartRefused] | None = None) -> "asyncio.Task[None]":
    return asyncio.create_task(keep_attached(service, vitals, (told if told is not None else []).append))


NOT_AWAY = [SetupError("", "no jars"), FileNotFoundError(2, "No such file or directory", "/nowhere"), KeyError("x")]
NOT_AWAY += [NotADirectoryError(20, "Not a directory"), OSError(30, "Read-only file system"), RuntimeError("x")]


@pytest.mark.parametrize("failure", NOT_AWAY, ids=lambda each: type(each).__name__)
async def test_it_goes_on_through_any_failure_says_so_and_is_stuck_meanwhile(
    failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    time = 0.0
    vitals = Vitals(10, lambda: time)
    service = Service([failure] * 4)
    with caplog.at_level(logging.WARNING):
        task = kept(service, vitals)
        await called(service, 3)
        time = 11.0
        assert not vitals.is_alive
        await asyncio.wait_for(service.attached.wait(), 5)
    assert vitals.is_alive
    assert len(caplog.records) == 4
    task.cancel()


async def test_a_database_that_is_away_is_waited_for_without_end_and_nothing_is_stuck() -> None:
    vitals = Vitals(0.0)
    service = Service([Unavailable("", "away")] * 50)
    task = kept(service, vitals)
    await asyncio.wait_for(service.attached.wait(), 5)
    assert vitals.failing == {}
    task.cancel()


async def test_what_was_started_and_has_ended_is_let_go_before_the_next_attempt() -> None:
    service = Service([Unavailable("", "died under the migration")], lost=True)
    task = kept(service, Vitals(10))
    await asyncio.wait_for(service.attached.wait(), 5)
    assert service.calls == ["attach", "detach", "attach"]
    task.cancel()


async def test_an_unfit_database_is_let_go_and_attached_anew() -> None:
    service = Service([])
    task = kept(service, Vitals(10))
    for turn in range(3):
        await asyncio.wait_for(service.attached.wait(), 5)
        assert service.calls == ["attach", "detach"] * turn + ["attach"]
        service.unfit.set()
        await called(service, 2 * turn + 3)
    task.cancel()


async def test_where_somebody_has_to_act_it_ends_and_says_so() -> None:
    told: list[StartRefused] = []
    refusal = StartRefused("", "another key")
    await asyncio.wait_for(kept(Service([refusal]), Vitals(10), told), 5)
    assert told == [refusal]
