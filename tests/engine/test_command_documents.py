"""Random documents over command centres and grid items are answered as by the slow interpreter, for every caller."""

from collections import Counter
from datetime import date, timedelta
from functools import partial
from itertools import product
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.access.scope import Operation
from graphsvc.alerts.model.statistics import RiskWarningKind, WarningRules
from graphsvc.alerts.store.warnings import Looked, read_warnings
from graphsvc.app import documents
from graphsvc.cases.model.calendar import Calendar
from graphsvc.china import day_in_china
from graphsvc.cli.demo.story import Teller
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import NotFound
from graphsvc.maps.api.layers import NEEDED
from graphsvc.maps.model.layers import MapLayerKind
from graphsvc.maps.model.outlines import Crs, Naming, read_features
from graphsvc.maps.store.outlines import Sheet, import_outlines
from graphsvc.schema import graphql_schema
from tests.conftest import KEYS, RECORD
from tests.engine.compared import answered, assert_same, interpreter
from tests.engine.desk import DISCOVER, FOUND
from tests.engine.told_command import STREETS, command
from tests.engine.told_patrol import patrol
from tests.engine.told_places import offer_services, tell_of_policies, watch_places
from tests.maps.squares import geojson, square
from tests.oracle import maps
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
TODAY = day_in_china(utc_now())
KEPT = ("KeyPlace", "Hazard", "PolicyShare")
CALLERS = (
    SERVICE,
    Principal("street", Role.SUBDISTRICT_OFFICIAL, (STREETS[0],)),
    Principal("there", Role.SUBDISTRICT_OFFICIAL, (STREETS[1],)),
    Principal("community", Role.COMMUNITY_OFFICIAL, ("500103012011",)),
    Principal("viewer", Role.VIEWER),
)
AGED = """\
MATCH (n:Node) WHERE n:ServicePoint OR n:KeyPlace OR n:Force OR n:PolicyNotice OR n:PolicyShare
CREATE (n)-[:WAS {until: $today}]->(old:Past)
SET old = n {.state, .opens, .closes, .shutOn, .weekdays, .fromMinute, .toMinute, .qualified, .answered,
      told: 0, verifyBy: n.verifyBy - $long, verifiedOn: n.verifiedOn - $long, tellBy: n.tellBy - $long,
      applyBy: n.applyBy - $long},
  n.changedOn = $today, n.openedOn = n.openedOn - $long, n.listedOn = n.listedOn - $long,
  n.publishedOn = n.publishedOn - $long
RETURN count(n)"""
"""All that past days are asked of was there for long, and was changed today."""
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
    await graph.write(Statement(AGED, {"today": TODAY, "long": timedelta(days=200)}))
    for _ in range(3):
        await teller.asked(SERVICE, DISCOVER, case=FOUND)
    for since, wide in ((None, 2), (date(2024, 5, 4), 3)):
        shapes = {STREETS[0]: square(0, 0, wide, 4), "500103012011": square(0, 0, 1, 1)}
        features = read_features(geojson("code", shapes), Crs.WGS84, "code")
        sheet = Sheet(tuple(features), Naming(), "测绘院", Crs.WGS84, since)
        await graph.transact(partial(import_outlines, sheet=sheet, by="cli", now=utc_now(), today=TODAY))
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


OUTLINE = """area(code: "%s") {
  outline(asOf: "%s", simplified: %s) { geometry since until west south east north squareKilometres corners source crs }
  center(asOf: "%s") { longitude latitude } }"""


async def test_an_outline_is_that_of_the_day(commanded: tuple[Graph, World]) -> None:
    graph, world = commanded
    codes, days = ("500103000000", STREETS[0], "500103012011"), ("2024-05-03", "2024-05-04", TODAY.isoformat())
    asked = [(code, day, simplified, day) for code, day, simplified in product(codes, days, ("true", "false"))]
    text = "{ " + " ".join(f"a{number}: {OUTLINE % each}" for number, each in enumerate(asked)) + " }"
    data, _ = await answered(graph, text, {}, CALLERS[-1])
    assert_same(data, interpreter(world).answer(text), text, {})
    assert len({repr(each) for each in data.values()}) == 5, "of two areas two each, and of one none"


