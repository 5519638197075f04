"""Registrations through GraphQL: filed once a year, pledged, kept, reviewed, moved and withdrawn, each by who may."""

import asyncio
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.registration.store.registrations import TEXTS
from tests.engine.registration_office import RegistrationOffice
from tests.engine.registration_world import (
    AUDITOR,
    FILE,
    GRID,
    GRID_THERE,
    HERE,
    HOSPITAL,
    MEMBER,
    MEMBERS,
    NEIGHBOUR,
    OFFICE,
    OFFICE_THERE,
    PLEDGE,
    SCHOOL,
    STREET,
    THERE,
    VIEWER,
    named,
    place,
)
from tests.plans import scans

_FORMED_ONCE = """\
MATCH (u:Unit {id: 'unit-shop'})
CREATE (u)-[:CO_FORMS {since: date('2020-01-01'), until: date('2026-01-01')}]->(:Node:PartyOrganization {
  id: 'party-street', name: '商铺联合党支部', kind: 'BRANCH', formation: 'JOINT', areaCode: u.areaCode})"""


@pytest.fixture
async def office(known: Documents, clean_graph: Graph) -> RegistrationOffice:
    await place(clean_graph)
    return RegistrationOffice(known, clean_graph)


async def pledged(office: RegistrationOffice, caller: Principal = MEMBER) -> Any:
    """A registration with a pledge."""
    kept = await office.step(OFFICE, "receive", await office.file(caller))
    return await office.step(caller, "pledge", kept, PLEDGE)


async def test_a_member_registers_pledges_keeps_it_and_is_reviewed(office: RegistrationOffice) -> None:
    kept = await office.file(MEMBER, grid=GRID, services=["HEALTH"], freeTimes="FREQ=WEEKLY;BYDAY=SA")
    assert (kept["state"], kept["area"], kept["community"]) == ("REPORTED", {"code": GRID}, {"code": HERE})
    kept = await office.step(OFFICE, "receive", kept)
    kept = await office.step(MEMBER, "pledge", kept, PLEDGE)
    kept = await office.step(MEMBER, "fulfil", kept, ", items: [1]")
    assert [(each["text"], each["done"]) for each in kept["pledge"]] == [("每月义诊一次", False), ("夜间巡逻", True)]
    kept = await office.step(MEMBER, "fulfil", kept, ", items: [0, 1]")
    kept = await office.step(OFFICE, "review", kept, ", rating: 5")
    assert (kept["state"], kept["version"]) == ("REVIEWED", 6)
    assert [each["action"] for each in kept["steps"]["nodes"]] == ["RECEIVE", "PLEDGE", "FULFIL", "FULFIL", "REVIEW"]
    mine = (await office.data(MEMBER, "{ myRegistration { id rating services freeTimes } }"))["myRegistration"]
    assert mine == {"id": kept["id"], "rating": 5, "services": ["HEALTH"], "freeTimes": "FREQ=WEEKLY;BYDAY=SA"}
    told = await office.graph.read(
        Statement("MATCH (e:LogEntry) WHERE e.subject = $id RETURN e.action ORDER BY e.number", {"id": kept["id"]})
    )
    assert [action for (action,) in told] == [
        *("REGISTRATION_FILED", "REGISTRATION_RECEIVE", "REGISTRATION_PLEDGE"),
        *("REGISTRATION_FULFIL", "REGISTRATION_FULFIL", "REGISTRATION_REVIEW"),
    ]


async def test_a_unit_registers_through_its_organization_where_it_stands(office: RegistrationOffice) -> None:
    kept = await office.file(HOSPITAL)
    text = '{ unit(id: "unit-hospital") { registrations { nodes { id kind year unit { id } person { id } } } } }'
    shown = (await office.data(STREET, text))["unit"]["registrations"]["nodes"]
    assert shown == [{"id": kept["id"], "kind": "UNIT", "year": 2026, "unit": {"id": "unit-hospital"}, "person": None}]
    assert (await office.refusal(OFFICE, FILE, registration=named(unit="unit-shop")))["code"] == "CONFLICT"
    elsewhere = {"community": THERE, "unit": "unit-hospital"}
    assert (await office.refusal(OFFICE_THERE, FILE, registration=elsewhere))["code"] == "CONFLICT"


