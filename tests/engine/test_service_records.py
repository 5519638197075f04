"""Records of service on a real Neo4j: written once, never overlapping, confirmed or corrected by the community."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.registration.store.service_records import TEXTS
from tests.engine.registration_office import (
    AN_HOUR,
    MORNING,
    WRITE,
    RegistrationOffice,
    asking,
    changed,
    written,
)
from tests.engine.registration_world import HOSPITAL, MEMBER, NEIGHBOUR, OFFICE, OFFICE_THERE, VIEWER, place
from tests.plans import scans

LATER = {**MORNING, "startedAt": "2026-09-05T10:50:00+08:00", "endedAt": "2026-09-05T11:30:00+08:00"}


@pytest.fixture
async def office(known: Documents, clean_graph: Graph) -> RegistrationOffice:
    """Two members and a unit that are registered and received."""
    await place(clean_graph)
    office = RegistrationOffice(known, clean_graph)
    for more in ({"person": "member-01"}, {"person": "member-02"}, {"unit": "unit-hospital"}):
        await office.step(OFFICE, "receive", await office.file(OFFICE, **more))
    return office


async def test_a_member_writes_and_the_community_confirms(office: RegistrationOffice) -> None:
    kept = await written(office)
    assert (kept["state"], kept["minutes"], kept["servedOn"]) == ("WRITTEN", 120, "2026-09-05")
    kept = await changed(office, OFFICE, "confirm", kept)
    assert (kept["state"], kept["version"]) == ("CONFIRMED", 2)
    refused = await office.refusal(MEMBER, asking("retract", kept))
    assert (refused["code"], refused["allowed"]) == ("CONFLICT", ["CORRECT"])


async def test_a_correction_counts_and_keeps_in_the_record_what_was_written(office: RegistrationOffice) -> None:
    kept = await changed(office, OFFICE, "correct", await written(office), AN_HOUR)
    assert (kept["state"], kept["minutes"], kept["note"]) == ("CONFIRMED", 60, "十点就结束了")
    again = await changed(office, OFFICE, "correct", kept, AN_HOUR.replace("10:00", "09:30"))
    assert (again["minutes"], again["version"]) == (30, 3)
    told = Statement(
        "MATCH (e:LogEntry {action: 'SERVICE_CORRECT'}) RETURN e.before, e.after ORDER BY e.number LIMIT 1"
    )
    before, after = (await office.graph.read(told))[0]
    assert (before, after) == ('{"minutes":120,"state":"WRITTEN"}', '{"minutes":60,"state":"CONFIRMED"}')


async def test_no_two_records_of_one_person_overlap(office: RegistrationOffice) -> None:
    first = await written(office)
    overlapping = {**LATER, "startedAt": "2026-09-05T10:30:00+08:00"}
    assert (await office.refusal(MEMBER, WRITE, record=overlapping))["code"] == "CONFLICT"
    second = (await office.data(MEMBER, WRITE, record=LATER))["fileServiceRecord"]
    longer = ', startedAt: "2026-09-05T09:00:00+08:00", endedAt: "2026-09-05T11:00:00+08:00", reason: "补"'
    assert (await office.refusal(OFFICE, asking("correct", first, longer)))["zh"] == "该时段已有另一条服务记录。"
    await changed(office, MEMBER, "retract", second)
    assert (await changed(office, OFFICE, "correct", first, longer))["minutes"] == 120
    await written(office, NEIGHBOUR)


async def test_records_of_a_unit_may_overlap(office: RegistrationOffice) -> None:
    await written(office, HOSPITAL)
    await written(office, HOSPITAL)


async def test_of_ten_who_write_the_same_time_at_once_one_does(office: RegistrationOffice) -> None:
    answers = await asyncio.gather(*(office.ask(MEMBER, WRITE, record=MORNING) for _ in range(10)))
    assert sum("errors" not in each.body for each in answers) == 1
    assert await office.graph.read(Statement("MATCH (s:ServiceRecord) RETURN count(s)")) == [[1]]


async def test_of_sixteen_who_confirm_one_record_at_once_one_does(office: RegistrationOffice) -> None:
    kept = await written(office)
    answers = await asyncio.gather(*(office.ask(OFFICE, asking("confirm", kept)) for _ in range(16)))
    assert sum("errors" not in each.body for each in answers) == 1
    told = Statement("MATCH (e:LogEntry {action: 'SERVICE_CONFIRM'}) RETURN count(e)")
    assert await office.graph.read(told) == [[1]]


async def test_nobody_writes_or_confirms_for_whom_he_does_not_answer(office: RegistrationOffice) -> None:
    kept = await written(office)
    for caller, code in ((MEMBER, "FORBIDDEN"), (HOSPITAL, "FORBIDDEN"), (OFFICE_THERE, "NOT_FOUND")):
        assert (await office.refusal(caller, asking("confirm", kept)))["code"] == code
    assert (await office.refusal(NEIGHBOUR, asking("retract", kept)))["code"] == "NOT_FOUND"
    for caller, given, code in (
        (NEIGHBOUR, {"person": "member-01"}, "NOT_FOUND"),
        (OFFICE_THERE, {"person": "member-01"}, "NOT_FOUND"),
        (OFFICE, {}, "BAD_USER_INPUT"),
        (OFFICE, {"person": "member-03"}, "NOT_FOUND"),
        (VIEWER, {"person": "member-01"}, "FORBIDDEN"),
        (MEMBER, {**LATER, "post": "post-none"}, "NOT_FOUND"),
        (MEMBER, {"endedAt": "2026-09-05T09:10:00+08:00"}, "BAD_USER_INPUT"),
    ):
        assert (await office.refusal(caller, WRITE, record={**MORNING, **given}))["code"] == code


async def test_a_record_is_seen_by_whom_it_concerns(office: RegistrationOffice) -> None:
    await written(office)
    text = "{ serviceRecords { totalCount nodes { registration { id } } } }"
    seen = {
        caller.subject: (await office.data(caller, text))["serviceRecords"]["totalCount"]
        for caller in (MEMBER, NEIGHBOUR, OFFICE, OFFICE_THERE, HOSPITAL, VIEWER)
    }
    assert seen == {**dict.fromkeys(seen, 0), "member-01": 1, "office": 1}


async def test_steps_are_offered_with_reasons(office: RegistrationOffice) -> None:
    kept = await written(office)
    text = f'{{ serviceRecordActions(record: "{kept["id"]}") {{ action allowed reason }} }}'
    for caller, allowed in ((MEMBER, ["RETRACT"]), (OFFICE, ["CONFIRM", "CORRECT", "REJECT", "RETRACT"])):
        offers = (await office.data(caller, text))["serviceRecordActions"]
        assert [each["action"] for each in offers if each["allowed"]] == allowed
        assert all(each["allowed"] == (each["reason"] is None) for each in offers)


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_a_statement_of_services_starts_from_an_index(demo_graph: Graph, name: str) -> None:
    now = datetime(2026, 9, 7, tzinfo=UTC)
    given: dict[str, Any] = dict.fromkeys(("id", "unit", "person", "key", "note", "target", "post", "by"), "x")
    given |= {"scope": [], "expected": 1, "sources": [], "able": [], "counted": [], "changes": {}, "now": now}
    given["record"] = {"id": "x", "startedAt": now, "endedAt": now}
    assert await scans(demo_graph, Statement(TEXTS[name], given), products=True) == set()