LAYER = """query ($area: ID!, $layer: MapLayerKind!, $level: AreaLevel, $on: Date) {
  mapLayer(area: $area, layer: $layer, level: $level, asOf: $on) { total direct parts { code count of } } }"""
DAYS = (TODAY, date(2024, 5, 4), TODAY + timedelta(days=20))
EASILY = WarningRules(
    address_cases=2,
    cluster_cases=2,
    visits_expected=0.1,
    visits_left=1,
    visits_chance=1,
    chance=1,
    open_tasks=1,
    tasks_beside=1,
)


WHERE_MUCH_IS = ("500103000000", *STREETS, "500103012011", "500103012011001", "500103012011002")


def some_area(world: World, scope: tuple[str, ...], random: Random) -> Node:
    """Any area, often one of the caller's, often one where something happens."""
    areas = [area for area in world.labelled("Area") if "Estate" not in area.labels]
    likely = [area for area in areas if area.id in WHERE_MUCH_IS] if random.random() < 0.6 else areas
    theirs = [area for area in likely if area.properties["areaCode"].startswith(scope)]
    return random.choice(theirs if theirs and random.random() < 0.9 else likely)


def within(world: World, scope: tuple[str, ...]) -> World:
    """The world without what lies out of some areas; areas themselves and people stay."""
    return world.without(
        lambda node: (
            not {"Area", "Person"} & node.labels and not str(node.properties.get("areaCode", "")).startswith(scope)
        )
    )


async def test_a_layer_counts_what_a_graph_without_what_is_out_of_scope_has(commanded: tuple[Graph, World]) -> None:
    graph, world = commanded
    random, seen = Random(18), Counter[MapLayerKind]()
    for _ in range(400):
        caller, kind = random.choice(CALLERS), random.choice(list(MapLayerKind))
        day = random.choice(DAYS) if kind.dated else TODAY
        if not (scope := caller.granted(NEEDED[kind]).scope):
            continue
        area = some_area(world, scope, random)
        deeper = [each for each in maps.LEVELS[area.properties["level"] :] if area.properties["level"] > 1]
        level = random.choice([None, *deeper])
        asked = {"area": area.id, "layer": kind.value, "level": level and level.value, "on": day.isoformat()}
        data, _ = await answered(graph, LAYER, asked, caller)
        if not area.properties["areaCode"].startswith(scope):
            assert data == {"mapLayer": None}, asked
            continue
        told = data["mapLayer"]
        parts = {part["code"]: part["count"] for part in told["parts"]}
        counted = maps.layer(within(world, scope), area, kind, level, day)
        assert {**told, "parts": parts} == counted, (asked, caller.subject)
        seen[kind] += counted["total"]
    assert min(seen[kind] for kind in MapLayerKind if kind is not MapLayerKind.MISSED_VISITS) > 0, seen


async def test_warnings_are_those_of_a_graph_without_what_is_out_of_scope(commanded: tuple[Graph, World]) -> None:
    graph, world = commanded
    random, seen = Random(18), Counter[RiskWarningKind]()
    for _ in range(60):
        grant = random.choice(CALLERS).granted(Operation.READ_CASES)
        if not grant.scope:
            continue
        area = some_area(world, tuple(grant.scope), random)
        later = TODAY + timedelta(days=50)
        looked = Looked(area.id, later - timedelta(days=random.choice((0, 0, 50, 51))), later)
        if not area.properties["areaCode"].startswith(grant.scope):
            with pytest.raises(NotFound):
                await read_warnings(graph, grant, looked, EASILY)
            continue
        found = await read_warnings(graph, grant, looked, EASILY)
        assert found == maps.warnings(within(world, grant.scope), area, looked.day, later, EASILY), (area.id, grant)
        seen.update(each.kind for each in found)
    assert seen.keys() == set(RiskWarningKind), seen
