"""Acting for somebody on leave, through GraphQL: within its minutes, within its seat, and told with both names."""

import asyncio
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.deputies import seats
from graphsvc.access.deputies.seats import take_seat
from graphsvc.access.principal import NOWHERE, Principal, Seat
from graphsvc.access.role import Role
from graphsvc.access.scope import BY_DEPUTIES, Operation
from graphsvc.cases.deputies import store
from graphsvc.cases.deputies.left_behind import LEFT, end_left
from graphsvc.china import day_in_china
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import Forbidden
from graphsvc.notices.store.telling import derive
from tests.conftest import RECORD
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, START, STREET
from tests.engine.desk import (
    COMMUNITY,
    DISCOVER,
    DISPATCH,
    DISTRICT_OFFICE,
    ELSEWHERE,
    FOUND,
    GRID,
    PATROL,
    STREET_OFFICE,
    WATER,
    WRITTEN,
    Desk,
    whistled,
)
from tests.plans import scans
from tests.shared_graph import everything

WANG, LI, LIU = (Principal(f"person-{name}", Role.VIEWER) for name in ("wang", "li", "liu"))
_PEOPLE = """\
MATCH (g:Grid {code: $grid}) MATCH (u:Unit {id: 'unit-water'})
FOREACH (id IN ['person-wang', 'person-li', 'person-zhao', 'person-sun'] |
  CREATE (:Node:Person {id: id, areaCode: g.code, name: '某人'})-[:SERVES_IN {role: 'GRID_WORKER'}]->(g))
CREATE (:Node:Person {id: 'person-liu', areaCode: u.areaCode, name: '某人'})-[:WORKS_FOR]->(u)
CREATE (:Node:Person {id: 'person-far', areaCode: '500103014001', name: '某人'})"""
NAME = """mutation ($deputyship: DeputyshipInput!, $key: ID) { openDeputyship(deputyship: $deputyship, key: $key) {
  id version role holds deputySubject absentSubject startsAt endsAt namedBy seat { id } area { code } } }"""
END = """mutation ($id: ID!, $version: Int!) { endDeputyship(id: $id, expectedVersion: $version, reason: "销假") {
  id version holds endsAt endedBy endReason } }"""
MINE = "{ myDeputyships { id holds } }"
INBOX = "{ myInbox { nodes { case { id } call { id } } totalCount } me { subject role onBehalfOf areas { code } } }"
STEPS = "query ($id: ID!) { case(id: $id) { steps { nodes { action by onBehalfOf } } } }"
KEPT = (*WRITTEN, "Deputyship")


@pytest.fixture
async def office(desk: Desk) -> Desk:
    """The street, with people who serve and work there."""
    await desk.graph.write(Statement(_PEOPLE, {"grid": GRID_CODE}))
    return desk


def leave(hours: float = 48, since: datetime | None = None, **more: Any) -> dict[str, Any]:
    """Wang acts for Li, of the community, from now on."""
    begin = since or START + timedelta(hours=1)
    span = {"startsAt": begin.isoformat(), "endsAt": (begin + timedelta(hours=hours)).isoformat()}
    of_li = {"role": "COMMUNITY_OFFICIAL", "place": COMMUNITY_CODE, "person": "person-wang", "absent": "person-li"}
    return {**of_li, **span, "reason": "年休假", **more}


async def named(office: Desk, caller: Principal = STREET_OFFICE, **more: Any) -> Any:
    return (await office.data(caller, NAME, deputyship=leave(**more)))["openDeputyship"]


async def seat_at(office: Desk, moment: datetime, caller: Principal, tie: str) -> Principal:
    return await take_seat(office.graph, lambda: moment, caller, tie)


async def refusal(office: Desk, caller: Principal, text: str, **variables: Any) -> Any:
    """Why something is refused; nothing was written."""
    before = await everything(office.graph, *KEPT)
    body = (await office.ask(caller, text, **variables)).body
    assert await everything(office.graph, *KEPT) == before
    return body["errors"][0]["extensions"]


