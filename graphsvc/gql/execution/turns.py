"""What this process does itself for requests, in turns: callers share it by the time it takes them.

A new document takes up to a tenth of a second to parse, validate, price and plan, whether it then runs anything or not.
That is done in a thread, with which Python takes turns many times a millisecond; a document that is known takes
microseconds and is looked at in place.
"""

import asyncio
import sys
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from hashlib import blake2b
from time import perf_counter
from typing import TypeVar

from graphsvc.db.bulkhead import SHARE, Places, Room, on_behalf_of

T = TypeVar("T")

STUDIES = Room(places=1, queue=32, wait_seconds=5.0, share=min(0.2, SHARE), single=False)
"""Python has one processor, of which answers need their part."""
ROOTS = Room(places=16, queue=300, wait_seconds=25.0, single=False)
ROOTS_AT_ONCE = 4
"""Roots of one request that Python resolves side by side."""
KNOWN = 2_000
"""Documents known to be worked out, by a digest of 16 bytes each."""
SWITCH_SECONDS = 0.0002
"""How long a thread may keep another from running Python; 5 ms by default, several of which a request waits."""


class Studies:
    """Works documents out, each new one in its turn."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "documents")
        self._places = Places(STUDIES)
        self._known: OrderedDict[bytes, None] = OrderedDict()
        self._under_way: dict[tuple[str, bytes], asyncio.Event] = {}
        sys.setswitchinterval(SWITCH_SECONDS)

    async def of(self, document: str, work: Callable[[], T]) -> T:
        """What `work` makes of a document.

        Who asks for one that is being worked out for the same caller waits for that, and takes no place in the queue: a
        crowd that comes back after a restart asks the same. Other callers wait for their own turn, not for its.

        Raises:
            Overloaded: the caller has too many new documents waiting. What `work` raises.
        """
        mark = blake2b(document.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        asked = (on_behalf_of.get().name, mark)
        if mark not in self._known and asked in self._under_way:
            await self._over(asked)
        if mark in self._known and not self._places.owes():
            self._known.move_to_end(mark)
            return self._at_once(work)
        over = self._under_way[asked] = asyncio.Event()
        try:
            async with self._places.held():
                done = await asyncio.get_running_loop().run_in_executor(self._thread, work)
            self._known[mark] = None
        finally:
            over.set()
            if self._under_way.get(asked) is over:
                del self._under_way[asked]
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)
        return done

    async def _over(self, asked: tuple[str, bytes]) -> None:
        """Wait until the document is known or nobody works it out for this caller, no longer than for a turn."""
        with suppress(TimeoutError):
            async with asyncio.timeout(STUDIES.wait_seconds):
                while asked[1] not in self._known and (other := self._under_way.get(asked)) is not None:
                    await other.wait()

    def _at_once(self, work: Callable[[], T]) -> T:
        """Most known documents have a plan already; who makes many that have none pays for them."""
        began = perf_counter()
        try:
            return work()
        finally:
            self._places.pay(perf_counter() - began)


class RootPlaces(Places):
    """The places of roots that Python resolves."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(ROOTS)


class RootTurns:
    """The turns of one request's roots."""

    def __init__(self, places: RootPlaces) -> None:
        self._places = places
        self._few = asyncio.Semaphore(ROOTS_AT_ONCE)

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Have a turn while the block runs.

        Raises:
            Overloaded: it does not come in time.
        """
        async with self._few, self._places.held():
            yield
