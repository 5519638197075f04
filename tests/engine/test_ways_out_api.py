"""Ways out of a case through GraphQL: each by who may, seen in the inbox of who has to answer, refused to the rest."""

import pytest

from graphsvc.access.principal import Principal
from tests.engine.cases_world import STREET
from tests.engine.desk import (
    COMMUNITY,
    DISCOVER,
    DISTRICT_OFFICE,
    FOUND,
    GRID,
    POWER,
    STREET_OFFICE,
    WATER,
    Desk,
    whistled,
)

WHY = ', reason: "因为"'
LOCAL = FOUND | {"category": "C05"}
ASK_BACK = """mutation {{ returnCall(id: "{id}", expectedVersion: {version}{more}) {{ id }} }}"""
INBOX = "{ myInbox(first: 50) { nodes { case { id } call { id } } } }"


async def waits_for(desk: Desk, case_id: str) -> list[str]:
    """In whose inboxes a case lies, by itself or by a call of it."""
    found = []
    for caller in (GRID, COMMUNITY, STREET_OFFICE, DISTRICT_OFFICE, WATER, POWER):
        items = (await desk.data(caller, INBOX))["myInbox"]["nodes"]
        found += [caller.subject] if any(each["case"]["id"] == case_id for each in items) else []
    return found


async def test_a_community_asks_for_a_whistle_and_the_subdistrict_has_it_before_it(desk: Desk) -> None:
    case = (await desk.data(GRID, DISCOVER, case=LOCAL))["discoverCase"]
    case = await desk.step(COMMUNITY, "acceptCase", case)
    assert await waits_for(desk, case["id"]) == ["community"]
    assert (await desk.refused(GRID, "requestWhistle", case, WHY))["code"] == "FORBIDDEN"
    case = await desk.step(COMMUNITY, "requestWhistle", case, WHY)
    assert (case["state"], await waits_for(desk, case["id"])) == ("REQUESTED", ["street"])
    assert (await desk.refused(COMMUNITY, "declineWhistle", case, WHY))["code"] == "FORBIDDEN"
    case = await desk.step(STREET_OFFICE, "declineWhistle", case, WHY)
    assert (case["state"], await waits_for(desk, case["id"])) == ("ACCEPTED", ["community"])
    case = await desk.step(COMMUNITY, "requestWhistle", case, WHY)
    more = ', departments: ["unit-water"], kind: HARD_PROBLEM'
    assert (await desk.step(STREET_OFFICE, "whistleCase", case, more))["state"] == "WHISTLED"


async def test_a_department_is_called_off_or_another_called_in_its_place(desk: Desk) -> None:
    case = await whistled(desk)
    on_call = f', call: "{case["calls"]["nodes"][0]["id"]}"{WHY}'
    for caller in (COMMUNITY, WATER):
        assert (await desk.refused(caller, "recallCall", case, on_call))["code"] == "FORBIDDEN"
    case = await desk.step(STREET_OFFICE, "reassignCall", case, on_call + ', department: "unit-power"')
    assert {each["unit"]["name"]: each["state"] for each in case["calls"]["nodes"]} == {
        "供水": "RECALLED",
        "能源": "CALLED",
    }
    assert await waits_for(desk, case["id"]) == ["power"]
    power = next(each for each in case["calls"]["nodes"] if each["state"] == "CALLED")
    case = await desk.step(STREET_OFFICE, "recallCall", case, f', call: "{power["id"]}"{WHY}')
    assert (case["state"], await waits_for(desk, case["id"])) == ("RETURNED", ["street"])


