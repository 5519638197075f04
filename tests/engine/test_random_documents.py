"""The compiled answer is the one the slow interpreter gives: for documents chosen by hand, and for random ones."""

from collections.abc import AsyncIterator
from datetime import datetime
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

from graphsvc.access.door import SERVICE
from graphsvc.app import documents
from graphsvc.db.breaker import Limits
from graphsvc.db.driver import Graph
from graphsvc.db.embedded import Embedded
from graphsvc.db.timing import Timing
from graphsvc.gql.execution import Executor, Request
from graphsvc.org.dates import CHINA
from graphsvc.schema import graphql_schema, registered
from graphsvc.web.explorer import examples
from tests.conftest import RECORD
from tests.oracle.documents import Writer
from tests.oracle.interpreter import Interpreter
from tests.oracle.world import World, copy_of

ROOTS = sorted(set(registered().roots) - {"search"})
TODAY = datetime.now(CHINA).date().isoformat()


@pytest.fixture
async def world(demo_graph: Graph, copies: dict[str, World]) -> World:
    """A copy of the demo."""
    if "demo" not in copies:
        copies["demo"] = await copy_of(demo_graph)
    return copies["demo"]


@pytest.fixture(scope="module")
async def patient(neo4j: Embedded) -> AsyncIterator[Graph]:
    """The run's graph, waited for however long a machine with other work takes to plan a large statement."""
    graph = Graph(neo4j.address, Timing(light=60, heavy=60, limits=Limits(quiet=60, sign=60)))
    yield graph
    await graph.close()


@pytest.fixture(scope="module")
def copies() -> dict[str, World]:
    """Copies made in this module."""
    return {}


async def answered(graph: Graph, text: str, variables: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """The data of the compiled answer and how many statements gave it."""
    request = Request(text, SERVICE, variables, explain=True)
    body = (await Executor(documents(), graph, RECORD).answer(request)).body
    if body.get("errors") and body["errors"][0]["extensions"]["code"] == "DOCUMENT_TOO_COMPLEX":
        reject()
    assert "errors" not in body, body["errors"]
    return body["data"], len(body["extensions"]["statements"])


def interpreter(world: World) -> Interpreter:
    return Interpreter(world, registered(), graphql_schema(), TODAY)


CHOSEN = {example["title"]: example["text"] for example in examples() if "search" not in example["text"]}


@pytest.mark.parametrize("text", CHOSEN.values(), ids=list(CHOSEN))
async def test_an_example_is_answered_as_the_interpreter_answers_it(demo_graph: Graph, world: World, text: str) -> None:
    data, _ = await answered(demo_graph, text, {})
    assert data == interpreter(world).answer(text)


@pytest.mark.parametrize("root", ROOTS)
@settings(
    max_examples=3, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(random=st.randoms(use_true_random=False))
async def test_a_random_document_is_answered_as_the_interpreter_answers_it(
    patient: Graph, world: World, root: str, random: Random
) -> None:
    writer = Writer(graphql_schema(), world, random)
    text = writer.document([root, *random.sample(ROOTS, random.randint(0, 1))])
    data, statements = await answered(patient, text, writer.variables)
    assert data == interpreter(world).answer(text, writer.variables), (text, writer.variables)
    assert statements == len(data)
