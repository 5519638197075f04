"""Following the record: every entry of a district once, in its order, from where a reader stands.

One task a process asks the graph which chains have grown, for all followers; what is new is read once and kept for a
while. A place in the record is the number of the last entry seen, a district: numbers have no gaps and stand in the
order of commits, so nothing is lost or repeated, whoever writes and however many workers read. Times would not do: of
two entries the later may be committed first. While the database is away, followers wait.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import for_everybody
from graphsvc.db.ports import Reader
from graphsvc.errors import BadCursor, GraphsvcError
from graphsvc.log.chain import CYPHER
from graphsvc.log.cursors import Cursors, Place
from graphsvc.log.entry import REGISTER
from graphsvc.log.stretches import PAUSES_SECONDS, Row, Stretches

__all__ = ["Feed", "Reader", "Row"]

log = logging.getLogger(__name__)

POLL_SECONDS = 0.15
SOONEST_SECONDS = 0.02
"""Between two looks when somebody waits for one."""
DOUBTED_SECONDS = 2.0
"""How long a cursor ahead of the record may be that of another member of a cluster, which is further."""
RESTORED_SECONDS = 10.0
"""How long a record may seem shorter than it was before it counts as restored from a copy."""

TOGETHER = 500
"""Entries that are told in one list, at most."""

Wanted = Callable[[Row], bool]


class Pulse:
    """Wakes everybody who waits, again and again."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    async def wait(self) -> None:
        """Wait for the next beat."""
        await self._event.wait()

    def beat(self) -> None:
        """Wake who waits now."""
        self._event.set()
        self._event = asyncio.Event()