async def test_a_unit_without_an_organization_of_its_own_registers_through_the_joint_branch_it_helps_to_form(
    office: RegistrationOffice,
) -> None:
    shop = named(unit="unit-shop")
    assert (await office.refusal(OFFICE, FILE, registration=shop))["code"] == "CONFLICT"
    await office.graph.write(Statement(_FORMED_ONCE))
    assert (await office.refusal(OFFICE, FILE, registration=shop))["code"] == "CONFLICT"
    await office.graph.write(Statement("MATCH (:Unit {id: 'unit-shop'})-[forms:CO_FORMS]->() REMOVE forms.until"))
    assert (await office.data(OFFICE, FILE, registration=shop))["fileRegistration"]["state"] == "REPORTED"


@pytest.mark.parametrize("person", ["resident", "moved", "nobody", "unit-hospital"])
async def test_only_a_member_who_lives_there_registers(office: RegistrationOffice, person: str) -> None:
    assert (await office.refusal(OFFICE, FILE, registration=named(person=person)))["code"] == "NOT_FOUND"


async def test_nobody_registers_for_whom_he_does_not_answer(office: RegistrationOffice) -> None:
    for caller, given, code in (
        (MEMBER, named(person="member-02"), "NOT_FOUND"),
        (MEMBER, named(unit="unit-hospital"), "NOT_FOUND"),
        (SCHOOL, named(unit="unit-hospital"), "NOT_FOUND"),
        (OFFICE_THERE, named(person="member-01"), "NOT_FOUND"),
        (AUDITOR, named(person="member-01"), "FORBIDDEN"),
        (VIEWER, named(person="member-01"), "FORBIDDEN"),
        (OFFICE, named(person="member-01", unit="unit-hospital"), "BAD_USER_INPUT"),
        (OFFICE, named(), "BAD_USER_INPUT"),
        (OFFICE, named(person="member-01", grid=GRID_THERE), "BAD_USER_INPUT"),
        (OFFICE, named(person="member-01", grid=f"{HERE}999"), "NOT_FOUND"),
        (OFFICE, named(person="member-01", freeTimes="FREQ=HOURLY"), "BAD_USER_INPUT"),
    ):
        assert (await office.refusal(caller, FILE, registration=given))["code"] == code, (caller, given)


async def test_of_twenty_who_register_one_member_at_once_one_makes_it(office: RegistrationOffice) -> None:
    given = named(person="member-01")
    answers = await asyncio.gather(*(office.ask(OFFICE, FILE, registration=given) for _ in range(20)))
    codes = [each.body["errors"][0]["extensions"]["code"] for each in answers if "errors" in each.body]
    assert codes == ["CONFLICT"] * 19
    assert await office.graph.read(Statement("MATCH (r:Registration) RETURN count(r)")) == [[1]]


async def test_after_a_withdrawal_another_may_be_filed_in_the_same_year(office: RegistrationOffice) -> None:
    first = await office.file(MEMBER)
    assert (await office.refusal(MEMBER, FILE, registration=named()))["code"] == "CONFLICT"
    gone = await office.step(MEMBER, "withdraw", first, ', reason: "调离"')
    assert gone["state"] == "WITHDRAWN"
    assert (await office.data(MEMBER, "{ myRegistration { id } }"))["myRegistration"] is None
    second = await office.file(MEMBER)
    assert second["id"] != first["id"]


async def test_a_key_files_once(office: RegistrationOffice) -> None:
    first = (await office.data(MEMBER, FILE, registration=named(), key="k"))["fileRegistration"]
    assert (await office.data(MEMBER, FILE, registration=named(), key="k"))["fileRegistration"] == first


