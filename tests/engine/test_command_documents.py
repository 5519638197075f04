"""Random documents over command centres and grid items are answered as by the slow interpreter, for every caller."""

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
from graphsvc.cli.demo.story import Teller
from graphsvc.clock import utc_now
from graphsvc.db.driver import Graph
from graphsvc.schema import graphql_schema
from tests.conftest import KEYS, RECORD
from tests.engine.compared import answered, assert_same, interpreter
from tests.engine.desk import DISCOVER, FOUND
from tests.engine.told_command import STREETS, command
from tests.engine.told_patrol import patrol
from tests.engine.told_places import offer_services, tell_of_policies, watch_places
from tests.oracle.contingencies import is_given_in
from tests.oracle.documents import Writer
from tests.oracle.world import Node, World, copy_of
from tests.shared_graph import SharedGraph

pytestmark = pytest.mark.slow

ROOTS = (
    "commandCentre",
    "commandCentres",
    "dutyShift",
    "dutyShifts",
    "supervision",
    "supervisions",
    "contingencyPlan",
    "contingencyPlans",
    "contingencyRun",
    "contingencyRuns",
    "pairing",
    "pairings",
    "pairingRequest",
    "pairingRequests",
    "yearlyAppraisal",
    "yearlyAppraisals",
    "areaRating",
    "areaRatings",
    "gridItem",
    "gridItems",
    "patrolPlan",
    "patrolPlans",
    "visit",
    "visits",
    "force",
    "forces",
    "servicePoint",
    "servicePoints",
    "serviceItem",
    "serviceItems",
    "keyPlace",
    "keyPlaces",
    "hazard",
    "hazards",
    "policyNotice",
    "policyNotices",
    "policyShare",
    "policyShares",
)
KEPT = ("KeyPlace", "Hazard", "PolicyShare")
CALLERS = (
    SERVICE,
    Principal("street", Role.SUBDISTRICT_OFFICIAL, (STREETS[0],)),
    Principal("there", Role.SUBDISTRICT_OFFICIAL, (STREETS[1],)),
    Principal("community", Role.COMMUNITY_OFFICIAL, ("500103012011",)),
    Principal("viewer", Role.VIEWER),
)
RANDOMLY = settings(
    max_examples=6, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
async def commanded(shared: SharedGraph, patient: Graph) -> tuple[Graph, World]:
    """The demo with two command centres, one of which supervises cases, and a copy of it."""
    graph = await shared.load_demo()
    teller = Teller(documents(), graph, RECORD, KEYS, Calendar(), utc_now().replace(microsecond=0))
    for _ in range(3):
        await teller.asked(SERVICE, DISCOVER, case=FOUND)
    await command(teller, graph)
    await patrol(teller, graph)
    await offer_services(teller, graph)
    await watch_places(teller, graph)
    await tell_of_policies(teller, graph)
    return patient, (await copy_of(graph)).without(lambda node: bool({"LogEntry"} & node.labels))


def seen_by(world: World, caller: Principal) -> World:
    """What is left of the world when people and supervisions out of the caller's scope are deleted."""
    scopes = {
        **dict.fromkeys(("Person", "Force"), caller.granted(Operation.READ_PEOPLE).scope),
        **dict.fromkeys(
            (
                "Supervision",
                "Case",
                "PatrolPlan",
                "PatrolPlace",
                "Visit",
                "PairingContact",
                "PairingRequest",
                "YearlyAppraisal",
                *KEPT,
            ),
            caller.granted(Operation.READ_CASES).scope,
        ),
    }

    def is_hidden_run(run: Node) -> bool:
        scope = scopes["Case"]
        return not run.properties["areaCode"].startswith(scope or ("nowhere",)) and not is_given_in(world, run, scope)

    def is_hidden_rating(rating: Node) -> bool:
        """Neither of who rates nor of who is rated."""
        scope = scopes["Case"] or ("nowhere",)
        return not any(str(rating.properties.get(name)).startswith(scope) for name in ("areaCode", "ratedArea"))

    def hidden(node: Node) -> bool:
        return any(
            label in node.labels and not node.properties["areaCode"].startswith(scope or ("nowhere",))
            for label, scope in scopes.items()
        ) or (
            ("ContingencyRun" in node.labels and is_hidden_run(node))
            or ("AreaRating" in node.labels and is_hidden_rating(node))
        )

    return world.without(hidden)


@pytest.mark.parametrize("root", ROOTS)
@RANDOMLY
@given(random=st.randoms(use_true_random=False))
async def test_a_scoped_answer_is_that_of_a_graph_without_what_is_out_of_scope(
    commanded: tuple[Graph, World], root: str, random: Random
) -> None:
    graph, world = commanded
    caller = random.choice(CALLERS)
    writer = Writer(graphql_schema(), world, random)
    text = writer.document([root])
    data, _ = await answered(graph, text, writer.variables, caller)
    seen = interpreter(seen_by(world, caller)).answer(text, writer.variables)
    assert_same(data, seen, text, writer.variables)
