"""Cases under rules of handling on a real Neo4j: whose each is, who leads, how fast; without rules as the list says."""

import re
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from graphsvc.app.patrol import find_handling
from graphsvc.cases.api.types import OWNER
from graphsvc.cases.model.categories import Handlings, categories
from graphsvc.china import in_utc
from graphsvc.command.model.handling import FILE, owner_of, read_rules
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, START, STREET, place
from tests.engine.desk import COMMUNITY, DISTRICT_OFFICE, FOUND, GRID, STREET_OFFICE, WATER, Desk
from tests.plans import scans

ESTATE = f"{COMMUNITY_CODE}E001"
SHOWN = """{ id version board handlingLevel owner { id } leadSector helperSectors
  calls { nodes { id stage calledAt dueAt } } }"""
DISCOVER = f"mutation ($case: CaseInput!) {{ discoverCase(case: $case) {SHOWN} }}"
AMEND = f"""mutation ($id: ID!, $v: Int!) {{
  amendCase(id: $id, expectedVersion: $v, changes: {{ category: "C06" }}, reason: "报错类别") {SHOWN} }}"""
SUGGESTED = "query ($id: ID!) { suggestDepartments(case: $id) { departments { unit { id } } } }"


@pytest.fixture
async def desk(known: Documents, clean_graph: Graph) -> Desk:
    await place(clean_graph)
    text = "CREATE (:Node:Area:Estate {id: $id, code: $id, areaCode: $id, level: 6, prefix: $id, name: '桐花苑'})"
    await clean_graph.write(Statement(text, {"id": ESTATE}))
    return Desk(known, clean_graph)


def ruled(desk: Desk, local: Path | None = None) -> Desk:
    desk.tools = {Handlings: Handlings(partial(find_handling, read_rules(local)))}
    return desk


async def discovered(desk: Desk, **more: Any) -> Any:
    return (await desk.data(STREET_OFFICE, DISCOVER, case={**FOUND, **more}))["discoverCase"]


async def whistled(desk: Desk, case: Any) -> Any:
    case = await desk.step(COMMUNITY, "acceptCase", case)
    return await desk.step(STREET_OFFICE, "whistleCase", case, ', departments: ["unit-water"], kind: HARD_PROBLEM')


async def due(desk: Desk, case: Any) -> tuple[str, timedelta]:
    """The stage of the one department, and by when since the whistle."""
    text = f"query ($id: ID!) {{ case(id: $id) {SHOWN} }}"
    (call,) = (await desk.data(STREET_OFFICE, text, id=case["id"]))["case"]["calls"]["nodes"]
    called, until = (datetime.fromisoformat(call[name]) for name in ("calledAt", "dueAt"))
    return call["stage"], in_utc(until) - in_utc(called)


async def test_every_category_has_the_owner_board_and_lead_of_its_rule(desk: Desk) -> None:
    rules = read_rules()
    ruled(desk)
    for code in categories():
        for area in (GRID_CODE, ESTATE):
            case, rule = await discovered(desk, category=code, area=area), rules.find(code, area, START.date())
            assert (case["board"], case["handlingLevel"], case["leadSector"]) == (rule.board, rule.level, rule.lead)
            assert case["helperSectors"] == list(rule.helpers)
            owner = owner_of(rule, area)
            assert case["owner"] == (None if owner == "500103000000" else {"id": owner}), "the district is not in here"


async def test_the_owner_is_found_by_an_index(desk: Desk) -> None:
    text = "MATCH (n:Node:Case {id: $id}) RETURN COLLECT { " + re.sub("@(this|it)", r"\1", OWNER).replace("this", "n")
    assert not await scans(desk.graph, Statement(text + " RETURN it.id }", {"id": "case-1"}))


async def test_departments_answer_by_the_times_of_the_rule_each_from_the_whistle(desk: Desk) -> None:
    case = await whistled(ruled(desk), await discovered(desk, category="C02"))
    assert await due(desk, case) == ("SIGN", timedelta(minutes=30))
    (call,) = case["calls"]["nodes"]
    case = await desk.step(WATER, "signCall", case, f', call: "{call["id"]}"')
    assert await due(desk, case) == ("CONTACT", timedelta(hours=4))
    case = await desk.step(WATER, "contactCall", case, f', call: "{call["id"]}"')
    assert await due(desk, case) == ("RESPOND", timedelta(hours=24))
    fire = await whistled(desk, await discovered(desk, category="D03", urgency="URGENT"))
    assert await due(desk, fire) == ("SIGN", timedelta(minutes=1))


async def test_without_rules_a_case_is_what_the_list_says(desk: Desk) -> None:
    case = await discovered(desk, category="C02")
    assert (case["board"], case["owner"], case["handlingLevel"], case["leadSector"]) == ("LIVELIHOOD", None, None, None)
    assert case["helperSectors"] is None
    case = await whistled(desk, case)
    assert await due(desk, case) == ("SIGN", timedelta(hours=1))