async def test_a_transfer_takes_the_record_along_and_the_old_place_sees_where(
    office: RegistrationOffice,
) -> None:
    kept = await pledged(office)
    moved = await office.step(OFFICE, "transfer", kept, f', community: "{THERE}", grid: "{GRID_THERE}", reason: "搬家"')
    assert (moved["state"], moved["area"], moved["community"]) == ("TRANSFERRED", {"code": GRID_THERE}, {"code": THERE})
    text = f'{{ registration(id: "{kept["id"]}") {{ state steps {{ nodes {{ action }} }} }} }}'
    record = [{"action": action} for action in ("RECEIVE", "PLEDGE", "TRANSFER")]
    for caller in (OFFICE, OFFICE_THERE, MEMBER):
        shown = (await office.data(caller, text))["registration"]
        assert shown == {"state": "TRANSFERRED", "steps": {"nodes": record}}, caller
    assert (await office.refused(OFFICE, "receive", moved))["code"] == "NOT_FOUND"
    again = await office.step(OFFICE_THERE, "receive", moved)
    assert (again["state"], len(again["pledge"])) == ("RECEIVED", 2)
    places = await office.graph.read(
        Statement("MATCH (e:LogEntry {action: 'REGISTRATION_TRANSFER'}) RETURN e.area ORDER BY e.area")
    )
    assert places == [[HERE], [GRID_THERE]]


async def test_a_transfer_to_nowhere_moves_nothing(office: RegistrationOffice) -> None:
    kept = await office.file(MEMBER)
    for target in ('community: "500103012999"', f'community: "{THERE}", grid: "{GRID}"', f'community: "{HERE}"'):
        assert (await office.refused(MEMBER, "transfer", kept, f', {target}, reason: "搬家"'))[
            "code"
        ] == "BAD_USER_INPUT"


async def test_a_step_that_the_state_does_not_allow_names_those_it_does(office: RegistrationOffice) -> None:
    kept = await office.file(MEMBER)
    refused = await office.refused(MEMBER, "pledge", kept, PLEDGE)
    assert (refused["code"], refused["allowed"]) == ("CONFLICT", ["RECEIVE", "TRANSFER", "WITHDRAW"])
    received = await office.step(OFFICE, "receive", kept)
    stale = await office.refused(MEMBER, "pledge", {**received, "version": 1}, PLEDGE)
    assert (stale["code"], stale["allowed"]) == ("CONFLICT", ["PLEDGE", "TRANSFER", "WITHDRAW"])
    late = ', items: ["巡逻"], dueOn: "2020-01-01"'
    assert (await office.refused(MEMBER, "pledge", received, late))["field"] == ["dueOn"]


async def test_of_eight_who_take_the_same_step_at_once_one_does(office: RegistrationOffice) -> None:
    kept = await office.file(MEMBER)
    text = f'mutation {{ receiveRegistration(id: "{kept["id"]}", expectedVersion: 1) {{ version }} }}'
    answers = await asyncio.gather(*(office.ask(OFFICE, text) for _ in range(8)))
    assert sum("errors" not in each.body for each in answers) == 1
    assert await office.graph.read(Statement("MATCH (s:RegistrationStep) RETURN count(s)")) == [[1]]


async def test_the_community_alone_receives_and_reviews(office: RegistrationOffice) -> None:
    kept = await office.file(MEMBER)
    for caller, code in ((MEMBER, "FORBIDDEN"), (HOSPITAL, "FORBIDDEN"), (OFFICE_THERE, "NOT_FOUND")):
        assert (await office.refused(caller, "receive", kept))["code"] == code
    for caller in (NEIGHBOUR, HOSPITAL, OFFICE_THERE):
        assert (await office.refused(caller, "withdraw", kept, ', reason: "不想"'))["code"] == "NOT_FOUND"