async def test_a_seat_is_taken_from_its_first_minute_on_and_no_more_at_its_last(office: Desk) -> None:
    since = START + timedelta(hours=1)
    made = await named(office, hours=2)
    assert {
        name: made[name] for name in ("version", "role", "holds", "deputySubject", "absentSubject", "namedBy", "seat")
    } == {
        "version": 1,
        "role": "COMMUNITY_OFFICIAL",
        "holds": False,
        "deputySubject": "person-wang",
        "absentSubject": "person-li",
        "namedBy": "street",
        "seat": {"id": COMMUNITY_CODE},
    }
    assert (made["startsAt"], made["endsAt"]) == ("2026-09-07T03:00:00Z", "2026-09-07T05:00:00Z")
    second, end = timedelta(seconds=1), since + timedelta(hours=2)
    for moment in (since - second, end, end + second):
        with pytest.raises(Forbidden):
            await seat_at(office, moment, WANG, made["id"])
    for moment in (since, end - second):
        seated = await seat_at(office, moment, WANG, made["id"])
        assert (seated.subject, seated.role, seated.areas, seated.unit) == (
            "person-wang",
            Role.COMMUNITY_OFFICIAL,
            (COMMUNITY_CODE,),
            "",
        )
        assert (seated.expires_at, seated.worker, seated.on_behalf_of) == (end, "person-li", "person-li")
    for caller, tie in ((LI, made["id"]), (LIU, made["id"]), (WANG, "deputyship-0"), (WANG, "x" * 101)):
        with pytest.raises(Forbidden):
            await seat_at(office, since, caller, tie)
    machine = Principal("person-wang", Role.VIEWER, client=True)
    with pytest.raises(Forbidden):
        await seat_at(office, since, machine, made["id"])
    sooner = Principal("person-wang", Role.VIEWER, expires_at=since + second)
    assert (await seat_at(office, since, sooner, made["id"])).expires_at == since + second


async def test_what_a_deputy_does_is_told_with_both_names_and_its_own_rights_stay(office: Desk) -> None:
    case = (await office.data(GRID, DISCOVER, case=FOUND))["discoverCase"]
    made = await named(office)
    office.now = START + timedelta(hours=2)
    assert (await office.data(WANG, MINE))["myDeputyships"] == [{"id": made["id"], "holds": True}]
    assert (await office.refused(WANG, "acceptCase", case))["code"] == "FORBIDDEN", "not without the seat"
    seated = await seat_at(office, office.now, WANG, made["id"])
    waits = await office.data(seated, INBOX)
    assert waits["myInbox"] == {"nodes": [{"case": {"id": case["id"]}, "call": None}], "totalCount": 1}
    assert waits["me"] == {
        "subject": "person-wang",
        "role": "COMMUNITY_OFFICIAL",
        "onBehalfOf": "person-li",
        "areas": [{"code": COMMUNITY_CODE}],
    }
    case = await office.step(seated, "acceptCase", case)
    li = Principal("person-li", Role.COMMUNITY_OFFICIAL, (COMMUNITY_CODE,))
    case = await office.step(li, "requestWhistle", case, ', reason: "要部门"')
    steps = (await office.data(COMMUNITY, STEPS, id=case["id"]))["case"]["steps"]["nodes"]
    assert [(each["action"], each["by"], each["onBehalfOf"]) for each in steps] == [
        ("DISCOVER", "grid-worker", None),
        ("ACCEPT", "person-wang", "person-li"),
        ("REQUEST", "person-li", None),
    ]
    text = "MATCH (e:LogEntry) WHERE e.subject = $id RETURN e.action, e.by, e.role, e.after ORDER BY e.number"
    rows = await office.graph.read(Statement(text, {"id": case["id"]}))
    told = {action: (by, role, json.loads(after)) for action, by, role, after in rows}
    assert told["CASE_ACCEPT"][:2] == ("person-wang", "COMMUNITY_OFFICIAL")
    assert told["CASE_ACCEPT"][2].items() >= {"onBehalfOf": "person-li", "deputyship": made["id"]}.items()
    assert not {"onBehalfOf", "deputyship"} & set(told["CASE_REQUEST"][2])
    assert (await office.refused(WANG, "declineWhistle", case, ', reason: "不用"'))["code"] == "FORBIDDEN"
    assert (await office.refused(seated, "declineWhistle", case, ', reason: "不用"'))["code"] == "FORBIDDEN"


