"""The compiled answer is the one the slow interpreter gives: for documents chosen by hand, and for random ones."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.access.scope import Operation
from graphsvc.db.driver import Graph
from graphsvc.schema import graphql_schema, registered
from graphsvc.web.explorer.page import examples
from tests.engine.compared import answered, assert_same, interpreter
from tests.oracle.documents import OWN, Writer
from tests.oracle.world import Node, World

pytestmark = pytest.mark.slow

APART = {"search", "auditTrail", "coverage", "findings", "registration", "registrations"}
APART |= {"post", "posts", "claim", "claims", "serviceRecord", "serviceRecords", "serviceRating", "serviceRatings"}
APART |= {"registrantNeed", "registrantNeeds", "quarterCard", "quarterCards"}
APART |= {"yearlyAppraisal", "yearlyAppraisals"}
APART |= {"areaRating", "areaRatings"}
APART |= {"pairing", "pairings", "pairingRequest", "pairingRequests"}
APART |= {"commandCentre", "commandCentres", "dutyShift", "dutyShifts", "supervision", "supervisions"}
APART |= {
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
}
APART |= {"serviceItem", "serviceItems", "myRegistration"}
APART |= {"keyPlace", "keyPlaces", "hazard", "hazards"}
APART |= {"policyNotice", "policyNotices", "policyShare", "policyShares"}
APART |= {"contingencyPlan", "contingencyPlans", "contingencyRun", "contingencyRuns"}
"""Roots with an oracle of their own: counts by hand, the record, the index, the caller's own, graphs with registrations
and centres."""

ROOTS = sorted(name for name, root in registered().roots.items() if name not in APART and root.target in OWN)


CHOSEN = {
    example["title"]: example["text"]
    for example in examples()
    if not any(f"{root}(" in example["text"] for root in APART)
}


@pytest.mark.parametrize("text", CHOSEN.values(), ids=list(CHOSEN))
async def test_an_example_is_answered_as_the_interpreter_answers_it(demo_graph: Graph, world: World, text: str) -> None:
    data, _ = await answered(demo_graph, text, {})
    assert_same(data, interpreter(world).answer(text), text, {})


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
    assert_same(data, interpreter(world).answer(text, writer.variables), text, writer.variables)
    assert statements == len(data)


PEOPLED = sorted({"person", "people", "links", "grid", "areas", "partyOrganizations", "resources", "units"})
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
    """What is left of the world when everything out of the caller's scope is deleted, and whom to ask is covered."""
    scope = caller.granted(Operation.READ_PEOPLE).scope
    left = world.without(
        lambda node: "Person" in node.labels and not node.properties["areaCode"].startswith(scope or ("nowhere",))
    )
    return left if caller.granted(Operation.READ_CONTACTS).scope else left.changed(covered)


def covered(node: Node) -> Node:
    """The same, of which no contact can be read."""
    return replace(node, properties=node.properties | {"contact": "***"}) if node.properties.get("contact") else node


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
    assert_same(data, seen, text, writer.variables)
