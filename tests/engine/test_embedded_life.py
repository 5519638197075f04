"""The life of an embedded Neo4j: it ends with its parent in every way, and comes back where it was."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.owner import lives
from graphsvc.db.embedded.process import Embedded, connect_or_start, start, status, stop_running
from graphsvc.errors import SetupError
from graphsvc.settings import Settings
from tests.conftest import embedded_settings, patience

pytestmark = pytest.mark.slow

GONE_SECONDS = 2.0
_LAUNCHER = """\
import asyncio, json, sys
from graphsvc.db.embedded.process import start
from graphsvc.settings import Settings
async def main():
    wanted = json.loads(sys.argv[1])
    child = await start(Settings(**wanted), detached=sys.argv[2] == "detached")
    print(child.pid, flush=True)
    if sys.argv[2] != "detached":
        await asyncio.sleep(600)
asyncio.run(main())
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data folder for the tests of this file, which follow one another on it."""
    return embedded_settings(tmp_path_factory.mktemp("life"))


@pytest.fixture(scope="module")
async def life(own: Settings) -> AsyncIterator["Life"]:
    """The Neo4j on the data folder, started when a test needs it and left running for the next."""
    life = Life(own)
    yield life
    await life.end()


@dataclass
class Life:
    """At most one Neo4j of this process on a data folder."""

    settings: Settings
    running: Embedded | None = None

    async def child(self) -> Embedded:
        """The one that runs; starts it if none does."""
        if not self.running or self.running.guard.poll() is not None:
            self.running = await start(self.settings)
        return self.running

    async def end(self) -> None:
        """End it."""
        if self.running:
            await self.running.stop()


@dataclass(frozen=True, slots=True)
class Launched:
    """Another process that has started Neo4j."""

    process: asyncio.subprocess.Process
    java: int


async def launched(settings: Settings, mode: str = "attached") -> Launched:
    text = json.dumps(settings.model_dump(mode="json", include={"data_dir", "quick_jvm", "train_aot", "page_cache_mb"}))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _LAUNCHER, text, mode, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    return Launched(process, int(await process.stdout.readline()))


async def gone_within(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    for _ in range(1000):
        if not lives(pid) or time.monotonic() > end:
            break
        await asyncio.sleep(0.02)
    return not lives(pid)


async def write(child: Embedded, text: str) -> None:
    graph = Graph(child.address, Timing(light=20.0))
    await graph.write(Statement(text))
    await graph.close()


async def read(child: Embedded, text: str) -> list[list[object]]:
    graph = Graph(child.address, Timing(light=20.0))
    rows = await graph.read(Statement(text))
    await graph.close()
    return rows


async def test_neo4j_ends_when_its_parent_is_killed(own: Settings, life: Life) -> None:
    await life.end()
    other = await launched(own)
    other.process.kill()
    await other.process.wait()
    assert await gone_within(other.java, patience(GONE_SECONDS))
    if holder := status(own).owner:  # the guard has yet to notice
        assert await gone_within(holder.guard, patience(1.0))
    assert not status(own).is_running


async def test_an_orphan_is_ended_by_the_next_start_and_loses_nothing(life: Life) -> None:
    child = await life.child()
    await write(child, "MERGE (k:Kept) SET k.n = 2")
    os.kill(child.pid, signal.SIGSTOP)  # so that it cannot follow its guard
    os.kill(child.guard.pid, signal.SIGKILL)
    await child.stop()
    assert lives(child.pid)
    again = await life.child()
    assert not lives(child.pid)
    assert again.address == child.address
    assert await read(again, "MATCH (k:Kept) RETURN k.n") == [[2]]


async def test_it_comes_back_at_the_same_port_with_its_data_and_stops_within_two_seconds(life: Life) -> None:
    child = await life.child()
    await write(child, "MERGE (k:Kept) SET k.n = 1")
    began = time.monotonic()
    await child.stop()
    assert time.monotonic() - began < patience(GONE_SECONDS)
    assert not lives(child.pid)
    await child.stop()  # harmless
    again = await life.child()
    assert again.address == child.address
    assert await read(again, "MATCH (k:Kept) RETURN k.n") == [[1]]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start ends it, as another test shows")
async def test_neo4j_ends_when_its_guard_is_killed(life: Life) -> None:
    child = await life.child()
    os.kill(child.guard.pid, signal.SIGKILL)
    assert await gone_within(child.pid, patience(GONE_SECONDS))


async def test_a_detached_one_outlives_its_launcher_is_found_by_others_and_ends_on_demand(
    own: Settings, life: Life
) -> None:
    await life.end()
    other = await launched(own, "detached")
    assert await other.process.wait() == 0
    reached = await connect_or_start(own)
    assert reached.child is None
    now = status(own)
    assert now.owner
    assert (now.owner.java, now.owner.detached) == (other.java, True)
    assert reached.address.uri.endswith(f":{now.port}")
    await reached.release()
    assert lives(other.java)
    with pytest.raises(SetupError, match=str(other.java)):
        await start(own)
    assert await stop_running(own)
    assert await gone_within(other.java, 0.5)
    assert not await stop_running(own)


async def test_a_neo4j_that_cannot_start_says_why_and_leaves_nothing(own: Settings, life: Life) -> None:
    await life.end()
    broken = own.model_copy(update={"heap_mb": 2**22})
    with pytest.raises(SetupError, match="Invalid memory configuration") as refused:
        await start(broken)
    assert str(own.data_dir) in refused.value.zh
    assert not status(own).is_running


async def test_a_folder_of_a_newer_version_is_refused(own: Settings, life: Life) -> None:
    await life.end()
    older = own.model_copy(update={"neo4j_version": "5.26.30"})
    kept = own.data_dir / "embedded.json"
    text = json.dumps(json.loads(kept.read_text(encoding="utf-8")) | {"version": "2099.01.0"})
    kept.write_text(text, encoding="utf-8")
    with pytest.raises(SetupError, match=r"GRAPHSVC_NEO4J_VERSION=2099\.01\.0"):
        await start(older if own.neo4j_version == "5.26.30" else own)
    assert not status(own).is_running
