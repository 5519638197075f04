"""The street of the case tests and the schema's documents, each made once where it stays the same."""

import pytest

from graphsvc.app import documents
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.prepared import Documents
from tests.engine.cases_world import place
from tests.engine.desk import Desk


@pytest.fixture(scope="session")
def known() -> Documents:
    """The schema's documents."""
    return documents()


@pytest.fixture
async def town(clean_graph: Graph) -> Graph:
    """The street with its departments, and no case and no task."""
    await place(clean_graph)
    return clean_graph


@pytest.fixture
def desk(known: Documents, town: Graph) -> Desk:
    """Where the callers of the street ask."""
    return Desk(known, town)
