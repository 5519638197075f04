"""Tasks through GraphQL: given out with a ready checklist, worked on by each receiver, confirmed by who gave them."""

from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.cypher.statement import Statement
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, STREET
from tests.engine.desk import COMMUNITY, DISPATCH, ELSEWHERE, GRID, PATROL, STREET_OFFICE, VIEWER, WATER, Desk
from tests.shared_graph import everything

DISTRICT = "500103000000"


async def acted(desk: Desk, caller: Principal, name: str, share: Any, more: str = "") -> Any:
    text = (
        f'mutation {{ {name}(id: "{share["id"]}", expectedVersion: {share["version"]}{more}) '
        "{ id version state report task { doneCount } steps { nodes { action by } } } }"
    )
    return (await desk.data(caller, text))[name]


async def test_a_task_is_given_out_worked_on_reported_and_confirmed(desk: Desk) -> None:
    task = (await desk.data(STREET_OFFICE, DISPATCH, task=PATROL, key="t-1"))["dispatchTask"]
    assert (len(task["checklist"]), task["receiverCount"], task["doneCount"]) == (7, 2, 0)
    share = next(each for each in task["shares"]["nodes"] if each["receiver"] == {"code": GRID_CODE})
    share = await acted(desk, GRID, "acceptAssignment", share)
    share = await acted(desk, GRID, "tickAssignment", share, ", items: [0, 1, 2, 3, 4]")
    share = await acted(desk, GRID, "reportAssignment", share, ', report: "一处堆物已清"')
    share = await acted(desk, STREET_OFFICE, "confirmAssignment", share)
    assert (share["state"], share["report"], share["task"]["doneCount"]) == ("DONE", "一处堆物已清", 1)
    assert [each["action"] for each in share["steps"]["nodes"]] == ["ACCEPT", "TICK", "REPORT", "CONFIRM"]
    again = (await desk.data(STREET_OFFICE, DISPATCH, task=PATROL, key="t-1"))["dispatchTask"]
    assert again["id"] == task["id"]
    assert await desk.graph.read(Statement("MATCH (t:Task) RETURN count(t)")) == [[1]]


async def test_receivers_find_their_tasks_and_others_do_not(desk: Desk) -> None:
    await desk.data(STREET_OFFICE, DISPATCH, task=PATROL)
    text = """{ myTasks { nodes { receiver { ... on Area { code } } direction task { title } } }
      tasks { totalCount } assignments { totalCount } checklists { code items { text required } } }"""
    grid = await desk.data(GRID, text)
    assert [each["receiver"] for each in grid["myTasks"]["nodes"]] == [{"code": GRID_CODE}]
    assert grid["assignments"]["totalCount"] == 1
    water = await desk.data(WATER, text)
    assert [each["direction"] for each in water["myTasks"]["nodes"]] == ["DOWN"]
    assert (water["tasks"]["totalCount"], water["assignments"]["totalCount"]) == (1, 1)
    elsewhere = await desk.data(ELSEWHERE, text)
    assert (elsewhere["tasks"]["totalCount"], elsewhere["assignments"]["totalCount"]) == (0, 0)
    text = "query ($u: ID!) { unit(id: $u) { assignments { totalCount } } }"
    assert (await desk.data(WATER, text, u="unit-water"))["unit"]["assignments"]["totalCount"] == 1


async def test_tasks_are_found_and_counted_by_what_they_are_about(desk: Desk) -> None:
    for title, kind in (("夜间巡查", "PATROL"), ("看望", "SERVICE"), ("走访", "SERVICE"), ("其他", None)):
        await desk.data(STREET_OFFICE, DISPATCH, task={**PATROL, "title": title, "kind": kind})
    text = """{ tasks(filter: {kind: [SERVICE]}) { totalCount nodes { title kind } }
      all: tasks { counts(by: KIND) { value count } } }"""
    found = await desk.data(STREET_OFFICE, text)
    assert {each["title"] for each in found["tasks"]["nodes"]} == {"看望", "走访"}
    counts = {each["value"]: each["count"] for each in found["all"]["counts"]}
    assert counts == {"PATROL": 1, "SERVICE": 2, None: 1}


SEEN = """{ myTasks { nodes { receiver { id } task { title checklist { text } shares { nodes { receiver { id } } } } } }
  tasks { totalCount } }"""


