"""Odd inputs of the three lists and of cases are refused in words, and nothing is written."""

from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.china import day_in_china
from graphsvc.cypher.statement import Statement
from tests.engine.cases_world import START
from tests.engine.desk import COMMUNITY, GRID, Desk
from tests.shared_graph import everything

GROUND = """\
CREATE (:Node:Topic {id: 'topic-01', code: '01', name: '养老助老'})
CREATE (:Node:Need {id: 'n-1', title: '送餐', status: 'OPEN', urgency: 'NORMAL', raisedOn: $today, version: 0,
  neededFrom: date('2026-10-10'), areaCode: '500103012011'})
CREATE (:Node:Resource {id: 'r-1', title: '食堂', kind: 'SERVICE', status: 'ACTIVE', capacity: 3, version: 0,
  areaCode: '500103012011', serviceArea: '500103012011', servicePrefix: '500103012011'})"""
WRITTEN = ("Need", "Resource", "Project", "Case", "Task", "Assignment", "LogEntry")
NEED = {"title": "送餐", "area": "500103012011", "raisedBy": "500103012011", "topics": ["01"]}
RESOURCE = {**NEED, "kind": "SERVICE", "serviceArea": "500103012011", "offeredBy": "500103012011"}
RESOURCE.pop("raisedBy")
CASE = {"area": "500103012011001", "category": "C02", "title": "三单元停水"}
PUBLISH_NEED = "mutation ($given: NeedInput!) { publishNeed(need: $given) { id } }"
PUBLISH_RESOURCE = "mutation ($given: ResourceInput!) { publishResource(resource: $given) { id } }"
AMEND_NEED = 'mutation ($given: NeedChangesInput!) { amendNeed(id: "n-1", expectedVersion: 0, changes: $given) { id } }'
DISCOVER = "mutation ($given: CaseInput!) { discoverCase(case: $given) { id } }"
PROPOSE = """mutation ($given: String!) {
  proposeProject(need: "n-1", title: $given, uses: [{ resource: "r-1" }]) { id } }"""
USE = """mutation ($given: Int!) {
  proposeProject(need: "n-1", title: "送餐上门", uses: [{ resource: "r-1", quantity: $given }]) { id } }"""
MOBILE, IDENTITY = "联系人13812345678", "身份证11010519491231002X"


@pytest.fixture
async def ground(desk: Desk) -> Desk:
    """A need and a resource of a community."""
    await desk.graph.write(Statement(GROUND, {"today": day_in_china(START)}))
    return desk


async def refused(desk: Desk, caller: Principal, document: str, given: Any) -> list[dict[str, Any]]:
    """The errors; nothing was written."""
    before = await everything(desk.graph, *WRITTEN)
    body = (await desk.ask(caller, document, given=given)).body
    assert await everything(desk.graph, *WRITTEN) == before
    return [each["extensions"] for each in body["errors"]]


@pytest.mark.parametrize(
    ("caller", "document", "given", "said"),
    [
        (COMMUNITY, PUBLISH_NEED, {**NEED, "title": " "}, "1 到 200 个字"),
        (COMMUNITY, PUBLISH_NEED, {**NEED, "title": "送\x00餐"}, "字符"),
        (COMMUNITY, PUBLISH_NEED, {**NEED, "title": "送" * 20_000}, "1 到 200 个字"),
        (COMMUNITY, PUBLISH_NEED, {**NEED, "quantity": 0}, "1"),
        (COMMUNITY, PUBLISH_NEED, {**NEED, "topics": ["99"]}, "主题"),
        (COMMUNITY, PUBLISH_NEED, {**NEED, "neededFrom": "2026-12-31", "neededTo": "2026-12-30"}, "不得早于"),
        (COMMUNITY, PUBLISH_NEED, {**NEED, "neededTo": "2026-01-02"}, "已经过去"),
        (COMMUNITY, PUBLISH_RESOURCE, {**RESOURCE, "availableTo": "2026-01-02"}, "已经过去"),
        (COMMUNITY, PUBLISH_RESOURCE, {**RESOURCE, "recurrence": "FREQ=DAILY;UNTIL=20260102"}, "没有一天开放"),
        (COMMUNITY, PUBLISH_RESOURCE, {**RESOURCE, "recurrence": "FREQ=SECONDLY"}, "须符合"),
        (COMMUNITY, PUBLISH_NEED, {**NEED, "title": f"送餐，{MOBILE}"}, "手机号"),
        (COMMUNITY, PUBLISH_NEED, {**NEED, "description": f"老人{IDENTITY}"}, "身份证"),
        (COMMUNITY, PUBLISH_RESOURCE, {**RESOURCE, "capacity": 0}, "1"),
        (COMMUNITY, PUBLISH_RESOURCE, {**RESOURCE, "eligibility": MOBILE}, "手机号"),
        (COMMUNITY, AMEND_NEED, {"neededTo": "2026-10-09"}, "不得早于"),
        (COMMUNITY, AMEND_NEED, {"quantity": 0}, "1"),
        (COMMUNITY, AMEND_NEED, {"description": MOBILE}, "手机号"),
        (COMMUNITY, PROPOSE, "", "1 到 200 个字"),
        (COMMUNITY, PROPOSE, "  ", "1 到 200 个字"),
        (COMMUNITY, USE, 0, "1"),
        (GRID, DISCOVER, {**CASE, "longitude": 116.4, "latitude": 39.9}, "离“重庆市”太远"),
        (GRID, DISCOVER, {**CASE, "longitude": 106.5}, "成对"),
        (GRID, DISCOVER, {**CASE, "longitude": 1e308, "latitude": 29.5}, "180"),
        (GRID, DISCOVER, {**CASE, "place": "栋" * 20_000}, "最多"),
        (GRID, DISCOVER, {**CASE, "place": f"3 栋，{MOBILE}"}, "手机号"),
        (GRID, DISCOVER, {**CASE, "description": IDENTITY}, "身份证"),
    ],
)
async def test_an_odd_input_is_refused_in_words(
    ground: Desk, caller: Principal, document: str, given: Any, said: str
) -> None:
    (error,) = await refused(ground, caller, document, given)
    assert error["code"] in ("BAD_USER_INPUT", "NOT_FOUND"), error
    assert said in error["zh"], error
