"""Random documents over registrations are answered as the slow interpreter answers them, for every kind of caller."""

from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.access.scope import Operation
from graphsvc.app import documents
from graphsvc.cases.model.calendar import Calendar
from graphsvc.china import day_in_china
from graphsvc.cli.demo.story import Teller
from graphsvc.clock import utc_now
from graphsvc.db.driver import Graph
from graphsvc.schema import graphql_schema
from tests.conftest import KEYS, RECORD
from tests.engine.compared import answered, assert_same, interpreter
from tests.engine.told_registrations import HERE, THERE, register
from tests.oracle.documents import Writer
from tests.oracle.world import Node, World, copy_of
from tests.shared_graph import SharedGraph

pytestmark = pytest.mark.slow

ROOTS = (
    "registration",
    "registrations",
    "post",
    "posts",
    "claim",
    "claims",
    "serviceRecord",
    "serviceRecords",
    "serviceRating",
    "serviceRatings",
    "registrantNeed",
    "registrantNeeds",
    "quarterCard",
    "quarterCards",
    "community",
    "unit",
    "person",
)
RANDOMLY = settings(
    max_examples=4, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
async def registered(shared: SharedGraph, patient: Graph) -> tuple[Graph, World]:
    """The demo with registrations at every step, and a copy of it."""
    graph = await shared.load_demo()
    await register(Teller(documents(), graph, RECORD, KEYS, Calendar(), utc_now().replace(microsecond=0)), graph)
    return patient, (await copy_of(graph)).without(lambda node: bool({"LogEntry"} & node.labels))


@pytest.mark.parametrize("root", ROOTS)
@RANDOMLY
@given(random=st.randoms(use_true_random=False))
async def test_a_random_document_is_answered_as_the_interpreter_answers_it(
    registered: tuple[Graph, World], root: str, random: Random
) -> None:
    graph, world = registered
    seen = seen_by(world, SERVICE)
    writer = Writer(graphql_schema(), seen, random)
    text = writer.document([root])
    data, _ = await answered(graph, text, writer.variables, SERVICE)
    assert_same(data, interpreter(seen).answer(text, writer.variables), text, writer.variables)


def callers(world: World) -> list[Principal]:
    """Members of whom one has moved, who do not register, officials of both places, a unit, and who sees nothing."""
    people = sorted(each.properties["person"] for each in world.labelled("Registration") if "person" in each.properties)
    units = sorted(each.properties["unit"] for each in world.labelled("Registration") if "unit" in each.properties)
    return [
        *(Principal(person, Role.MEMBER) for person in (people[0], people[3], people[6], "person-001")),
        Principal("here", Role.COMMUNITY_OFFICIAL, (HERE,)),
        Principal("there", Role.COMMUNITY_OFFICIAL, (THERE,)),
        Principal("grid", Role.GRID_WORKER, (f"{HERE}001",)),
        Principal("unit", Role.DEPARTMENT, (), units[0]),
        Principal("viewer", Role.VIEWER, (HERE,)),
    ]


def seen_by(world: World, caller: Principal) -> World:
    """What is left of the world when everything that does not concern the caller is deleted."""
    people, granted = caller.granted(Operation.READ_PEOPLE).scope, caller.granted(Operation.READ_REGISTRATIONS)
    inside, today = granted.scope or ("nowhere",), day_in_china(utc_now()).isoformat()

    def own(node: Node) -> bool:
        of = node.properties
        return (bool(granted.person) and of.get("person") == granted.person) or (
            bool(granted.unit) and of.get("unit") == granted.unit
        )

    def lies_here(entry: Node) -> bool:
        ((_, registration),) = world.steps(entry, "CREDITED_TO", "->")
        return registration.properties["areaCode"].startswith(inside)

    def hidden(node: Node) -> bool:
        area = node.properties.get("areaCode", "")
        if "Person" in node.labels:
            return not area.startswith(people or ("nowhere",))
        if "Registration" in node.labels:
            return not (area.startswith(inside) or node.properties.get("cameFrom", "").startswith(inside) or own(node))
        if "RegistrantNeed" in node.labels:
            answers = caller.granted(Operation.READ_REGISTRANT_NEEDS)
            mine = own(node) and bool(answers.person or answers.unit)
            return not (area.startswith(answers.scope or ("nowhere",)) or mine)
        if {"Claim", "ClaimMessage", "ServiceRecord"} & node.labels:
            return not (area.startswith(inside) or own(node))
        if "QuarterCard" in node.labels:
            sent_here = bool(granted.unit) and node.properties.get("addressee") == granted.unit
            return not (area.startswith(inside) or own(node) or sent_here)
        if "ServiceRating" in node.labels:
            side, is_open = node.properties["side"], node.properties["openOn"] <= today
            here = area.startswith(inside) and (side == "COMMUNITY" or is_open)
            return not (here or (own(node) and (side == "REGISTRANT" or is_open)))
        if "PointEntry" in node.labels:
            return not (area.startswith(inside) or own(node) or lies_here(node))
        if "RegistrationStep" in node.labels:
            of = world.nodes[node.id.rpartition(".")[0]]
            return not (area.startswith(inside) or of.properties["areaCode"].startswith(inside) or own(of))
        return False

    return world.without(hidden)


@pytest.mark.parametrize("root", ROOTS)
@RANDOMLY
@given(random=st.randoms(use_true_random=False))
async def test_a_scoped_answer_is_that_of_a_graph_without_what_concerns_others(
    registered: tuple[Graph, World], root: str, random: Random
) -> None:
    graph, world = registered
    caller = random.choice(callers(world))
    writer = Writer(graphql_schema(), world, random)
    text = writer.document([root])
    data, _ = await answered(graph, text, writer.variables, caller)
    seen = interpreter(seen_by(world, caller)).answer(text, writer.variables)
    assert_same(data, seen, text, writer.variables)


async def test_nothing_of_another_member_stands_in_any_answer_to_a_member(registered: tuple[Graph, World]) -> None:
    graph, world = registered
    mine, *others = sorted(
        (each for each in world.labelled("Registration") if "person" in each.properties), key=lambda each: each.id
    )
    ids = [node.id for node in world.nodes.values() if {"Person", "Registration", "RegistrationStep"} & node.labels]
    caller = Principal(mine.properties["person"], Role.MEMBER)
    everything = "registrations { nodes { id person { id name } steps { nodes { id by } } } } people { nodes { id } }"
    for begin in range(0, len(ids), 100):
        text = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ id __typename }} {everything} }}"
        data, _ = await answered(graph, text, {"ids": ids[begin : begin + 100]}, caller)
        shown = repr(data)
        assert [each.id for each in others if each.id in shown] == []
        assert [each.properties["person"] for each in others if each.properties["person"] in shown] == []
        assert {each["id"].partition(".")[0] for each in data["nodes"] if each} <= {mine.id}
