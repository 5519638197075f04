"""What everything above needs of a graph or of an open transaction, and how long work tells how far it is.

`driver.py` gives both, tests may give others. A `Transaction` reads too, so that what only reads takes a `Reader` and
is given either.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeVar

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane

T = TypeVar("T")
Rows = list[list[Any]]
"""The values of each row, in the order of the statement's RETURN."""


class Reader(Protocol):
    """Runs statements that read."""

    async def read(self, statement: Statement, lane: Lane = Lane.LIGHT) -> Rows:
        """Run one statement."""


class Transaction(Reader, Protocol):
    """An open transaction, as changes see it; whoever opened it rolls it back when an error passes through."""

    async def run(self, statement: Statement) -> Rows:
        """Run one statement, one that writes too."""


class Transactions(Protocol):
    """Opens transactions that write."""

    async def transact(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Do `work` in one transaction; it leaves no trace elsewhere, since it may be done again."""


class Writer(Reader, Protocol):
    """Runs statements that need no others beside them."""

    async def write(self, statement: Statement, lane: Lane = Lane.LIGHT) -> Any:
        """Run one statement in a transaction of its own; the rows are in `rows`."""


class Store(Reader, Protocol):
    """Reads, and changes in transactions."""

    async def transact(self, work: Callable[[Transaction], Awaitable[T]], lane: Lane = Lane.LIGHT) -> T:
        """As `Transactions.transact`."""


class Database(Store, Writer, Protocol):
    """All that filling a graph needs."""


class Graph(Store, Protocol):
    """All that answering requests needs."""

    async def read_together(self, statements: Sequence[Statement], lane: Lane = Lane.LIGHT) -> list[Rows]:
        """Run several statements that read, in one transaction."""


Progress = Callable[[int, int], None]
"""Told what is done, of how much in all, after each part."""


def say_nothing(done: int, total: int) -> None:
    """Report to nobody."""
