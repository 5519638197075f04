"""Train the JVM's ahead-of-time cache with a throw-away Neo4j; runs beside the service and must not be noticed.

Run as `python -m graphsvc.db.jvm.train CACHE_FILE NEO4J_VERSION JARS PINS`, by `aot.train_if_missing` only. It takes
idle processor time, ends by itself, and puts the cache in place whole or not at all. Writing it makes the JVM end
slowly.
"""

import asyncio
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.data_folder import Folder
from graphsvc.db.embedded.launch import Plan
from graphsvc.db.embedded.process import run
from graphsvc.db.jvm.aot import Cache, claim, forget_others
from graphsvc.db.jvm.jars import pinned
from graphsvc.db.jvm.java import Jvm
from graphsvc.db.migrations import migrate

LIFE_SECONDS = 1200.0  # in all; it gets only the processor time that others leave
GRACE_SECONDS = 900.0  # for the JVM to write the cache
HEAP_MB = 512
DATABASE = "neo4j"
NEEDED_MB = 2000  # free memory, for Neo4j and then for the JVM that writes the cache
ROUNDS = 20  # of the exercise: enough for the planner's and the runtime's classes to be there

ANY_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
"""The record of migrations of a throw-away graph is read by nobody."""
_GROW = """\
UNWIND range(1, 50) AS i
MERGE (c:Node:Area:Community {id: 'c' + i}) SET c.code = 'c' + i, c.areaCode = 'c' + i, c.name = '社区' + i
MERGE (g:Node:Area:Grid {id: 'g' + i}) SET g.code = 'g' + i, g.areaCode = 'g' + i, g.name = '网格' + i
MERGE (g)-[:PART_OF]->(c)"""
_LOOK = """\
MATCH (c:Community) WHERE c.areaCode STARTS WITH $prefix AND c.code > $after
WITH c ORDER BY c.code LIMIT 20
RETURN {code: c.code, grids: COLLECT {
  MATCH (g:Grid)-[:PART_OF]->(c) WITH g ORDER BY g.code LIMIT 20 RETURN {code: g.code, name: g.name}
}, count: COUNT { (:Grid)-[:PART_OF]->(c) }} AS row"""
_INDEX = """\
CREATE FULLTEXT INDEX trained IF NOT EXISTS FOR (n:Node) ON EACH [n.name]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}"""
_SEARCH = "CALL db.index.fulltext.queryNodes('trained', $text) YIELD node, score RETURN node.id, score LIMIT 5"


async def train(place: Cache, version: str, jars: Path, pins: Path | None = None) -> None:
    """Make the cache; leaves nothing behind when it fails.

    Raises:
        SetupError, Unavailable, TimeoutError: the throw-away Neo4j did not start, answer or end as it should.
    """
    made = place.scratch / "cache.aot"
    jvm = Jvm(HEAP_MB, aot=(f"-XX:AOTCacheOutput={made}",))
    class_path = [jars / jar.name for jar in pinned(version, pins)]
    home = Folder(place.scratch / "home")
    child = await run(Plan(home, version, class_path, jvm, page_cache_mb=32, grace=GRACE_SECONDS), DATABASE)
    try:
        await _exercise(Graph(child.address, Timing(light=LIFE_SECONDS, heavy=LIFE_SECONDS)))
    finally:
        await child.stop()
    os.replace(made, place.path)


async def _exercise(graph: Graph) -> None:
    await migrate(graph, ANY_MOMENT)
    for text in (_GROW, _INDEX):
        await graph.write(Statement(text), Lane.HEAVY)
    for number in range(ROUNDS):
        await graph.read(Statement(_LOOK, {"prefix": "c", "after": str(number)}))
        await graph.read(Statement(_SEARCH, {"text": "社区"}))
    await graph.close()


def _stand_back() -> None:
    """Take only the processor time that nobody else wants."""
    os.nice(19)
    if sys.platform == "linux":
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


async def main(place: Cache, version: str, jars: Path, pins: Path | None = None) -> None:
    """Make the cache unless it is there, somebody else makes it, or memory is short."""
    if claim(place) is None or place.path.exists() or psutil.virtual_memory().available < NEEDED_MB * 2**20:
        return
    _stand_back()
    forget_others(place)
    with _empty(place.scratch):
        async with asyncio.timeout(LIFE_SECONDS):
            await train(place, version, jars, pins)


@contextmanager
def _empty(folder: Path) -> Iterator[None]:
    """A folder without anything in it, gone afterwards."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    asyncio.run(main(Cache(Path(sys.argv[1])), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])))
