"""The compiled answer is the one the slow interpreter gives: for documents chosen by hand, and for random ones."""

from collections.abc import AsyncIterator
from datetime import datetime
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.access.scope import Operation
from graphsvc.app import documents
from graphsvc.china import CHINA
from graphsvc.clock import utc_now
from graphsvc.db.breaker import Limits
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.schema import graphql_schema, registered
from graphsvc.web.explorer.page import examples
from tests.conftest import KEYS, RECORD, Neo4j
from tests.oracle.documents import OWN, Writer
from tests.oracle.interpreter import Interpreter
from tests.oracle.world import World, copy_of

pytestmark = pytest.mark.slow

APART = {"search", "auditTrail", "coverage", "findings"}
"""Roots that have an oracle of their own: counts by hand, the record, the index."""

ROOTS = sorted(name for name, root in registered().roots.items() if name not in APART and root.target in OWN)
TODAY = datetime.now(CHINA).date().isoformat()


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


async def answered(
    graph: Graph, text: str, variables: dict[str, Any], caller: Principal = SERVICE
) -> tuple[dict[str, Any], int]:
    """The data of the compiled answer and how many statements gave it; roots that find nothing are null."""
    request = Request(text, caller, variables, explain=True)
    body = (await Executor(documents(), graph, RECORD, KEYS, now=utc_now).answer(request)).body
    codes = {error["extensions"]["code"] for error in body.get("errors", ())}
    if codes == {"DOCUMENT_TOO_COMPLEX"}:
        reject()
    assert codes <= (set() if caller is SERVICE else {"NOT_FOUND"}), body["errors"]
    return body["data"], len(body["extensions"]["statements"])


def interpreter(world: World) -> Interpreter:
    return Interpreter(world, registered(), graphql_schema(), TODAY)


CHOSEN = {
    example["title"]: example["text"]
    for example in examples()
    if not any(f"{root}(" in example["text"] for root in APART)
}


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


PEOPLED = sorted(
    {"person", "people", "node", "nodes", "links", "grid", "areas", "partyOrganizations", "resources", "units"}
)
"""Roots from which people are near."""

CALLERS = (
    Principal("viewer", Role.VIEWER, ("500103012000",)),
    Principal("auditor", Role.AUDITOR, ("500103012011",)),
    Principal("grid worker", Role.GRID_WORKER, ("500103012011001", "500103012012003")),
    Principal("official", Role.COMMUNITY_OFFICIAL, ("500103012011", "500103012013")),
    Principal("department", Role.DEPARTMENT, (), "unit-01"),
    Principal("elsewhere", Role.DISTRICT_ADMIN, ("500104000000",)),
)


def seen_by(world: World, caller: Principal) -> World:
    """What is left of the world when everything out of the caller's scope is deleted."""
    scope = caller.granted(Operation.READ_PEOPLE).scope
    return world.without(
        lambda node: "Person" in node.labels and not node.properties["areaCode"].startswith(scope or ("nowhere",))
    )


@pytest.mark.parametrize("root", PEOPLED)
@settings(
    max_examples=4, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(random=st.randoms(use_true_random=False))
async def test_a_scoped_answer_is_that_of_a_graph_without_what_is_out_of_scope(
    patient: Graph, world: World, root: str, random: Random
) -> None:
    caller = random.choice(CALLERS)
    writer = Writer(graphql_schema(), world, random)
    text = writer.document([root])
    data, _ = await answered(patient, text, writer.variables, caller)
    seen = interpreter(seen_by(world, caller)).answer(text, writer.variables)
    assert data == seen, (caller.subject, text, writer.variables)
