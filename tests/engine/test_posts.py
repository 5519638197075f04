"""Posts and claims on a real Neo4j: never more than the seats, freed when a post ends, each step by who may."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from graphsvc.access.principal import Grant, Principal
from graphsvc.access.role import Role
from graphsvc.access.scope import Operation
from graphsvc.china import day_in_china
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import Conflict, Unavailable
from graphsvc.gql.execution.documents import Documents
from graphsvc.registration.model.post import WAITING
from graphsvc.registration.store.posts import TEXTS, claim
from tests.engine.registration_office import RegistrationOffice
from tests.engine.registration_world import (
    GRID,
    HERE,
    HOSPITAL,
    MEMBER,
    NEIGHBOUR,
    OFFICE,
    OFFICE_THERE,
    STREET,
    VIEWER,
    place,
)
from tests.plans import scans

IN_FLIGHT = 24  # as many as one process runs at once
NOW = datetime(2026, 9, 7, 3, tzinfo=UTC)
SHOWN = "id version state takenCount seatCount claims { nodes { id state note person { id } } }"
PUBLISH = f"mutation ($post: PostInput!, $key: ID) {{ publishPost(post: $post, key: $key) {{ {SHOWN} }} }}"
CLAIM = """mutation ($claim: ClaimInput!, $key: ID) {
  claimPost(claim: $claim, key: $key) { id version state post { takenCount } } }"""
CLINIC = {
    "area": HERE,
    "title": "周末义诊",
    "serviceClass": "HEALTH",
    "seatCount": 2,
    "skills": ["急救"],
    "times": "FREQ=WEEKLY;BYDAY=SA",
    "endsOn": "2026-12-31",
}
COUNTS = """\
MATCH (p:Post)
RETURN p.seatCount, p.takenCount, COUNT { (p)<-[:TAKES]-(c:Claim) WHERE c.state <> 'CANCELLED' }"""


@pytest.fixture
async def office(known: Documents, clean_graph: Graph) -> RegistrationOffice:
    await place(clean_graph)
    return RegistrationOffice(known, clean_graph)


async def received(office: RegistrationOffice, who: str) -> Any:
    """A member that is registered and received."""
    return await office.step(OFFICE, "receive", await office.file(OFFICE, person=who))


async def published(office: RegistrationOffice, **more: Any) -> Any:
    return (await office.data(OFFICE, PUBLISH, post={**CLINIC, **more}))["publishPost"]


async def claimed(office: RegistrationOffice, caller: Principal, post: Any, **more: Any) -> Any:
    return (await office.data(caller, CLAIM, claim={"post": post["id"], **more}))["claimPost"]


async def stepped(office: RegistrationOffice, caller: Principal, name: str, of: Any, more: str = "") -> Any:
    given = f'id: "{of["id"]}", expectedVersion: {of["version"]}{more}'
    return (await office.data(caller, f"mutation {{ {name}({given}) {{ id version state }} }}"))[name]


async def refused(office: RegistrationOffice, caller: Principal, name: str, of: Any, more: str = "") -> Any:
    given = f'id: "{of["id"]}", expectedVersion: {of["version"]}{more}'
    return await office.refusal(caller, f"mutation {{ {name}({given}) {{ id }} }}")


async def test_a_member_claims_a_seat_is_confirmed_and_serves(office: RegistrationOffice) -> None:
    await received(office, "member-01")
    post = await published(office)
    seat = await claimed(office, MEMBER, post)
    assert (seat["state"], seat["post"]) == ("CLAIMED", {"takenCount": 1})
    seat = await stepped(office, OFFICE, "confirmClaim", seat)
    seat = await stepped(office, OFFICE, "serveClaim", seat)
    assert (seat["state"], seat["version"]) == ("SERVED", 3)
    assert (await refused(office, MEMBER, "cancelClaim", seat, ', reason: "病"'))["allowed"] == []
    mine = await office.data(MEMBER, "{ claims { nodes { post { title } } } myRegistration { claims { totalCount } } }")
    assert mine == {
        "claims": {"nodes": [{"post": {"title": "周末义诊"}}]},
        "myRegistration": {"claims": {"totalCount": 1}},
    }


async def test_of_two_hundred_claims_at_once_as_many_win_as_there_are_seats(office: RegistrationOffice) -> None:
    post = await published(office, seatCount=5)
    await office.graph.write(Statement(_CROWD, {"here": HERE}))
    grant, waiting_room = Grant((HERE,)), asyncio.Semaphore(IN_FLIGHT)

    async def one(number: int) -> str:
        who, id_ = f"crowd-{number:03d}", f"claim-{number:03d}"
        try:
            async with waiting_room:
                await office.graph.transact(lambda tx: claim(tx, grant, post["id"], who, id_, "office", NOW))
        except Conflict as refusal:
            return refusal.en
        except Unavailable:  # it says to try again, which a busy machine may take
            return await one(number)
        return "won"

    results = await asyncio.gather(*(one(number) for number in range(200)))
    assert (results.count("won"), results.count("No seat is free.")) == (5, 195)
    assert await office.graph.read(Statement(COUNTS)) == [[5, 5, 5]]


_CROWD = """\
UNWIND range(0, 199) AS n
WITH 'crowd-' + right('00' + n, 3) AS who
CREATE (p:Node:Person:Member {id: who, name: '众', areaCode: $here})
CREATE (r:Node:Registration {id: 'registration-' + who, areaCode: $here, version: 1, kind: 'MEMBER', person: who,
  year: 2026, openKey: who + '|2026', state: 'RECEIVED', reportedOn: date('2026-03-01'),
  services: [], pledged: [], done: []})