async def test_the_deputy_is_told_and_reads_the_notices_of_the_seat(office: Desk) -> None:
    text = "{ myNotices { nodes { kind text subjectId } } }"
    await office.data(GRID, DISCOVER, case=FOUND)
    made = await named(office)
    office.now = START + timedelta(hours=2)
    receivers = {"people": ["person-li"]}
    given = (await office.data(STREET_OFFICE, DISPATCH, task={**PATROL, "receivers": receivers}))["dispatchTask"]
    while (await office.graph.transact(lambda tx: derive(tx, office.now))).due:
        pass
    own = (await office.data(WANG, text))["myNotices"]["nodes"]
    assert [(each["kind"], each["subjectId"]) for each in own] == [("TASK", made["id"])]
    assert "请您代办" in own[0]["text"]
    seated = await seat_at(office, office.now, WANG, made["id"])
    of_seat = (await office.data(seated, text))["myNotices"]["nodes"]
    assert [each["subjectId"] for each in of_seat] == [given["id"]]


async def test_tasks_of_the_person_on_leave_are_worked_on_by_the_deputy(office: Desk) -> None:
    made = await named(office, COMMUNITY, role="GRID_WORKER", place=GRID_CODE)
    receivers = {"people": ["person-li", "person-zhao"], "areas": [GRID_CODE]}
    await office.data(STREET_OFFICE, DISPATCH, task={**PATROL, "receivers": receivers})
    office.now = START + timedelta(hours=2)
    seated = await seat_at(office, office.now, WANG, made["id"])
    text = "{ myTasks { nodes { id version receiver { id } } } }"
    shares = (await office.data(seated, text))["myTasks"]["nodes"]
    assert sorted(each["receiver"]["id"] for each in shares) == [GRID_CODE, "person-li"]
    share = next(each for each in shares if each["receiver"]["id"] == "person-li")
    accept = """mutation ($id: ID!, $version: Int!) { acceptAssignment(id: $id, expectedVersion: $version) {
      state steps { nodes { by onBehalfOf } } } }"""
    done = (await office.data(seated, accept, id=share["id"], version=share["version"]))["acceptAssignment"]
    assert done == {"state": "ACCEPTED", "steps": {"nodes": [{"by": "person-wang", "onBehalfOf": "person-li"}]}}


async def test_a_department_names_who_answers_its_calls(office: Desk) -> None:
    case = await whistled(office)
    seat: dict[str, Any] = {"role": "DEPARTMENT", "place": "unit-water", "absent": None}
    assert (await refusal(office, WATER, NAME, deputyship=leave(**seat)))["code"] == "NOT_FOUND", "Wang is not of it"
    seat["person"] = "person-liu"
    for caller in (COMMUNITY, STREET_OFFICE):
        assert (await refusal(office, caller, NAME, deputyship=leave(**seat)))["code"] == "FORBIDDEN"
    made = await named(office, WATER, **seat)
    office.now = START + timedelta(hours=2)
    seated = await seat_at(office, office.now, LIU, made["id"])
    call = case["calls"]["nodes"][0]["id"]
    assert (await office.data(seated, INBOX))["myInbox"]["nodes"] == [
        {"case": {"id": case["id"]}, "call": {"id": call}}
    ]
    await office.step(seated, "signCall", case, f', call: "{call}"')
    steps = (await office.data(STREET_OFFICE, STEPS, id=case["id"]))["case"]["steps"]["nodes"]
    assert steps[-1] == {"action": "SIGN", "by": "person-liu", "onBehalfOf": "DEPARTMENT unit-water"}
    assert (await refusal(office, COMMUNITY, END, id=made["id"], version=1))["code"] == "NOT_FOUND"
    assert (await office.data(DISTRICT_OFFICE, END, id=made["id"], version=1))["endDeputyship"]["version"] == 2