async def test_what_may_be_done_is_offered_with_reasons(office: RegistrationOffice) -> None:
    kept = await office.file(MEMBER)
    text = f'{{ registrationActions(registration: "{kept["id"]}") {{ action allowed reason }} }}'
    offers = {each["action"]: each for each in (await office.data(MEMBER, text))["registrationActions"]}
    assert [name for name, each in offers.items() if each["allowed"]] == ["TRANSFER", "WITHDRAW"]
    assert offers["RECEIVE"]["reason"] == "这一步由社区来办。"
    assert "已报到" in offers["PLEDGE"]["reason"]
    office_sees = (await office.data(OFFICE, text))["registrationActions"]
    assert [each["action"] for each in office_sees if each["allowed"]] == ["RECEIVE", "TRANSFER", "WITHDRAW"]
    assert (await office.ask(NEIGHBOUR, text)).body["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_a_pledge_past_its_day_is_overdue_until_it_is_reviewed(office: RegistrationOffice) -> None:
    kept = await pledged(office)
    late = 'registrations(filter: { dueOn: { to: "2026-12-31" } }) { totalCount }'
    text = f'{{ myRegistration {{ overdue }} community(code: "{HERE}") {{ {late} }} }}'
    assert (await office.data(MEMBER, text))["myRegistration"] == {"overdue": False}
    await office.graph.write(
        Statement("MATCH (r:Node:Registration {id: $id}) SET r.dueOn = date('2026-09-06')", {"id": kept["id"]})
    )
    shown = await office.data(MEMBER, text)
    assert shown == {"myRegistration": {"overdue": True}, "community": {"registrations": {"totalCount": 1}}}
    kept = await office.step(MEMBER, "fulfil", kept, ", items: [0, 1]")
    kept = await office.step(OFFICE, "review", kept, ", rating: 3")
    assert kept["overdue"] is False


async def test_a_member_sees_its_own_and_nothing_else_of_other_people(office: RegistrationOffice) -> None:
    for number in range(1, MEMBERS + 1):
        who = f"member-{number:02d}"
        kept = (await office.data(OFFICE, FILE, registration=named(person=who)))["fileRegistration"]
        await office.step(OFFICE, "receive", kept)
    await office.file(HOSPITAL)
    here = f'community(code: "{HERE}") {{ registrations {{ totalCount }} }}'
    rows = "nodes { id person { id name } steps { nodes { by } } }"
    text = f"{{ registrations {{ totalCount {rows} }} people {{ totalCount }} {here} }}"
    mine = await office.data(MEMBER, text)
    assert (mine["registrations"]["totalCount"], mine["community"]["registrations"]["totalCount"]) == (1, 1)
    assert mine["people"]["totalCount"] == 0
    assert mine["registrations"]["nodes"][0]["person"] is None
    own = await office.data(HOSPITAL, text)
    assert (own["registrations"]["totalCount"], own["people"]["totalCount"]) == (1, 0)
    assert (await office.data(OFFICE_THERE, text))["registrations"]["totalCount"] == 0
    assert (await office.data(VIEWER, text))["registrations"]["totalCount"] == 0
    for other in (VIEWER, OFFICE):
        assert (await office.data(other, "{ myRegistration { id } }"))["myRegistration"] is None
    whole = await office.data(OFFICE, text)
    assert whole["registrations"]["totalCount"] == MEMBERS + 1
    steps = "MATCH (s:RegistrationStep) RETURN s.id"
    ids = [id_ for (id_,) in await office.graph.read(Statement(steps))]
    found = await office.data(MEMBER, "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)
    assert sum(each is not None for each in found["nodes"]) == 1


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_a_statement_of_registrations_starts_from_an_index(demo_graph: Graph, name: str) -> None:
    given: dict[str, Any] = dict.fromkeys(("id", "who", "community", "place", "unit", "person", "key"), "x")
    given |= {"scope": [], "expected": 1, "changes": {}, "step": {}, "registration": {"id": "x", "openKey": "x|2026"}}
    given["asOf"] = None
    assert await scans(demo_graph, Statement(TEXTS[name], given), products=True) == set()
