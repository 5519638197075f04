"""Stretches of the record in memory: whoever comes first reads one, all others who need it wait for that one read."""

import asyncio
import logging
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import for_everybody
from graphsvc.db.ports import Reader
from graphsvc.errors import GraphsvcError
from graphsvc.log.chain import CYPHER

log = logging.getLogger(__name__)

STRETCH = 500
"""Entries of a stretch; the one with number n lies in stretch (n - 1) // 500 of its district."""
MOST_STRETCHES = 40
"""Kept in memory, the last used: 20,000 entries, some 20 MB."""
READERS = 3
"""Stretches read at once, so that a crowd that comes back leaves the database to others."""
PAUSES_SECONDS = (0.1, 0.2, 0.5, 1.0)
"""Before a read is tried again while the database is away; the last one for all further ones."""

Row = Mapping[str, Any]


@dataclass(slots=True)
class _Stretch:
    """Entries in their order, known up to a number."""

    known: int
    rows: list[Row] = field(default_factory=list)
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)


class Stretches:
    """The stretches of one graph."""

    def __init__(self, graph: Reader) -> None:
        self._graph = graph
        self._kept: OrderedDict[tuple[str, int], _Stretch] = OrderedDict()
        self._readers = asyncio.Semaphore(READERS)

    async def behind(self, district: str, number: int, head: int) -> tuple[Sequence[Row], int]:
        """Entries behind a number, up to the head or the end of its stretch, and the number they reach up to.

        Waits for as long as the database is away.
        """
        index = number // STRETCH
        to = min(head, (index + 1) * STRETCH)
        stretch = self._stretch(district, index)
        if stretch.known < to:
            async with stretch.reading:
                if stretch.known < to:
                    stretch.rows.extend(await self._read(district, stretch.known, to))
                    stretch.known = to
        first = bisect_right(stretch.rows, number, key=_number)
        return stretch.rows[first : bisect_right(stretch.rows, to, key=_number)], to

    def forget(self) -> None:
        """Let go of everything."""
        self._kept.clear()

    def _stretch(self, district: str, index: int) -> _Stretch:
        found = self._kept.pop((district, index), None) or _Stretch(index * STRETCH)
        self._kept[district, index] = found
        if len(self._kept) > MOST_STRETCHES:
            self._kept.popitem(last=False)
        return found

    async def _read(self, district: str, after: int, to: int) -> list[Row]:
        statement = Statement(CYPHER["told"], {"district": district, "after": after, "to": to})
        attempt = 0
        while True:
            try:
                async with self._readers:
                    with for_everybody():
                        return [row for (row,) in await self._graph.read(statement)]
            except GraphsvcError as failure:
                log.info("followers wait for the record: %s", failure.code)
            await asyncio.sleep(PAUSES_SECONDS[min(attempt, len(PAUSES_SECONDS) - 1)])
            attempt += 1


def _number(row: Row) -> int:
    number: int = row["number"]
    return number