async def test_a_receiver_reads_the_task_it_got_and_no_share_of_another(desk: Desk) -> None:
    await desk.graph.write(Statement(_WORKERS, {"grid": GRID_CODE}))
    areas = {"areas": [GRID_CODE, COMMUNITY_CODE]}
    task = (await desk.data(STREET_OFFICE, DISPATCH, task={**PATROL, "receivers": areas}))["dispatchTask"]
    people = {"forces": [{"role": "GRID_WORKER", "under": COMMUNITY_CODE}]}
    await desk.data(STREET_OFFICE, DISPATCH, task={**PATROL, "title": "入户", "receivers": people})
    seen = await desk.data(GRID, SEEN)
    got = {each["receiver"]["id"]: each["task"] for each in seen["myTasks"]["nodes"]}
    assert {receiver: (of["title"], len(of["checklist"])) for receiver, of in got.items()} == {
        GRID_CODE: ("夜间巡查", 7),
        "person-1": ("入户", 7),
        "person-2": ("入户", 7),
    }
    shares = got[GRID_CODE]["shares"]["nodes"]
    assert [each["receiver"]["id"] for each in shares] == [GRID_CODE]
    assert seen["tasks"]["totalCount"] == 2
    by_id = "query ($id: ID!) { task(id: $id) { title } }"
    assert (await desk.data(GRID, by_id, id=task["id"]))["task"] == {"title": "夜间巡查"}
    refused = (await desk.ask(ELSEWHERE, by_id, id=task["id"])).body["errors"][0]
    assert refused["extensions"]["code"] == "NOT_FOUND"


async def test_a_request_upwards_is_followed_and_confirmed_by_who_made_it(desk: Desk) -> None:
    request = {"area": COMMUNITY_CODE, "title": "请求支持", "receivers": {"areas": [STREET]}}
    task = (await desk.data(COMMUNITY, DISPATCH, task=request))["dispatchTask"]
    (share,) = task["shares"]["nodes"]
    assert (share["receiver"], share["state"]) == ({"code": STREET}, "ASSIGNED")
    share = await acted(desk, STREET_OFFICE, "acceptAssignment", share)
    share = await acted(desk, STREET_OFFICE, "reportAssignment", share, ', report: "已派人"')
    share = await acted(desk, COMMUNITY, "confirmAssignment", share)
    assert [each["action"] for each in share["steps"]["nodes"]] == ["ACCEPT", "REPORT", "CONFIRM"]


ALLOWED = "query ($id: ID!) { assignmentActions(assignment: $id) { action allowed reason } }"


async def test_who_got_a_request_does_not_confirm_its_own_answer_nor_does_who_is_under_it(desk: Desk) -> None:
    district = Principal("district", Role.DISTRICT_ADMIN, (DISTRICT,))
    await desk.graph.write(Statement(_DISTRICT, {"code": DISTRICT}))
    upwards = {"area": COMMUNITY_CODE, "title": "请求支持", "receivers": {"areas": [STREET, DISTRICT, COMMUNITY_CODE]}}
    task = (await desk.data(COMMUNITY, DISPATCH, task=upwards))["dispatchTask"]
    shares = {each["id"].rpartition(".")[2]: each for each in task["shares"]["nodes"]}
    giver, own = "这一步由派单方来办。", "结果是您上报的，请由派单方的其他人确认。"
    colleague = Principal("colleague", Role.COMMUNITY_OFFICIAL, (COMMUNITY_CODE,))
    for code, reporter, barred, confirms in (
        (STREET, STREET_OFFICE, {"street": giver}, COMMUNITY),
        (DISTRICT, district, {"street": giver, "district": giver}, COMMUNITY),
        (COMMUNITY_CODE, COMMUNITY, {"community": own}, colleague),
    ):
        share = await acted(desk, reporter, "acceptAssignment", shares[code])
        share = await acted(desk, reporter, "reportAssignment", share, ', report: "已派人"')
        change = f'mutation {{ confirmAssignment(id: "{share["id"]}", expectedVersion: 3) {{ id }} }}'
        before = await everything(desk.graph, "Assignment", "TaskStep", "LogEntry")
        for caller in (COMMUNITY, STREET_OFFICE, district):
            offered = (await desk.data(caller, ALLOWED, id=share["id"]))["assignmentActions"]
            said = next(each["reason"] for each in offered if each["action"] == "CONFIRM")
            assert said == barred.get(caller.subject), (code, caller.subject)
            if said:
                refusal = (await desk.ask(caller, change)).body["errors"][0]["extensions"]
                assert (refusal["code"], refusal["zh"]) == ("CONFLICT", said)
                assert "CONFIRM" not in refusal["allowed"]
        assert await everything(desk.graph, "Assignment", "TaskStep", "LogEntry") == before
        assert (await acted(desk, confirms, "confirmAssignment", share))["state"] == "DONE"


