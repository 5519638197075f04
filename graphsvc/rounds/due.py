"""Work that falls due: rounds in transactions until nothing is left, a pause, and on again through failures."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar

from graphsvc.db.ports import Transactions
from graphsvc.errors import GraphsvcError
from graphsvc.log.events import Event
from graphsvc.rounds.steady_clock import SteadyClock
from graphsvc.rounds.vitals import Backoff, Vitals

T = TypeVar("T")

log = logging.getLogger(__name__)

LONGEST_PAUSE = 20.0
"""Pauses of failing work grow up to so many times the usual one."""


class Round(Protocol):
    """What one round did: how much it found due, and its events."""

    @property
    def due(self) -> int:
        """How much was found due; none ends the rounds until after the pause."""

    @property
    def events(self) -> Sequence[Event]:
        """For the record."""


Append = Callable[[Any, Sequence[Event], datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work that falls due, under its name."""

    name: str
    once: Callable[[Any, datetime], Awaitable[Round]]


class InTurn:
    """A graph on which at most so many rounds run at once, the others when it is their turn.

    After a start all kinds of work come at once, before any caller; they would take every heavy place and be refused
    what is left.
    """

    def __init__(self, graph: Transactions, at_once: int) -> None:
        self._graph, self._turns = graph, asyncio.Semaphore(at_once)

    async def transact(self, work: Callable[[Any], Awaitable[T]]) -> T:
        """Do `work` in one transaction."""
        async with self._turns:
            return await self._graph.transact(work)


async def keep_doing(
    graph: Transactions, work: Work, append: Append, clock: SteadyClock, vitals: Vitals, pause_seconds: float
) -> None:
    """Do rounds as long as something is due, then look again after a pause; until cancelled, whatever fails.

    Several processes may do the same work: a round must take what it finds by lock, check and set.

    Args:
        append: writes events into the record, in the same transaction.
    """
    backoff = Backoff(pause_seconds, pause_seconds * LONGEST_PAUSE)
    while True:
        pause = pause_seconds
        try:
            vitals.went_well(work.name, await _rounds(graph, work, append, clock))
            backoff.reset()
        except GraphsvcError as failure:
            log.warning("%s waits: %s", work.name, failure.en)
        except Exception:  # nobody else would tell of it, and nobody else would go on
            vitals.failed(work.name)
            pause = backoff.pause()
            log.exception("%s has failed; tried again in %.0f s", work.name, pause)
        await asyncio.sleep(pause)


async def _rounds(graph: Transactions, work: Work, append: Append, clock: SteadyClock) -> int:
    """Do rounds until nothing is due; how much was."""
    due = 0
    while now := clock.trusted():
        found = await graph.transact(partial(_once, work, append, now))
        if not found:
            break
        due += found
    return due


async def _once(work: Work, append: Append, now: datetime, tx: Any) -> int:
    done = await work.once(tx, now)
    if done.events:
        await append(tx, done.events, now)
    return done.due