async def test_a_deputy_takes_and_finishes_what_an_area_asks_of_its_unit_and_ends_no_pairing(office: Desk) -> None:
    made = await named(office, WATER, role="DEPARTMENT", place="unit-water", absent=None, person="person-liu")
    street = await named(office, DISTRICT_OFFICE, role="SUBDISTRICT_OFFICIAL", place=STREET, absent=None)
    office.now = START + timedelta(hours=2)
    seated = await seat_at(office, office.now, LIU, made["id"])
    above = await seat_at(office, office.now, WANG, street["id"])
    given = f'{{unit: "unit-water", area: "{COMMUNITY_CODE}", since: "2026-09-01"}}'
    opened = f"mutation {{ openPairing(pairing: {given}) {{ id }} }}"
    pairing = (await office.data(STREET_OFFICE, opened))["openPairing"]["id"]
    contact = 'contact: {contactedOn: "2026-09-02", way: VISIT, content: "走访"}'
    await office.data(
        seated, f'mutation {{ keepPairingContact(id: "{pairing}", expectedVersion: 1, {contact}) {{ id }} }}'
    )
    request = 'request: {content: "借会议室", dueOn: "2026-09-20"}'
    place = f'mutation {{ placePairingRequest(id: "{pairing}", expectedVersion: 2, {request}) {{ id }} }}'
    asked = (await office.data(above, place))["placePairingRequest"]["id"]
    steps = (
        (seated, "takePairingRequest", "", "TAKEN"),
        (seated, "finishPairingRequest", ', report: "已借"', "FINISHED"),
        (above, "confirmPairingRequest", "", "CONFIRMED"),
    )
    for version, (caller, name, more, state) in enumerate(steps, start=1):
        text = f'mutation {{ {name}(id: "{asked}", expectedVersion: {version}{more}) {{ state }} }}'
        assert (await office.data(caller, text))[name] == {"state": state}
    end = f'mutation {{ endPairing(id: "{pairing}", expectedVersion: 3, endsOn: "2026-10-01", reason: "x") {{ id }} }}'
    assert (await refusal(office, above, end))["code"] == "FORBIDDEN"


@pytest.mark.parametrize(
    ("caller", "more", "code"),
    [
        (GRID, {}, "FORBIDDEN"),
        (WANG, {}, "FORBIDDEN"),
        (COMMUNITY, {"role": "SUBDISTRICT_OFFICIAL", "place": STREET}, "FORBIDDEN"),
        (WATER, {}, "FORBIDDEN"),
        (ELSEWHERE, {}, "NOT_FOUND"),
        (STREET_OFFICE, {"place": "500103012099"}, "NOT_FOUND"),
        (STREET_OFFICE, {"person": "person-far"}, "NOT_FOUND"),
        (STREET_OFFICE, {"absent": "person-far"}, "NOT_FOUND"),
        (STREET_OFFICE, {"person": "person-none"}, "NOT_FOUND"),
        (STREET_OFFICE, {"place": STREET}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"role": "AUDITOR"}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"person": "person-li"}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"hours": 0}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"hours": 24 * 183 + 1}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"since": START - timedelta(days=1)}, "BAD_USER_INPUT"),
    ],
)
async def test_who_may_not_name_and_whom_nobody_may_name(
    office: Desk, caller: Principal, more: dict[str, Any], code: str
) -> None:
    assert (await refusal(office, caller, NAME, deputyship=leave(**more)))["code"] == code


async def test_nobody_acts_for_one_seat_twice_at_a_time_however_many_ask_at_once(office: Desk) -> None:
    people = ("person-wang", "person-sun") * 3
    answers = await asyncio.gather(
        *(
            office.ask(STREET_OFFICE, NAME, deputyship=leave(person=person), key=f"k-{n}")
            for n, person in enumerate(people)
        )
    )
    codes = sorted(answer.body["errors"][0]["extensions"]["code"] for answer in answers if "errors" in answer.body)
    assert codes == ["CONFLICT"] * 5
    ((first,),) = await office.graph.read(Statement("MATCH (t:Deputyship) RETURN t.id"))
    later = await named(office, since=START + timedelta(hours=49))
    assert later["id"] != first, "the next one begins where it ends"
    other = await named(office, absent="person-zhao")
    assert other["id"] != first, "another person of the same seat"
    again = [
        (await office.data(STREET_OFFICE, NAME, deputyship=leave(absent=None), key="same"))["openDeputyship"]
        for _ in "12"
    ]
    assert again[0]["id"] == again[1]["id"]


