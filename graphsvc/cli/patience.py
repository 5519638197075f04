"""Trying again: a database that has just been started is slow on a busy machine, not away."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar

from graphsvc.errors import Unavailable

T = TypeVar("T")

PATIENCE_SECONDS = 180.0
PAUSE_SECONDS = 0.5


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
