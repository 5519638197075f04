"""Cases raised at the wrong place, through GraphQL: handed over, turned back, ruled on, and seen by both places."""

from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from tests.engine.cases_world import GRID_CODE, place
from tests.engine.desk import (
    COMMUNITY,
    DISCOVER,
    DISTRICT_OFFICE,
    ELSEWHERE,
    FOUND,
    GRID,
    POWER,
    STREET_OFFICE,
    WATER,
    Desk,
    whistled,
)

THERE, OTHER_STREET = "500103012019", "500103014009"
NEIGHBOUR = Principal("neighbour", Role.COMMUNITY_OFFICIAL, (THERE,))
STRANGE = Principal("strange", Role.COMMUNITY_OFFICIAL, (OTHER_STREET,))
WHY = ', reason: "红线图显示不在这里"'
OF = """query ($id: ID!) { case(id: $id) %s
  availableActions(case: $id) { action allowed } myInbox { nodes { case { id } } } }"""
SHOWN = """{ state area { code } cameFrom { code } arbiter totalDueAt dueAt stage
  steps { nodes { action movedFrom { code } movedTo { code } note } } calls { nodes { id state } } }"""


@pytest.fixture
async def desk(known: Documents, clean_graph: Graph) -> Desk:
    await place(clean_graph)
    text = """UNWIND $codes AS code
CREATE (:Node:Area:Community {id: code, code: code, areaCode: code, level: 4, prefix: code, name: code})"""
    await clean_graph.write(Statement(text, {"codes": [THERE, OTHER_STREET]}))
    return Desk(known, clean_graph)


def to(area: str) -> str:
    return f', area: "{area}"{WHY}'


async def seen(desk: Desk, caller: Principal, case: Any) -> Any:
    """What a caller sees of a case, may do with it, and whether it waits for them."""
    return await desk.data(caller, OF % SHOWN, id=case["id"])


def may(told: Any) -> set[str]:
    return {each["action"] for each in told["availableActions"] if each["allowed"]}


async def discovered(desk: Desk) -> Any:
    return (await desk.data(GRID, DISCOVER, case=FOUND))["discoverCase"]


