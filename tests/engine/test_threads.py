"""Threads of claims on a real Neo4j: only added to, counted as unread by the other side, heard by nobody else."""

import asyncio
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.registration.threads.store import TEXTS
from tests.engine.registration_office import RegistrationOffice
from tests.engine.registration_world import HERE, HOSPITAL, MEMBER, NEIGHBOUR, OFFICE, OFFICE_THERE, VIEWER, place
from tests.plans import scans

SAY = """mutation ($claim: ID!, $said: String!, $key: ID) {
  fileClaimMessage(claim: $claim, text: $said, key: $key) { number side text claim { id } } }"""
READ = "mutation ($claim: ID!) { markClaimRead(claim: $claim) { unreadByCommunity unreadByRegistrant } }"
THREAD = """query ($claim: ID!) { claim(id: $claim) { unreadByCommunity unreadByRegistrant
  messages { totalCount nodes { number side text by } } } }"""


@pytest.fixture
async def office(known: Documents, clean_graph: Graph) -> RegistrationOffice:
    """Two members that are registered and received."""
    await place(clean_graph)
    office = RegistrationOffice(known, clean_graph)
    for more in ({"person": "member-01"}, {"person": "member-02"}):
        await office.step(OFFICE, "receive", await office.file(OFFICE, **more))
    return office


async def claimed(office: RegistrationOffice) -> str:
    post = {"area": HERE, "title": "夜巡", "serviceClass": "SAFETY_AND_PATROL", "seatCount": 1}
    made = await office.data(OFFICE, "mutation ($post: PostInput!) { publishPost(post: $post) { id } }", post=post)
    text = "mutation ($claim: ClaimInput!) { claimPost(claim: $claim) { id } }"
    seat: str = (await office.data(MEMBER, text, claim={"post": made["publishPost"]["id"]}))["claimPost"]["id"]
    return seat


async def said(office: RegistrationOffice, caller: Principal, claim: str, text: str = "周六九点见", **more: Any) -> Any:
    return (await office.data(caller, SAY, claim=claim, said=text, **more))["fileClaimMessage"]


async def thread(office: RegistrationOffice, caller: Principal, claim: str) -> Any:
    return (await office.data(caller, THREAD, claim=claim))["claim"]


async def test_both_sides_talk_and_each_knows_what_it_has_not_read(office: RegistrationOffice) -> None:
    claim = await claimed(office)
    first = await said(office, OFFICE, claim, "  带上手电  ")
    assert first == {"number": 1, "side": "COMMUNITY", "text": "带上手电", "claim": {"id": claim}}
    await said(office, OFFICE, claim)
    seen = await thread(office, MEMBER, claim)
    assert (seen["unreadByRegistrant"], seen["unreadByCommunity"]) == (2, 0)
    assert (await said(office, MEMBER, claim, "好的"))["side"] == "REGISTRANT"
    seen = await thread(office, OFFICE, claim)
    assert (seen["unreadByRegistrant"], seen["unreadByCommunity"]) == (0, 1)
    assert [(each["number"], each["side"], each["by"]) for each in seen["messages"]["nodes"]] == [
        (1, "COMMUNITY", "office"),
        (2, "COMMUNITY", "office"),
        (3, "REGISTRANT", "member-01"),
    ]
    read = (await office.data(OFFICE, READ, claim=claim))["markClaimRead"]
    assert read == {"unreadByCommunity": 0, "unreadByRegistrant": 0}
    await said(office, OFFICE, claim)
    read = (await office.data(OFFICE, READ, claim=claim))["markClaimRead"]
    assert read == {"unreadByCommunity": 0, "unreadByRegistrant": 1}


async def test_messages_sent_at_once_are_numbered_without_a_gap_and_each_once(office: RegistrationOffice) -> None:
    claim = await claimed(office)
    keys = [f"key-{number % 8}" for number in range(16)]
    await asyncio.gather(*(said(office, MEMBER, claim, "到了吗", key=key) for key in keys))
    numbers = [each["number"] for each in (await thread(office, MEMBER, claim))["messages"]["nodes"]]
    assert numbers == [1, 2, 3, 4, 5, 6, 7, 8]
    assert (await thread(office, OFFICE, claim))["unreadByCommunity"] == 8


async def test_the_record_says_that_something_was_said_and_never_what(office: RegistrationOffice) -> None:
    await said(office, MEMBER, claim := await claimed(office), "家里有事，晚十分钟")
    told = Statement("MATCH (e:LogEntry {action: 'CLAIM_MESSAGE_SENT'}) RETURN e.subject, e.after, e.note")
    assert await office.graph.read(told) == [[claim, '{"number":1,"side":"REGISTRANT"}', ""]]


async def test_nobody_else_talks_or_hears(office: RegistrationOffice) -> None:
    await said(office, OFFICE, claim := await claimed(office))
    for caller, code in ((NEIGHBOUR, "NOT_FOUND"), (HOSPITAL, "NOT_FOUND"), (OFFICE_THERE, "NOT_FOUND")):
        for text in (SAY, READ):
            given = {"claim": claim, **({"said": "喂"} if text is SAY else {})}
            assert (await office.refusal(caller, text, **given))["code"] == code
    assert (await office.refusal(VIEWER, SAY, claim=claim, said="喂"))["code"] == "FORBIDDEN"
    for wrong in ("", "打我电话 13812345678"):
        assert (await office.refusal(MEMBER, SAY, claim=claim, said=wrong))["code"] == "BAD_USER_INPUT"
    ids = [row[0] for row in await office.graph.read(Statement("MATCH (m:ClaimMessage) RETURN m.id"))]
    asked = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    callers = (MEMBER, OFFICE, NEIGHBOUR, HOSPITAL, OFFICE_THERE, VIEWER)
    hearing = [who.subject for who in callers if (await office.data(who, asked, ids=ids))["nodes"] != [None]]
    assert hearing == ["member-01", "office"]


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_a_statement_of_threads_starts_from_an_index(demo_graph: Graph, name: str) -> None:
    asked: dict[str, Any] = dict.fromkeys(("claim", "unit", "person", "side"), "x") | {"scope": [], "message": {}}
    assert await scans(demo_graph, Statement(TEXTS[name], asked), products=True) == set()
