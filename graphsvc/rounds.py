"""Work that falls due: rounds in transactions until nothing is left, a pause, and on again through failures."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from graphsvc.errors import GraphsvcError
from graphsvc.log.events import Event

log = logging.getLogger(__name__)


class Round(Protocol):
    """What one round did: how much it found due, and its events."""

    @property
    def due(self) -> int:
        """How much was found due; none ends the rounds until after the pause."""

    @property
    def events(self) -> Sequence[Event]:
        """For the record."""


class Transactions(Protocol):
    """What rounds need of `graphsvc.db.driver.Graph`."""

    async def transact(self, work: Callable[[Any], Awaitable[int]]) -> int:
        """Do `work` in one transaction that writes."""


Work = Callable[[Any, datetime], Awaitable[Round]]
Append = Callable[[Any, Sequence[Event], datetime], Awaitable[None]]


async def keep_doing(
    graph: Transactions, work: Work, append: Append, clock: Callable[[], datetime], pause_seconds: float
) -> None:
    """Do rounds as long as something is due, then look again after a pause; until cancelled.

    Several processes may do the same work: a round must take what it finds by lock, check and set.

    Args:
        append: writes events into the record, in the same transaction.
    """
    while True:
        try:
            while await graph.transact(lambda tx: _once(tx, work, append, clock())):
                pass
        except GraphsvcError as failure:
            log.warning("work that is due waits: %s", failure.en)
        await asyncio.sleep(pause_seconds)


async def _once(tx: Any, work: Work, append: Append, now: datetime) -> int:
    done = await work(tx, now)
    if done.events:
        await append(tx, done.events, now)
    return done.due
