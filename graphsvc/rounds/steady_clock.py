"""The wall clock, watched by one that never jumps: work that goes by the time of day waits until a jump has settled.

A clock set ahead by a month would escalate every open case and forget every idempotency key at once; setting it back
would undo nothing. Deadlines and breakers go by the steady clock and are not touched.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime

log = logging.getLogger(__name__)

JUMP_SECONDS = 60.0
"""Drift between two looks that is no jump; clocks are slewed by far less."""


class SteadyClock:
    """Gives the time while it can be trusted."""

    def __init__(
        self, wall: Callable[[], datetime], settle_seconds: float, steady: Callable[[], float] = time.monotonic
    ) -> None:
        """Args: `settle_seconds` is how long a jump has to last before the new time is taken for the right one."""
        self._wall = wall
        self._steady = steady
        self._settle = settle_seconds
        self._offset: float | None = None
        self._jumped: float | None = None  # the steady clock's time of the jump

    def trusted(self) -> datetime | None:
        """Tell the time, or None while a jump has not settled."""
        now, steady = self._wall(), self._steady()
        offset = now.timestamp() - steady
        if self._offset is None or abs(offset - self._offset) <= JUMP_SECONDS:
            if self._jumped is not None:
                log.warning("the clock is back where it was; work that is due goes on")
            self._offset, self._jumped = offset, None
            return now
        if self._jumped is None:
            self._jumped = steady
            jump, wait = offset - self._offset, self._settle
            log.error("the clock has jumped by %.0f s; work that is due waits for %.0f s", jump, wait)
        if steady - self._jumped < self._settle:
            return None
        self._offset, self._jumped = offset, None
        return now