CREATE (p)<-[:REGISTERS]-(r)"""


async def test_a_freed_seat_is_taken_by_the_next(office: RegistrationOffice) -> None:
    for who in ("member-01", "member-02", "member-03"):
        await received(office, who)
    post = await published(office, seatCount=1)
    seat = await claimed(office, MEMBER, post)
    full = await office.refusal(NEIGHBOUR, CLAIM, claim={"post": post["id"]})
    assert full["code"] == "CONFLICT"
    assert (await office.refusal(MEMBER, CLAIM, claim={"post": post["id"]}))["zh"] == "已认领该岗位。"
    await stepped(office, MEMBER, "cancelClaim", seat, ', reason: "出差"')
    assert (await claimed(office, NEIGHBOUR, post))["post"] == {"takenCount": 1}
    assert (await office.refusal(MEMBER, CLAIM, claim={"post": post["id"]}))["zh"] == "该岗位已满员。"


async def test_a_post_that_is_called_off_frees_its_people_and_tells_them(office: RegistrationOffice) -> None:
    for who in ("member-01", "member-02"):
        await received(office, who)
    post = await published(office)
    served = await stepped(office, OFFICE, "confirmClaim", await claimed(office, MEMBER, post))
    await stepped(office, OFFICE, "serveClaim", served)
    await claimed(office, NEIGHBOUR, post)
    assert (await refused(office, OFFICE_THERE, "cancelPost", post, ', reason: "雨"'))["code"] == "NOT_FOUND"
    assert (await refused(office, MEMBER, "cancelPost", post, ', reason: "雨"'))["code"] == "FORBIDDEN"
    await stepped(office, OFFICE, "cancelPost", post, ', reason: "暴雨取消"')
    told = await office.data(NEIGHBOUR, "{ claims { nodes { state note } } }")
    assert told["claims"]["nodes"] == [{"state": "CANCELLED", "note": "暴雨取消"}]
    assert (await office.data(MEMBER, "{ claims { nodes { state } } }"))["claims"]["nodes"] == [{"state": "SERVED"}]
    assert await office.graph.read(Statement(COUNTS)) == [[2, 1, 1]]
    assert (await office.refusal(NEIGHBOUR, CLAIM, claim={"post": post["id"]}))["zh"] == "该岗位已结束或取消。"
    entries = Statement("MATCH (e:LogEntry {action: 'CLAIM_FREED'}) RETURN count(e)")
    assert await office.graph.read(entries) == [[1]]


async def test_who_withdraws_gives_seats_up_and_claims_no_more(office: RegistrationOffice) -> None:
    kept = await received(office, "member-01")
    post = await published(office)
    await claimed(office, MEMBER, post)
    await office.step(MEMBER, "withdraw", kept, ', reason: "调离"')
    assert await office.graph.read(Statement(COUNTS)) == [[2, 0, 0]]
    assert (await office.refusal(MEMBER, CLAIM, claim={"post": post["id"]}))["code"] == "NOT_FOUND"
    await office.file(MEMBER)
    assert "不能认领" in (await office.refusal(MEMBER, CLAIM, claim={"post": post["id"]}))["zh"]


async def test_a_post_past_its_last_day_is_not_claimed(office: RegistrationOffice) -> None:
    await received(office, "member-01")
    post = await published(office)
    await office.graph.write(Statement("MATCH (p:Post) SET p.endsOn = date('2026-09-06')"))
    assert (await office.refusal(MEMBER, CLAIM, claim={"post": post["id"]}))["zh"] == "该岗位已结束或取消。"


async def test_nobody_claims_or_publishes_for_whom_he_does_not_answer(office: RegistrationOffice) -> None:
    await received(office, "member-01")
    post = await published(office)
    for caller, given, code in (
        (NEIGHBOUR, {"person": "member-01"}, "NOT_FOUND"),
        (HOSPITAL, {"person": "member-01"}, "NOT_FOUND"),
        (OFFICE_THERE, {"person": "member-01"}, "NOT_FOUND"),
        (VIEWER, {"person": "member-01"}, "FORBIDDEN"),
        (OFFICE, {}, "BAD_USER_INPUT"),
        (OFFICE, {"person": "member-01", "unit": "unit-hospital"}, "BAD_USER_INPUT"),
    ):
        assert (await office.refusal(caller, CLAIM, claim={"post": post["id"], **given}))["code"] == code
    assert (await office.refusal(MEMBER, CLAIM, claim={"post": "post-none"}))["code"] == "NOT_FOUND"
    assert (await office.refusal(MEMBER, PUBLISH, post=CLINIC))["code"] == "FORBIDDEN"
    assert (await office.refusal(OFFICE_THERE, PUBLISH, post=CLINIC))["code"] == "NOT_FOUND"
    ended = {"times": "FREQ=WEEKLY;BYDAY=SA;UNTIL=20260901"}
    for wrong in ({"endsOn": "2020-01-01"}, {"times": "FREQ=HOURLY"}, ended, {"seatCount": 0}, {"need": "need-none"}):
        refusal = await office.refusal(OFFICE, PUBLISH, post={**CLINIC, **wrong})
        assert refusal["code"] == ("NOT_FOUND" if "need" in wrong else "BAD_USER_INPUT")


async def test_a_post_answers_a_need_that_is_open_or_worked_on(office: RegistrationOffice) -> None:
    await office.graph.write(Statement("CREATE (:Node:Need {id: 'need-1', areaCode: $here})", {"here": HERE}))
    set_status = "MATCH (n:Need {id: 'need-1'}) SET n.status = $status"
    for status in ("PENDING", "DECLINED", "PAUSED", "MET", "WITHDRAWN"):
        await office.graph.write(Statement(set_status, {"status": status}))
        refusal = await office.refusal(OFFICE, PUBLISH, post={**CLINIC, "need": "need-1"})
        assert refusal["zh"] == "没有这个区域或待对接、对接中的需求，或不在您的管辖范围内。"
    assert await office.graph.read(Statement("MATCH (p:Post) RETURN count(p)")) == [[0]]
    for status in ("OPEN", "IN_PROGRESS"):
        await office.graph.write(Statement(set_status, {"status": status}))
        assert (await published(office, need="need-1"))["id"]
    assert await office.graph.read(Statement("MATCH (:Post)-[:ANSWERS]->(n) RETURN n.id")) == [["need-1"]] * 2


async def test_who_claims_is_shown_to_whom_it_concerns_and_posts_to_all(office: RegistrationOffice) -> None:
    await received(office, "member-01")
    post = await published(office, area=GRID)
    await claimed(office, MEMBER, post)
    text = f'{{ post(id: "{post["id"]}") {{ takenCount claims {{ totalCount nodes {{ person {{ id }} }} }} }} }}'
    seen = {
        caller.subject: (await office.data(caller, text))["post"]["claims"]["totalCount"]
        for caller in (MEMBER, NEIGHBOUR, OFFICE, STREET, OFFICE_THERE, HOSPITAL, VIEWER)
    }
    assert seen == {**dict.fromkeys(seen, 0), "member-01": 1, "office": 1, "street": 1}
    assert (await office.data(VIEWER, text))["post"]["takenCount"] == 1
    own = f'{{ community(code: "{HERE}") {{ posts(filter: {{ serviceClass: [HEALTH] }}) {{ totalCount }} }} }}'
    assert (await office.data(VIEWER, own))["community"]["posts"]["totalCount"] == 1


async def test_steps_are_offered_with_reasons(office: RegistrationOffice) -> None:
    await received(office, "member-01")
    post = await published(office)
    seat = await claimed(office, MEMBER, post)
    text = f'{{ postActions(post: "{post["id"]}") {{ action allowed reason }} '
    text += f'claimActions(claim: "{seat["id"]}") {{ action allowed reason }} }}'
    mine = await office.data(MEMBER, text)
    assert [each["action"] for each in mine["claimActions"] if each["allowed"]] == ["CANCEL"]
    assert [each["allowed"] for each in mine["postActions"]] == [False, False]
    theirs = await office.data(OFFICE, text)
    assert [each["action"] for each in theirs["claimActions"] if each["allowed"]] == ["CONFIRM", "CANCEL"]
    assert [each["allowed"] for each in theirs["postActions"]] == [True, True]


def test_a_member_may_claim_and_not_confirm() -> None:
    assert MEMBER.granted(Operation.CLAIM_POST) == Grant((), person="member-01")
    assert Principal("x", Role.MEMBER).granted(Operation.CONFIRM_SERVICE) == Grant(())


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_a_statement_of_posts_starts_from_an_index(demo_graph: Graph, name: str) -> None:
    given: dict[str, Any] = dict.fromkeys(("id", "need", "unit", "person", "key", "note", "target"), "x")
    given |= {"scope": [], "expected": 1, "post": {"areaCode": "x"}, "claim": {"id": "x"}, "sources": []}
    given |= {"able": [], "waiting": [state.value for state in WAITING], "now": NOW, "today": day_in_china(NOW)}
    if name == "claim":
        given["post"] = "x"
    assert await scans(demo_graph, Statement(TEXTS[name], given), products=True) == set()