async def test_a_return_is_asked_for_refused_disputed_and_ruled(desk: Desk) -> None:
    case = await whistled(desk)
    on_call = f', call: "{case["calls"]["nodes"][0]["id"]}"{WHY}'
    case = await desk.step(WATER, "returnCall", case, on_call)
    assert (case["calls"]["nodes"][0]["state"], await waits_for(desk, case["id"])) == ("RETURN_ASKED", ["street"])
    assert (await desk.refused(WATER, "approveReturn", case, on_call))["code"] == "FORBIDDEN"
    case = await desk.step(STREET_OFFICE, "refuseReturn", case, on_call)
    assert (case["calls"]["nodes"][0]["state"], await waits_for(desk, case["id"])) == ("SIGNED", ["water"])
    assert (await desk.refused(WATER, "returnCall", case, on_call))["code"] == "CONFLICT"
    case = await desk.step(WATER, "disputeCall", case, on_call)
    assert (case["calls"]["nodes"][0]["state"], await waits_for(desk, case["id"])) == ("DISPUTED", ["district"])
    assert (await desk.refused(STREET_OFFICE, "upholdCall", case, on_call))["code"] == "FORBIDDEN"
    case = await desk.step(DISTRICT_OFFICE, "upholdCall", case, on_call)
    for name in ("returnCall", "disputeCall"):
        assert (await desk.refused(WATER, name, case, on_call))["zh"].startswith("区县已裁定由本部门承办。")
    assert await waits_for(desk, case["id"]) == ["water"]


@pytest.mark.parametrize(
    ("asked", "by", "name"), [((), STREET_OFFICE, "approveReturn"), (("refuseReturn",), DISTRICT_OFFICE, "releaseCall")]
)
async def test_a_department_that_is_let_off_is_waited_for_no_more(
    desk: Desk, asked: tuple[str, ...], by: Principal, name: str
) -> None:
    case = await whistled(desk)
    on_call = f', call: "{case["calls"]["nodes"][0]["id"]}"{WHY}'
    case = await desk.step(WATER, "returnCall", case, on_call)
    for refusal in asked:
        case = await desk.step(STREET_OFFICE, refusal, case, on_call)
        case = await desk.step(WATER, "disputeCall", case, on_call)
    case = await desk.step(by, name, case, on_call)
    assert (case["state"], case["calls"]["nodes"][0]["state"]) == ("RETURNED", "RETURNED")
    assert await waits_for(desk, case["id"]) == ["street"]


async def test_a_department_asks_for_a_pause_and_the_subdistrict_says_yes_or_no(desk: Desk) -> None:
    case = await whistled(desk)
    on_call = f', call: "{case["calls"]["nodes"][0]["id"]}"{WHY}'
    case = await desk.step(WATER, "signCall", case, on_call.replace(WHY, ""))
    end = ', until: "2026-09-09T18:00:00+08:00"'
    for caller in (COMMUNITY, WATER):
        assert (await desk.refused(caller, "pauseCase", case, on_call + end))["code"] == "FORBIDDEN"
    late = await desk.refused(WATER, "askPause", case, on_call + ', until: "2026-10-09T18:00:00+08:00"')
    assert (late["code"], late["field"]) == ("BAD_USER_INPUT", ["until"])
    case = await desk.step(WATER, "askPause", case, on_call + end)
    assert await waits_for(desk, case["id"]) == ["street"]
    text = f"""{{ pausedCalls(area: "{STREET}") {{ nodes {{
      paused pauseEndsAt askedPauseEndsAt case {{ id paused }} unit {{ id }} }} }} }}"""
    (asked,) = (await desk.data(STREET_OFFICE, text))["pausedCalls"]["nodes"]
    assert (asked["paused"], asked["pauseEndsAt"]) == (False, None)
    assert asked["askedPauseEndsAt"] == "2026-09-09T10:00:00Z"
    case = await desk.step(STREET_OFFICE, "refusePause", case, on_call)
    assert (await desk.data(STREET_OFFICE, text))["pausedCalls"]["nodes"] == []
    case = await desk.step(WATER, "askPause", case, on_call + end)
    case = await desk.step(STREET_OFFICE, "pauseCase", case, on_call + end)
    (held,) = (await desk.data(STREET_OFFICE, text))["pausedCalls"]["nodes"]
    assert held == {
        "paused": True,
        "pauseEndsAt": "2026-09-09T10:00:00Z",
        "askedPauseEndsAt": None,
        "case": {"id": case["id"], "paused": False},
        "unit": {"id": "unit-water"},
    }
    assert await waits_for(desk, case["id"]) == ["water"]
    case = await desk.step(WATER, "respondCall", case, on_call.replace(WHY, ""))
    assert (await desk.data(STREET_OFFICE, text))["pausedCalls"]["nodes"] == []


