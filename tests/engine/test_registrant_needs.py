"""Needs of members and units on a real Neo4j: answered by their community, and read by nobody else."""

import asyncio
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.china import day_in_china
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.registration.needs.store import TEXTS
from tests.engine.registration_office import RegistrationOffice, changed, written
from tests.engine.registration_world import (
    AUDITOR,
    HERE,
    HOSPITAL,
    MEMBER,
    NEIGHBOUR,
    OFFICE,
    OFFICE_THERE,
    STREET,
    THERE,
    VIEWER,
    place,
)
from tests.plans import scans

DISTRICT = Principal("district", Role.DISTRICT_ADMIN, ("500103000000",))
GRID_WORKER = Principal("grid", Role.GRID_WORKER, (f"{HERE}001",))
FIELDS = "id state version topic content answer metOn kind area { code }"
FILE = f"""mutation ($need: RegistrantNeedInput!, $key: ID) {{
  fileRegistrantNeed(need: $need, key: $key) {{ {FIELDS} }} }}"""
CARE = {"topic": "ELDER_CARE", "content": "  母亲出院，请人陪护一周 "}
SEARCH = '{ search(text: "陪护") { nodes { node { id } } } }'
ALL = "{ registrantNeeds { totalCount nodes { id content } } }"


@pytest.fixture
async def office(known: Documents, clean_graph: Graph) -> RegistrationOffice:
    """Two members and a unit that are registered."""
    await place(clean_graph)
    office = RegistrationOffice(known, clean_graph)
    for more in ({"person": "member-01"}, {"person": "member-02"}, {"unit": "unit-hospital"}):
        await office.step(OFFICE, "receive", await office.file(OFFICE, **more))
    return office


async def raised(office: RegistrationOffice, caller: Principal = MEMBER, **more: Any) -> Any:
    return (await office.data(caller, FILE, need={**CARE, **more}))["fileRegistrantNeed"]


def asking(name: str, of: Any, more: str = "") -> str:
    given = f'id: "{of["id"]}", expectedVersion: {of["version"]}{more}'
    return f"mutation {{ {name}RegistrantNeed({given}) {{ {FIELDS} }} }}"


async def moved(office: RegistrationOffice, caller: Principal, name: str, of: Any, more: str = "") -> Any:
    return (await office.data(caller, asking(name, of, more)))[f"{name}RegistrantNeed"]


async def test_a_member_raises_a_need_and_the_community_meets_it(office: RegistrationOffice) -> None:
    need = await raised(office)
    assert (need["state"], need["content"], need["kind"]) == ("RAISED", "母亲出院，请人陪护一周", "MEMBER")
    assert need["area"] == {"code": HERE}
    need = await moved(office, OFFICE, "accept", need)
    need = await moved(office, OFFICE, "meet", need, ', note: "志愿者小周每天上午到"')
    assert (need["state"], need["version"], need["answer"]) == ("MET", 3, "志愿者小周每天上午到")
    assert need["metOn"] == day_in_china(office.now).isoformat()
    mine = await office.data(MEMBER, "{ myRegistration { needs { nodes { id state } } } }")
    assert mine["myRegistration"]["needs"]["nodes"] == [{"id": need["id"], "state": "MET"}]
    told = "MATCH (e:LogEntry) WHERE e.subject = $id RETURN e.action, e.after ORDER BY e.number"
    entries = await office.graph.read(Statement(told, {"id": need["id"]}))
    assert [action for action, _ in entries] == [f"REGISTRANT_NEED_{each}" for each in ("RAISED", "ACCEPT", "MEET")]
    whole = repr(await office.graph.read(Statement("MATCH (e:LogEntry) RETURN e {.*} AS entry ORDER BY e.number")))
    assert "母亲" not in whole
    assert "志愿者" not in whole


async def test_a_unit_raises_one_too_and_takes_it_back(office: RegistrationOffice) -> None:
    need = await raised(office, HOSPITAL, topic="SITE", content="借活动室办义诊")
    assert need["kind"] == "UNIT"
    need = await moved(office, HOSPITAL, "withdraw", need)
    assert need["state"] == "WITHDRAWN"
    assert (await office.refusal(OFFICE, asking("meet", need)))["code"] == "CONFLICT"


async def test_a_need_is_read_by_itself_and_by_who_answers_it_alone(office: RegistrationOffice) -> None:
    need = await raised(office)
    for caller in (MEMBER, OFFICE, STREET):
        shown = (await office.data(caller, ALL))["registrantNeeds"]
        assert (shown["totalCount"], shown["nodes"][0]["id"]) == (1, need["id"]), caller
    one = f'{{ registrantNeed(id: "{need["id"]}") {{ content }} node(id: "{need["id"]}") {{ id }} }}'
    for caller in (NEIGHBOUR, HOSPITAL, OFFICE_THERE, AUDITOR, DISTRICT, GRID_WORKER, VIEWER):
        assert (await office.data(caller, ALL))["registrantNeeds"] == {"totalCount": 0, "nodes": []}, caller
        assert (await office.ask(caller, one)).body["data"] == {"registrantNeed": None, "node": None}, caller
        assert (await office.data(caller, SEARCH))["search"]["nodes"] == [], caller
    assert (await office.data(OFFICE, SEARCH))["search"]["nodes"] == []
    here = f'{{ community(code: "{HERE}") {{ registrantNeeds {{ totalCount }} }} }}'
    assert (await office.data(OFFICE, here))["community"]["registrantNeeds"]["totalCount"] == 1
    assert (await office.data(AUDITOR, here))["community"]["registrantNeeds"]["totalCount"] == 0


