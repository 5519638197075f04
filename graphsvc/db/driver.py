"""The graph as the service sees it: reads and writes with a deadline, in lanes, behind a breaker, in its own errors."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from itertools import chain, repeat
from typing import Any, TypeVar

from neo4j import (
    READ_ACCESS,
    WRITE_ACCESS,
    AsyncGraphDatabase,
    AsyncResult,
    AsyncSession,
    AsyncTransaction,
    Bookmarks,
    Query,
)
from neo4j.exceptions import ServiceUnavailable, SessionExpired, TransientError

from graphsvc.cypher.statement import Statement
from graphsvc.db import bolt_probe as bolt
from graphsvc.db import query_plan as plan
from graphsvc.db.address import Address
from graphsvc.db.breaker import Breaker, unavailable
from graphsvc.db.bulkhead import ROOMS, Lane, Places
from graphsvc.db.deadlines import Timing
from graphsvc.db.faults import FAULTS, deadline_error, is_away, is_broken, translate_fault
from graphsvc.db.ports import Rows
from graphsvc.errors import Unavailable

T = TypeVar("T")

TUNING: dict[str, Any] = {
    "max_connection_pool_size": 32,  # the places of all lanes, and probes
    "connection_acquisition_timeout": 2,
    "connection_timeout": 2,
    "max_connection_lifetime": 900,
    "liveness_check_timeout": 10,
    "fetch_size": 500,
    "telemetry_disabled": True,
    "notifications_min_severity": "OFF",
    "user_agent": "graphsvc",
}
NO_BOOKMARKS = Bookmarks.from_raw_values(())
READY_SECONDS = 1.0
CLOSE_SECONDS = 2.0
RETRY_SECONDS = 2.0  # for a write, while Neo4j says that other transactions stood in its way
PAUSES_SECONDS = (0.02, 0.05, 0.1, 0.2, 0.4)  # before the next attempts, jittered; the last one for all further ones

logging.getLogger("neo4j").setLevel(logging.CRITICAL + 1)  # its lines carry addresses and property values


@dataclass(frozen=True, slots=True)
class Written:
    """What a write returned, and the bookmarks by which a later read, through any member, sees it."""

    rows: Rows
    bookmarks: tuple[str, ...]


class Health(StrEnum):
    """How a database is: BROKEN says that it cannot go on by itself, AWAY that it does not answer."""

    WELL = "well"
    BROKEN = "broken"
    AWAY = "away"


Span = Callable[[Statement, Lane], AbstractContextManager[None]]
"""What a statement and its lane are told to while it runs."""


def no_span(_: Statement, __: Lane) -> AbstractContextManager[None]:
    """Tell nobody."""
    return _NOTHING


_NOTHING = nullcontext()


class Transaction:
    """An open transaction: statements that are written together or not at all."""

    __slots__ = ("_lane", "_open", "_span")

    def __init__(self, opened: AsyncTransaction, span: Span = no_span, lane: Lane = Lane.LIGHT) -> None:
        self._open = opened
        self._span = span
        self._lane = lane

    async def run(self, statement: Statement) -> Rows:
        """Run one statement; the values of each row."""
        with self._span(statement, self._lane):
            return await _rows(await self._open.run(statement.text, _sent(statement.params)))

    async def read(self, statement: Statement, lane: Lane = Lane.LIGHT) -> Rows:
        """As `run`, for what only reads; the lane is that of the transaction."""
        return await self.run(statement)


class Graph:
    """One Neo4j, or a cluster of it, by its address; connects with the first statement."""

    def __init__(self, address: Address, timing: Timing = Timing()) -> None:  # noqa: B008
        """Never connects, so that the service starts without a database."""
        sign_in = (address.user, address.password)
        self._driver = AsyncGraphDatabase.driver(address.uri, auth=sign_in, **TUNING)
        self._database = address.database
        self._timing = timing
        self.places = {lane: Places(room) for lane, room in ROOMS.items()}
        self._seen = NO_BOOKMARKS  # of this process's last writes
        self._shelf: list[AsyncSession] = []
        self._held: Unavailable | None = None
        self.span: Span = no_span
        self.writes_under_way = 0
        self._breaker = Breaker(self._answers, partial(bolt.alive, address.uri), timing.limits)

    async def read(self, statement: Statement, lane: Lane = Lane.LIGHT, bookmarks: Iterable[str] = ()) -> Rows:
        """Run one statement that reads.

        Args:
            bookmarks: of writes elsewhere that this read has to see; those of this process are always seen.
        Returns:
            the values of each row.
        Raises:
            Unavailable: the database is away, overloaded, or the statement took too long.
        """
        once = partial(self._read, self._query(statement, lane), statement, tuple(bookmarks))
        with self.span(statement, lane):
            return await self._bounded(lane, once)

    async def read_together(
        self, statements: Sequence[Statement], lane: Lane = Lane.LIGHT, bookmarks: Iterable[str] = ()
    ) -> list[Rows]:
        """Run several statements that read, one after the other in one transaction; as `read` otherwise.

        Neo4j is read-committed: the statements share a connection and a fate, not a snapshot.
        """
        return await self._bounded(lane, partial(self._read_together, statements, lane, tuple(bookmarks)))

    async def write(self, statement: Statement, lane: Lane = Lane.LIGHT) -> Written:
        """Run one statement that writes, in a transaction of its own; again if other transactions stood in its way.

        Raises:
            Conflict: a constraint forbids it; nothing was written.
            Unavailable: as for `read`; when the connection broke, it may have been written all the same.
        """
        once = partial(self._write_once, self._query(statement, lane), statement)
        with self._writing(), self.span(statement, lane):
            return await self._bounded(lane, partial(self._retried, once))

    async def transact(self, work: Callable[[Transaction], Awaitable[T]], lane: Lane = Lane.LIGHT) -> T:
        """Do `work` in one transaction that writes; all of it again if other transactions stood in its way.

        Args:
            work: awaits statements of its transaction, and leaves no trace elsewhere until it returns. An error it
                raises rolls everything back and is raised here.
        Raises:
            Conflict, Unavailable: as for `write`.
        """
        with self._writing():
            return await self._bounded(lane, partial(self._retried, partial(self._transact_once, work, lane)))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if self._held is not None:
            raise Unavailable(self._held.zh, self._held.en)
        self.writes_under_way += 1
        try:
            yield
        finally:
            self.writes_under_way -= 1

    async def explain(self, statement: Statement) -> plan.Plan:
        """How Neo4j would run a statement; runs nothing."""
        return await self._bounded(Lane.HEAVY, partial(self._plan, "EXPLAIN", statement))

    async def profile(self, statement: Statement) -> plan.Plan:
        """Run a statement and count its database hits; what it writes is written."""
        return await self._bounded(Lane.HEAVY, partial(self._plan, "PROFILE", statement))

    async def ready(self) -> bool:
        """Whether the database answers now; known within `READY_SECONDS`."""
        return not self._breaker.is_open and await self._answers(READY_SECONDS)

    async def health(self) -> Health:
        """How the database is now, known within `READY_SECONDS`."""
        return await self._asked(READY_SECONDS)

    @property
    def is_away(self) -> bool:
        """Whether requests are refused at once."""
        return self._breaker.is_open

    @property
    def holds_writes(self) -> bool:
        """Whether writes are refused for now."""
        return self._held is not None

    @property
    def connections(self) -> tuple[int, int]:
        """Connections in use and idle; the driver has no other way to tell than its pool."""
        pool = self._driver._pool.connections
        busy = [connection.in_use for lines in list(pool.values()) for connection in list(lines)]
        return sum(busy), len(busy) - sum(busy)

    def hold_writes(self, why: Unavailable | None) -> None:
        """Refuse every write from now on, for this reason; None lets them through again."""
        self._held = why

    async def close(self) -> None:
        """End all connections; requests under way fail."""
        self._breaker.close()
        for session in self._take_shelf():
            session.cancel()
        with suppress(TimeoutError, *FAULTS):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._driver.close()

    async def _bounded(self, lane: Lane, work: Callable[[], Awaitable[T]]) -> T:
        """Do `work` within the lane's places and deadline, and tell the breaker how it went."""
        self._breaker.check()
        loop, whole = asyncio.get_running_loop(), self._timing.deadline(lane)
        begun = loop.time()
        # out of the breaker's sight, which would take a long queue for silence
        async with self.places[lane].held(whole / 2):
            return await self._within(whole - (loop.time() - begun), work)

    async def _within(self, seconds: float, work: Callable[[], Awaitable[T]]) -> T:
        try:
            async with asyncio.timeout(seconds) as limit:
                self._breaker.enter(limit)
                try:
                    done = await work()
                finally:
                    self._breaker.leave(limit)
        except TimeoutError:
            self._breaker.failed()
            raise unavailable() if self._breaker.is_open else deadline_error() from None
        except FAULTS as fault:
            self._hear(fault)
            raise translate_fault(fault) from None
        self._breaker.answered()
        return done

    def _hear(self, fault: Exception) -> None:
        if is_away(fault):
            self._breaker.failed()
        else:
            self._breaker.answered()

    async def _read(self, query: Query, statement: Statement, bookmarks: tuple[str, ...]) -> Rows:
        try:
            return await self._read_once(query, statement, bookmarks)
        except (ServiceUnavailable, SessionExpired):  # a connection that had gone stale; a read may be repeated
            return await self._read_once(query, statement, bookmarks)

    async def _read_once(self, query: Query, statement: Statement, bookmarks: tuple[str, ...]) -> Rows:
        seen = self._seen
        session = self._reader(bookmarks)
        try:
            rows = await _rows(await session.run(query, _sent(statement.params)))
        except asyncio.CancelledError:
            session.cancel()
            raise
        except BaseException:
            await session.close()
            raise
        if bookmarks or seen is not self._seen:
            await session.close()
        else:
            self._shelf.append(session)
        return rows

    def _reader(self, bookmarks: tuple[str, ...]) -> AsyncSession:
        """A session for one read at a time; one that has been used holds no connection and is used again."""
        if bookmarks:
            return self._session(READ_ACCESS, self._seen + Bookmarks.from_raw_values(bookmarks))
        return self._shelf.pop() if self._shelf else self._session(READ_ACCESS, self._seen)

    def _session(self, mode: str, bookmarks: Bookmarks) -> AsyncSession:
        return self._driver.session(database=self._database, default_access_mode=mode, bookmarks=bookmarks)

    async def _read_together(
        self, statements: Sequence[Statement], lane: Lane, bookmarks: tuple[str, ...]
    ) -> list[Rows]:
        known = self._seen + Bookmarks.from_raw_values(bookmarks)
        async with self._session(READ_ACCESS, known) as session:
            transaction = await session.begin_transaction(timeout=self._timing.statement(lane))
            opened = Transaction(transaction, self.span, lane)
            answers = [await opened.run(each) for each in statements]
            await transaction.commit()
        return answers

    async def _retried(self, once: Callable[[], Awaitable[T]]) -> T:
        """Write, and again while Neo4j says that other transactions stood in the way."""
        began = asyncio.get_running_loop().time()
        for pause in chain(PAUSES_SECONDS, repeat(PAUSES_SECONDS[-1])):
            if asyncio.get_running_loop().time() - began > RETRY_SECONDS:
                break
            with suppress(TransientError):
                return await once()
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311
        return await once()

    async def _write_once(self, query: Query, statement: Statement) -> Written:
        before = self._seen
        async with self._session(WRITE_ACCESS, before) as session:
            rows = await _rows(await session.run(query, _sent(statement.params)))
            after = await session.last_bookmarks()
        await self._wrote(before, after)
        return Written(rows, tuple(sorted(after.raw_values)))

    async def _transact_once(self, work: Callable[[Transaction], Awaitable[T]], lane: Lane) -> T:
        before = self._seen
        async with self._session(WRITE_ACCESS, before) as session:
            async with await session.begin_transaction(timeout=self._timing.statement(lane)) as opened:
                done = await work(Transaction(opened, self.span, lane))
                await opened.commit()
            after = await session.last_bookmarks()
        await self._wrote(before, after)
        return done

    async def _wrote(self, before: Bookmarks, after: Bookmarks) -> None:
        """Let every later read see a write."""
        self._seen = Bookmarks.from_raw_values(self._seen.raw_values - before.raw_values | after.raw_values)
        for stale in self._take_shelf():
            await stale.close()

    def _take_shelf(self) -> list[AsyncSession]:
        shelf, self._shelf = self._shelf, []
        return shelf

    async def _plan(self, word: str, statement: Statement) -> plan.Plan:
        query = self._query(Statement(f"{word} {statement.text}"), Lane.HEAVY)
        async with self._session(WRITE_ACCESS, self._seen) as session:
            summary = await (await session.run(query, _sent(statement.params))).consume()
        return plan.plan(summary.profile or summary.plan or {})

    async def _answers(self, seconds: float) -> bool:
        return await self._asked(seconds) is Health.WELL

    async def _asked(self, seconds: float) -> Health:
        try:
            async with asyncio.timeout(seconds), self._session(READ_ACCESS, NO_BOOKMARKS) as session:
                await _rows(await session.run(Query("RETURN 1", timeout=seconds)))
        except (TimeoutError, *FAULTS) as fault:
            return Health.BROKEN if is_broken(fault) else Health.AWAY
        return Health.WELL

    def _query(self, statement: Statement, lane: Lane) -> Query:
        return Query(statement.text, timeout=self._timing.statement(lane))


def _sent(params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as the driver takes them: instants in UTC, since a zone of zoneinfo may crash its encoder."""
    return {
        name: value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo is not None else value
        for name, value in params.items()
    }


async def _rows(result: AsyncResult) -> Rows:
    return [record.values() async for record in result]
