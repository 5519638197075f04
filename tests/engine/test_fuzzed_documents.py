"""Whatever a client writes by the schema is answered by GraphQL's rules or refused, and means what the oracle means."""

from collections.abc import Iterator, Sequence
from itertools import chain
from random import Random
from time import monotonic
from typing import Any, TypeVar

import pytest

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app import documents
from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.schema import graphql_schema, registered
from graphsvc.web.graphql.wording import worded
from tests.conftest import KEYS, RECORD
from tests.engine.compared import assert_same, interpreter
from tests.engine.told import tell
from tests.gql.fuzzing import Fuzzer
from tests.gql.response_rules import Response
from tests.oracle.documents import FOREIGN, OWN, RECORDED, known
from tests.oracle.world import World, copy_of
from tests.shared_graph import SharedGraph

pytestmark = pytest.mark.slow

SCHEMA = graphql_schema()
APART = {"search", "auditTrail", "coverage", "findings", "myRegistration"}
"""Compiled roots that the interpreter does not know: counts by hand, the record, the index, the caller's own."""

COMPARED = sorted(name for name, root in registered().roots.items() if name not in APART and root.target in OWN)
TIMES = 3
WILDNESS = (0.15, 0.0, 0.7)
"""How far from what is there one document a root asks, each."""

SECONDS = 45.0
"""What the file may take before each root is left with the first of its documents."""
MOST = 20
"""Documents of a root that are tried until one of them is answered."""

CALLERS = (
    SERVICE,
    Principal("viewer", Role.VIEWER, ("500103012000",)),
    Principal("official", Role.COMMUNITY_OFFICIAL, ("500103012011", "500103012013")),
    Principal("department", Role.DEPARTMENT, (), "unit-01"),
)


T = TypeVar("T")


class Watch:
    """Time that answers have taken."""

    spent = 0.0

    def within(self, values: Sequence[T]) -> Iterator[T]:
        """The first value, and the others while there is time."""
        for number, value in enumerate(values):
            if number and self.spent > SECONDS:
                return
            began = monotonic()
            yield value
            self.spent += monotonic() - began


WATCH = Watch()


def roots(operation: str) -> list[str]:
    """Names of all roots."""
    kind: Any = SCHEMA.type_map[operation.capitalize()]
    return list(kind.fields)


@pytest.fixture(scope="module")
async def happened(shared: SharedGraph) -> Graph:
    """The demo with cases and tasks."""
    graph = await shared.load_demo()
    await tell(graph)
    return graph


@pytest.fixture(scope="module")
async def told_world(happened: Graph) -> World:
    """A copy of it, for the interpreter; what nobody may see yet is not in it."""
    today = str(day_in_china(utc_now()))
    return (await copy_of(happened)).without(
        lambda node: (
            "ServiceRating" in node.labels
            and node.properties["side"] == "REGISTRANT"
            and node.properties["openOn"] > today
        )
    )


@pytest.fixture(scope="module")
async def there(happened: Graph) -> dict[str, tuple[str, ...]]:
    """Some ids of each label."""
    rows = await happened.read(
        Statement(
            "MATCH (n:Node) UNWIND labels(n) AS label WITH label, n.id AS id ORDER BY id RETURN label, collect(id)[..6]"
        )
    )
    return {label: tuple(ids) for label, ids in rows}


async def answer(graph: Graph, text: str, variables: dict[str, Any], caller: Principal = SERVICE) -> dict[str, Any]:
    """The body of the answer, which keeps to the rules."""
    body = (await Executor(documents(), graph, RECORD, KEYS, now=utc_now).answer(Request(text, caller, variables))).body
    told = {**body, "errors": worded(body["errors"], "en", "", hints=True)} if "errors" in body else body
    faults = list(Response(SCHEMA, text, variables, told).faults())
    assert not faults, (faults, text, variables, body.get("errors"))
    return body


@pytest.mark.parametrize("root", COMPARED)
async def test_a_document_made_up_from_the_schema_means_what_the_interpreter_reads_in_it(
    happened: Graph, told_world: World, there: dict[str, tuple[str, ...]], root: str
) -> None:
    compared = 0
    for seed in chain(WATCH.within(range(TIMES)), range(TIMES, MOST)):
        if compared and seed >= TIMES:
            break
        random = Random(f"{root} {seed}")
        fuzzer = Fuzzer(SCHEMA, random, there, wild=0.05, admit=is_known)
        text = fuzzer.document("query", [root, *random.sample(COMPARED, random.randint(0, 1))])
        body = await answer(happened, text, fuzzer.variables)
        if body.get("data") is None:
            continue
        refused = {error["path"][0] for error in body.get("errors", ()) if "path" in error}
        data = {key: value for key, value in (body.get("data") or {}).items() if key not in refused}
        expected = interpreter(told_world).answer(text, fuzzer.variables, data)
        assert_same(data, expected, text, fuzzer.variables)
        compared += len(data)
    assert compared


def is_known(name: str, of: Any) -> bool:
    """Whether the interpreter knows a field, an argument or an input field."""
    return known(of) and not name.startswith(FOREIGN) and name not in (*RECORDED, "after", "before")


@pytest.mark.parametrize("root", roots("query"))
async def test_a_read_made_up_from_the_schema_is_answered_by_the_rules_or_refused(
    happened: Graph, there: dict[str, tuple[str, ...]], root: str
) -> None:
    for wild in WATCH.within(WILDNESS):
        random = Random(f"{root} {wild}")
        fuzzer = Fuzzer(SCHEMA, random, there, wild)
        text = fuzzer.document("query", [root, *random.sample(roots("query"), random.randint(0, 1))])
        await answer(happened, text, fuzzer.variables, random.choice(CALLERS))


@pytest.mark.parametrize("root", roots("mutation"))
async def test_a_change_made_up_from_the_schema_is_made_and_told_or_refused(
    happened: Graph, there: dict[str, tuple[str, ...]], root: str
) -> None:
    for wild in WATCH.within(WILDNESS):
        random = Random(f"{root} {wild}")
        fuzzer = Fuzzer(SCHEMA, random, there, wild)
        await answer(happened, fuzzer.document("mutation", [root]), fuzzer.variables)
