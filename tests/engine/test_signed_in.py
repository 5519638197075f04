"""Signing in by the code of an activity on a real Neo4j: each person once, confirmed by itself when it is over."""

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.registration.model.point_rules import usual_rules
from graphsvc.registration.store.posts import end_past
from graphsvc.registration.store.service_records import confirm_signed_in
from tests.engine.registration_office import RegistrationOffice
from tests.engine.registration_world import HERE, HOSPITAL, MEMBER, NEIGHBOUR, OFFICE, OFFICE_THERE, place

SIGN = """mutation ($code: String!, $person: ID) { signInService(code: $code, person: $person) {
  id version state minutes content post { id } } }"""
CODE = """query ($post: ID!, $from: DateTime!, $to: DateTime!) {
  signInCode(post: $post, startsAt: $from, endsAt: $to) { code opensAt endsAt } }"""
PUBLISH = "mutation ($post: PostInput!) { publishPost(post: $post) { id } }"


@pytest.fixture
async def office(known: Documents, clean_graph: Graph) -> RegistrationOffice:
    """Six members are registered and received."""
    await place(clean_graph)
    office = RegistrationOffice(known, clean_graph)
    for number in range(1, 7):
        await office.step(OFFICE, "receive", await office.file(OFFICE, person=f"member-0{number}"))
    return office


async def posted(office: RegistrationOffice, **more: Any) -> str:
    given = {"area": HERE, "title": "清洁楼道", "serviceClass": "GOVERNANCE", "seatCount": 9, **more}
    made: str = (await office.data(OFFICE, PUBLISH, post=given))["publishPost"]["id"]
    return made


async def code_of(office: RegistrationOffice, post: str, minutes: int = 20) -> str:
    begins = office.now + timedelta(minutes=minutes)
    asked = {"post": post, "from": begins.isoformat(), "to": (begins + timedelta(hours=2)).isoformat()}
    code: str = (await office.data(OFFICE, CODE, **asked))["signInCode"]["code"]
    return code


async def test_a_code_signs_each_in_once_and_what_is_over_is_confirmed_by_itself(office: RegistrationOffice) -> None:
    post = await posted(office)
    code = await code_of(office, post)
    await asyncio.gather(*(office.ask(MEMBER, SIGN, code=code) for _ in range(6)))
    people = [f"member-0{number}" for number in range(2, 7)]
    await asyncio.gather(*(office.ask(OFFICE, SIGN, code=code, person=person) for person in people * 2))
    states = Statement("MATCH (s:ServiceRecord) RETURN s.person, s.state, s.minutes ORDER BY s.person LIMIT 20")
    assert await office.graph.read(states) == [[f"member-0{n}", "WRITTEN", 120] for n in range(1, 7)]
    record = await office.graph.read(Statement("MATCH (s:ServiceRecord {person: 'member-01'}) RETURN s.id"))
    early = f'mutation {{ confirmServiceRecord(id: "{record[0][0]}", expectedVersion: 1) {{ id }} }}'
    assert (await office.refusal(OFFICE, early))["zh"] == "服务还没有结束，不能确认。"
    done = []
    for hours in (0, 3, 4):
        at = office.now + timedelta(hours=hours)
        work = partial(confirm_signed_in, now=at, rules=usual_rules())
        done.append((await office.graph.transact(work)).due)
    assert done == [0, 6, 0]
    assert await office.graph.read(states) == [[f"member-0{n}", "CONFIRMED", 120] for n in range(1, 7)]
    points = Statement("MATCH (e:PointEntry {wallet: 'DUTY'}) RETURN count(e), sum(e.amount)")
    assert await office.graph.read(points) == [[6, 1200]]


async def test_nobody_signs_in_by_another_or_for_another_or_out_of_time(office: RegistrationOffice) -> None:
    post = await posted(office)
    code = await code_of(office, post)
    later = await code_of(office, post, minutes=120)
    for caller, given, refused in (
        (MEMBER, {"code": code[:-1] + ("A" if code[-1] != "A" else "B")}, "BAD_USER_INPUT"),
        (MEMBER, {"code": later}, "CONFLICT"),
        (NEIGHBOUR, {"code": code, "person": "member-01"}, "NOT_FOUND"),
        (OFFICE_THERE, {"code": code, "person": "member-01"}, "NOT_FOUND"),
        (OFFICE, {"code": code}, "BAD_USER_INPUT"),
        (HOSPITAL, {"code": code}, "BAD_USER_INPUT"),
        (OFFICE, {"code": code, "person": "member-12"}, "NOT_FOUND"),
    ):
        assert (await office.refusal(caller, SIGN, **given))["code"] == refused
    begins, ends = office.now.isoformat(), (office.now + timedelta(hours=1)).isoformat()
    for caller, refused in ((MEMBER, "FORBIDDEN"), (OFFICE_THERE, "NOT_FOUND")):
        asked = {"post": post, "from": begins, "to": ends}
        assert (await office.refusal(caller, CODE, **asked))["code"] == refused


async def test_a_post_ends_by_itself_after_its_last_day_and_frees_who_was_never_confirmed(
    office: RegistrationOffice,
) -> None:
    post = await posted(office, endsOn="2026-09-08")
    open_ = await posted(office)
    claim = f'mutation {{ claimPost(claim: {{ post: "{post}" }}) {{ id version }} }}'
    await office.data(MEMBER, claim)
    kept = (await office.data(NEIGHBOUR, claim))["claimPost"]
    await office.data(OFFICE, f'mutation {{ confirmClaim(id: "{kept["id"]}", expectedVersion: 1) {{ id }} }}')
    done = []
    for days in (0, 1, 2, 3):
        done.append((await office.graph.transact(partial(end_past, now=office.now + timedelta(days=days)))).due)
    assert done == [0, 0, 1, 0]
    told = (
        "{ posts(orderBy: [{ endsOn: DESC }]) { nodes { id state takenCount note } } claims { nodes { state note } } }"
    )
    found = await office.data(OFFICE, told)
    assert {each["id"]: (each["state"], each["takenCount"]) for each in found["posts"]["nodes"]} == {
        post: ("ENDED", 1),
        open_: ("OPEN", 0),
    }
    assert sorted((each["state"], each["note"] or "") for each in found["claims"]["nodes"]) == [
        ("CANCELLED", "服务期已过"),
        ("CONFIRMED", ""),
    ]
    await office.data(OFFICE, f'mutation {{ serveClaim(id: "{kept["id"]}", expectedVersion: 2) {{ id }} }}')
