"""Posts that suit a member, and members that suit a post, on a real Neo4j: ranked, explained, one's own."""

from typing import Any

import pytest

from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
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
    THERE,
    VIEWER,
    place,
)

POSTS = """query ($person: ID) { matchPosts(person: $person) { totalCount nodes {
  points parts { reason points text } post { title } } } }"""
MEMBERS = """query ($post: ID!) { matchMembers(post: $post) { totalCount nodes {
  points person { id name } registration { id } } } }"""
PUBLISH = "mutation ($post: PostInput!) { publishPost(post: $post) { id } }"


@pytest.fixture
async def office(known: Documents, clean_graph: Graph) -> RegistrationOffice:
    """Three members are registered, two of them received; four posts are open, one in the next community."""
    await place(clean_graph)
    office = RegistrationOffice(known, clean_graph)
    first = await office.file(OFFICE, person="member-01", grid=GRID, services=["HEALTH"], speciality="急救")
    await office.step(OFFICE, "receive", first)
    await office.step(OFFICE, "receive", await office.file(OFFICE, person="member-02"))
    await office.file(OFFICE, person="member-03")
    return office


async def posted(office: RegistrationOffice, title: str, **more: Any) -> str:
    given = {"area": HERE, "title": title, "serviceClass": "HEALTH", "seatCount": 1, **more}
    caller = STREET if more.get("area") == THERE else OFFICE
    made: str = (await office.data(caller, PUBLISH, post=given))["publishPost"]["id"]
    return made


async def test_posts_that_suit_come_first_and_say_why(office: RegistrationOffice) -> None:
    await posted(office, "法律咨询", serviceClass="LEGAL_AID")
    await posted(office, "邻社区义诊", area=THERE)
    best = await posted(office, "网格急救", area=GRID, skills=["急救"])
    full = await posted(office, "已满")
    await office.data(NEIGHBOUR, f'mutation {{ claimPost(claim: {{ post: "{full}" }}) {{ id }} }}')
    found = (await office.data(MEMBER, POSTS))["matchPosts"]
    assert [each["post"]["title"] for each in found["nodes"]] == ["网格急救", "邻社区义诊", "法律咨询"]
    assert found["totalCount"] == 3
    for each in found["nodes"]:
        assert each["points"] == pytest.approx(sum(part["points"] for part in each["parts"]))
    assert [part["text"] for part in found["nodes"][0]["parts"]] == [
        "同一网格",
        "类别相符",
        "具备 1 项要求中的 1 项",
        "岗位时间未定",
    ]
    await office.data(MEMBER, f'mutation {{ claimPost(claim: {{ post: "{best}" }}) {{ id }} }}')
    assert (await office.data(MEMBER, POSTS))["matchPosts"]["totalCount"] == 2
    assert (await office.data(OFFICE, POSTS, person="member-01"))["matchPosts"]["totalCount"] == 2


async def test_members_who_suit_are_received_free_and_masked(office: RegistrationOffice) -> None:
    post = await posted(office, "网格急救", area=GRID, skills=["急救"], seatCount=2)
    found = (await office.data(OFFICE, MEMBERS, post=post))["matchMembers"]
    assert [each["person"] for each in found["nodes"]] == [
        {"id": "member-01", "name": "周**"},
        {"id": "member-02", "name": "周**"},
    ]
    assert found["nodes"][0]["points"] > found["nodes"][1]["points"]
    await office.data(MEMBER, f'mutation {{ claimPost(claim: {{ post: "{post}" }}) {{ id }} }}')
    assert (await office.data(OFFICE, MEMBERS, post=post))["matchMembers"]["totalCount"] == 1
    there = await posted(office, "邻社区义诊", area=THERE)
    assert (await office.data(STREET, MEMBERS, post=there))["matchMembers"]["totalCount"] == 2
    assert (await office.data(OFFICE_THERE, MEMBERS, post=there))["matchMembers"]["totalCount"] == 0


async def test_nobody_matches_for_whom_he_does_not_answer(office: RegistrationOffice) -> None:
    post = await posted(office, "网格急救")
    for caller, given, code in (
        (NEIGHBOUR, {"person": "member-01"}, "NOT_FOUND"),
        (OFFICE_THERE, {"person": "member-01"}, "NOT_FOUND"),
        (OFFICE, {"person": "member-03"}, "CONFLICT"),
        (HOSPITAL, {}, "NOT_FOUND"),
        (OFFICE, {}, "BAD_USER_INPUT"),
        (VIEWER, {"person": "member-01"}, "FORBIDDEN"),
    ):
        assert (await office.refusal(caller, POSTS, **given))["code"] == code
    for caller, code in ((MEMBER, "FORBIDDEN"), (OFFICE_THERE, "NOT_FOUND")):
        assert (await office.refusal(caller, MEMBERS, post=post))["code"] == code
