"""Cases through GraphQL: a whole story by those it concerns, what each may see and do, and what a loser hears."""

from datetime import UTC, datetime
from functools import partial

import pytest

from graphsvc.access.principal import Principal
from graphsvc.cypher.statement import Statement
from tests.engine.cases_world import START, STREET
from tests.engine.desk import (
    COMMUNITY,
    DISCOVER,
    ELSEWHERE,
    FOUND,
    GRID,
    POWER,
    STREET_OFFICE,
    VIEWER,
    WATER,
    Desk,
    whistled,
)


async def test_a_story_is_told_from_the_grid_to_the_closed_case(desk: Desk) -> None:
    case = await whistled(desk)
    (call,) = case["calls"]["nodes"]
    assert (case["state"], case["version"], call["unit"]["name"]) == ("WHISTLED", 3, "供水")
    on_call = partial(desk.step, more=f', call: "{call["id"]}"')
    for name in ("signCall", "contactCall", "respondCall", "handleCall"):
        case = await on_call(WATER, name, case)
    case = await desk.step(WATER, "resolveCall", case, f', call: "{call["id"]}", note: "管道已换"')
    case = await desk.step(COMMUNITY, "resolveCase", case, ', note: "已通水"')
    case = await desk.step(COMMUNITY, "rateCall", case, f', call: "{call["id"]}", rating: 5')
    case = await desk.step(GRID, "feedBackCase", case)
    case = await desk.step(GRID, "rateCase", case, ", rating: 4")
    case = await desk.step(COMMUNITY, "closeCase", case)
    assert (case["state"], case["version"]) == ("CLOSED", 13)
    text = "query ($id: ID!) { case(id: $id) { rating light steps { nodes { version action party late } } } }"
    shown = (await desk.data(STREET_OFFICE, text, id=case["id"]))["case"]
    assert [each["action"] for each in shown["steps"]["nodes"]] == [
        "DISCOVER",
        "ACCEPT",
        "WHISTLE",
        "SIGN",
        "CONTACT",
        "RESPOND",
        "HANDLE",
        "RESOLVE",
        "RESOLVE",
        "RATE",
        "FEED_BACK",
        "RATE",
        "CLOSE",
    ]
    assert (shown["rating"], shown["light"]) == (4, None)
    trail = "query ($id: ID!) { auditTrail(subject: $id) { nodes { action by } } }"
    entries = (await desk.data(STREET_OFFICE, trail, id=case["id"]))["auditTrail"]["nodes"]
    assert len(entries) == 13
    assert entries[-1] == {"action": "CASE_CLOSE", "by": "community"}


async def test_a_repeat_with_its_key_answers_as_before_and_raises_one_case(desk: Desk) -> None:
    first = await desk.data(GRID, DISCOVER, case=FOUND, key="k-1")
    assert await desk.data(GRID, DISCOVER, case=FOUND, key="k-1") == first
    assert await desk.graph.read(Statement("MATCH (c:Case) RETURN count(c)")) == [[1]]


async def test_who_comes_late_hears_conflict_with_the_actions_that_are_left(desk: Desk) -> None:
    case = await whistled(desk)
    heard = await desk.refused(STREET_OFFICE, "acceptCase", case | {"version": 1})
    assert (heard["code"], "WHISTLE" in heard["allowed"]) == ("CONFLICT", True)
    heard = await desk.refused(COMMUNITY, "closeCase", case)
    assert heard["code"] == "CONFLICT"
    assert heard["zh"].startswith("当前状态是“镇街吹哨”，不能“结案归档”。")


@pytest.mark.parametrize(
    ("caller", "name", "more", "code"),
    [
        (VIEWER, "acceptCase", "", "FORBIDDEN"),
        (GRID, "acceptCase", "", "FORBIDDEN"),
        (COMMUNITY, "whistleCase", ', departments: ["unit-fire"], kind: EMERGENCY', "FORBIDDEN"),
        (ELSEWHERE, "whistleCase", ', departments: ["unit-fire"], kind: EMERGENCY', "NOT_FOUND"),
        (WATER, "pauseCase", ', until: "2026-09-08T10:00:00Z", reason: "等"', "FORBIDDEN"),
        (STREET_OFFICE, "whistleCase", ', departments: ["unit-none"], kind: EMERGENCY', "NOT_FOUND"),
        (STREET_OFFICE, "remindCase", ', note: "请打 138-1234-5678"', "BAD_USER_INPUT"),
        (STREET_OFFICE, "pauseCase", ', until: "2026-09-08T10:00:00Z", reason: " "', "BAD_USER_INPUT"),
        (STREET_OFFICE, "pauseCase", ', until: "2026-09-08T10:00:00Z", reason: "等"', "CONFLICT"),
    ],
)
async def test_who_may_not_is_refused_and_nothing_is_written(
    desk: Desk, caller: Principal, name: str, more: str, code: str
) -> None:
    case = await whistled(desk)
    assert (await desk.refused(caller, name, case, more))["code"] == code