class Feed:
    """The record of one graph, followed; the graph is asked while somebody follows."""

    def __init__(self, graph: Reader, cursors: Cursors, poll_seconds: float = POLL_SECONDS) -> None:
        self._graph = graph
        self._cursors = cursors
        self._poll = poll_seconds
        self._stretches = Stretches(graph)
        self._heads: dict[str, int] = {}
        self._looks = self._looked = 0  # begun, and the last one that ended well
        self._looked_at = 0.0
        self._shorter_since: float | None = None
        self._seen, self._grown = Pulse(), Pulse()  # after every look; when chains have other heads than before
        self._sought = asyncio.Event()
        self._followers = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def followers(self) -> int:
        """Who follows now."""
        return self._followers

    @property
    def lag_seconds(self) -> float:
        """Since the last look that went well, while somebody follows; else 0."""
        return asyncio.get_running_loop().time() - self._looked_at if self._followers and self._looked else 0.0

    async def follow(
        self, prefix: str, since: str | None, reader: str, wanted: Wanted = lambda _: True
    ) -> AsyncGenerator[tuple[Row, str], None]:
        """Wanted entries of the districts under a prefix of area codes, or above it, and the cursor behind each.

        Args:
            since: a cursor; None begins with what is written from now on.
            reader: the subject that cursors are given to.
        Raises:
            BadCursor: none of this reader, or one that is ahead of the record.
        """
        with self._following():
            place = await self._start(prefix, since, reader)
            while True:
                async for row in self._behind(prefix, place):
                    if wanted(row):
                        yield row, self._cursors.seal(place, reader)
                await self._until_grown(prefix, place)

    async def follow_together(
        self, prefix: str, since: str | None, reader: str, wanted: Wanted = lambda _: True
    ) -> AsyncGenerator[tuple[list[Row], str], None]:
        """Tell the same, but all that is there in one list, up to some hundreds, with the cursor behind it.

        Who takes its time between two lists is told of more at once.
        """
        with self._following():
            place, rows = await self._start(prefix, since, reader), list[Row]()
            while True:
                async for row in self._behind(prefix, place):
                    rows += [row] if wanted(row) else []
                    if len(rows) == TOGETHER:
                        yield rows, self._cursors.seal(place, reader)
                        rows = []
                if rows:
                    yield rows, self._cursors.seal(place, reader)
                    rows = []
                await self._until_grown(prefix, place)

    async def heads(self, prefix: str) -> dict[str, int]:
        """How far the record goes by now under a prefix of area codes: the last entry of each district's chain."""
        heads = _heads(await self._graph.read(Statement(CYPHER["chains"])))
        return {district: number for district, number in heads.items() if _touches(district, prefix)}

    def cursor(self, heads: Place, reader: str) -> str:
        """A cursor behind these heads: who reads a state after they were read and follows from here loses nothing.

        Args:
            reader: the subject that it is given to.
        """
        return self._cursors.seal(heads, reader, steady=True)

    async def _start(self, prefix: str, since: str | None, reader: str) -> dict[str, int]:
        """Where a follower begins; a place ahead of the record is looked at more than once."""
        given = None if since is None else self._cursors.open(since, reader)
        if given is None:
            await self._next_look()
            return {d: n for d, n in self._heads.items() if _touches(d, prefix)}
        if not self._looked or self._is_ahead(given):
            await self._next_look()
        loop = asyncio.get_running_loop()
        end = loop.time() + DOUBTED_SECONDS
        while self._is_ahead(given):
            if loop.time() > end:
                raise _ahead()
            await self._seen.wait()
        return given

    async def _behind(self, prefix: str, place: dict[str, int]) -> AsyncIterator[Row]:
        """What lies between a follower's place and the heads; moves the place along."""
        for district in sorted(self._heads):
            while _touches(district, prefix) and place.get(district, 0) < self._heads[district]:
                rows, to = await self._stretches.behind(district, place.get(district, 0), self._heads[district])
                for row in rows:
                    place[district] = row["number"]
                    yield row
                place[district] = to
                await asyncio.sleep(0)  # a long way is not gone in one go

    async def _until_grown(self, prefix: str, place: Place) -> None:
        while not self._is_behind(prefix, place):
            if self._is_ahead(place):
                raise _ahead()
            await self._grown.wait()

    def _is_behind(self, prefix: str, place: Place) -> bool:
        return any(_touches(d, prefix) and place.get(d, 0) < head for d, head in self._heads.items())

    def _is_ahead(self, place: Place) -> bool:
        return any(number > self._heads.get(district, 0) for district, number in place.items())

    # -- the one task that asks

    @contextmanager
    def _following(self) -> Iterator[None]:
        """Count a follower; nothing is awaited between seeing that nobody asks and asking, so that one task does."""
        self._followers += 1
        if self._task is None:
            with for_everybody():
                self._task = asyncio.create_task(self._ask())
        try:
            yield
        finally:
            self._followers -= 1
            if not self._followers and self._task is not None:
                self._task.cancel()
                self._task = None
                self._looked, self._heads, self._shorter_since = 0, {}, None
                self._stretches.forget()

    async def _next_look(self) -> None:
        """Wait until a look that begins from now on has ended well, however long the database is away."""
        wanted = self._looks + 1
        while self._looked < wanted:
            self._sought.set()
            await self._seen.wait()

    async def _ask(self) -> None:
        failures = 0
        while True:
            try:
                await self._look()
                failures = 0
            except GraphsvcError as failure:
                if not failures:
                    log.warning("the record cannot be followed now: %s", failure.code)
                failures += 1
            except Exception:  # followers would wait for ever
                log.exception("following the record failed")
                failures += 1
            await self._rest(failures)

    async def _rest(self, failures: int) -> None:
        """Pause before the next look, shorter when somebody waits for it and the database is there."""
        if failures:
            await asyncio.sleep(PAUSES_SECONDS[min(failures, len(PAUSES_SECONDS)) - 1])
            return
        await asyncio.sleep(SOONEST_SECONDS)
        try:
            async with asyncio.timeout(max(0.0, self._poll - SOONEST_SECONDS)):
                await self._sought.wait()
        except TimeoutError:
            pass

    async def _look(self) -> None:
        """See how far the chains go."""
        self._looks += 1
        self._sought.clear()
        rows = await self._graph.read(Statement(CYPHER["chains"]))
        before = self._heads
        self._take(_heads(rows))
        self._looked = self._looks
        self._looked_at = asyncio.get_running_loop().time()
        self._seen.beat()
        if self._heads != before:
            self._grown.beat()

    def _take(self, heads: dict[str, int]) -> None:
        """Go on to new heads; lower ones are those of a member that lags, until they have been so for a while."""
        lower = any(heads.get(district, 0) < number for district, number in self._heads.items())
        now = asyncio.get_running_loop().time()
        self._shorter_since = (self._shorter_since or now) if lower else None
        if self._shorter_since is None or now - self._shorter_since > RESTORED_SECONDS:
            if lower:
                log.warning("the record is shorter than it was: followers begin anew")
                self._stretches.forget()
                self._shorter_since = None
            self._heads = heads
        else:
            self._heads = {d: max(heads.get(d, 0), self._heads.get(d, 0)) for d in {*heads, *self._heads}}


def _heads(rows: Sequence[Sequence[Any]]) -> dict[str, int]:
    """The number of the last entry of each district's chain."""
    return {row[0]: row[1] for row in rows if row[0] != REGISTER}


def _touches(district: str, prefix: str) -> bool:
    """Whether a district's chain may hold entries under a prefix."""
    return district.startswith(prefix) or prefix.startswith(district)


def _ahead() -> BadCursor:
    return BadCursor(
        "游标超出了现有的变更记录（数据可能已从备份恢复）；请不带 since 重新订阅，并重新读取页面。",
        "The record ends before this cursor, as after a restore from a copy; follow without `since`, and read the page "
        "anew.",
    )
