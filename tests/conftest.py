"""One embedded Neo4j for a whole run, started by the first test that asks for it; its jars are the user's cache."""

import os
from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from graphsvc.access.sealing.keys import read_keys
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import Embedded, start
from graphsvc.db.migrations import migrate
from graphsvc.intake.load import load
from graphsvc.log.chain import Record
from graphsvc.log.record_key import key_of
from graphsvc.paths import SEEDS_DIR
from graphsvc.settings import Settings

hypothesis_settings.register_profile("any machine", deadline=None)  # a busy one is no fault of the code
hypothesis_settings.load_profile("any machine")

FIELD_KEY = f"tests:{b64encode(bytes(range(32))).decode()}"
RECORD_KEY = "the key of the record in all tests"
KEYS = read_keys(FIELD_KEY)
RECORD = Record(key_of(RECORD_KEY))
"""One set of keys for the run's graph, since a service refuses a graph that was used with others."""

DEMO_DAY = date(2026, 11, 20)
"""The day whose state the demo's sheets tell, in tests."""

_SIZE = "MATCH (n:Node) RETURN count(n), count { (:Node)-->() }"
_EMPTY = """\
MATCH (n) WHERE NOT n:Migration WITH n LIMIT 20000 DETACH DELETE n RETURN count(*)"""


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the run: a data folder of its own, a JVM that starts fast, nothing trained beside the tests."""
    return embedded_settings(tmp_path_factory.mktemp("neo4j"))


def embedded_settings(data_dir: Path) -> Settings:
    """Settings of an embedded Neo4j for tests; GRAPHSVC_NEO4J_VERSION chooses its version."""
    return Settings(data_dir=data_dir, quick_jvm=True, train_aot=False, page_cache_mb=64, heap_mb=512)


def patience(seconds: float) -> float:
    """A bound that holds on a quiet machine, stretched where other work keeps its processors busy."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@pytest.fixture(scope="session")
async def neo4j(settings: Settings) -> AsyncIterator[Embedded]:
    """The Neo4j of the run."""
    child = await start(settings)
    yield child
    await child.stop()


@pytest.fixture(scope="session")
async def graph(neo4j: Embedded) -> AsyncIterator[Graph]:
    """The run's graph with all migrations; what a test writes is seen by the next."""
    graph = Graph(neo4j.address, Timing(light=20.0))  # a cold JVM on a busy machine takes seconds for a first plan
    await migrate(graph)
    yield graph
    await graph.close()


@pytest.fixture
async def clean_graph(graph: Graph) -> Graph:
    """The run's graph without any node but the record of its migrations."""
    await emptied(graph)
    return graph


async def emptied(graph: Graph) -> None:
    """Take every node away but the record of the migrations."""
    while (await graph.write(Statement(_EMPTY), Lane.HEAVY)).rows != [[0]]:
        pass


@pytest.fixture(scope="session")
def demo_size() -> list[list[int]]:
    """Nodes and relationships of the demo, once it has been loaded."""
    return []


@pytest.fixture
async def demo_graph(graph: Graph, demo_size: list[list[int]]) -> Graph:
    """The run's graph with the demo and nothing else; loaded again only when a test before has changed it."""
    if not demo_size or await graph.read(Statement(_SIZE)) != demo_size:
        await emptied(graph)
        await load(graph, SEEDS_DIR / "demo", KEYS, as_of=DEMO_DAY)
        demo_size[:] = await graph.read(Statement(_SIZE))
    return graph