async def test_a_call_back_is_put_down_by_somebody_else_than_who_finished_it(desk: Desk) -> None:
    case = (await desk.data(COMMUNITY, DISCOVER, case=LOCAL))["discoverCase"]
    case = await desk.step(COMMUNITY, "acceptCase", case)
    assert (await desk.refused(COMMUNITY, "settleCase", case))["field"] == ["note"]
    case = await desk.step(COMMUNITY, "settleCase", case, ', note: "路灯已换"')
    case = await desk.step(COMMUNITY, "feedBackCase", case)
    for name in ("rateCase", "callBackCase"):
        more = ", rating: 5" + (WHY if name == "callBackCase" else "")
        assert (await desk.refused(COMMUNITY, name, case, more))["zh"].startswith("办结人不能自己评价")
    for _ in range(2):  # a complaint opens it again, and lays it before the community
        case = await desk.step(GRID, "callBackCase", case, f", rating: 2{WHY}")
        assert (case["state"], await waits_for(desk, case["id"])) == ("REOPENED", ["community"])
        case = await desk.step(COMMUNITY, "settleCase", case, ', note: "路灯又换"')
        case = await desk.step(COMMUNITY, "feedBackCase", case)
    case = await desk.step(GRID, "callBackCase", case, f", rating: 2{WHY}")
    assert case["state"] == "FED_BACK"
    assert (await desk.refused(COMMUNITY, "closeCase", case, ', note: "。"'))["zh"].startswith("反映人不满意")
    assert (await desk.step(STREET_OFFICE, "closeCase", case, ', note: "已当面解释"'))["state"] == "CLOSED"


async def test_after_two_returns_the_district_names_who_does_it(desk: Desk) -> None:
    case = (await desk.data(GRID, DISCOVER, case=FOUND))["discoverCase"]
    case = await desk.step(COMMUNITY, "acceptCase", case)
    for unit, caller in (("unit-water", WATER), ("unit-power", POWER), ("unit-water", WATER)):
        more = f', departments: ["{unit}"], kind: HARD_PROBLEM, lead: "{unit}"'
        case = await desk.step(STREET_OFFICE, "whistleCase", case, more)
        (call,) = (each["id"] for each in case["calls"]["nodes"] if each["state"] == "CALLED")
        on_call = f', call: "{call}"{WHY}'
        case = await desk.step(caller, "signCall", case, on_call.replace(WHY, ""))
        if (await desk.ask(caller, ASK_BACK.format(**case, more=on_call))).body.get("errors"):
            break
        case = {**case, "version": case["version"] + 1}
        case = await desk.step(STREET_OFFICE, "approveReturn", case, on_call)
    said = await desk.refused(WATER, "returnCall", case, on_call)
    assert said["zh"].startswith("这件事已经退单 2 次，由区县裁定归谁办。")
    assert "DISPUTE" in said["allowed"]
    case = await desk.step(WATER, "disputeCall", case, on_call)
    assert await waits_for(desk, case["id"]) == ["district"]
    assert (await desk.refused(DISTRICT_OFFICE, "releaseCall", case, on_call))["field"] == ["department"]
    case = await desk.step(DISTRICT_OFFICE, "releaseCall", case, on_call + ', department: "unit-power"')
    assert await waits_for(desk, case["id"]) == ["power"]
    (bound,) = (each["id"] for each in case["calls"]["nodes"] if each["state"] == "CALLED")
    assert (await desk.refused(POWER, "returnCall", case, f', call: "{bound}"{WHY}'))["zh"].startswith("区县已裁定")
    led = "query ($id: ID!) { case(id: $id) { calls { nodes { id lead } } } }"
    found = (await desk.data(STREET_OFFICE, led, id=case["id"]))["case"]["calls"]["nodes"]
    assert [each["id"] for each in found if each["lead"]] == [bound]


