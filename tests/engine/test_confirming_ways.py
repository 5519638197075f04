"""No way past the unit's yes: by a need that is worked on, by resuming, by an area that is not the caller's."""

from typing import Any

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.errors import Conflict
from graphsvc.matching.store.matcher import Matcher
from tests.engine.cases_world import COMMUNITY_CODE
from tests.engine.confirming_world import (
    GROUND,
    GROUND_GIVEN,
    HOSPITAL,
    NEED,
    OWN,
    RESOURCE,
    TODAY,
    actions,
    asked_ago,
    publish,
    refused,
    turn,
    waiting,
)
from tests.engine.desk import COMMUNITY, ELSEWHERE, STREET_OFFICE, Desk
from tests.shared_graph import everything


@pytest.fixture
async def lists(desk: Desk) -> Desk:
    """Two units in a community that has a need; the hospital offers a canteen."""
    await desk.graph.write(Statement(GROUND, {"today": TODAY}))
    return desk


async def set_status(desk: Desk, entry: Any, status: str) -> None:
    await desk.graph.write(
        Statement("MATCH (n:Node {id: $id}) SET n.status = $status", {"id": entry["id"], "status": status})
    )


async def test_others_change_nothing_of_a_units_need_that_is_worked_on(lists: Desk) -> None:
    entry = await publish(lists, HOSPITAL, "Need", "u-1")
    await set_status(lists, entry, "IN_PROGRESS")
    words = "该需求正在对接，由提出的单位自己修改。"
    more = ', changes: { title: "改了" }'
    assert await refused(lists, COMMUNITY, "amendNeed", entry, more) == ("CONFLICT", words)
    words = "已被他人改动，请刷新后重试。"
    assert await refused(lists, COMMUNITY, "amendNeed", {**entry, "version": 9}, more) == ("CONFLICT", words)
    assert (await turn(lists, HOSPITAL, "amendNeed", entry, more))["state"] == "IN_PROGRESS"
    ours = await publish(lists, COMMUNITY, "Need", COMMUNITY_CODE)
    await set_status(lists, ours, "IN_PROGRESS")
    assert (await turn(lists, COMMUNITY, "amendNeed", ours, more))["state"] == "IN_PROGRESS"


@pytest.mark.parametrize(("kind", "on"), [("Resource", "ACTIVE"), ("Need", "OPEN")])
async def test_what_others_resume_waits_for_the_yes_of_its_unit(lists: Desk, kind: str, on: str) -> None:
    entry = await publish(lists, HOSPITAL, kind, "u-1")
    entry = await turn(lists, HOSPITAL, f"pause{kind}", entry)
    entry = await turn(lists, STREET_OFFICE, f"resume{kind}", entry)
    assert (entry["state"], entry["askedOn"]) == ("PENDING", TODAY.isoformat())
    said = "MATCH (e:LogEntry {by: 'street'}) RETURN e.action, e.before, e.after"
    assert await lists.graph.read(Statement(said)) == [["ENTRY_ASKED", '{"status":"PAUSED"}', '{"status":"PENDING"}']]
    await asked_ago(lists, entry, 8)
    assert (await actions(lists, STREET_OFFICE, entry))["CONFIRM!"] == OWN
    assert (await turn(lists, HOSPITAL, f"confirm{kind}", entry))["state"] == on
    entry = await turn(lists, HOSPITAL, f"pause{kind}", {**entry, "version": entry["version"] + 1})
    entry = await turn(lists, STREET_OFFICE, f"resume{kind}", entry)
    assert (await turn(lists, HOSPITAL, f"decline{kind}", entry, ', reason: "还没空"'))["state"] == "PAUSED"


