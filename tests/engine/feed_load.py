"""What is written while the feed is followed, and the feed of one process."""

from datetime import UTC, datetime
from typing import Any

from graphsvc.db.driver import Graph
from graphsvc.log.cursors import Cursors
from graphsvc.log.events import Event
from graphsvc.log.feed import Feed
from tests.conftest import RECORD

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DISTRICTS = ("500103", "500104", "500105")
CHANGES = 10_000
A_TRANSACTION = 40
CURSORS = Cursors(bytes(range(32)))


def feed(graph: Any, poll_seconds: float = 0.02) -> Feed:
    """A feed as one process has it."""
    return Feed(graph, CURSORS, poll_seconds)


async def change(graph: Graph, district: str, names: list[str]) -> None:
    events = [Event("MOVED", name, f"{district}001000") for name in names]
    await graph.transact(lambda tx: RECORD.append(tx, events, "li", "SYSTEM", NOW))
