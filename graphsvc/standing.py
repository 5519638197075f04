"""How a running service stands, put together for its metrics from all its parts."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.watch import free_bytes
from graphsvc.db.jvm.memory import STATEMENT, Memory, memory
from graphsvc.errors import GraphsvcError
from graphsvc.log.feed import Feed
from graphsvc.notices.store.deliveries import Backlog, read_backlog
from graphsvc.rounds import Vitals
from graphsvc.web.metrics.figures import Figure

MEMORY_SECONDS = 5.0
"""How long the JVM's figures are good for, so that a scrape more costs the database nothing."""


class Parts(Protocol):
    """What is looked at of a service."""

    vitals: Vitals
    graph: Graph | None

    @property
    def feed(self) -> Feed:
        """What followers of the record wait for."""


class Standing:
    """Reads the figures of a service."""

    def __init__(self, parts: Parts, data_dir: Path | None) -> None:
        """Args: `data_dir` is the folder of an embedded Neo4j."""
        self._parts = parts
        self._data_dir = data_dir
        self._memory: Memory | None = None
        self._backlog: Backlog | None = None
        self._asked = 0.0

    async def refresh(self) -> None:
        """Ask the JVM for its memory and the graph for what waits to be delivered, at most every `MEMORY_SECONDS`."""
        graph = self._parts.graph
        if graph is None or time.monotonic() - self._asked < MEMORY_SECONDS:
            return
        self._asked = time.monotonic()
        try:
            self._memory = memory(await graph.read(STATEMENT, Lane.LIGHT))
            self._backlog = await read_backlog(graph)
        except GraphsvcError:
            self._memory = self._backlog = None

    def figures(self) -> Iterator[Figure]:
        """Read every figure as it is now."""
        yield from self._of_graph()
        yield from self._of_tasks()
        if self._memory is not None:
            yield Figure("graphsvc_jvm_heap_used_bytes", "Heap of Neo4j in use.", self._memory.heap)
            yield Figure("graphsvc_jvm_heap_max_bytes", "Most heap Neo4j may have.", self._memory.most_heap)
            yield Figure("graphsvc_jvm_other_used_bytes", "Memory of Neo4j beside its heap.", self._memory.beside_heap)
        if self._backlog is not None:
            yield from _of_notices(self._backlog)
        if self._data_dir is not None:
            free = free_bytes(self._data_dir)
            yield Figure("graphsvc_disk_free_bytes", "Free space on the disk of the embedded Neo4j.", free)

    def _of_graph(self) -> Iterator[Figure]:
        graph = self._parts.graph
        yield Figure("graphsvc_attached", "1 while a database is attached.", graph is not None)
        if graph is None:
            return
        yield Figure("graphsvc_breaker_open", "1 while requests are refused at once.", graph.is_away)
        yield Figure("graphsvc_writes_held", "1 while writes wait for a backup or for room.", graph.holds_writes)
        for lane, places in graph.places.items():
            labels = {"lane": lane.value}
            yield Figure("graphsvc_lane_places", "Places of a lane.", places.room.places, labels)
            yield Figure("graphsvc_lane_taken", "Places in use.", places.taken, labels)
            yield Figure("graphsvc_lane_waiting", "Requests that wait for a place.", places.waiting, labels)
        busy, idle = graph.connections
        for state, count in (("busy", busy), ("idle", idle)):
            yield Figure("graphsvc_connections", "Connections to Neo4j.", count, {"state": state})

    def _of_tasks(self) -> Iterator[Figure]:
        feed = self._parts.feed
        yield Figure("graphsvc_feed_followers", "Who follows the record now.", feed.followers)
        yield Figure("graphsvc_feed_lag_seconds", "Since the record was last looked at for them.", feed.lag_seconds)
        vitals = self._parts.vitals
        yield Figure("graphsvc_alive", "0 when a restart may help.", vitals.is_alive)
        for task, seconds in vitals.failing.items():
            yield Figure("graphsvc_task_failing_seconds", "How long a task has been failing.", seconds, {"task": task})
        for task, (since, due) in vitals.done.items():
            labels = {"task": task}
            yield Figure("graphsvc_task_idle_seconds", "Since a task last went well.", since, labels)
            yield Figure("graphsvc_task_due", "What a task has found due and done.", due, labels, counts=True)


def _of_notices(backlog: Backlog) -> Iterator[Figure]:
    since = backlog.since.timestamp() if backlog.since else 0.0
    yield Figure("graphsvc_notices_waiting", "Notices that wait to be delivered.", backlog.waiting)
    yield Figure("graphsvc_notices_waiting_since_seconds", "Unix time since when the oldest waits; 0: none.", since)
    yield Figure("graphsvc_notices_dead", "Notices whose delivery was given up.", backlog.dead)
