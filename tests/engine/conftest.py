"""The street of the case tests and the schema's documents, each made once where it stays the same."""

from collections.abc import AsyncIterator

import pytest

from graphsvc.app import documents
from graphsvc.db.breaker import Limits
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.matching.store.phrasebook import memory_of, read_book
from graphsvc.matching.store.understanding import Understanding
from graphsvc.settings import Settings
from graphsvc.text.model import SentenceModel, model_of
from tests.conftest import Neo4j
from tests.engine.cases_world import place
from tests.engine.desk import Desk
from tests.oracle.world import World, copy_of


@pytest.fixture(scope="session")
def known() -> Documents:
    """The schema's documents."""
    return documents()


@pytest.fixture(scope="session")
async def model() -> AsyncIterator[SentenceModel]:
    """The sentence model, read once a run."""
    model = await model_of(Settings())
    assert model is not None
    yield model
    model.close()


@pytest.fixture(scope="session")
async def understanding(model: SentenceModel) -> Understanding:
    """What reads texts by the model and the phrase book, whose vectors stay in the user's cache."""
    return Understanding(model, await memory_of(model, read_book(), Settings().cache_dir / "phrases"))


@pytest.fixture
async def town(clean_graph: Graph) -> Graph:
    """The street with its departments, and no case and no task."""
    await place(clean_graph)
    return clean_graph


@pytest.fixture
def desk(known: Documents, town: Graph) -> Desk:
    """Where the callers of the street ask."""
    return Desk(known, town)


@pytest.fixture
async def world(demo_graph: Graph, copies: dict[str, World]) -> World:
    """A copy of the demo."""
    if "demo" not in copies:
        copies["demo"] = await copy_of(demo_graph)
    return copies["demo"]


@pytest.fixture(scope="module")
async def patient(neo4j: Neo4j) -> AsyncIterator[Graph]:
    """The run's graph, waited for however long a machine with other work takes to plan a large statement."""
    graph = Graph(neo4j.address, Timing(light=60, heavy=60, limits=Limits(quiet=60, sign=60)))
    yield graph
    await graph.close()


@pytest.fixture(scope="module")
def copies() -> dict[str, World]:
    """Copies made in this module."""
    return {}