async def test_a_correction_of_the_category_makes_it_whose_that_is_by_the_day_it_was_raised(
    desk: Desk, tmp_path: Path
) -> None:
    local = tmp_path / "rules.csv"
    head = FILE.read_text(encoding="utf-8").splitlines()[0]
    local.write_text(
        f"{head}\nC06,{STREET},{START.date() + timedelta(days=1)},,SUBDISTRICT,ECONOMY,能源,,10,20,30,本地\n",
        encoding="utf-8",
    )
    case = await whistled(ruled(desk, local), await discovered(desk, category="C02"))
    desk.now += timedelta(days=2)
    late = await discovered(desk, category="C06")
    assert (late["owner"], late["board"], late["leadSector"]) == ({"id": STREET}, "ECONOMY", "能源")
    suggested = (await desk.data(STREET_OFFICE, SUGGESTED, id=late["id"]))["suggestDepartments"]
    assert [each["unit"]["id"] for each in suggested["departments"]] == ["unit-power"], "of no sector of the list"
    assert (await due(desk, case))[1] == timedelta(minutes=30)
    made = (await desk.data(COMMUNITY, AMEND, id=case["id"], v=case["version"]))["amendCase"]
    assert (made["owner"], made["board"], made["leadSector"]) == ({"id": GRID_CODE}, "LIVELIHOOD", "环境卫生")
    assert (await due(desk, case))[1] == timedelta(hours=1)


PASSED = """{ id version state board handlingLevel owner { id } passedUp leadSector dueAt totalDueAt stage
  supervisions { totalCount } }"""
PASS_UP = f"""mutation ($id: ID!, $v: Int!) {{
  passUpCase(id: $id, expectedVersion: $v, reason: "管线在主干道") {PASSED} }}"""
OFFERED = """query ($id: ID!) { availableActions(case: $id) { action allowed reason }
  myInbox { nodes { case { id } } } case(id: $id) { dueAt } }"""


async def test_what_is_not_of_its_level_goes_one_up_once_by_its_owner_with_one_clock(desk: Desk) -> None:
    case = await discovered(ruled(desk), category="C05")
    assert case["handlingLevel"] == "COMMUNITY"
    before = (await desk.data(COMMUNITY, OFFERED, id=case["id"]))["case"]
    more = ', reason: "管线在主干道"'
    for caller in (GRID, STREET_OFFICE, DISTRICT_OFFICE):
        assert (await desk.refused(caller, "passUpCase", case, more))["code"] == "CONFLICT"
    assert (await desk.refused(WATER, "passUpCase", case, more))["code"] == "FORBIDDEN"
    assert (await desk.refused(COMMUNITY, "passUpCase", case, ', reason: ""'))["code"] == "BAD_USER_INPUT"
    passed = (await desk.data(COMMUNITY, PASS_UP, id=case["id"], v=case["version"]))["passUpCase"]
    assert (passed["state"], passed["passedUp"], passed["handlingLevel"]) == ("DISCOVERED", True, "SUBDISTRICT")
    assert (passed["owner"], passed["leadSector"], passed["board"]) == (
        {"id": STREET},
        case["leadSector"],
        case["board"],
    )
    assert (passed["stage"], passed["supervisions"]["totalCount"]) == ("ACCEPT", 0)
    assert before["dueAt"] < passed["dueAt"] < passed["totalDueAt"]
    for caller, there in ((COMMUNITY, 0), (STREET_OFFICE, 1)):
        told = await desk.data(caller, OFFERED, id=case["id"])
        assert len(told["myInbox"]["nodes"]) == there
        (offer,) = [each for each in told["availableActions"] if each["action"] == "PASS_UP"]
        assert not offer["allowed"]
        assert (await desk.refused(caller, "passUpCase", passed, more))["zh"].startswith(offer["reason"])
    case = await whistled(desk, passed)
    assert (await due(desk, case))[0] == "SIGN"


async def test_what_grids_handle_goes_from_an_estate_over_its_community_to_the_subdistrict(desk: Desk) -> None:
    for area, who, level in ((GRID_CODE, GRID, "COMMUNITY"), (ESTATE, COMMUNITY, "SUBDISTRICT")):
        case = await discovered(ruled(desk), category="C06", area=area)
        assert case["handlingLevel"] == "GRID"
        passed = (await desk.data(who, PASS_UP, id=case["id"], v=case["version"]))["passUpCase"]
        assert passed["handlingLevel"] == level
        amended = (await desk.data(STREET_OFFICE, AMEND.replace("C06", "C05"), id=case["id"], v=2))["amendCase"]
        assert amended["handlingLevel"] == "COMMUNITY"
        assert (await desk.refused(COMMUNITY, "passUpCase", amended, ', reason: "不归我"'))["code"] == "CONFLICT"
