"""Patience of commands: a database that has just been started, or asked for a city, is slow on a busy machine."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar

from graphsvc.errors import Unavailable
from graphsvc.settings import Settings

T = TypeVar("T")

PATIENCE_SECONDS = 180.0
PAUSE_SECONDS = 0.5
LIGHT_SECONDS, HEAVY_SECONDS = 60.0, 600.0
"""What a command's statements may take."""


def unhurried(given: Settings) -> Settings:
    """Give a command's statements more time than a request's: nobody else waits for them, and who does can end it.

    Nothing is planned for later requests either: it would hold up the one thing that the command is there for.
    """
    light, heavy = max(given.deadline_seconds, LIGHT_SECONDS), max(given.heavy_deadline_seconds, HEAVY_SECONDS)
    more = {"deadline_seconds": light, "heavy_deadline_seconds": heavy, "plan_ahead": False}
    return given.model_copy(update=more)


async def retry_while_away(work: Callable[[], Awaitable[T]], seconds: float = PATIENCE_SECONDS) -> T:
    """Do `work`, which may be repeated, and again while the database does not answer in time.

    Raises:
        Unavailable: still so after that many seconds.
    """
    end = monotonic() + seconds
    while True:
        try:
            return await work()
        except Unavailable:
            if monotonic() > end:
                raise
        await asyncio.sleep(PAUSE_SECONDS)