async def test_a_step_that_is_somebody_else_s_is_refused_and_nothing_is_written(office: RegistrationOffice) -> None:
    need = await raised(office)
    for caller, name, code in (
        (MEMBER, "meet", "FORBIDDEN"),
        (NEIGHBOUR, "withdraw", "NOT_FOUND"),
        (OFFICE_THERE, "accept", "NOT_FOUND"),
        (DISTRICT, "accept", "FORBIDDEN"),
        (AUDITOR, "withdraw", "FORBIDDEN"),
    ):
        assert (await office.refusal(caller, asking(name, need)))["code"] == code, (caller, name)
    assert (await office.refusal(OFFICE, asking("accept", {**need, "version": 9})))["code"] == "CONFLICT"
    for more, code in (
        ({"neededOn": "2020-01-01"}, "BAD_USER_INPUT"),
        ({"content": "请打 13812345678"}, "BAD_USER_INPUT"),
        ({"person": "member-02"}, "NOT_FOUND"),
        ({"person": "member-01", "unit": "unit-hospital"}, "BAD_USER_INPUT"),
    ):
        assert (await office.refusal(MEMBER, FILE, need={**CARE, **more}))["code"] == code, more
    for_others = {**CARE, "person": "member-03"}
    assert (await office.refusal(OFFICE, FILE, need=for_others))["code"] == "NOT_FOUND"
    actions = f'{{ registrantNeedActions(need: "{need["id"]}") {{ action allowed reason }} }}'
    mine = (await office.data(MEMBER, actions))["registrantNeedActions"]
    assert [each["action"] for each in mine if each["allowed"]] == ["WITHDRAW"]
    theirs = (await office.data(OFFICE, actions))["registrantNeedActions"]
    assert [each["action"] for each in theirs if each["allowed"]] == ["ACCEPT", "MEET", "DECLINE", "WITHDRAW"]


async def test_of_eight_answers_at_once_one_is_taken(office: RegistrationOffice) -> None:
    need = await raised(office)
    names = ["accept", "meet"] * 4
    answers = await asyncio.gather(*(office.ask(OFFICE, asking(name, need)) for name in names))
    assert sum("errors" not in each.body for each in answers) == 1
    assert await office.graph.read(Statement("MATCH (n:RegistrantNeed) RETURN n.version")) == [[2]]


async def test_what_waits_goes_along_with_a_transfer_and_ends_with_a_withdrawal(office: RegistrationOffice) -> None:
    waits, met = await raised(office), await raised(office, content="办过的事")
    await moved(office, OFFICE, "meet", met)
    registration = (await office.data(MEMBER, "{ myRegistration { id version } }"))["myRegistration"]
    more = f', community: "{THERE}", reason: "搬家"'
    registration = await office.step(MEMBER, "transfer", registration, more)
    shown = (await office.data(OFFICE_THERE, ALL))["registrantNeeds"]["nodes"]
    assert [each["id"] for each in shown] == [waits["id"]]
    assert [each["id"] for each in (await office.data(OFFICE, ALL))["registrantNeeds"]["nodes"]] == [met["id"]]
    await office.step(MEMBER, "withdraw", registration, ', reason: "调离"')
    states = "MATCH (n:RegistrantNeed) RETURN n.state, n.version ORDER BY n.state"
    assert await office.graph.read(Statement(states)) == [["MET", 2], ["WITHDRAWN", 3]]
    told = "MATCH (e:LogEntry) WHERE e.subject = $id RETURN e.action ORDER BY e.number"
    ends = await office.graph.read(Statement(told, {"id": waits["id"]}))
    assert [action for (action,) in ends][-1] == "REGISTRANT_NEED_WITHDRAW"


async def test_services_of_both_directions_stand_in_one_list(office: RegistrationOffice) -> None:
    record = await written(office)
    await changed(office, OFFICE, "confirm", record)
    need = await raised(office)
    await moved(office, OFFICE, "meet", need, ', note: "陪护一周"')
    id_ = (await office.data(MEMBER, "{ myRegistration { id } }"))["myRegistration"]["id"]
    shown = "direction servedOn content minutes serviceRecord { id } registrantNeed { id }"
    text = f'{{ twoWayServices(registration: "{id_}") {{ {shown} }} }}'
    expected = [
        ("TO_REGISTRANT", day_in_china(office.now).isoformat(), "陪护一周", None, None, {"id": need["id"]}),
        ("TO_COMMUNITY", "2026-09-05", "给老人量血压", 120, {"id": record["id"]}, None),
    ]
    for caller in (MEMBER, OFFICE):
        shown = (await office.data(caller, text))["twoWayServices"]
        assert sorted(map(tuple, (each.values() for each in shown)), key=str) == sorted(expected, key=str)
    assert (await office.refusal(NEIGHBOUR, text))["code"] == "NOT_FOUND"
    assert (await office.refusal(AUDITOR, text))["code"] == "FORBIDDEN"


async def test_a_need_repeated_with_its_key_is_raised_once(office: RegistrationOffice) -> None:
    first = await office.data(MEMBER, FILE, need=CARE, key="once")
    assert await office.data(MEMBER, FILE, need=CARE, key="once") == first
    assert await office.graph.read(Statement("MATCH (n:RegistrantNeed) RETURN count(n)")) == [[1]]


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_a_statement_of_needs_starts_from_an_index(demo_graph: Graph, name: str) -> None:
    given: dict[str, Any] = dict.fromkeys(("id", "key", "unit", "person", "note", "target", "now"), "x")
    given |= {"scope": [], "sources": [], "expected": 1, "need": {"id": "x"}, "today": None, "most": 1}
    assert await scans(demo_graph, Statement(TEXTS[name], given), products=True) == set()