_DISTRICT = """\
MERGE (d:Node:Area {id: $code})
SET d.code = $code, d.areaCode = $code, d.level = 2, d.prefix = left($code, 6), d.name = '某区'"""
_WORKERS = """\
MATCH (g:Grid {code: $grid})
UNWIND ['person-1', 'person-2'] AS id
CREATE (:Node:Person {id: id, name: id, areaCode: $grid})-[:SERVES_IN {role: 'GRID_WORKER'}]->(g)"""


async def test_a_grid_worker_finds_what_was_given_to_the_grid_workers_and_works_on_it(desk: Desk) -> None:
    await desk.graph.write(Statement(_WORKERS, {"grid": GRID_CODE}))
    force = {"forces": [{"role": "GRID_WORKER", "under": COMMUNITY_CODE}]}
    await desk.data(STREET_OFFICE, DISPATCH, task={**PATROL, "receivers": force})
    text = "{ myTasks { nodes { id version receiverKind receiver { id } } } }"
    mine = (await desk.data(GRID, text))["myTasks"]["nodes"]
    assert [(each["receiverKind"], each["receiver"]["id"]) for each in mine] == [
        ("PERSON", "person-1"),
        ("PERSON", "person-2"),
    ]
    known = Principal("person-2", Role.GRID_WORKER, (GRID_CODE,))
    assert (await desk.data(known, text))["myTasks"]["nodes"] == mine[1:]
    assert (await acted(desk, known, "acceptAssignment", mine[1]))["state"] == "ACCEPTED"
    assert (await desk.data(COMMUNITY, text))["myTasks"]["nodes"] == []


@pytest.mark.parametrize(
    ("caller", "change", "code"),
    [
        (VIEWER, {}, "FORBIDDEN"),
        (GRID, {}, "FORBIDDEN"),
        (ELSEWHERE, {}, "NOT_FOUND"),
        (COMMUNITY, {}, "NOT_FOUND"),
        (STREET_OFFICE, {"title": ""}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"checklist": "NONE"}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"recurrence": "FREQ=HOURLY"}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"receivers": {}}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"receivers": {"levels": [{"level": "ESTATE", "under": STREET}]}}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"receivers": {"areas": ["500103012999"]}}, "NOT_FOUND"),
    ],
)
async def test_a_task_that_may_not_be_given_is_refused_and_nothing_is_written(
    desk: Desk, caller: Principal, change: dict[str, Any], code: str
) -> None:
    body = (await desk.ask(caller, DISPATCH, task={**PATROL, **change})).body
    assert body["errors"][0]["extensions"]["code"] == code
    assert await desk.graph.read(Statement("MATCH (n) WHERE n:Task OR n:Assignment RETURN count(n)")) == [[0]]


async def test_who_reports_before_the_list_is_done_hears_what_is_left(desk: Desk) -> None:
    task = (await desk.data(STREET_OFFICE, DISPATCH, task=PATROL))["dispatchTask"]
    share = next(each for each in task["shares"]["nodes"] if each["receiver"] == {"code": GRID_CODE})
    share = await acted(desk, GRID, "acceptAssignment", share)
    text = f'mutation {{ reportAssignment(id: "{share["id"]}", expectedVersion: 2, report: "查完") {{ id }} }}'
    refused = (await desk.ask(GRID, text)).body["errors"][0]["extensions"]
    assert refused["allowed"] == ["TICK", "HAND_OVER", "WITHDRAW", "ENTRUST"]
    assert refused["zh"].startswith("清单还有 5 项没有完成：楼道、消防通道无堆物堵塞")
    assert Role.GRID_WORKER is GRID.role


async def test_who_has_seen_an_older_version_of_a_share_hears_that_and_not_that_the_act_is_impossible(
    desk: Desk,
) -> None:
    task = (await desk.data(STREET_OFFICE, DISPATCH, task=PATROL))["dispatchTask"]
    share = next(each for each in task["shares"]["nodes"] if each["receiver"] == {"code": GRID_CODE})
    await acted(desk, GRID, "acceptAssignment", share)
    text = f'mutation {{ tickAssignment(id: "{share["id"]}", expectedVersion: 1, items: [0]) {{ id }} }}'
    before = await everything(desk.graph, "Assignment", "TaskStep", "LogEntry")
    refused = (await desk.ask(GRID, text)).body["errors"][0]["extensions"]
    assert (refused["code"], refused["zh"]) == (
        "CONFLICT",
        "任务已到第 2 版（您看到的是第 1 版），现在是“办理中”；现在可以：勾选清单、上报结果、移交、转办。",
    )
    assert refused["allowed"] == ["TICK", "REPORT", "HAND_OVER", "ENTRUST"]
    assert await everything(desk.graph, "Assignment", "TaskStep", "LogEntry") == before
