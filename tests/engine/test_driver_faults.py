"""Neo4j killed, and Neo4j frozen, under sixteen clients: coded errors in time, and a way back without a restart."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import Embedded, start
from graphsvc.errors import GraphsvcError
from graphsvc.settings import Settings
from tests.conftest import embedded_settings, patience
from tests.freezing import freeze

pytestmark = pytest.mark.slow

CLIENTS = 16
LONGEST_SECONDS = 3.0  # for any request while Neo4j is away
RECOVERY_SECONDS = 3.0  # from the moment Neo4j is back
CODES = {"OK", "SERVICE_UNAVAILABLE", "OVERLOADED", "DEADLINE_EXCEEDED"}
READ = Statement("UNWIND range(1, 200) AS i RETURN sum(i) AS sum")


@dataclass
class Log:
    """What the clients saw: code, seconds it took, moment of its end."""

    seen: list[tuple[str, float, float]] = field(default_factory=list)

    def since(self, moment: float, code: str) -> list[float]:
        """Moments after `moment` at which a request ended with `code`."""
        return [end for seen, _, end in self.seen if seen == code and end > moment]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A Neo4j that other tests do not share, for these ones kill it."""
    return embedded_settings(tmp_path_factory.mktemp("faults"))


@pytest.fixture(scope="module")
async def victim(own: Settings) -> AsyncIterator[list[Embedded]]:
    """The running Neo4j, in a list, for a test may put another in its place."""
    running = [await start(own)]
    yield running
    await running[0].stop()


async def _client(graph: Graph, log: Log, stop: asyncio.Event) -> None:
    while not stop.is_set():
        began, code = time.monotonic(), "OK"
        try:
            assert await graph.read(READ) == [[20100]]
        except GraphsvcError as error:
            code = error.code
            await asyncio.sleep(0.02)
        end = time.monotonic()
        log.seen.append((code, end - began, end))


class Clients:
    """Sixteen clients that read as fast as they can, until the block is left."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.log = Log()
        self._stop = asyncio.Event()

    async def __aenter__(self) -> Log:
        self._tasks = [asyncio.create_task(_client(self.graph, self.log, self._stop)) for _ in range(CLIENTS)]
        await asyncio.sleep(1.0)
        return self.log

    async def __aexit__(self, *_: object) -> None:
        self._stop.set()
        await asyncio.gather(*self._tasks)
        await self.graph.close()


def _assert_bounded(log: Log) -> None:
    codes = {code for code, _, _ in log.seen}
    assert codes <= CODES, codes
    assert max(seconds for _, seconds, _ in log.seen) <= patience(LONGEST_SECONDS)


async def test_a_killed_database_gives_coded_errors_in_time_and_is_found_again(
    own: Settings, victim: list[Embedded]
) -> None:
    address = victim[0].address
    async with Clients(Graph(address)) as log:
        os.kill(victim[0].pid, signal.SIGKILL)
        killed = time.monotonic()
        await victim[0].stop()
        victim[0] = await start(own)
        back = time.monotonic()
        assert victim[0].address == address
        await asyncio.sleep(patience(RECOVERY_SECONDS))
    _assert_bounded(log)
    assert log.since(killed, "SERVICE_UNAVAILABLE")
    assert log.since(back, "OK")


async def test_a_frozen_database_gives_coded_errors_in_time_and_is_found_again(victim: list[Embedded]) -> None:
    async with Clients(Graph(victim[0].address)) as log:
        freeze(victim[0].pid)
        frozen = time.monotonic()
        try:
            await asyncio.sleep(8.0)
        finally:
            os.kill(victim[0].pid, signal.SIGCONT)
        back = time.monotonic()
        await asyncio.sleep(patience(RECOVERY_SECONDS))
    _assert_bounded(log)
    assert log.since(frozen, "SERVICE_UNAVAILABLE")
    assert log.since(back, "OK")
