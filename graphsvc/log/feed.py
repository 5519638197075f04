"""Following the record: every entry of a district once, in its order, from where a reader stands.

One task a process asks the graph which chains have grown and reads what is new once for all followers; a follower that
is further behind reads for itself. A place in the record is the number of the last entry seen, a district: numbers have
no gaps and stand in the order of commits, so nothing is lost or repeated, whoever writes and however many workers read.
Times would not do: of two entries the later may be committed first.
"""

import asyncio
import re
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from typing import Any, Protocol

from graphsvc.cypher.statement import Statement
from graphsvc.errors import BadCursor, GraphsvcError
from graphsvc.log.chain import CYPHER
from graphsvc.log.entry import REGISTER

POLL_SECONDS = 0.15
KEPT = 2_000
"""Entries of a district kept in memory for its followers."""
STRETCH = 500
"""Entries read at a time."""
_CURSOR = re.compile(r"(\d{1,6}:\d{1,15})(,\d{1,6}:\d{1,15})*|")

Place = Mapping[str, int]
Row = Mapping[str, Any]


class Reader(Protocol):
    """What following needs of `graphsvc.db.driver.Graph`."""

    async def read(self, statement: Statement) -> list[list[Any]]:
        """Run one statement that reads; the values of each row."""


def place_of(cursor: str) -> dict[str, int]:
    """The place that a cursor `district:number,…` names.

    Raises:
        BadCursor: not of that form.
    """
    if not _CURSOR.fullmatch(cursor):
        raise BadCursor("这不是变更流的游标。", "Not a cursor of the feed of changes.")
    parts = (part.split(":") for part in cursor.split(",") if part)
    return {district: int(number) for district, number in parts}


def cursor_of(place: Place) -> str:
    """A place as a cursor."""
    return ",".join(f"{district}:{number}" for district, number in sorted(place.items()))


class Feed:
    """The record of one graph, followed; the graph is asked while somebody follows."""

    def __init__(self, graph: Reader, poll_seconds: float = POLL_SECONDS) -> None:
        self._graph = graph
        self._poll = poll_seconds
        self._heads: dict[str, int] = {}
        self._recent: dict[str, deque[Row]] = {}
        self._grown = asyncio.Condition()
        self._followers = 0
        self._task: asyncio.Task[None] | None = None

    async def follow(self, prefix: str, since: str | None) -> AsyncGenerator[tuple[Row, str], None]:
        """Entries of the districts under a prefix of area codes, or above it, and the cursor behind each.

        Args:
            since: a cursor; None begins with what is written from now on.
        Raises:
            BadCursor: no cursor. Unavailable: the graph is away; follow again from the last cursor.
        """
        known = await self._read_heads()
        place = {d: n for d, n in known.items() if _touches(d, prefix)} if since is None else place_of(since)
        await self._come()
        try:
            while True:
                async for row in self._behind(prefix, place):
                    yield row, cursor_of(place)
                await self._until_grown(prefix, place)
        finally:
            self._leave()

    async def _behind(self, prefix: str, place: dict[str, int]) -> AsyncIterator[Row]:
        """What lies between a follower's place and the heads; moves the place along."""
        for district in sorted(self._heads):
            while _touches(district, prefix) and place.get(district, 0) < self._heads[district]:
                for row in await self._stretch(district, place.get(district, 0)):
                    place[district] = row["number"]
                    yield row

    async def _stretch(self, district: str, after: int) -> Sequence[Row]:
        """The next entries of a district, from memory when they are there."""
        recent = self._recent.get(district)
        if recent and recent[0]["number"] <= after + 1:
            return [row for row in recent if row["number"] > after]
        to = min(after + STRETCH, self._heads[district])
        params = {"district": district, "after": after, "to": to}
        return [row for (row,) in await self._graph.read(Statement(CYPHER["stretch"], params))]

    async def _until_grown(self, prefix: str, place: Place) -> None:
        async with self._grown:
            await self._grown.wait_for(lambda: self._failed() or self._is_behind(prefix, place))
        if self._task is not None and self._task.done():
            self._task.result()  # raises what ended it

    def _failed(self) -> bool:
        return self._task is not None and self._task.done()

    def _is_behind(self, prefix: str, place: Place) -> bool:
        return any(_touches(d, prefix) and place.get(d, 0) < head for d, head in self._heads.items())

    # -- the one task that asks

    async def _come(self) -> None:
        self._followers += 1
        if self._task is None or self._task.done():
            self._heads = await self._read_heads()
            self._recent.clear()
            self._task = asyncio.create_task(self._ask())

    def _leave(self) -> None:
        self._followers -= 1
        if not self._followers and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _ask(self) -> None:
        try:
            while True:
                await asyncio.sleep(self._poll)
                await self._look()
        except GraphsvcError:
            async with self._grown:
                self._grown.notify_all()
            raise

    async def _look(self) -> None:
        """Read what is new, once for all followers."""
        heads = await self._read_heads()
        grown = {d: n for d, n in heads.items() if n > self._heads.get(d, 0)}
        for district, number in grown.items():
            await self._remember(district, self._heads.get(district, 0), number)
            self._heads[district] = number
        if grown:
            async with self._grown:
                self._grown.notify_all()

    async def _remember(self, district: str, after: int, to: int) -> None:
        after = max(after, to - KEPT)
        params = {"district": district, "after": after, "to": to}
        rows = [row for (row,) in await self._graph.read(Statement(CYPHER["stretch"], params))]
        recent = self._recent.setdefault(district, deque(maxlen=KEPT))
        if recent and recent[-1]["number"] != after:
            recent.clear()
        recent.extend(rows)

    async def _read_heads(self) -> dict[str, int]:
        return {row[0]: row[1] for row in await self._graph.read(Statement(CYPHER["chains"])) if row[0] != REGISTER}


def _touches(district: str, prefix: str) -> bool:
    """Whether a district's chain may hold entries under a prefix."""
    return district.startswith(prefix) or prefix.startswith(district)