async def test_a_deputy_has_no_deputy(office: Desk) -> None:
    made = await named(office)
    both: Any = ({"absent": "person-wang", "person": "person-zhao"}, {"person": "person-li", "absent": "person-zhao"})
    for more in both:
        refused = await refusal(
            office, STREET_OFFICE, NAME, deputyship=leave(role="GRID_WORKER", place=GRID_CODE, **more)
        )
        assert (refused["code"], refused["zh"][:9]) == ("CONFLICT", "代办人不能再转托：")
    office.now = START + timedelta(hours=2)
    seated = await seat_at(office, office.now, WANG, made["id"])
    since = START + timedelta(hours=3)
    refused = await refusal(office, seated, NAME, deputyship=leave(since=since, person="person-zhao", absent=None))
    assert (refused["code"], refused["zh"]) == ("FORBIDDEN", "代办期间不能指定、结束代办。")
    crossed: list[dict[str, Any]] = [
        {"person": "person-zhao", "absent": "person-wang", "since": START + timedelta(days=9)},
        {"person": "person-wang", "absent": "person-li", "since": START + timedelta(days=9), "role": "GRID_WORKER"},
    ]
    crossed[1]["place"] = GRID_CODE
    asked = [office.ask(STREET_OFFICE, NAME, deputyship=leave(**more)) for more in crossed]
    answers = await asyncio.gather(*asked)
    assert sorted("errors" in answer.body for answer in answers) == [False, True], "nor when both are named at once"


async def test_what_is_ended_before_its_time_ends_at_once_also_for_what_is_under_way(office: Desk) -> None:
    made = await named(office)
    office.now = START + timedelta(hours=2)
    seated = await seat_at(office, office.now, WANG, made["id"])
    raised = {**FOUND, "area": COMMUNITY_CODE}
    assert (await refusal(office, GRID, END, id=made["id"], version=1))["code"] == "FORBIDDEN"
    assert (await refusal(office, ELSEWHERE, END, id=made["id"], version=1))["code"] == "NOT_FOUND"
    assert (await refusal(office, COMMUNITY, END, id=made["id"], version=7))["code"] == "CONFLICT"
    ended, *acts = await asyncio.gather(
        office.ask(COMMUNITY, END, id=made["id"], version=1),
        *(office.ask(seated, DISCOVER, case=raised) for _ in range(8)),
    )
    done = ended.body["data"]["endDeputyship"]
    assert (done["version"], done["holds"], done["endedBy"], done["endReason"]) == (2, False, "community", "销假")
    written = [answer.body["data"]["discoverCase"]["id"] for answer in acts if "errors" not in answer.body]
    late = [answer.body["errors"][0]["extensions"]["code"] for answer in acts if "errors" in answer.body]
    assert set(late) <= {"FORBIDDEN"}
    rows = await office.graph.read(Statement("MATCH (c:Case) RETURN c.id"))
    assert sorted(id_ for (id_,) in rows) == sorted(written)
    assert (await refusal(office, seated, DISCOVER, case=raised))["code"] == "FORBIDDEN"
    assert (await refusal(office, COMMUNITY, END, id=made["id"], version=2))["zh"] == "这项代办已经结束。"
    assert (await office.data(WANG, MINE))["myDeputyships"] == []
    with pytest.raises(Forbidden):
        await seat_at(office, office.now, WANG, made["id"])


async def test_a_request_at_the_last_second_is_refused_when_it_is_written_behind_the_end(office: Desk) -> None:
    made = await named(office, hours=1)
    end = START + timedelta(hours=2)
    seated = await seat_at(office, end - timedelta(seconds=1), WANG, made["id"])
    office.now = end - timedelta(minutes=1)  # the next question comes a minute later
    assert (await refusal(office, seated, DISCOVER, case={**FOUND, "area": COMMUNITY_CODE}))["code"] == "FORBIDDEN"
    office.now = end - timedelta(minutes=2)
    assert (await office.data(seated, DISCOVER, case={**FOUND, "area": COMMUNITY_CODE}))["discoverCase"]["version"] == 1