@pytest.mark.parametrize("kind", ["Resource", "Need"])
async def test_nobody_publishes_in_the_name_of_an_area_that_is_not_theirs(lists: Desk, kind: str) -> None:
    fields, whose = (RESOURCE, "offeredBy") if kind == "Resource" else (NEED, "raisedBy")
    text = f'mutation {{ publish{kind}({kind.lower()}: {{ {fields}, {whose}: "%s" }}) {{ state }} }}'
    before = await everything(lists.graph, "Need", "Resource", "LogEntry")
    for caller, by in ((COMMUNITY, "500103012000"), (ELSEWHERE, COMMUNITY_CODE), (HOSPITAL, COMMUNITY_CODE)):
        body = (await lists.ask(caller, text % by)).body
        assert body["errors"][0]["extensions"]["zh"] == "区域、主题或提供方不存在，或不在可见范围内。"
    assert await everything(lists.graph, "Need", "Resource", "LogEntry") == before
    assert (await lists.data(STREET_OFFICE, text % "500103012000"))[f"publish{kind}"]["state"] in ("ACTIVE", "OPEN")


@pytest.mark.parametrize(("status", "zh"), [("PENDING", "待单位确认"), ("DECLINED", "单位未认可")])
async def test_nothing_is_recommended_for_a_need_that_its_unit_does_not_stand_by(
    lists: Desk, status: str, zh: str
) -> None:
    entry = await publish(lists, COMMUNITY, "Need", "u-1")
    await set_status(lists, entry, status)
    with pytest.raises(Conflict) as refusal:
        await Matcher(lists.graph).match_need(entry["id"], TODAY)
    assert refusal.value.zh == f"该需求“{zh}”，不参与推荐。"


async def test_lists_of_units_and_areas_leave_out_what_the_unit_does_not_stand_by(lists: Desk) -> None:
    waits = await publish(lists, COMMUNITY, "Resource", "u-1")
    await publish(lists, COMMUNITY, "Need", "u-1")
    no = await publish(lists, COMMUNITY, "Need", "u-1")
    await turn(lists, HOSPITAL, "declineNeed", no, ', reason: "没有"')
    found = "needs { totalCount nodes { id } } resources(first: 9) { totalCount nodes { id } }"
    stood_by = {"totalCount": 2, "nodes": [{"id": "r-1"}, {"id": "r-2"}]}
    unit = (await lists.data(COMMUNITY, f'{{ unit(id: "u-1") {{ {found} }} }}'))["unit"]
    assert unit == {"needs": {"totalCount": 0, "nodes": []}, "resources": stood_by}
    ours = {"totalCount": 1, "nodes": [{"id": "n-1"}]}
    for root, code in (("community", COMMUNITY_CODE), ("subdistrict", "500103012000")):
        area = (await lists.data(COMMUNITY, f'{{ {root}(code: "{code}") {{ {found} }} }}'))[root]
        assert area == {"needs": ours, "resources": stood_by}
    pages = await lists.data(COMMUNITY, "{ needs { totalCount } resources { nodes { id } } }")
    assert pages["needs"] == {"totalCount": 3}
    assert {"id": waits["id"]} in pages["resources"]["nodes"]


@pytest.mark.parametrize("kind", ["Resource", "Need"])
async def test_late_entries_lie_before_those_who_may_answer_by_the_place_of_the_unit(lists: Desk, kind: str) -> None:
    move = "MATCH (u:Unit {id: 'u-1'}) SET u.areaCode = '500103014002'"
    await lists.graph.write(Statement(move))
    entry = await publish(lists, COMMUNITY, kind, "u-1")
    await asked_ago(lists, entry, 8)
    assert await waiting(lists, kind) == {
        "district": [entry["id"]],
        "elsewhere": [entry["id"]],
        "of-u-1": [entry["id"]],
    }
    assert (await refused(lists, STREET_OFFICE, f"confirm{kind}", entry, GROUND_GIVEN))[0] == "NOT_FOUND"
    assert (await turn(lists, ELSEWHERE, f"confirm{kind}", entry, GROUND_GIVEN))["state"] in ("ACTIVE", "OPEN")
