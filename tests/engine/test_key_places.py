"""Key places on a real Neo4j: kept by who may, watched for hazards, seen by officials there and by who runs them."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.china import day_in_china
from graphsvc.coverage.model.rules import RULES, RuleCode
from graphsvc.coverage.store.findings import stretch
from graphsvc.coverage.store.queries import Place
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.places.key_places import store as key_places
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, STREET, place
from tests.engine.desk import COMMUNITY, ELSEWHERE, GRID, POWER, STREET_OFFICE, VIEWER, WATER, Desk
from tests.plans import scans
from tests.shared_graph import everything

DISTRICT = Principal("district", Role.DISTRICT_ADMIN, ("500103000000",))
SHOWN = """{ id version state name kind address longitude latitude phone staffCount partyConditions partyOrganization
  partyMemberCount lacksOrganization dangerous listedOn delistedOn verifiedOn verifyByOn stale note
  operator { id } area { code } hazards(orderBy: [{ foundOn: ASC }]) { nodes { id state } } }"""
OF_HAZARD = "{ id version state kind text foundOn clearByOn overdue clearedOn note place { id version } area { code } }"
LIST = f"mutation ($place: KeyPlaceInput!, $key: ID) {{ registerKeyPlace(place: $place, key: $key) {SHOWN} }}"
AMEND = f"""mutation ($id: ID!, $v: Int!, $place: KeyPlaceDetailsInput!) {{
  amendKeyPlace(id: $id, expectedVersion: $v, place: $place) {SHOWN} }}"""
VERIFY = f"mutation ($id: ID!, $v: Int!) {{ verifyKeyPlace(id: $id, expectedVersion: $v) {SHOWN} }}"
DELIST = f'mutation ($id: ID!, $v: Int!) {{ delistKeyPlace(id: $id, expectedVersion: $v, reason: "停业") {SHOWN} }}'
FOUND = f"""mutation ($id: ID!, $v: Int!, $hazard: HazardInput!, $key: ID) {{
  recordHazard(id: $id, expectedVersion: $v, hazard: $hazard, key: $key) {OF_HAZARD} }}"""
CLEAR = f"""mutation ($id: ID!, $v: Int!) {{
  clearHazard(id: $id, expectedVersion: $v, report: "换了软管，现场看过") {OF_HAZARD} }}"""
PLACES = "query ($filter: KeyPlaceFilter) { keyPlaces(first: 200, filter: $filter) { totalCount nodes { id } } }"
HAZARDS = """query ($filter: HazardFilter) {
  hazards(first: 200, filter: $filter) { totalCount nodes { id } } }"""
ACTIONS = "query ($id: ID!) { keyPlaceActions(place: $id) { action allowed reason } }"
OF_A_HAZARD = "query ($id: ID!) { hazardActions(hazard: $id) { action allowed reason } }"
TOLD: dict[str, Any] = {
    "name": "桐花电子厂",
    "kind": "ENTERPRISE",
    "address": "桐花路 18 号",
    "operator": "unit-water",
    "longitude": 106.52,
    "latitude": 29.55,
    "phone": "023-68810000",
    "staffCount": 120,
    "partyConditions": True,
    "partyOrganization": False,
}
NEW = {**TOLD, "area": GRID_CODE}
EATERY = {"name": "老街小面", "kind": "SMALL_EATERY", "address": "桐花路 2 号", "area": COMMUNITY_CODE}
GAS = {"kind": "GAS", "text": "灶间软管老化", "foundOn": "2026-09-07", "clearByOn": "2026-09-10"}


class Watch(Desk):
    """Asks about key places; a refusal is asserted to have written nothing."""

    async def listed(self, caller: Principal = COMMUNITY, **more: Any) -> Any:
        return (await self.data(caller, LIST, place={**NEW, **more}))["registerKeyPlace"]

    async def take(self, text: str, of: Any, caller: Principal = COMMUNITY, **more: Any) -> Any:
        (made,) = (await self.data(caller, text, id=of["id"], v=of["version"], **more)).values()
        return made

    async def ids(self, caller: Principal, text: str = PLACES, **filter_: Any) -> list[str]:
        (page,) = (await self.data(caller, text, filter=filter_)).values()
        assert page["totalCount"] == len(page["nodes"])
        return [each["id"] for each in page["nodes"]]

    async def refused(self, caller: Principal, text: str, **variables: Any) -> Any:  # type: ignore[override]
        before = await everything(self.graph)
        body = (await self.ask(caller, text, **variables)).body
        assert await everything(self.graph) == before
        return body["errors"][0]["extensions"]

    async def reasons(self, caller: Principal, id_: str) -> Sequence[str | None]:
        return [each["reason"] for each in (await self.data(caller, ACTIONS, id=id_))["keyPlaceActions"]]


@pytest.fixture
async def watch(known: Documents, clean_graph: Graph) -> Watch:
    await place(clean_graph)
    return Watch(known, clean_graph)


async def test_a_key_place_is_kept_by_who_may_and_relied_on_for_a_time(watch: Watch) -> None:
    for caller, more, code in (
        (VIEWER, {}, "FORBIDDEN"),
        (GRID, {}, "FORBIDDEN"),
        (WATER, {}, "FORBIDDEN"),
        (ELSEWHERE, {}, "NOT_FOUND"),
        (STREET_OFFICE, {"area": STREET}, "BAD_USER_INPUT"),
        (COMMUNITY, {"operator": "unit-nobody"}, "NOT_FOUND"),
        (COMMUNITY, {"operator": None}, "BAD_USER_INPUT"),
        (COMMUNITY, {"kind": "SCHOOL"}, "BAD_USER_INPUT"),
        (COMMUNITY, {"partyMemberCount": 5}, "BAD_USER_INPUT"),
        (COMMUNITY, {"longitude": None}, "BAD_USER_INPUT"),
        (COMMUNITY, {"longitude": 116.4, "latitude": 39.9}, "BAD_USER_INPUT"),
        (COMMUNITY, {"phone": "13800001234"}, "BAD_USER_INPUT"),
        (COMMUNITY, {"staffCount": -1}, "BAD_USER_INPUT"),
    ):
        assert (await watch.refused(caller, LIST, place={**NEW, **more}))["code"] == code, (caller, more)
    made = (await watch.data(COMMUNITY, LIST, place=NEW, key="key-0001"))["registerKeyPlace"]
    assert await watch.data(COMMUNITY, LIST, place=NEW, key="key-0001") == {"registerKeyPlace": made}
    assert (made["operator"], made["area"], made["staffCount"]) == ({"id": "unit-water"}, {"code": GRID_CODE}, 120)
    assert (made["lacksOrganization"], made["dangerous"], made["stale"]) == (True, False, False)
    assert (made["verifiedOn"], made["verifyByOn"]) == ("2026-09-07", "2027-03-06")
    assert (await watch.refused(COMMUNITY, LIST, place=NEW))["code"] == "CONFLICT"
    assert (await watch.refused(ELSEWHERE, VERIFY, id=made["id"], v=1))["code"] == "NOT_FOUND"
    stale = await watch.refused(COMMUNITY, VERIFY, id=made["id"], v=9)
    assert stale["allowed"] == ["AMEND", "VERIFY", "RECORD_HAZARD", "DELIST"]
    far = {**TOLD, "longitude": 116.4, "latitude": 39.9}
    refusal = await watch.refused(COMMUNITY, AMEND, id=made["id"], v=1, place=far)
    assert (refusal["code"], refusal["field"]) == ("BAD_USER_INPUT", ["place", "longitude"])
    refusal = await watch.refused(COMMUNITY, AMEND, id=made["id"], v=1, place={**TOLD, "operator": "unit-nobody"})
    assert refusal["code"] == "NOT_FOUND"
    other = await watch.listed(name="桐花纸箱厂")
    refusal = await watch.refused(COMMUNITY, AMEND, id=other["id"], v=1, place=TOLD)
    assert (refusal["code"], refusal["zh"]) == ("CONFLICT", "这里已有重点场所“桐花电子厂”，请更新原有的。")
    await watch.take(DELIST, other)
    assert await watch.ids(COMMUNITY, lacksOrganization=True) == [made["id"]], "what has left lacks nothing"
    watch.now += timedelta(days=181)
    assert await watch.ids(COMMUNITY, staleOn="2027-03-06") == []
    assert await watch.ids(COMMUNITY, staleOn="2027-03-07") == [made["id"]]
    made = await watch.take(VERIFY, made)
    assert (made["stale"], made["verifyByOn"]) == (False, "2027-09-03")
    told = {**TOLD, "partyOrganization": True, "partyMemberCount": 4, "operator": "unit-power"}
    made = await watch.take(AMEND, made, place=told)
    assert (made["lacksOrganization"], made["partyMemberCount"], made["operator"]["id"]) == (False, 4, "unit-power")
    made = await watch.take(DELIST, made)
    assert (made["state"], made["delistedOn"], made["note"]) == ("DELISTED", "2027-03-07", "停业")
    assert await watch.ids(COMMUNITY, onListOn="2027-03-06") == [made["id"]]
    assert await watch.ids(COMMUNITY, onListOn="2027-03-07") == []
    assert (await watch.listed())["id"] != made["id"]  # what has left does not stand in the way
    rows = await watch.graph.read(
        Statement("MATCH (e:LogEntry {subject: $id}) RETURN e.action ORDER BY e.number", {"id": made["id"]})
    )
    assert [action for (action,) in rows] == [f"KEY_PLACE_{each}" for each in ("LISTED", "VERIFY", "AMEND", "DELIST")]


async def test_a_hazard_is_recorded_where_it_is_and_cleared_once(watch: Watch) -> None:
    eatery = (await watch.data(STREET_OFFICE, LIST, place=EATERY))["registerKeyPlace"]
    factory = await watch.listed()
    for caller, of, more, code in (
        (VIEWER, factory, {}, "FORBIDDEN"),
        (WATER, factory, {}, "FORBIDDEN"),
        (GRID, eatery, {}, "NOT_FOUND"),  # it lies in the community, not in the worker's grid
        (ELSEWHERE, factory, {}, "NOT_FOUND"),
        (GRID, factory, {"foundOn": "2026-09-08"}, "BAD_USER_INPUT"),
        (GRID, factory, {"clearByOn": "2026-09-06"}, "BAD_USER_INPUT"),
        (GRID, factory, {"clearByOn": "2027-09-09"}, "BAD_USER_INPUT"),
        (GRID, factory, {"text": "老板电话 13800001234"}, "BAD_USER_INPUT"),
    ):
        given = {"id": of["id"], "v": of["version"], "hazard": {**GAS, **more}}
        assert (await watch.refused(caller, FOUND, **given))["code"] == code, (caller, more)
    assert (await watch.refused(GRID, FOUND, id=factory["id"], v=7, hazard=GAS))["code"] == "CONFLICT"
    found = await watch.take(FOUND, factory, GRID, hazard=GAS, key="key-0002")
    again = await watch.take(FOUND, factory, GRID, hazard=GAS, key="key-0002")
    assert (found["state"], found["place"], again["id"]) == ("OPEN", {"id": factory["id"], "version": 2}, found["id"])
    assert await watch.ids(COMMUNITY, dangerous=True) == [factory["id"]]
    assert await watch.ids(COMMUNITY, dangerous=False) == [eatery["id"]]
    refusal = await watch.refused(COMMUNITY, DELIST, id=factory["id"], v=2)
    assert (refusal["code"], refusal["zh"]) == ("CONFLICT", "还有未消除的隐患，请先销号。")
    assert refusal["allowed"] == ["AMEND", "VERIFY", "RECORD_HAZARD"]
    theirs, found_there = "须由该区域的社区、镇街或区县办理。", "还有未消除的隐患，请先销号。"
    assert await watch.reasons(COMMUNITY, factory["id"]) == [None, None, None, found_there]
    assert await watch.reasons(GRID, factory["id"]) == [theirs, theirs, None, theirs]
    watch.now += timedelta(days=4)
    assert await watch.ids(GRID, HAZARDS, overdueOn="2026-09-10") == []
    assert await watch.ids(GRID, HAZARDS, overdueOn="2026-09-11") == [found["id"]]
    assert (await watch.refused(GRID, CLEAR, id=found["id"], v=1))["code"] == "FORBIDDEN"
    assert (await watch.refused(ELSEWHERE, CLEAR, id=found["id"], v=1))["code"] == "NOT_FOUND"
    assert (await watch.refused(COMMUNITY, CLEAR, id=found["id"], v=2))["allowed"] == ["CLEAR"]
    for caller, reason in ((COMMUNITY, None), (GRID, theirs)):
        (offer,) = (await watch.data(caller, OF_A_HAZARD, id=found["id"]))["hazardActions"]
        assert offer == {"action": "CLEAR", "allowed": reason is None, "reason": reason}
    gone = await watch.take(CLEAR, found)
    assert (gone["state"], gone["clearedOn"], gone["overdue"]) == ("CLEARED", "2026-09-11", False)
    assert gone["note"] == "换了软管，现场看过"
    refusal = await watch.refused(COMMUNITY, CLEAR, id=found["id"], v=2)
    assert (refusal["code"], refusal["allowed"]) == ("CONFLICT", [])
    left = await watch.take(DELIST, {"id": factory["id"], "version": 2})
    assert (left["state"], left["hazards"]["nodes"]) == ("DELISTED", [{"id": found["id"], "state": "CLEARED"}])
    refusal = await watch.refused(COMMUNITY, FOUND, id=factory["id"], v=3, hazard=GAS)
    assert (refusal["code"], refusal["allowed"]) == ("CONFLICT", [])


async def test_a_place_is_seen_in_its_areas_and_by_the_unit_that_runs_it(watch: Watch) -> None:
    factory, eatery = await watch.listed(), (await watch.data(COMMUNITY, LIST, place=EATERY))["registerKeyPlace"]
    found = await watch.take(FOUND, factory, GRID, hazard=GAS)
    for caller, wanted in (
        (COMMUNITY, {factory["id"], eatery["id"]}),
        (GRID, {factory["id"]}),
        (WATER, {factory["id"]}),
        (POWER, set()),
        (ELSEWHERE, set()),
        (VIEWER, set()),
    ):
        assert set(await watch.ids(caller)) == wanted, caller
        seen = {found["id"]} if factory["id"] in wanted else set()
        assert set(await watch.ids(caller, HAZARDS)) == seen, caller
    assert (await watch.refused(POWER, ACTIONS, id=factory["id"]))["code"] == "NOT_FOUND"
    assert (await watch.reasons(WATER, factory["id"]))[0] == "须由该区域的社区、镇街或区县办理。"
    sold = {**TOLD, "operator": "unit-power"}
    await watch.take(AMEND, {"id": factory["id"], "version": 2}, place=sold)
    assert await watch.ids(WATER, HAZARDS) == [], "who ran it before sees it no more"
    assert await watch.ids(POWER, HAZARDS) == [found["id"]]
    under = f"""{{ community(code: "{COMMUNITY_CODE}") {{ keyPlaces {{ totalCount }} }}
      grid(code: "{GRID_CODE}") {{ keyPlaces {{ totalCount }} }} }}"""
    counts = await watch.data(COMMUNITY, under)
    assert [each["keyPlaces"]["totalCount"] for each in counts.values()] == [2, 1]


async def test_what_an_enterprise_says_of_its_party_organization_is_found_on_the_days_it_said_so(watch: Watch) -> None:
    await watch.graph.write(
        Statement("MATCH (u:Unit) WHERE u.id IN ['unit-water', 'unit-power'] SET u.kind = 'ENTERPRISE'")
    )
    rule, first = RULES[RuleCode.ENTERPRISE_WITHOUT_ORGANIZATION], day_in_china(watch.now)

    async def found(day: int) -> list[str]:
        where, on = Place("500103000000", "", 2, "500103"), first + timedelta(days=day)
        return [each.subject for each in await stretch(watch.graph, rule, where, on, 9, None)]

    made = await watch.listed()
    for day, more in (
        (1, {"name": "桐花电子二厂"}),
        (2, {"operator": "unit-power"}),
        (3, {"operator": "unit-power", "partyOrganization": True}),
        (4, {"operator": "unit-power"}),
        (4, {"operator": "unit-power", "partyConditions": False}),
        (5, {}),
    ):
        watch.now += timedelta(days=day) - (day_in_china(watch.now) - first)
        made = await watch.take(AMEND, made, place={**TOLD, **more})
    made = await watch.take(VERIFY, made)
    watch.now += timedelta(days=1)
    await watch.take(DELIST, made)
    water, power = ["unit-water"], ["unit-power"]
    assert [await found(day) for day in range(-1, 8)] == [[], water, water, power, [], [], water, [], []]


async def test_a_past_day_is_answered_by_what_was_on_record_then(watch: Watch) -> None:
    made, first = await watch.listed(), day_in_china(watch.now)
    await watch.listed(name="桐花电子二厂", partyOrganization=True)
    begun = watch.now

    async def step(day: int, text: str, of: Any, **more: Any) -> Any:
        watch.now = begun + timedelta(days=day)
        return await watch.take(text, of, **more)

    hazard = await step(3, FOUND, made, hazard=GAS)
    made = await step(5, AMEND, hazard["place"], place={**TOLD, "partyOrganization": True})
    await step(6, CLEAR, hazard)
    made = await step(190, VERIFY, made)
    made = await step(200, DELIST, made)
    text = """query ($on: Date!, $area: ID!, $list: KeyPlaceFilter, $dangerous: KeyPlaceFilter, $stale: KeyPlaceFilter,
      $lacking: KeyPlaceFilter, $unvisited: KeyPlaceFilter) {
      keyPlaceFigures(area: $area, asOf: $on) { listedCount dangerousCount staleCount lackingCount unvisitedCount }
      listed: keyPlaces(filter: $list) { totalCount } dangerous: keyPlaces(filter: $dangerous) { totalCount }
      stale: keyPlaces(filter: $stale) { totalCount } lacking: keyPlaces(filter: $lacking) { totalCount }
      unvisited: keyPlaces(filter: $unvisited) { totalCount } }"""
    for day, counts in {
        -1: (0, 0, 0, 0, 0),
        0: (2, 0, 0, 1, 0),
        2: (2, 0, 0, 1, 0),
        3: (2, 1, 0, 1, 0),
        4: (2, 1, 0, 1, 0),
        5: (2, 1, 0, 0, 0),
        6: (2, 0, 0, 0, 0),
        30: (2, 0, 0, 0, 2),
        180: (2, 0, 0, 0, 2),
        185: (2, 0, 1, 0, 2),
        186: (2, 0, 2, 0, 2),
        190: (2, 0, 1, 0, 2),
        200: (1, 0, 1, 0, 1),
    }.items():
        on = (first + timedelta(days=day)).isoformat()
        names = {"list": "onListOn", "dangerous": "dangerousOn", "stale": "staleOn"}
        names |= {"lacking": "lackedOrganizationOn", "unvisited": "unvisitedOn"}
        filters = {name: {"within": STREET, criterion: on} for name, criterion in names.items()}
        told = await watch.data(STREET_OFFICE, text, on=on, area=STREET, **filters)
        figures = tuple(told.pop("keyPlaceFigures").values())
        assert figures == tuple(each["totalCount"] for each in told.values()) == counts, day
    for day, overdue in ((2, False), (3, False), (4, True), (5, True), (6, False)):
        on = (first + timedelta(days=day)).isoformat()
        assert await watch.ids(STREET_OFFICE, HAZARDS, overdueOn=on) == [hazard["id"]] * overdue, day
    both = 'query { keyPlaceFigures(asOf: "2026-09-08", unvisitedAfterOn: "2026-09-01") { listedCount } }'
    refusal = (await watch.ask(STREET_OFFICE, both)).body["errors"][0]["extensions"]
    assert (refusal["code"], refusal["field"]) == ("BAD_USER_INPUT", ["unvisitedAfterOn"])


async def test_of_eight_lists_at_once_one_stands_and_none_leaves_while_a_hazard_is_recorded(watch: Watch) -> None:
    answers = await asyncio.gather(*(watch.ask(COMMUNITY, LIST, place=NEW) for _ in range(8)))
    (made,) = [each.body["data"]["registerKeyPlace"] for each in answers if "errors" not in each.body]
    codes = {each.body["errors"][0]["extensions"]["code"] for each in answers if "errors" in each.body}
    assert codes <= {"CONFLICT", "UNAVAILABLE"}
    left, *found = await asyncio.gather(
        watch.ask(COMMUNITY, DELIST, id=made["id"], v=1),
        *(watch.ask(GRID, FOUND, id=made["id"], v=1, hazard=GAS) for _ in range(4)),
    )
    done = [each for each in (left, *found) if "errors" not in each.body]
    assert len(done) == 1, "each step names the version it has seen"
    ((state, hazards),) = await watch.graph.read(
        Statement("MATCH (k:KeyPlace) RETURN k.state, COUNT { (k)<-[:HAZARD_OF]-({state: 'OPEN'}) }")
    )
    assert (state, hazards) in {("DELISTED", 0), ("LISTED", 1)}


@pytest.mark.parametrize("name", sorted(key_places.TEXTS))
async def test_no_statement_of_key_places_scans(watch: Watch, name: str) -> None:
    given: dict[str, Any] = {"id": "p", "expected": 1, "sources": [], "changes": {}, "scope": [""], "area": "a"}
    given |= {"place": {}, "hazard": {}, "operator": None, "amends": True, "clears": True, "unit": "u"}
    given |= {
        "on": day_in_china(watch.now),
        "prefix": "5",
        "since": day_in_china(watch.now),
        "today": day_in_china(watch.now),
    }
    assert not await scans(watch.graph, Statement(key_places.TEXTS[name], given), products=True)