STOPS = "MATCH (:Person {id: $person})-[r:SERVES_IN|WORKS_FOR]->() SET r.until = date('2026-09-08')"
IS_GONE = "MATCH (p:Person {id: $person}) DETACH DELETE p"
GOES = """MATCH (p:Person {id: $person})-[r:SERVES_IN|WORKS_FOR]->() DELETE r
WITH DISTINCT p MATCH (to:Node {id: $to})
FOREACH (_ IN CASE WHEN to:Unit THEN [1] ELSE [] END | CREATE (p)-[:WORKS_FOR]->(to))
FOREACH (_ IN CASE WHEN to:Grid THEN [1] ELSE [] END | CREATE (p)-[:SERVES_IN {role: 'GRID_WORKER'}]->(to))"""
OTHERS = """UNWIND ['500103012011002', '500103012012001', '500103014001001'] AS code
CREATE (:Node:Area:Grid {id: code, code: code, areaCode: code, level: 5, prefix: code, name: '网格'})"""
NOTICES = "{ myNotices(orderBy: [{ raisedAt: ASC }]) { nodes { kind text } } }"


async def looked(office: Desk) -> int:
    """A worker's look for deputies who have left; how many deputyships it ended."""

    async def once(tx: Transaction) -> int:
        done = await end_left(tx, office.now)
        await RECORD.append(tx, done.events, SERVICE.subject, SERVICE.role, office.now)
        return done.due

    return await office.graph.transact(once)


async def told(office: Desk, caller: Principal) -> list[tuple[str, str]]:
    while (await office.graph.transact(lambda tx: derive(tx, office.now))).due:
        pass
    found = (await office.data(caller, NOTICES))["myNotices"]["nodes"]
    return [(each["kind"], each["text"].partition("：")[2].partition("，编号")[0]) for each in found]


async def test_a_deputy_who_leaves_is_refused_from_that_day_on_and_the_seat_is_told(office: Desk) -> None:
    made = await named(office)
    office.now = START + timedelta(hours=2)
    seated = await seat_at(office, office.now, WANG, made["id"])
    await office.graph.write(Statement(STOPS, {"person": "person-wang"}))
    assert (await looked(office), (await seat_at(office, office.now, WANG, made["id"])).on_behalf_of) == (
        0,
        "person-li",
    )
    case = await office.data(seated, DISCOVER, case={**FOUND, "area": COMMUNITY_CODE})
    office.now += timedelta(days=1)
    with pytest.raises(Forbidden):
        await seat_at(office, office.now, WANG, made["id"])
    late = await refusal(office, seated, DISCOVER, case={**FOUND, "area": COMMUNITY_CODE})
    assert (late["code"], case["discoverCase"]["version"]) == ("FORBIDDEN", 1), "who was seated before is refused too"
    moment = office.now
    assert (await looked(office), await looked(office)) == (1, 0)
    ended = "MATCH (t:Deputyship) RETURN t.version, t.endsAt = $now, t.endedBy, t.endReason"
    assert await office.graph.read(Statement(ended, {"now": moment})) == [[2, True, "deputies", LEFT]]
    said = "MATCH (e:LogEntry {action: 'DEPUTY_ENDED'}) RETURN e.by, e.area, e.subject, e.note"
    assert await office.graph.read(Statement(said)) == [["graphsvc", COMMUNITY_CODE, made["id"], LEFT]]
    gone = ("RETURN", "代办人已离岗，代办结束，请另行指定")
    assert await told(office, COMMUNITY) == [gone]
    assert (await told(office, WANG))[-1] == ("TASK", "代办已提前结束")
    assert gone not in await told(office, STREET_OFFICE)
    again = await named(office, person="person-sun", since=office.now + timedelta(hours=1))
    assert again["deputySubject"] == "person-sun"


@pytest.mark.parametrize(
    ("seat", "to", "holds"),
    [
        ({}, "500103012011002", True),
        ({}, "500103012012001", False),
        ({"role": "GRID_WORKER", "place": GRID_CODE}, "500103012011002", True),
        ({"role": "GRID_WORKER", "place": GRID_CODE}, "500103012012001", False),
        ({"role": "SUBDISTRICT_OFFICIAL", "place": STREET}, "500103012012001", True),
        ({"role": "SUBDISTRICT_OFFICIAL", "place": STREET}, "500103014001001", False),
        ({"role": "DEPARTMENT", "place": "unit-water", "absent": None, "person": "person-liu"}, "unit-power", False),
        ({"role": "DEPARTMENT", "place": "unit-water", "absent": None}, "500103012012001", True),
        ({"role": "DEPARTMENT", "place": "unit-water", "absent": None}, "500103014001001", False),
    ],
)
async def test_a_deputyship_holds_where_the_deputy_still_belongs(
    office: Desk, seat: dict[str, Any], to: str, holds: bool
) -> None:
    await office.graph.write(Statement(OTHERS))
    person = seat.get("person", "person-wang")
    made = await named(office, DISTRICT_OFFICE, **seat)
    office.now = START + timedelta(hours=2)
    await office.graph.write(Statement(GOES, {"person": person, "to": to}))
    deputy = Principal(person, Role.VIEWER)
    if holds:
        assert (await seat_at(office, office.now, deputy, made["id"])).subject == person
    else:
        with pytest.raises(Forbidden):
            await seat_at(office, office.now, deputy, made["id"])
    assert await looked(office) == (0 if holds else 1)