async def test_a_case_is_handed_over_and_both_places_see_it_but_the_new_one_alone_acts(desk: Desk) -> None:
    case = await discovered(desk)
    before = (await seen(desk, COMMUNITY, case))["case"]
    unseen = await desk.ask(NEIGHBOUR, "query ($id: ID!) { case(id: $id) { id } }", id=case["id"])
    assert unseen.body["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    case = await desk.step(COMMUNITY, "transferCase", case, to(THERE))
    old, new = await seen(desk, COMMUNITY, case), await seen(desk, NEIGHBOUR, case)
    assert old["case"] == new["case"]
    assert (new["case"]["state"], new["case"]["area"], new["case"]["cameFrom"]) == (
        "DISCOVERED",
        {"code": THERE},
        {"code": GRID_CODE},
    )
    assert new["case"]["totalDueAt"] == before["totalDueAt"], "the total time goes on"
    assert new["case"]["dueAt"] > before["dueAt"]
    assert new["case"]["steps"]["nodes"] == [
        {"action": "DISCOVER", "movedFrom": None, "movedTo": None, "note": None},
        {
            "action": "TRANSFER",
            "movedFrom": {"code": GRID_CODE},
            "movedTo": {"code": THERE},
            "note": "红线图显示不在这里",
        },
    ]
    assert (len(old["myInbox"]["nodes"]), len(new["myInbox"]["nodes"])) == (0, 1)
    assert may(old) == set()
    assert {"ACCEPT", "TURN_BACK", "REJECT"} <= may(new)
    assert "TRANSFER" not in may(new)
    assert "WITHDRAW" in may(await seen(desk, GRID, case)), "who raised it takes it back from anywhere"
    assert (await desk.refused(COMMUNITY, "acceptCase", case))["code"] == "NOT_FOUND"
    assert (await desk.refused(GRID, "feedBackCase", case))["code"] == "CONFLICT", "no grid worker of there"
    case = await desk.step(NEIGHBOUR, "acceptCase", case)
    case = await desk.step(
        STREET_OFFICE, "whistleCase", case, ', departments: ["unit-water"], kind: HARD_PROBLEM, lead: "unit-water"'
    )
    told = (await seen(desk, COMMUNITY, case))["case"]
    assert ([each["state"] for each in told["calls"]["nodes"]], len(told["steps"]["nodes"])) == (["CALLED"], 4)
    assert [each["action"] for each in (await seen(desk, WATER, case))["case"]["steps"]["nodes"]] == [
        "DISCOVER",
        "TRANSFER",
        "ACCEPT",
        "WHISTLE",
    ]


async def test_who_handed_it_over_finds_it_in_a_list_and_no_other_list_tells_of_it(desk: Desk) -> None:
    case = await discovered(desk)
    await desk.step(COMMUNITY, "transferCase", case, to(OTHER_STREET))
    text = """query ($area: ID!) { handedOnCases(area: $area) { totalCount nodes { id } } cases { totalCount } }"""
    mine = [{"id": case["id"]}]
    for caller, area, found, own in (
        (COMMUNITY, "500103012011", mine, 0),
        (STREET_OFFICE, "500103012000", mine, 0),
        (STRANGE, OTHER_STREET, [], 1),
        (DISTRICT_OFFICE, "500103012000", mine, 1),
        (DISTRICT_OFFICE, "500103000000", mine, 1),
        (NEIGHBOUR, "500103012000", [], 0),
        (POWER, "500103012000", [], 0),
    ):
        told = await desk.data(caller, text, area=area)
        assert (told["handedOnCases"]["nodes"], told["cases"]["totalCount"]) == (found, own), caller.subject


async def test_it_is_turned_back_once_and_the_district_rules_between_two_streets(desk: Desk) -> None:
    case = await discovered(desk)
    case = await desk.step(COMMUNITY, "transferCase", case, to(OTHER_STREET))
    assert (await desk.refused(STRANGE, "transferCase", case, to(THERE)))["code"] == "CONFLICT"
    assert (await desk.refused(STREET_OFFICE, "turnBackCase", case, WHY))["code"] == "NOT_FOUND", "it is not theirs now"
    case = await desk.step(STRANGE, "turnBackCase", case, WHY)
    told = await seen(desk, DISTRICT_OFFICE, case)
    assert (told["case"]["area"], told["case"]["arbiter"], told["case"]["stage"]) == (
        {"code": GRID_CODE},
        "DISTRICT",
        "RULE",
    )
    assert len(told["myInbox"]["nodes"]) == 1
    assert (await seen(desk, STRANGE, case))["case"] == told["case"], "who turned it back sees what comes of it"
    refused = await desk.refused(STREET_OFFICE, "allotCase", case, to(OTHER_STREET))
    assert (refused["code"], refused["zh"].split("。")[0]) == ("CONFLICT", "只有区县可以“裁定属地”")
    assert (await desk.refused(WATER, "allotCase", case, to(OTHER_STREET)))["code"] == "FORBIDDEN"
    case = await desk.step(DISTRICT_OFFICE, "allotCase", case, to(OTHER_STREET))
    told = await seen(desk, STRANGE, case)
    assert (told["case"]["area"], told["case"]["arbiter"], told["case"]["stage"]) == (
        {"code": OTHER_STREET},
        None,
        "ACCEPT",
    )
    assert not {"TURN_BACK", "TRANSFER"} & may(told)
    for step in ("acceptCase", "settleCase", "feedBackCase"):
        case = await desk.step(STRANGE, step, case, ', note: "好"')
    case = await desk.step(GRID, "rateCase", case, ", rating: 5")
    assert (await desk.step(STRANGE, "closeCase", case))["state"] == "CLOSED"


async def test_what_comes_back_to_the_community_is_not_handed_on(desk: Desk) -> None:
    case = await discovered(desk)
    case = await desk.step(COMMUNITY, "transferCase", case, to(OTHER_STREET))
    case = await desk.step(STRANGE, "turnBackCase", case, WHY)
    case = await desk.step(DISTRICT_OFFICE, "allotCase", case, to("500103012011"))
    text = "query ($area: ID!) { handedOnCases(area: $area) { totalCount } }"
    for area, count in (("500103012011", 0), (OTHER_STREET, 1)):
        assert (await desk.data(DISTRICT_OFFICE, text, area=area))["handedOnCases"]["totalCount"] == count, area


async def test_it_is_not_handed_over_to_what_is_no_place_or_from_departments_at_work(desk: Desk) -> None:
    case = await discovered(desk)
    for area, code in (
        ("500103012099", "NOT_FOUND"),
        ("500112001001", "BAD_USER_INPUT"),
        (GRID_CODE, "BAD_USER_INPUT"),
    ):
        assert (await desk.refused(COMMUNITY, "transferCase", case, to(area)))["code"] == code
    await desk.graph.write(Statement("MATCH (a:Area {code: $code}) SET a.until = date('2026-01-01')", {"code": THERE}))
    assert (await desk.refused(COMMUNITY, "transferCase", case, to(THERE)))["zh"] == f"没有区域 {THERE}，或它已经撤并。"
    for caller in (GRID, WATER):
        assert (await desk.refused(caller, "transferCase", case, to(OTHER_STREET)))["code"] == "FORBIDDEN"
    assert (await desk.refused(ELSEWHERE, "transferCase", case, to(OTHER_STREET)))["code"] == "NOT_FOUND"
    case = await whistled(desk)
    assert (await desk.refused(COMMUNITY, "transferCase", case, to(OTHER_STREET)))["code"] == "CONFLICT"


async def test_an_official_who_raised_it_acts_elsewhere_as_who_raised_it_alone(desk: Desk) -> None:
    case = (await desk.data(COMMUNITY, DISCOVER, case=FOUND))["discoverCase"]
    case = await desk.step(COMMUNITY, "transferCase", case, to(OTHER_STREET))
    told = await seen(desk, COMMUNITY, case)
    assert may(told) == {"RESUBMIT", "WITHDRAW", "REOPEN"} & may(told) == {"WITHDRAW"}
    assert (await desk.refused(COMMUNITY, "acceptCase", case))["code"] == "CONFLICT"
    assert (await desk.step(COMMUNITY, "withdrawCase", case, WHY))["state"] == "WITHDRAWN"
