"""Pairings on a real Neo4j: opened once at a time, kept in touch by both sides, asked under, linked."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.coverage.model.rule import RuleCode
from graphsvc.coverage.model.rules import RULES
from graphsvc.coverage.store.findings import stream
from graphsvc.coverage.store.queries import place as place_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.notices.model.notice import Notice
from graphsvc.notices.store.telling import derive
from graphsvc.org.pairings.pairing import (
    BY_UNIT,
    REQUEST,
    PairingRequestAction,
    PairingRequestState,
    Reach,
    RequestStanding,
    bar_request,
)
from graphsvc.org.pairings.queries import needed
from graphsvc.org.pairings.store import TEXTS
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, STREET, place
from tests.engine.desk import (
    COMMUNITY,
    DISCOVER,
    DISTRICT_OFFICE,
    ELSEWHERE,
    FOUND,
    GRID,
    POWER,
    STREET_OFFICE,
    VIEWER,
    WATER,
    Desk,
)
from tests.plans import scans
from tests.shared_graph import everything

NEIGHBOUR = Principal("community-2", Role.COMMUNITY_OFFICIAL, ("500103012012",))
SHOWN = "{ id version since until lastContactOn contactDueOn unit { id } area { code } }"
OPEN = f"mutation ($given: UnitPairingInput!, $key: ID) {{ openPairing(pairing: $given, key: $key) {SHOWN} }}"
END = f"""mutation ($id: ID!, $v: Int!, $on: Date!) {{
  endPairing(id: $id, expectedVersion: $v, endsOn: $on, reason: "任务完成") {SHOWN} }}"""
KEEP = f"""mutation ($id: ID!, $v: Int!, $on: Date!) {{ keepPairingContact(id: $id, expectedVersion: $v,
  contact: {{contactedOn: $on, way: VISIT, content: "看了水泵房"}}) {SHOWN} }}"""
ASKED = "{ id version state report note finishedOn pairing { id } unit { id } }"
ASK = f"""mutation ($id: ID!, $v: Int!, $due: Date!) {{
  placePairingRequest(id: $id, expectedVersion: $v, request: {{content: "修水泵房的门", dueOn: $due}}) {ASKED} }}"""
STEPS = {
    PairingRequestAction.TAKE: "takePairingRequest(id: $id, expectedVersion: $v)",
    PairingRequestAction.DECLINE: 'declinePairingRequest(id: $id, expectedVersion: $v, reason: "不归我们")',
    PairingRequestAction.FINISH: 'finishPairingRequest(id: $id, expectedVersion: $v, report: "换了新门")',
    PairingRequestAction.CONFIRM: "confirmPairingRequest(id: $id, expectedVersion: $v)",
    PairingRequestAction.RETURN: 'returnPairingRequest(id: $id, expectedVersion: $v, reason: "门关不上")',
    PairingRequestAction.WITHDRAW: 'withdrawPairingRequest(id: $id, expectedVersion: $v, reason: "不用了")',
}
TIES = """query ($on: Date) { area(code: "%s") { horizontalLinks(asOf: $on) { nodes {
  relationship words since crossing unit { ... on Unit { id } } to { ... on Pairing { id } } } } } }"""


class Office(Desk):
    """Asks about pairings; a refusal is asserted to have written nothing."""

    async def open(self, unit: str = "unit-water", area: str = COMMUNITY_CODE, **more: Any) -> Any:
        given = {"unit": unit, "area": area, "since": "2026-09-01", **more}
        return (await self.data(STREET_OFFICE, OPEN, given=given))["openPairing"]

    async def keep(self, caller: Principal, of: Any, on: str) -> Any:
        return (await self.data(caller, KEEP, id=of["id"], v=of["version"], on=on))["keepPairingContact"]

    async def place(self, of: Any) -> Any:
        return (await self.data(COMMUNITY, ASK, id=of["id"], v=of["version"], due="2026-09-20"))["placePairingRequest"]

    async def take(self, caller: Principal, action: PairingRequestAction, of: Any) -> Any:
        (made,) = (await self.data(caller, _text(action), id=of["id"], v=of["version"])).values()
        return made

    async def code(self, caller: Principal, text: str, **variables: Any) -> str:
        before = await everything(self.graph)
        body = (await self.ask(caller, text, **variables)).body
        assert await everything(self.graph) == before
        return str(body["errors"][0]["extensions"]["code"])

    async def offers(self, caller: Principal, root: str, argument: str, id_: str) -> Sequence[str]:
        text = f"query ($id: ID!) {{ {root}({argument}: $id) {{ action allowed reason }} }}"
        offers = (await self.data(caller, text, id=id_))[root]
        assert all(each["allowed"] is (each["reason"] is None) for each in offers)
        return [each["action"] for each in offers if each["allowed"]]


def _text(action: PairingRequestAction) -> str:
    return f"mutation ($id: ID!, $v: Int!) {{ {STEPS[action]} {ASKED} }}"


@pytest.fixture
async def office(known: Documents, clean_graph: Graph) -> Office:
    await place(clean_graph)
    return Office(known, clean_graph)


async def test_a_unit_stands_by_an_area_once_at_a_time_from_day_to_day(office: Office) -> None:
    given = {"unit": "unit-water", "area": COMMUNITY_CODE, "since": "2026-09-01"}
    for caller, more, code in (
        (COMMUNITY, {}, "FORBIDDEN"),
        (WATER, {}, "FORBIDDEN"),
        (ELSEWHERE, {}, "NOT_FOUND"),
        (STREET_OFFICE, {"unit": "nothing"}, "NOT_FOUND"),
        (STREET_OFFICE, {"unit": COMMUNITY_CODE}, "NOT_FOUND"),
        (STREET_OFFICE, {"area": GRID_CODE}, "NOT_FOUND"),
        (STREET_OFFICE, {"until": "2026-09-01"}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"contactEveryDays": 0}, "BAD_USER_INPUT"),
    ):
        assert await office.code(caller, OPEN, given={**given, **more}) == code
    made = await office.open(until="2026-10-01")
    assert made == {
        "id": made["id"],
        "version": 1,
        "since": "2026-09-01",
        "until": "2026-10-01",
        "lastContactOn": None,
        "contactDueOn": "2026-10-01",
        "unit": {"id": "unit-water"},
        "area": {"code": COMMUNITY_CODE},
    }
    for more in ({}, {"since": "2026-08-01"}, {"since": "2026-09-30"}, {"since": "2026-08-01", "until": "2026-09-02"}):
        assert await office.code(STREET_OFFICE, OPEN, given={**given, **more}) == "CONFLICT"
    before, after = await office.open(since="2026-08-01", until="2026-09-01"), await office.open(since="2026-10-01")
    street, power = await office.open(area=STREET), await office.open("unit-power")
    told = """query ($on: Date) { community(code: "500103012011") { pairings(asOf: $on) { nodes { id } } }
      unit(id: "unit-water") { pairings(asOf: $on) { nodes { id } } } }"""
    for on, of_community, of_unit in (
        ("2026-07-31", [], []),
        ("2026-08-31", [before], [before]),
        ("2026-09-01", [made, power], [made, street]),
        ("2026-09-30", [made, power], [made, street]),
        ("2026-10-01", [after, power], [after, street]),
    ):
        seen = await office.data(VIEWER, told, on=on)
        assert _ids(seen["community"]["pairings"]) == {each["id"] for each in of_community}, on
        assert _ids(seen["unit"]["pairings"]) == {each["id"] for each in of_unit}, on


def _ids(page: Any) -> set[str]:
    return {each["id"] for each in page["nodes"]}


async def test_both_sides_keep_in_touch_and_the_next_contact_is_counted_from_the_last(office: Office) -> None:
    made = await office.open(contactEveryDays=3)
    overdue = "query ($late: Boolean!) { pairings(filter: {contactOverdue: $late}) { totalCount nodes { id } } }"
    assert made["contactDueOn"] == "2026-09-04"
    assert _ids((await office.data(VIEWER, overdue, late=True))["pairings"]) == {made["id"]}
    assert _ids((await office.data(VIEWER, overdue, late=False))["pairings"]) == set()
    for caller, more, code in (
        (VIEWER, {}, "FORBIDDEN"),
        (POWER, {}, "NOT_FOUND"),
        (NEIGHBOUR, {}, "NOT_FOUND"),
        (WATER, {"v": 2}, "CONFLICT"),
        (WATER, {"on": "2026-09-08"}, "BAD_USER_INPUT"),
        (WATER, {"on": "2026-08-31"}, "BAD_USER_INPUT"),
    ):
        assert await office.code(caller, KEEP, **{"id": made["id"], "v": 1, "on": "2026-09-04", **more}) == code
    made = await office.keep(WATER, made, "2026-09-04")
    assert (made["version"], made["lastContactOn"], made["contactDueOn"]) == (2, "2026-09-04", "2026-09-07")
    assert _ids((await office.data(VIEWER, overdue, late=True))["pairings"]) == set()  # today is the 7th
    made = await office.keep(COMMUNITY, made, "2026-09-02")
    assert (made["version"], made["lastContactOn"], made["contactDueOn"]) == (3, "2026-09-04", "2026-09-07")
    text = """query ($id: ID!) { pairing(id: $id) {
      contacts(orderBy: {contactedOn: ASC}) { totalCount nodes { contactedOn way content } } } }"""
    for caller, days in ((WATER, ["2026-09-02", "2026-09-04"]), (GRID, []), (POWER, []), (VIEWER, [])):
        shown = (await office.data(caller, text, id=made["id"]))["pairing"]["contacts"]
        assert [each["contactedOn"] for each in shown["nodes"]] == days
        assert shown["totalCount"] == len(days)
    office.now = office.now.replace(day=8)
    assert _ids((await office.data(VIEWER, overdue, late=True))["pairings"]) == {made["id"]}


async def test_a_pairing_ends_behind_its_last_contact_when_nothing_is_asked_of_it(office: Office) -> None:
    made = await office.keep(WATER, await office.open(), "2026-09-04")
    asked = await office.place(made)
    made["version"] += 1
    given = {"id": made["id"], "v": made["version"], "on": "2026-09-30"}
    assert await office.offers(STREET_OFFICE, "pairingActions", "pairing", made["id"]) == ["CONTACT", "ASK"]
    assert await office.offers(WATER, "pairingActions", "pairing", made["id"]) == ["CONTACT"]
    assert await office.offers(VIEWER, "pairingActions", "pairing", made["id"]) == []
    assert await office.code(STREET_OFFICE, END, **given) == "CONFLICT"
    await office.take(COMMUNITY, PairingRequestAction.WITHDRAW, asked)
    assert await office.offers(STREET_OFFICE, "pairingActions", "pairing", made["id"]) == ["CONTACT", "ASK", "END"]
    for caller, more, code in (
        (COMMUNITY, {}, "FORBIDDEN"),
        (ELSEWHERE, {}, "NOT_FOUND"),
        (STREET_OFFICE, {"v": 1}, "CONFLICT"),
        (STREET_OFFICE, {"on": "2026-09-04"}, "BAD_USER_INPUT"),
    ):
        assert await office.code(caller, END, **{**given, **more}) == code
    made = (await office.data(DISTRICT_OFFICE, END, **given))["endPairing"]
    assert (made["until"], made["version"]) == ("2026-09-30", 4)
    made = (await office.data(STREET_OFFICE, END, id=made["id"], v=4, on="2026-09-05"))["endPairing"]
    assert await office.code(STREET_OFFICE, END, id=made["id"], v=5, on="2026-09-30") == "CONFLICT"
    assert await office.code(COMMUNITY, ASK, id=made["id"], v=5, due="2026-09-20") == "CONFLICT"
    assert await office.code(WATER, KEEP, id=made["id"], v=5, on="2026-09-05") == "BAD_USER_INPUT"
    assert await office.offers(STREET_OFFICE, "pairingActions", "pairing", made["id"]) == ["CONTACT"]
    assert (await office.keep(WATER, made, "2026-09-03"))["version"] == 6


async def test_an_end_only_comes_forward(office: Office) -> None:
    first = await office.open(until="2026-10-01")
    second = await office.open(since="2026-10-01")
    given = {"id": first["id"], "v": 1}
    assert await office.code(STREET_OFFICE, END, **given, on="2026-10-02") == "BAD_USER_INPUT"
    body = (await office.ask(STREET_OFFICE, END, **given, on="2027-01-01")).body
    assert body["errors"][0]["message"].endswith("and not later than the day on which it already ends.")
    first = (await office.data(STREET_OFFICE, END, **given, on="2026-10-01"))["endPairing"]
    first = (await office.data(STREET_OFFICE, END, id=first["id"], v=2, on="2026-09-30"))["endPairing"]
    assert (first["until"], first["version"], second["until"]) == ("2026-09-30", 3, None)


async def test_one_opened_for_a_wrong_day_to_come_is_taken_back_and_takes_no_time(office: Office) -> None:
    wrong = await office.open(since="2026-09-09")
    begun = await office.open("unit-power", since="2026-09-07")  # today
    assert await office.code(STREET_OFFICE, END, id=begun["id"], v=1, on="2026-09-07") == "BAD_USER_INPUT"
    assert await office.code(STREET_OFFICE, END, id=wrong["id"], v=1, on="2026-09-08") == "BAD_USER_INPUT"
    given = {"unit": "unit-water", "area": COMMUNITY_CODE, "since": "2026-09-08"}
    assert await office.code(STREET_OFFICE, OPEN, given=given) == "CONFLICT"
    wrong = (await office.data(STREET_OFFICE, END, id=wrong["id"], v=1, on="2026-09-09"))["endPairing"]
    assert (wrong["since"], wrong["until"], wrong["version"]) == ("2026-09-09", "2026-09-09", 2)
    assert await office.offers(STREET_OFFICE, "pairingActions", "pairing", wrong["id"]) == []
    assert await office.code(STREET_OFFICE, END, id=wrong["id"], v=2, on="2026-09-09") == "CONFLICT"
    right = await office.open(since="2026-09-08")
    told = 'query ($on: Date) { unit(id: "unit-water") { pairings(asOf: $on) { nodes { id } } } }'
    for on in ("2026-09-08", "2026-09-09", "2026-09-10"):
        assert _ids((await office.data(VIEWER, told, on=on))["unit"]["pairings"]) == {right["id"]}, on


async def test_what_is_asked_is_taken_by_the_unit_and_confirmed_by_the_area(office: Office) -> None:
    made = await office.open()
    given = {"id": made["id"], "v": 1, "due": "2026-09-07"}
    for caller, more, code in (
        (GRID, {}, "FORBIDDEN"),
        (WATER, {}, "FORBIDDEN"),
        (NEIGHBOUR, {}, "NOT_FOUND"),
        (COMMUNITY, {"v": 3}, "CONFLICT"),
        (COMMUNITY, {"due": "2026-09-06"}, "BAD_USER_INPUT"),
    ):
        assert await office.code(caller, ASK, **{**given, **more}) == code
    asked = await office.place(made)
    assert (asked["state"], asked["pairing"]["id"], asked["unit"]["id"]) == ("PLACED", made["id"], "unit-water")
    take = _text(PairingRequestAction.TAKE)
    assert await office.code(POWER, take, id=asked["id"], v=1) == "NOT_FOUND"
    assert await office.code(COMMUNITY, take, id=asked["id"], v=1) == "FORBIDDEN"
    assert await office.offers(WATER, "pairingRequestActions", "request", asked["id"]) == ["TAKE", "DECLINE"]
    assert await office.offers(COMMUNITY, "pairingRequestActions", "request", asked["id"]) == ["WITHDRAW"]
    asked = await office.take(WATER, PairingRequestAction.TAKE, asked)
    asked = await office.take(WATER, PairingRequestAction.FINISH, asked)
    assert (asked["state"], asked["report"], asked["finishedOn"]) == ("FINISHED", "换了新门", "2026-09-07")
    asked = await office.take(COMMUNITY, PairingRequestAction.RETURN, asked)
    assert (asked["state"], asked["note"], asked["finishedOn"]) == ("TAKEN", "门关不上", None)
    asked = await office.take(WATER, PairingRequestAction.FINISH, asked)
    asked = await office.take(STREET_OFFICE, PairingRequestAction.CONFIRM, asked)
    assert (asked["state"], asked["note"], asked["report"]) == ("CONFIRMED", None, "换了新门")
    listed = "{ pairingRequests { nodes { id } } }"
    for caller, ids in ((WATER, {asked["id"]}), (COMMUNITY, {asked["id"]}), (POWER, set()), (ELSEWHERE, set())):
        assert _ids((await office.data(caller, listed))["pairingRequests"]) == ids
    told = await office.graph.read(
        Statement("MATCH (e:LogEntry) WHERE e.action STARTS WITH 'PAIRING' RETURN e.action ORDER BY e.number")
    )
    assert [action for (action,) in told] == [
        "PAIRING_OPENED",
        "PAIRING_REQUEST_PLACED",
        *(f"PAIRING_REQUEST_{each}" for each in ("TAKE", "FINISH", "RETURN", "FINISH", "CONFIRM")),
    ]


async def test_of_a_unit_that_is_dissolved_nothing_is_asked(office: Office) -> None:
    made = await office.open()
    dissolved = "MATCH (u:Unit {id: 'unit-water'}) SET u.dissolvedOn = date($on)"
    await office.graph.write(Statement(dissolved, {"on": "2026-09-07"}))
    assert await office.code(COMMUNITY, ASK, id=made["id"], v=1, due="2026-09-20") == "CONFLICT"
    assert await office.offers(STREET_OFFICE, "pairingActions", "pairing", made["id"]) == ["CONTACT", "END"]
    await office.graph.write(Statement(dissolved, {"on": "2026-09-08"}))
    assert await office.offers(STREET_OFFICE, "pairingActions", "pairing", made["id"]) == ["CONTACT", "ASK", "END"]
    assert (await office.place(made))["state"] == "PLACED"


async def test_a_pairing_is_a_link_across_the_hierarchy_while_it_holds(office: Office) -> None:
    made = await office.open(until="2026-10-01")
    ways = (
        """query ($on: Date) { links(from: "unit-water", to: "500103012000", asOf: $on) { length hops { words } } }"""
    )
    for on, count in (("2026-08-31", 0), ("2026-09-01", 1), ("2026-09-30", 1), ("2026-10-01", 0)):
        seen = (await office.data(VIEWER, TIES % STREET, on=on))["area"]["horizontalLinks"]["nodes"]
        assert len(seen) == count, on
    seen = (await office.data(VIEWER, TIES % COMMUNITY_CODE))["area"]["horizontalLinks"]["nodes"]
    assert seen == [
        {
            "relationship": "HOLDS_PAIRING",
            "words": "包联",
            "since": "2026-09-01",
            "crossing": "ACROSS_LEVELS",
            "unit": {"id": "unit-water"},
            "to": {"id": made["id"]},
        }
    ]
    street = await office.open(area=STREET, until="2026-10-01")
    held = (await office.data(VIEWER, ways, on="2026-09-30"))["links"]
    assert sorted([hop["words"] for hop in each["hops"]] for each in held) == [["位于", "属于"], ["包联", "包联于"]]
    over = (await office.data(VIEWER, ways, on="2026-10-01"))["links"]
    assert [hop["words"] for each in over for hop in each["hops"]] == ["位于", "属于"]
    assert street["id"] != made["id"]


async def test_who_stands_by_a_place_is_suggested_for_its_cases_with_the_reason(office: Office) -> None:
    case = (await office.data(GRID, DISCOVER, case=FOUND))["discoverCase"]
    text = "query ($id: ID!) { suggestDepartments(case: $id) { departments { points reasons { points text } } } }"

    async def suggested() -> Any:
        (found,) = (await office.data(STREET_OFFICE, text, id=case["id"]))["suggestDepartments"]["departments"]
        return found["points"], [each for each in found["reasons"] if "包联" in each["text"]]

    before, reasons = await suggested()
    assert reasons == []
    await office.open("unit-power")
    await office.open(since="2026-09-08")
    await office.open(until="2026-09-07")
    assert await suggested() == (before, [])
    street = await office.open(area=STREET, since="2026-09-07")
    assert await suggested() == (before + 10, [{"points": 10, "text": "包联青石街道"}])
    office.now = office.now.replace(day=8)
    assert await suggested() == (before + 10, [{"points": 10, "text": "包联桐花社区、青石街道"}])
    await office.data(STREET_OFFICE, END, id=street["id"], v=1, on="2026-09-08")
    assert await suggested() == (before + 10, [{"points": 10, "text": "包联桐花社区"}])
    twice = """MATCH (u:Unit {id: 'unit-water'}), (a:Community)
      CREATE (u)-[:HOLDS_PAIRING]->(p:Node:Pairing {id: 'of-a-merged-one', areaCode: a.code, since: date('2026-09-01')})
      CREATE (p)-[:PAIRED_WITH]->(a)"""
    await office.graph.write(Statement(twice))
    assert await suggested() == (before + 10, [{"points": 10, "text": "包联桐花社区"}])


async def test_the_unit_is_told_of_what_is_asked_and_the_area_of_what_becomes_of_it(office: Office) -> None:
    asked = await office.place(await office.open())
    for caller, action in (
        (WATER, PairingRequestAction.TAKE),
        (WATER, PairingRequestAction.FINISH),
        (COMMUNITY, PairingRequestAction.RETURN),
        (WATER, PairingRequestAction.FINISH),
        (COMMUNITY, PairingRequestAction.CONFIRM),
    ):
        asked = await office.take(caller, action, asked)
    street = await office.open("unit-power", STREET)
    placed = (await office.data(STREET_OFFICE, ASK, id=street["id"], v=1, due="2026-09-20"))["placePairingRequest"]
    await office.take(POWER, PairingRequestAction.DECLINE, placed)
    told: list[Notice] = []
    while (round_ := await office.graph.transact(lambda tx: derive(tx, office.now))).due:
        told += round_.notices
    unit, own = "UNIT unit-water;", f"COMMUNITY_OFFICIAL {COMMUNITY_CODE};"
    assert [(each.action.removeprefix("PAIRING_REQUEST_"), each.subject, each.to) for each in told] == [
        ("PLACED", asked["id"], unit),
        ("TAKE", asked["id"], own),
        ("FINISH", asked["id"], own),
        ("RETURN", asked["id"], unit),
        ("FINISH", asked["id"], own),
        ("CONFIRM", asked["id"], unit),
        ("PLACED", placed["id"], "UNIT unit-power;"),
        ("DECLINE", placed["id"], f"SUBDISTRICT_OFFICIAL {STREET[:9]};"),
    ]
    due = datetime(2026, 9, 20, 16, tzinfo=UTC)
    assert [each.due_at for each in told] == [due, due, None, due, None, None, due, None]


async def test_who_says_that_it_is_done_does_not_confirm_it_in_another_seat(office: Office) -> None:
    asked = await office.place(await office.open())
    one = replace(WATER, subject="one")
    for action in (PairingRequestAction.TAKE, PairingRequestAction.FINISH):
        asked = await office.take(one, action, asked)
    same, text = replace(COMMUNITY, subject="one"), _text(PairingRequestAction.CONFIRM)
    before = await everything(office.graph)
    (error,) = (await office.ask(same, text, id=asked["id"], v=asked["version"])).body["errors"]
    assert error["extensions"]["zh"] == "办理反馈的是您本人，请由他人确认办结。"
    assert await everything(office.graph) == before
    offers = [await office.offers(each, "pairingRequestActions", "request", asked["id"]) for each in (same, COMMUNITY)]
    assert offers == [["RETURN"], ["CONFIRM", "RETURN"]]
    assert (await office.take(COMMUNITY, PairingRequestAction.CONFIRM, asked))["state"] == "CONFIRMED"


async def test_of_sixteen_that_open_the_same_or_take_it_one_does(office: Office) -> None:
    given = {"unit": "unit-water", "area": COMMUNITY_CODE}
    tries = await asyncio.gather(*(office.ask(STREET_OFFICE, OPEN, given=given) for _ in range(16)))
    (made,) = [each.body["data"]["openPairing"] for each in tries if "errors" not in each.body]
    again = [await office.data(STREET_OFFICE, OPEN, given={**given, "area": STREET}, key="k") for _ in range(2)]
    assert again[0] == again[1]
    asked = await office.place(made)
    text = _text(PairingRequestAction.TAKE)
    tries = await asyncio.gather(*(office.ask(WATER, text, id=asked["id"], v=1) for _ in range(16)))
    codes = [each.body["errors"][0]["extensions"]["code"] for each in tries if "errors" in each.body]
    assert codes == ["CONFLICT"] * 15


CALLERS = (STREET_OFFICE, COMMUNITY, NEIGHBOUR, WATER, POWER, GRID)


@pytest.mark.parametrize("seed", range(2))
async def test_every_step_of_a_random_walk_is_taken_or_refused_as_the_table_says(office: Office, seed: int) -> None:
    random = Random(seed)
    made = await office.open()
    known: dict[str, tuple[PairingRequestState, int]] = {}
    for _ in range(3):
        asked = await office.place(made)
        made["version"] += 1
        known[asked["id"]] = (PairingRequestState.PLACED, 1)
    taken = 0
    for _ in range(50):
        id_, caller = random.choice(list(known)), random.choice(CALLERS)
        action = random.choice(list(PairingRequestAction))
        if action in (PairingRequestAction.WITHDRAW, PairingRequestAction.DECLINE) and random.random() < 0.8:
            action = PairingRequestAction.TAKE
        if random.random() < 0.6:
            caller = WATER if action in BY_UNIT else COMMUNITY
        state, version = known[id_]
        seen = version if random.random() < 0.85 else version + 1
        grant = caller.granted(needed(action))
        standing = RequestStanding(state, COMMUNITY_CODE, "unit-water")
        barred = bar_request(standing, action, Reach(grant.scope, grant.unit), caller.subject)
        body = (await office.ask(caller, _text(action), id=id_, v=seen)).body
        assert ("errors" not in body) == (barred is None and seen == version), (state, action, caller, body)
        if "errors" not in body:
            taken += 1
            known[id_] = (REQUEST.after(state, action), version + 1)
    rows = await office.graph.read(Statement("MATCH (q:PairingRequest) RETURN q.id, q.state, q.version"))
    assert {id_: (state, version) for id_, state, version in rows} == {
        id_: (state.value, version) for id_, (state, version) in known.items()
    }
    assert taken > 3


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_no_statement_scans(office: Office, name: str) -> None:
    given: dict[str, Any] = {
        "id": "p",
        "area": "a",
        "unit": "u",
        "scope": [""],
        "expected": 1,
        "open": [],
        "reason": "",
    }
    given |= dict.fromkeys(("since", "until", "asOf", "today", "on"), None) | {
        "byUnit": True,
        "sources": [],
        "confirms": True,
        "by": "x",
    }
    given |= {name: {} for name in ("pairing", "contact", "request", "changes")}
    assert not await scans(office.graph, Statement(TEXTS[name], given), products=True)


async def test_a_community_is_unpaired_where_others_are_paired_from_day_to_day(office: Office) -> None:
    neighbour = """MATCH (s:Subdistrict) CREATE (:Node:Area:Community {id: '500103012012', code: '500103012012',
      level: 4, areaCode: '500103012012', prefix: '500103012012', name: '梧桐社区'})-[:PART_OF]->(s)"""
    await office.graph.write(Statement(neighbour))

    async def told(day: str, area: str = STREET) -> list[tuple[str, Any]]:
        where = await place_of(office.graph, area)
        found = stream(office.graph, RULES[RuleCode.COMMUNITY_UNPAIRED], where, date.fromisoformat(day))
        return [(each.subject, each.evidence) async for each in found]

    await office.open(area=STREET)
    assert await told("2026-09-01") == []  # nobody stands by a community yet
    await office.open(until="2026-10-01")
    missing = [("500103012012", {"paired": 1})]
    for day, found in (("2026-08-31", []), ("2026-09-01", missing), ("2026-09-30", missing), ("2026-10-01", [])):
        assert await told(day) == found, day
    assert await told("2026-09-30", "500103012012") == missing
    assert await told("2026-09-30", COMMUNITY_CODE) == []
    where, on = await place_of(office.graph, STREET), date(2026, 9, 30)
    (finding,) = [each async for each in stream(office.graph, RULES[RuleCode.COMMUNITY_UNPAIRED], where, on)]
    assert finding.sentence == "梧桐社区没有单位包联；所在区县已有 1 个社区有单位包联。"
    await office.open("unit-power", "500103012012", since="2026-09-30")
    assert await told("2026-09-29") == missing
    assert await told("2026-09-30") == []
    dissolved = "MATCH (u:Unit {id: $id}) SET u.dissolvedOn = date($on)"
    await office.graph.write(Statement(dissolved, {"id": "unit-power", "on": "2026-09-30"}))
    assert await told("2026-09-30") == missing
    await office.graph.write(Statement(dissolved, {"id": "unit-water", "on": "2026-09-30"}))
    assert await told("2026-09-30") == []  # nobody stands by a community any more
    assert await told("2026-09-29") == missing


async def test_a_day_before_areas_were_merged_finds_what_stood_by_each(office: Office) -> None:
    merged = """MATCH (s:Subdistrict)<-[:PART_OF]-(a:Community)
      UNWIND [['500103012012', '梧桐社区', date('2026-09-05')], ['500103012013', '银杏社区', null]] AS row
      CREATE (b:Node:Area:Community {id: row[0], code: row[0], level: 4, areaCode: row[0], prefix: row[0], name: row[1],
        until: row[2]})-[:PART_OF]->(s)
      WITH a, b WHERE b.until IS NOT NULL
      CREATE (b)-[:BECAME {on: date('2026-09-05')}]->(a)"""
    await office.graph.write(Statement(merged))
    await office.open()  # bears the code of what followed

    async def told(day: int) -> list[str]:
        rule, where = RULES[RuleCode.COMMUNITY_UNPAIRED], await place_of(office.graph, STREET)
        return [each.subject async for each in stream(office.graph, rule, where, date(2026, 9, day))]

    assert await told(4) == ["500103012013"]
    assert await told(5) == ["500103012013"]
