"""Ratings by both sides on a real Neo4j: each once, neither read by the other before it has rated too, or a week."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.registration.ratings.store import TEXTS
from tests.engine.registration_office import RegistrationOffice, changed, written
from tests.engine.registration_world import (
    AUDITOR,
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

SHOWN = "id side completion attitude effect cooperation comment openOn"
MARKS = ', completion: 5, attitude: 4, effect: 3, note: "老人都说好"'
BACK = ', cooperation: 2, note: "钥匙没人送"'
SEEN = f"""query ($id: ID!) {{ serviceRecord(id: $id) {{ ratings {{ totalCount nodes {{ {SHOWN} }} }} }}
  serviceRatings {{ totalCount nodes {{ id }} }} }}"""


@pytest.fixture
async def office(known: Documents, clean_graph: Graph) -> RegistrationOffice:
    """Two members and a unit that are registered and received."""
    await place(clean_graph)
    office = RegistrationOffice(known, clean_graph)
    for more in ({"person": "member-01"}, {"person": "member-02"}, {"unit": "unit-hospital"}):
        await office.step(OFFICE, "receive", await office.file(OFFICE, **more))
    return office


async def confirmed(office: RegistrationOffice, caller: Principal = MEMBER) -> Any:
    return await changed(office, OFFICE, "confirm", await written(office, caller))


def rating(of: Any, marks: str = MARKS) -> str:
    name = "giveCooperationRating" if "cooperation" in marks else "giveServiceRating"
    return f'mutation {{ {name}(id: "{of["id"]}", expectedVersion: {of["version"]}{marks}) {{ {SHOWN} }} }}'


async def given(office: RegistrationOffice, caller: Principal, of: Any, marks: str = MARKS) -> Any:
    (rated,) = (await office.data(caller, rating(of, marks))).values()
    return rated


async def read_by(office: RegistrationOffice, caller: Principal, of: Any) -> list[str]:
    """The sides that a caller reads, which are as many as every list and count of it tells."""
    data = await office.data(caller, SEEN, id=of["id"])
    found = data["serviceRecord"]["ratings"]
    assert found["totalCount"] == len(found["nodes"]) == data["serviceRatings"]["totalCount"]
    return sorted(each["side"] for each in found["nodes"])


async def test_neither_side_reads_the_other_before_both_have_rated(office: RegistrationOffice) -> None:
    kept = await confirmed(office)
    first = await given(office, OFFICE, kept)
    week = date.fromisoformat("2026-09-07") + timedelta(days=7)
    marks = [first[name] for name in ("completion", "attitude", "effect", "cooperation", "comment")]
    assert marks == [5, 4, 3, None, "老人都说好"]
    assert (first["side"], first["openOn"]) == ("COMMUNITY", week.isoformat())
    for caller, sides in ((MEMBER, []), (OFFICE, ["COMMUNITY"]), (STREET, ["COMMUNITY"]), (AUDITOR, ["COMMUNITY"])):
        assert await read_by(office, caller, kept) == sides
    second = await given(office, MEMBER, kept, BACK)
    assert (second["cooperation"], second["completion"], second["openOn"]) == (2, None, "2026-09-07")
    for caller in (MEMBER, OFFICE, STREET, AUDITOR):
        assert await read_by(office, caller, kept) == ["COMMUNITY", "REGISTRANT"]


async def test_a_rating_that_is_not_answered_is_read_a_week_later_and_not_answered_then(
    office: RegistrationOffice,
) -> None:
    kept = await confirmed(office)
    await given(office, MEMBER, kept, BACK)
    office.now += timedelta(days=6)
    assert await read_by(office, OFFICE, kept) == []
    office.now += timedelta(days=1)
    assert await read_by(office, OFFICE, kept) == ["REGISTRANT"]
    refused = await office.refusal(OFFICE, rating(kept))
    assert (refused["code"], refused["zh"]) == ("CONFLICT", "对方的评价已经公开，不能再评价。")


async def test_the_record_says_that_a_side_has_rated_and_never_what(office: RegistrationOffice) -> None:
    await given(office, MEMBER, await confirmed(office), BACK)
    told = Statement("MATCH (e:LogEntry {action: 'SERVICE_RATED'}) RETURN e.before, e.after, e.note")
    assert await office.graph.read(told) == [["{}", '{"side":"REGISTRANT"}', ""]]


async def test_each_side_rates_once_and_only_what_counts(office: RegistrationOffice) -> None:
    waits = await written(office, NEIGHBOUR)
    assert (await office.refusal(OFFICE, rating(waits)))["zh"] == "当前状态是“待确认”；时长已确认后才能评价。"
    kept = await confirmed(office)
    await given(office, OFFICE, kept)
    assert (await office.refusal(OFFICE, rating(kept)))["zh"] == "已经评价过，不能再改。"
    moved = rating({**kept, "version": 7}, BACK)
    assert (await office.refusal(MEMBER, moved))["zh"] == "已有变动，请刷新后再试。"
    for marks in (MARKS.replace("5", "6"), BACK.replace("2", "0")):
        assert (await office.refusal(OFFICE, rating(kept, marks)))["code"] == "BAD_USER_INPUT"


async def test_nobody_rates_in_anothers_place(office: RegistrationOffice) -> None:
    kept = await confirmed(office)
    for caller, marks, code in (
        (OFFICE, BACK, "FORBIDDEN"),
        (MEMBER, MARKS, "FORBIDDEN"),
        (VIEWER, BACK, "FORBIDDEN"),
        (NEIGHBOUR, BACK, "NOT_FOUND"),
        (HOSPITAL, BACK, "NOT_FOUND"),
        (OFFICE_THERE, MARKS, "NOT_FOUND"),
    ):
        assert (await office.refusal(caller, rating(kept, marks)))["code"] == code


async def test_a_unit_rates_for_itself(office: RegistrationOffice) -> None:
    kept = await confirmed(office, HOSPITAL)
    await given(office, HOSPITAL, kept, BACK)
    assert await read_by(office, HOSPITAL, kept) == ["REGISTRANT"]
    assert await read_by(office, OFFICE, kept) == []


async def test_a_seat_that_was_filled_is_rated_too(office: RegistrationOffice) -> None:
    post = {"area": "500103012011", "title": "夜巡", "serviceClass": "SAFETY_AND_PATROL", "seatCount": 1}
    made = await office.data(OFFICE, "mutation ($post: PostInput!) { publishPost(post: $post) { id } }", post=post)
    claim = {"post": made["publishPost"]["id"]}
    text = "mutation ($claim: ClaimInput!) { claimPost(claim: $claim) { id version state } }"
    seat = (await office.data(MEMBER, text, claim=claim))["claimPost"]
    for name, zh in (
        ("confirm", "当前状态是“已认领”；已到岗后才能评价。"),
        ("serve", "当前状态是“已确认”；已到岗后才能评价。"),
    ):
        assert (await office.refusal(OFFICE, rating(seat)))["zh"] == zh
        step = f'mutation {{ {name}Claim(id: "{seat["id"]}", expectedVersion: {seat["version"]}) {{ id version }} }}'
        seat = (await office.data(OFFICE, step))[f"{name}Claim"]
    await given(office, OFFICE, seat)
    await given(office, MEMBER, seat, BACK)
    text = f'{{ claim(id: "{seat["id"]}") {{ ratings {{ nodes {{ side claim {{ id }} serviceRecord {{ id }} }} }} }} }}'
    nodes = (await office.data(MEMBER, text))["claim"]["ratings"]["nodes"]
    assert nodes == [
        {"side": side, "claim": {"id": seat["id"]}, "serviceRecord": None} for side in ("COMMUNITY", "REGISTRANT")
    ]


async def test_of_both_sides_at_once_the_second_finds_the_first(office: RegistrationOffice) -> None:
    kept = await confirmed(office)
    asked = [(OFFICE, MARKS), (MEMBER, BACK)] * 8
    answers = await asyncio.gather(*(office.ask(caller, rating(kept, marks)) for caller, marks in asked))
    assert sum("errors" not in each.body for each in answers) == 2
    text = "MATCH (n:ServiceRating) RETURN n.side AS side, toString(n.openOn) ORDER BY side"
    assert await office.graph.read(Statement(text)) == [["COMMUNITY", "2026-09-07"], ["REGISTRANT", "2026-09-07"]]


async def test_ratings_are_offered_with_reasons(office: RegistrationOffice) -> None:
    kept = await confirmed(office)
    text = f'{{ ratingActions(of: "{kept["id"]}") {{ action allowed reason }} }}'
    own = "由社区评价服务，由党员或单位评价社区的配合。"
    for caller, reasons in ((MEMBER, [own, None]), (OFFICE, [None, own]), (AUDITOR, [own, own])):
        assert [each["reason"] for each in (await office.data(caller, text))["ratingActions"]] == reasons
    await given(office, OFFICE, kept)
    assert [each["reason"] for each in (await office.data(OFFICE, text))["ratingActions"]] == [
        "已经评价过，不能再改。",
        own,
    ]
    assert (await office.ask(NEIGHBOUR, text)).body["errors"][0]["extensions"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_a_statement_of_ratings_starts_from_an_index(demo_graph: Graph, name: str) -> None:
    names = ("of", "unit", "person", "side", "otherSide", "recordState", "claimState")
    asked: dict[str, Any] = dict.fromkeys(names, "x") | {"scope": [], "sides": [], "expected": 1, "rating": {}}
    asked |= {"today": date(2026, 9, 7), "opensOn": date(2026, 9, 14)}
    assert await scans(demo_graph, Statement(TEXTS[name], asked), products=True) == set()