async def test_a_correction_moves_the_case_to_who_answers_for_it_and_stands_in_the_record(desk: Desk) -> None:
    case = (await desk.data(GRID, DISCOVER, case=LOCAL))["discoverCase"]
    case = await desk.step(COMMUNITY, "acceptCase", case)
    more = ', changes: { category: "C02", urgency: URGENT, place: "5 栋" }' + WHY
    assert (await desk.refused(GRID, "amendCase", case, more))["code"] == "FORBIDDEN"
    wrong = more.replace("C02", "Z99")
    assert (await desk.refused(COMMUNITY, "amendCase", case, wrong))["code"] == "BAD_USER_INPUT"
    case = await desk.step(COMMUNITY, "amendCase", case, more)
    assert await waits_for(desk, case["id"]) == ["street"]  # communities do not settle this category alone
    text = """query ($id: ID!) { case(id: $id) {
      categoryCode category { code } urgency place dueAt totalDueAt steps { nodes { action amended note } } } }"""
    shown = (await desk.data(STREET_OFFICE, text, id=case["id"]))["case"]
    assert (shown["categoryCode"], shown["category"]["code"], shown["urgency"]) == ("C02", "C02", "URGENT")
    assert (shown["place"], shown["dueAt"], shown["totalDueAt"]) == (
        "5 栋",
        "2026-09-07T02:32:00Z",  # half an hour from when it was accepted
        "2026-09-10T02:01:00Z",
    )
    assert shown["steps"]["nodes"][-1]["action"] == "AMEND"
    words = shown["steps"]["nodes"][-1]["amended"].split("；")
    assert [each.split("：")[0] for each in words] == ["类别", "紧急程度", "地点"]
    assert words[2] == "地点：3 栋 → 5 栋"
    assert (await desk.refused(COMMUNITY, "amendCase", case, more))["zh"] == "没有要更正的内容。"
    statistics = f'{{ caseStats(area: "{STREET}") {{ byCategory {{ category {{ code }} count }} }} }}'
    found = (await desk.data(STREET_OFFICE, statistics))["caseStats"]["byCategory"]
    assert found == [{"category": {"code": "C02"}, "count": 1}]


async def test_a_case_is_withdrawn_by_who_raised_it_and_lies_before_nobody(desk: Desk) -> None:
    case = (await desk.data(GRID, DISCOVER, case=FOUND))["discoverCase"]
    assert (await desk.refused(COMMUNITY, "withdrawCase", case, WHY))["zh"].startswith("只有反映人可以“撤回”。")
    case = await desk.step(GRID, "withdrawCase", case, WHY)
    assert (case["state"], await waits_for(desk, case["id"])) == ("WITHDRAWN", [])
    text = "query ($id: ID!) { case(id: $id) { light closedAt } cases(filter: { open: true }) { totalCount } }"
    shown = await desk.data(COMMUNITY, text, id=case["id"])
    assert (shown["case"]["light"], shown["cases"]["totalCount"]) == (None, 0)
    assert shown["case"]["closedAt"] is not None


async def test_what_is_not_taken_on_is_told_and_what_is_returned_is_put_right(desk: Desk) -> None:
    case = (await desk.data(GRID, DISCOVER, case=FOUND))["discoverCase"]
    case = await desk.step(COMMUNITY, "returnCase", case, WHY)
    assert await waits_for(desk, case["id"]) == ["grid-worker"]
    case = await desk.step(GRID, "resubmitCase", case, WHY)
    assert (case["state"], await waits_for(desk, case["id"])) == ("DISCOVERED", ["community"])
    assert (await desk.refused(GRID, "rejectCase", case, WHY))["code"] == "FORBIDDEN"
    case = await desk.step(COMMUNITY, "rejectCase", case, WHY)
    assert (case["state"], await waits_for(desk, case["id"])) == ("REJECTED", ["community"])
    case = await desk.step(COMMUNITY, "feedBackCase", case)
    assert (await desk.step(COMMUNITY, "closeCase", case))["state"] == "CLOSED"