async def test_a_case_is_seen_in_its_area_and_by_its_departments_alone(desk: Desk) -> None:
    case = await whistled(desk)
    text = "query ($id: ID!) { case(id: $id) { id } cases { totalCount } }"
    for caller, sees in ((GRID, 1), (COMMUNITY, 1), (STREET_OFFICE, 1), (WATER, 1), (POWER, 0), (ELSEWHERE, 0)):
        shown = (await desk.ask(caller, text, id=case["id"])).body["data"]
        assert (shown["case"] is not None, shown["cases"]["totalCount"]) == (bool(sees), sees)


async def test_a_called_department_reads_the_whole_record_of_before_its_call(desk: Desk) -> None:
    raised = (await desk.data(GRID, DISCOVER, case=FOUND))["discoverCase"]
    accepted = await desk.step(COMMUNITY, "acceptCase", raised, ', note: "主管道堵塞"')
    text = "query ($id: ID!) { case(id: $id) { steps { nodes { action note } } } }"
    assert (await desk.ask(WATER, text, id=raised["id"])).body["data"]["case"] is None
    await desk.step(STREET_OFFICE, "whistleCase", accepted, ', departments: ["unit-water"], kind: EMERGENCY')
    shown = (await desk.data(WATER, text, id=raised["id"]))["case"]["steps"]["nodes"]
    assert [(each["action"], each["note"]) for each in shown] == [
        ("DISCOVER", None),
        ("ACCEPT", "主管道堵塞"),
        ("WHISTLE", None),
    ]
    assert (await desk.ask(POWER, text, id=raised["id"])).body["data"]["case"] is None


async def test_what_may_be_done_is_told_with_the_reason_against_the_rest(desk: Desk) -> None:
    case = await whistled(desk)
    text = "query ($id: ID!) { availableActions(case: $id) { action call { id } allowed reason } }"
    offered = (await desk.data(WATER, text, id=case["id"]))["availableActions"]
    assert [each["action"] for each in offered if each["allowed"]] == ["SIGN", "RETURN", "HAND_OVER", "ENTRUST"]
    reasons = {(each["action"], each["call"] is None): each["reason"] for each in offered}
    assert reasons["CLOSE", True] == "当前状态是“镇街吹哨”，不能“结案归档”。"
    assert reasons["WHISTLE", True] == "只有镇街可以“吹哨”。"
    assert all((each["reason"] is None) == each["allowed"] for each in offered)


async def test_an_inbox_shows_case_and_call_and_how_much_waits(desk: Desk) -> None:
    case = await whistled(desk)
    text = "{ myInbox { totalCount edges { cursor node { case { title } call { stage light unit { name } } } } } }"
    inbox = (await desk.data(WATER, text))["myInbox"]
    assert inbox["totalCount"] == 1
    (edge,) = inbox["edges"]
    assert edge["node"]["case"] == {"title": "三单元停水"}
    assert (edge["node"]["call"]["unit"], edge["node"]["call"]["stage"]) == ({"name": "供水"}, "SIGN")
    assert edge["cursor"].endswith(case["calls"]["nodes"][0]["id"])
    assert (await desk.data(COMMUNITY, text))["myInbox"] == {"totalCount": 0, "edges": []}


async def test_figures_lists_and_suggestions_are_read_through_graphql(desk: Desk) -> None:
    case = await whistled(desk)
    text = """
    query ($area: ID!, $case: ID!, $today: Date!) {
      caseStats(area: $area, from: $today, to: $today) {
        totalCount clearedRate zeroRate
        byState { state count } byBoard { board count } byCategory { category { code name } count }
        byLight { light count } medians { milestone minutes }
      }
      suggestDepartments(case: $case) { empty departments { points unit { id } reasons { text } } helpers { text } }
      overdue(area: $area) { totalCount }
      community(code: "500103012011") { cases(filter: { open: true, state: [WHISTLED] }) { totalCount } }
      grid(code: "500103012011001") { cases { nodes { title } } }
      cases(filter: { paused: true }) { totalCount }
      unit(id: "unit-water") { cases { nodes { title } } calls { totalCount } }
      caseCategories { code name citation }
    }"""
    shown = await desk.data(STREET_OFFICE, text, area=STREET, case=case["id"], today="2026-09-07")
    assert shown["caseStats"]["totalCount"] == 1, shown["caseStats"]
    assert {"state": "WHISTLED", "count": 1} in shown["caseStats"]["byState"]
    assert shown["caseStats"]["byCategory"] == [{"category": {"code": "C02", "name": "供水停水与水质"}, "count": 1}]
    assert shown["suggestDepartments"]["departments"][0]["unit"] == {"id": "unit-water"}
    assert (shown["community"]["cases"]["totalCount"], shown["cases"]["totalCount"]) == (1, 0)
    assert shown["grid"]["cases"]["nodes"] == shown["unit"]["cases"]["nodes"] == [{"title": "三单元停水"}]
    assert shown["unit"]["calls"]["totalCount"] == 1
    assert len(shown["caseCategories"]) == 44
    assert datetime.now(UTC) > START
    refused = (await desk.ask(ELSEWHERE, "query ($a: ID!) { caseStats(area: $a) { totalCount } }", a=STREET)).body
    assert refused["errors"][0]["extensions"]["code"] == "NOT_FOUND"
