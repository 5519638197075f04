"""A circuit breaker: while the database is away, requests are refused at once and one probe looks for its return."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from graphsvc.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Limits:
    """When the breaker opens and how it finds its way back; times in seconds.

    A database that is dead refuses connections; one that is frozen says nothing. So when requests are under way and
    none has been answered for `quiet`, the breaker asks for a sign of life and opens unless one comes within `sign`.
    No request waits longer than `quiet + tick + sign` for a database that is away.
    """

    failures: int = 5  # in a row
    probe_every: float = 0.25
    probe: float = 5.0
    quiet: float = 1.0
    tick: float = 0.25
    sign: float = 1.5


class Breaker:
    """Counts failures and sees silence; opening it also ends the requests that are under way."""

    def __init__(
        self, probe: Callable[[float], Awaitable[bool]], alive: Callable[[float], Awaitable[bool]], limits: Limits
    ) -> None:
        """`probe` runs a statement, `alive` looks for any sign of life; both get the seconds they may take."""
        self._probe = probe
        self._alive = alive
        self._limits = limits
        self._failures = 0
        self._heard = 0.0  # the loop's time of the last sign of life
        self._under_way: set[asyncio.Timeout] = set()
        self._probing: asyncio.Task[None] | None = None
        self._listening: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether requests are refused at once."""
        return self._probing is not None

    def check(self) -> None:
        """
        Raises:
            Unavailable: the database is away.
        """
        if self._probing:
            raise unavailable()

    def enter(self, limit: asyncio.Timeout) -> None:
        """Let a request in; `limit` is its time limit, entered and not yet left.

        Raises:
            Unavailable: the database is away.
        """
        self.check()
        self._under_way.add(limit)
        if not self._listening:
            self._heard = asyncio.get_running_loop().time()
            self._listening = asyncio.create_task(self._listen())

    def leave(self, limit: asyncio.Timeout) -> None:
        """The request has ended in whatever way."""
        self._under_way.discard(limit)

    def answered(self) -> None:
        """The database has answered, be it with a refusal."""
        self._failures = 0
        self._heard = asyncio.get_running_loop().time()

    def failed(self) -> None:
        """The database has not answered."""
        self._failures += 1
        if self._failures >= self._limits.failures:
            self._open()

    def close(self) -> None:
        """End the background tasks."""
        for task in filter(None, (self._probing, self._listening)):
            task.cancel()

    def _open(self) -> None:
        if self._probing:
            return
        self._probing = asyncio.create_task(self._look_for_return())
        now = asyncio.get_running_loop().time()
        for limit in self._under_way:
            if not limit.expired():
                limit.reschedule(now)

    async def _look_for_return(self) -> None:
        while True:
            if await self._probe(self._limits.probe):
                break
            await asyncio.sleep(self._limits.probe_every)
        self._failures = 0
        self._probing = None

    async def _listen(self) -> None:
        """Runs while requests do: looks for silence, and for its reason."""
        loop = asyncio.get_running_loop()
        while self._under_way and not self._probing:
            await asyncio.sleep(self._limits.tick)
            if not self._under_way or loop.time() - self._heard < self._limits.quiet:
                continue
            if await self._alive(self._limits.sign):
                self._heard = loop.time()
            elif loop.time() - self._heard >= self._limits.quiet:
                self._open()
        self._listening = None


def unavailable() -> Unavailable:
    """The refusal while the database is away."""
    return Unavailable(
        "数据库暂时不可用，请稍后再试。",
        "The database is not available now; try again shortly.",
    )