async def test_no_deputyship_ends_while_an_import_is_there_in_part(office: Desk) -> None:
    made = await named(office)
    office.now = START + timedelta(hours=2)
    await office.graph.write(Statement(IS_GONE, {"person": "person-wang"}))
    await office.graph.write(Statement("CREATE (:Import {id: 'import-half', state: 'RUNNING'})"))
    before = await everything(office.graph, "Deputyship", "LogEntry")
    assert await looked(office) == 0
    asked = {
        "id": made["id"],
        "now": office.now,
        "asOf": day_in_china(office.now),
        "scope": [""],
        "by": "x",
        "reason": "x",
    }
    assert (await office.graph.write(Statement(store.TEXTS["end_left"], asked))).rows == [], "one that begins meanwhile"
    assert await everything(office.graph, "Deputyship", "LogEntry") == before
    await office.graph.write(Statement("MATCH (i:Import {id: 'import-half'}) SET i.state = 'DONE'"))
    assert await looked(office) == 1


async def test_one_named_before_it_was_kept_where_deputies_belong_holds_within_the_city(office: Desk) -> None:
    await office.graph.write(Statement(OTHERS))
    made = await named(office)
    await office.graph.write(Statement("MATCH (t:Deputyship) REMOVE t.within"))
    office.now = START + timedelta(hours=2)
    await office.graph.write(Statement(GOES, {"person": "person-wang", "to": "500103014001001"}))
    assert (await looked(office), (await seat_at(office, office.now, WANG, made["id"])).subject) == (0, "person-wang")
    await office.graph.write(Statement(IS_GONE, {"person": "person-wang"}))
    assert await looked(office) == 1


def test_a_deputy_has_the_seat_s_work_and_nothing_that_bears_a_name() -> None:
    seat = Seat("deputyship-1", "person-li", "person-li")
    own = Principal("person-wang", Role.SUBDISTRICT_OFFICIAL, (STREET,))
    deputy = Principal("person-wang", Role.SUBDISTRICT_OFFICIAL, (STREET,), seat=seat)
    left = {of for of in Operation if own.granted(of) != NOWHERE and deputy.granted(of) == NOWHERE}
    assert {of for of in Operation if deputy.granted(of) != NOWHERE} <= BY_DEPUTIES
    assert left >= {Operation.SEE_NAME, Operation.SEE_PHONE, Operation.SEE_IDENTITY, Operation.NAME_DEPUTY}
    assert left >= {Operation.REMOVE_FILE, Operation.RATE_PROJECT, Operation.READ_LOG, Operation.MERGE_GRIDS}
    assert deputy.facts["@READ_LOG"] == []
    assert deputy.addresses == ("PERSON person-li;", "SUBDISTRICT_OFFICIAL 500103012")


def named_statements() -> Iterable[Any]:
    tie = {"place": "x", "role": "x", "absent": "x", "deputy": "x", "unit": None, "startsAt": START, "endsAt": START}
    given = {"tie": tie, "locked": ["x"], "persons": ["x"], "scope": ["5"], "unit": "", "over": False, "around": [12]}
    ended = {"expected": 1, "by": "x", "reason": "x", "roles": ["x"], "most": 9}
    both = {"id": "x", "me": "x", "now": START, "asOf": START.date(), **given, **ended}
    return [(texts, name, both) for texts in (seats.CYPHER, store.TEXTS) for name in texts]


@pytest.mark.parametrize(("texts", "name", "given"), named_statements())
async def test_deputyships_are_found_by_an_index(office: Desk, texts: Any, name: str, given: dict[str, Any]) -> None:
    assert await scans(office.graph, Statement(texts[name], given)) == set(), name
