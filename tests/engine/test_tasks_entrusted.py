"""A share given to a person by name: it waits before both, its deadline stays, and the receiver goes on answering."""

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.china import day_in_china
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Transaction
from graphsvc.notices.store.telling import derive
from graphsvc.tasks.store.left_behind import LEFT, RECEIVER_LEFT, ComingBack, take_back
from graphsvc.tasks.store.tasks import SYSTEM, TEXTS, repeat
from tests.conftest import RECORD
from tests.engine.cases_world import COMMUNITY_CODE, STREET
from tests.engine.colleagues import LIN, MEI, NEXT_GRID, PEOPLE
from tests.engine.desk import COMMUNITY, DISPATCH, ELSEWHERE, GRID, POWER, STREET_OFFICE, WATER, Desk
from tests.shared_graph import everything

TASK = {
    "area": STREET,
    "title": "汛前排查",
    "items": [{"text": "挡水设施到位"}],
    "dueAt": "2026-09-10T10:00:00Z",
    "receivers": {"units": ["unit-water"], "areas": [COMMUNITY_CODE], "people": ["person-mei"]},
}
SHOWN = "{ id version state dueOn entrustedSubject entrustedTo { id } ticked: tickedItems }"
MINE = "{ myTasks { totalCount nodes { id entrustedSubject } } }"
NOTICES = "{ myNotices(orderBy: [{ raisedAt: ASC }]) { nodes { kind text } } }"
OFFERS = "query ($id: ID!) { assignmentActions(assignment: $id) { action allowed reason } }"
TO_LIN, TO_MEI = ', person: "person-lin", note: "管片"', ', person: "person-mei"'
BACK = ', reason: "本人请假"'
OF_WATER, OF_COMMUNITY, OF_MEI = "unit-water", COMMUNITY_CODE, "person-mei"
WRITTEN = ("Task", "Assignment", "TaskStep", "LogEntry")


@pytest.fixture
async def office(desk: Desk) -> Desk:
    """The street, with somebody of the department, a grid worker of the next grid, and a task for all of them."""
    await desk.graph.write(Statement(PEOPLE, {"grid": NEXT_GRID}))
    return desk


async def given(office: Desk) -> dict[str, Any]:
    """The shares of a task, by their receivers."""
    task = (await office.data(STREET_OFFICE, DISPATCH, task=TASK))["dispatchTask"]
    shares = {next(iter(each["receiver"].values())): each for each in task["shares"]["nodes"]}
    assert set(shares) == {OF_WATER, OF_COMMUNITY, OF_MEI}
    return shares


def change(name: str, share: Any, more: str = "") -> str:
    return f'mutation {{ {name}Assignment(id: "{share["id"]}", expectedVersion: {share["version"]}{more}) {SHOWN} }}'


async def do(office: Desk, caller: Principal, name: str, share: Any, more: str = "") -> Any:
    return (await office.data(caller, change(name, share, more)))[f"{name}Assignment"]


async def refused(office: Desk, caller: Principal, name: str, share: Any, more: str = "") -> Any:
    """The refusal; nothing was written."""
    before = await everything(office.graph, *WRITTEN)
    body = (await office.ask(caller, change(name, share, more))).body
    assert await everything(office.graph, *WRITTEN) == before
    return body["errors"][0]["extensions"]


async def waiting(office: Desk, caller: Principal) -> dict[str, str | None]:
    """What waits for somebody, and who has it by name."""
    page = (await office.data(caller, MINE))["myTasks"]
    assert page["totalCount"] == len(page["nodes"]) == len({each["id"] for each in page["nodes"]})
    return {each["id"]: each["entrustedSubject"] for each in page["nodes"]}


async def told(office: Desk, caller: Principal) -> list[tuple[str, str]]:
    while (await office.graph.transact(lambda tx: derive(tx, office.now))).due:
        pass
    found = (await office.data(caller, NOTICES))["myNotices"]["nodes"]
    return [(each["kind"], each["text"].partition("：")[2].partition("，编号")[0]) for each in found]


async def offers(office: Desk, caller: Principal, share: Any) -> dict[str, str | None]:
    found = (await office.data(caller, OFFERS, id=share["id"]))["assignmentActions"]
    assert all(each["allowed"] == (each["reason"] is None) for each in found)
    return {each["action"]: each["reason"] for each in found}


def allowed(found: dict[str, str | None]) -> list[str]:
    return [action for action, reason in found.items() if reason is None]


async def test_a_unit_gives_its_share_to_a_person_and_both_have_it_with_the_same_deadline(office: Desk) -> None:
    share = (await given(office))[OF_WATER]
    share = await do(office, WATER, "entrust", share, TO_LIN)
    assert (share["state"], share["dueOn"], share["entrustedSubject"]) == ("ASSIGNED", "2026-09-10", "person-lin")
    for caller in (WATER, LIN):
        assert await waiting(office, caller) == {share["id"]: "person-lin"}
    assert await told(office, LIN) == [("TASK", "有新任务，请接单"), ("TASK", "任务转办给您，时限不变，请办理")]
    share = await do(office, LIN, "accept", share)
    share = await do(office, LIN, "tick", share, ", items: [0]")
    assert (share["state"], share["ticked"], share["entrustedSubject"]) == ("ACCEPTED", [0], "person-lin")
    share = await do(office, LIN, "report", share, ', report: "已排查"')
    assert (share["state"], share["entrustedSubject"]) == ("REPORTED", None)
    assert await waiting(office, LIN) == await waiting(office, WATER) == {}
    assert "任务已上报，转办结束" not in [text for _, text in await told(office, LIN)], "it reported itself"
    record = "MATCH (s:TaskStep {task: $task}) RETURN s.action, s.by, s.entrusted ORDER BY s.version"
    task = share["id"].partition(".")[0]
    assert await office.graph.read(Statement(record, {"task": task})) == [
        ["ENTRUST", "water", "person-lin"],
        ["ACCEPT", "person-lin", None],
        ["TICK", "person-lin", None],
        ["REPORT", "person-lin", None],
    ]
    said = "MATCH (e:LogEntry {action: 'TASK_ENTRUST'}) RETURN e.by, e.after, e.note"
    assert await office.graph.read(Statement(said)) == [
        ["water", '{"entrusted":"person-lin","state":"ASSIGNED"}', "管片"]
    ]
    share = await do(office, STREET_OFFICE, "sendBack", share, ', reason: "照片不清"')
    assert await waiting(office, WATER) == {share["id"]: None}, "the unit answers for it"


async def test_a_grid_worker_of_another_place_sees_and_does_what_its_community_gave_it(office: Desk) -> None:
    shares = await given(office)
    own, share = shares[OF_MEI], shares[OF_COMMUNITY]
    assert await waiting(office, MEI) == {own["id"]: None}
    share = await do(office, COMMUNITY, "accept", share)
    share = await do(office, COMMUNITY, "entrust", share, TO_MEI)
    assert await waiting(office, MEI) == {own["id"]: None, share["id"]: "person-mei"}
    assert await waiting(office, COMMUNITY) == {share["id"]: "person-mei"}
    assert await waiting(office, GRID) == {}
    share = await do(office, MEI, "tick", share, ", items: [0]")
    share = await do(office, MEI, "report", share, ', report: "好"')
    seen = "query ($id: ID!) { assignment(id: $id) { state task { title } steps { nodes { action } } } }"
    found = (await office.data(MEI, seen, id=share["id"]))["assignment"]
    assert (found["state"], found["task"]) == ("REPORTED", {"title": "汛前排查"})
    assert [each["action"] for each in found["steps"]["nodes"]] == ["ACCEPT", "ENTRUST", "TICK", "REPORT"]
    assert await waiting(office, MEI) == {own["id"]: None}
    others = "query ($id: ID!) { assignment(id: $id) { state } }"
    body = (await office.ask(MEI, others, id=shares[OF_WATER]["id"])).body
    assert body["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_who_was_given_it_does_no_more_than_the_work(office: Desk) -> None:
    shares = await given(office)
    share = await do(office, COMMUNITY, "accept", shares[OF_COMMUNITY])
    share = await do(office, COMMUNITY, "entrust", share, TO_MEI)
    found = await offers(office, MEI, share)
    assert allowed(found) == ["TICK", "TAKE_BACK"]
    assert found["REPORT"] == "清单还有 1 项没有完成：挡水设施到位。"
    assert found["HAND_OVER"] == found["ENTRUST"] == "这一步由接收方来办。"
    assert found["WITHDRAW"] == "这一步由派单方来办。"
    found = await offers(office, COMMUNITY, share)
    assert allowed(found) == ["TICK", "HAND_OVER", "TAKE_BACK"]
    assert found["ENTRUST"] == "已经转办给个人，请先收回。"
    assert allowed(await offers(office, STREET_OFFICE, share)) == ["TICK", "HAND_OVER", "WITHDRAW", "TAKE_BACK"]
    refusal = await refused(office, MEI, "handOver", share, ', to: { units: ["unit-water"] }, reason: "不归我"')
    assert (refusal["code"], refusal["zh"]) == ("CONFLICT", "这一步由接收方来办。")
    assert refusal["allowed"] == ["TICK", "REPORT", "TAKE_BACK"]
    assert (await refused(office, COMMUNITY, "entrust", share, TO_MEI))["zh"] == "已经转办给个人，请先收回。"
    share = await do(office, MEI, "takeBack", share, BACK)
    assert (share["state"], share["entrustedSubject"]) == ("ACCEPTED", None)
    assert ("RETURN", "任务转办已收回") in await told(office, COMMUNITY)
    assert ("RETURN", "任务转办已收回") in await told(office, MEI)
    late = await refused(office, MEI, "tick", share, ", items: [0]")
    assert (late["code"], late["zh"], late["allowed"]) == ("CONFLICT", "这一步由接收方来办。", [])
    assert (await offers(office, COMMUNITY, share))["TAKE_BACK"] == "没有转办给个人。"
    assert (await refused(office, COMMUNITY, "takeBack", share, BACK))["zh"] == "没有转办给个人。"


async def test_a_share_goes_to_nobody_but_who_belongs_to_its_receiver_today(office: Desk) -> None:
    shares = await given(office)
    for person in ("person-mei", "person-gone", "person-none"):
        refusal = await refused(office, WATER, "entrust", shares[OF_WATER], f', person: "{person}"')
        assert (refusal["code"], refusal["zh"]) == ("NOT_FOUND", "没有这个人，或不在本单位任职。")
    refusal = await refused(office, COMMUNITY, "entrust", shares[OF_COMMUNITY], TO_LIN)
    assert (refusal["code"], refusal["zh"]) == ("NOT_FOUND", "没有这个人，或不在接收区域的网格任职。")
    for stranger in (POWER, ELSEWHERE, GRID):
        assert (await refused(office, stranger, "entrust", shares[OF_WATER], TO_LIN))["code"] == "NOT_FOUND"
    refusal = await refused(office, COMMUNITY, "entrust", shares[OF_MEI], TO_MEI)
    assert (refusal["code"], refusal["zh"]) == ("CONFLICT", "已经由个人承办，可以移交。")
    share = await do(office, WATER, "entrust", shares[OF_WATER], TO_LIN)
    old = {**share, "version": share["version"] - 1}
    assert (await refused(office, WATER, "takeBack", old, BACK))["allowed"] == ["ACCEPT", "HAND_OVER", "TAKE_BACK"]


@pytest.mark.parametrize(
    ("who", "name", "more", "word"),
    [
        (WATER, "handOver", ', to: { areas: ["500103012011001"] }, reason: "属网格"', "任务已移交，转办结束"),
        (STREET_OFFICE, "withdraw", ', reason: "不用了"', "任务已撤回"),
        (WATER, "takeBack", BACK, "任务转办已收回"),
    ],
)
async def test_it_ends_when_the_share_goes_elsewhere_and_the_person_is_told(
    office: Desk, who: Principal, name: str, more: str, word: str
) -> None:
    share = await do(office, WATER, "entrust", (await given(office))[OF_WATER], TO_LIN)
    if name == "handOver":
        who = STREET_OFFICE
    share = await do(office, who, name, share, more)
    assert share["entrustedSubject"] is None
    left = "MATCH (a:Assignment {id: $id}) RETURN a.entrusted, a.personQueue, a.hadBy"
    assert await office.graph.read(Statement(left, {"id": share["id"]})) == [[None, None, ["person-lin"]]]
    assert word in [text for _, text in await told(office, LIN)]
    assert share["id"] not in {each for each, by in (await waiting(office, LIN)).items() if by}


async def test_who_had_it_is_told_that_the_receiver_reported_and_a_late_tick_is_refused_in_true_words(
    office: Desk,
) -> None:
    share = await do(office, WATER, "accept", (await given(office))[OF_WATER])
    share = seen = await do(office, WATER, "entrust", share, TO_LIN)
    share = await do(office, WATER, "tick", share, ", items: [0]")
    share = await do(office, WATER, "report", share, ', report: "已排查"')
    stranger = Principal("person-gone", Role.GRID_WORKER, (NEXT_GRID,))
    assert (await refused(office, stranger, "tick", seen, ", items: [0]"))["code"] == "NOT_FOUND"
    mei = Principal("person-lin", Role.GRID_WORKER, (NEXT_GRID,))
    late = await refused(office, mei, "tick", seen, ", items: [0]")
    said = "任务已到第 5 版（您看到的是第 3 版），现在是“已上报”；现在可以：没有。"
    assert (late["code"], late["zh"], late["allowed"]) == ("CONFLICT", said, [])
    late = await refused(office, STREET_OFFICE, "confirm", seen)
    assert late["allowed"] == ["CONFIRM", "SEND_BACK", "WITHDRAW"]
    assert ("RETURN", "任务已上报，转办结束") in await told(office, LIN)
    assert "任务已上报，转办结束" not in [text for _, text in await told(office, STREET_OFFICE)]


async def test_who_may_read_a_share_is_told_why_it_may_do_nothing_with_it(office: Desk) -> None:
    shares = await given(office)
    auditor = Principal("auditor", Role.AUDITOR, (STREET,))
    found = await offers(office, auditor, shares[OF_COMMUNITY])
    assert allowed(found) == []
    assert (found["ACCEPT"], found["WITHDRAW"]) == ("这一步由接收方来办。", "这一步由派单方来办。")
    of_task = "query ($id: ID!) { taskActions(task: $id) { assignment { id } actions { action allowed reason } } }"
    task = shares[OF_WATER]["id"].partition(".")[0]
    for caller, seen in ((STREET_OFFICE, list(shares)), (MEI, [OF_MEI]), (WATER, [OF_WATER])):
        each = (await office.data(caller, of_task, id=task))["taskActions"]
        assert [share["assignment"]["id"] for share in each] == sorted(shares[name]["id"] for name in seen)
        for share in each:
            found = {of["action"]: of["reason"] for of in share["actions"]}
            assert found == await offers(office, caller, {"id": share["assignment"]["id"]})
    body = (await office.ask(POWER, of_task, id=task)).body
    assert body["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    elsewhere = Principal("auditor", Role.AUDITOR, ("500104000000",))
    body = (await office.ask(elsewhere, OFFERS, id=shares[OF_COMMUNITY]["id"])).body
    assert body["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_given_and_repeated_under_one_key_it_is_given_once(office: Desk) -> None:
    share = (await given(office))[OF_WATER]
    first = await do(office, WATER, "entrust", share, TO_LIN + ', key: "k-1"')
    assert await do(office, WATER, "entrust", share, TO_LIN + ', key: "k-1"') == first
    steps = "MATCH (s:TaskStep {action: 'ENTRUST'}) RETURN count(s)"
    assert await office.graph.read(Statement(steps)) == [[1]]


LEAVES = "MATCH (:Person {id: $person})-[r:WORKS_FOR|SERVES_IN]->() SET r.until = date('2026-09-08')"
FINISHED_AND_GONE = """\
MATCH (p:Person {id: $person})<-[:FOR]-(a:Assignment) SET a.state = 'DONE', a.queue = null DETACH DELETE p"""
IS_GONE = "MATCH (p:Person {id: $person}) DETACH DELETE p"
GOES_ELSEWHERE = """MATCH (p:Person {id: $person})-[r:WORKS_FOR]->(), (to:Unit {id: 'unit-power'}) DELETE r
CREATE (p)-[:WORKS_FOR]->(to)"""


async def look(office: Desk) -> int:
    """A worker's look for who has left; how many shares it took back."""
    office.now += timedelta(minutes=1)

    async def once(tx: Transaction) -> int:
        done = await take_back(tx, office.now)
        await RECORD.append(tx, done.events, SERVICE.subject, SERVICE.role, office.now)
        return done.due

    return await office.graph.transact(once)


@pytest.mark.parametrize("leaving", [IS_GONE, GOES_ELSEWHERE])
async def test_a_share_of_who_has_left_the_unit_goes_back_to_it_and_it_goes_on(office: Desk, leaving: str) -> None:
    share = await do(office, WATER, "entrust", (await given(office))[OF_WATER], TO_LIN)
    share = await do(office, LIN, "accept", share)
    assert await look(office) == 0
    await office.graph.write(Statement(leaving, {"person": "person-lin"}))
    assert await look(office) == 1
    assert await look(office) == 0, "once"
    assert await waiting(office, WATER) == {share["id"]: None}
    mine = "MATCH (a:Clocked) WHERE a.personQueue STARTS WITH 'TASK:person-lin' RETURN count(a)"
    assert await office.graph.read(Statement(mine)) == [[0]]
    texts = [text for _, text in await told(office, WATER)]
    assert texts[-1] == "承办人已离岗，任务转办结束，请另行安排"
    seen = """query ($id: ID!) { assignment(id: $id) { id version state dueOn steps { nodes {
      version action by note target entrustedSubject } } } }"""
    now = (await office.data(WATER, seen, id=share["id"]))["assignment"]
    assert (now["version"], now["state"], now["dueOn"]) == (share["version"] + 1, "ACCEPTED", "2026-09-10")
    assert now["steps"]["nodes"][-1] == {
        "version": now["version"],
        "action": "TAKE_BACK",
        "by": "tasks",
        "note": LEFT,
        "target": "ACCEPTED",
        "entrustedSubject": "person-lin",
    }
    said = "MATCH (e:LogEntry {action: 'TASK_TAKE_BACK'}) RETURN e.by, e.after, e.note"
    assert await office.graph.read(Statement(said)) == [
        ["graphsvc", '{"entrusted":"person-lin","state":"ACCEPTED"}', LEFT]
    ]
    now = await do(office, WATER, "tick", now, ", items: [0]")
    assert (await do(office, WATER, "report", now, ', report: "已排查"'))["state"] == "REPORTED"


async def test_a_share_goes_back_to_its_area_on_the_day_a_grid_worker_serves_there_no_more(office: Desk) -> None:
    shares = await given(office)
    share = await do(office, COMMUNITY, "entrust", shares[OF_COMMUNITY], TO_MEI)
    await office.graph.write(Statement(LEAVES, {"person": "person-mei"}))
    assert await look(office) == 0, "the tie holds until the day it ends"
    office.now += timedelta(days=1)
    assert await look(office) == 1
    assert (await waiting(office, COMMUNITY))[share["id"]] is None
    assert (await told(office, COMMUNITY))[-1] == ("RETURN", "承办人已离岗，任务转办结束，请另行安排")


async def test_a_share_that_moves_on_behind_the_look_is_left_alone(office: Desk) -> None:
    share = await do(office, WATER, "entrust", (await given(office))[OF_WATER], TO_LIN)
    await office.graph.write(Statement(IS_GONE, {"person": "person-lin"}))
    await do(office, WATER, "takeBack", share, BACK)
    before = await everything(office.graph, *WRITTEN)
    assert await look(office) == 0
    assert await everything(office.graph, *WRITTEN) == before


async def given_back(office: Desk) -> int:
    """A worker's looks for receivers who have left, until a whole sweep finds none; how many shares came back."""
    office.now += timedelta(minutes=1)
    looking, found = ComingBack(), 0

    async def once(tx: Transaction) -> int:
        done = await looking.once(tx, office.now)
        await RECORD.append(tx, done.events, SERVICE.subject, SERVICE.role, office.now)
        return done.due

    while (more := await office.graph.transact(once)) or looking.after:
        found += more
    return found


SEEN = """query ($id: ID!) { assignment(id: $id) { id version state dueOn tickedItems receiverKind direction
  receiver { id } area { code } entrustedSubject
  steps { nodes { version action by note target entrustedSubject } } } }"""


@pytest.mark.parametrize("leaving", [IS_GONE, LEAVES])
async def test_a_share_of_a_person_who_has_left_comes_back_to_its_community_and_goes_on(
    office: Desk, leaving: str
) -> None:
    share = (await given(office))[OF_MEI]
    share = await do(office, MEI, "accept", share)
    share = await do(office, MEI, "tick", share, ", items: [0]")
    await office.graph.write(Statement(leaving, {"person": "person-mei"}))
    if leaving == LEAVES:
        assert await given_back(office) == 0, "the tie holds until the day it ends"
        office.now += timedelta(days=1)
    assert await given_back(office) == 1
    assert await given_back(office) == 0, "once"
    now = (await office.data(COMMUNITY, SEEN, id=share["id"]))["assignment"]
    steps = now.pop("steps")["nodes"]
    assert now == {
        "id": share["id"],
        "version": share["version"] + 1,
        "state": "ACCEPTED",
        "dueOn": "2026-09-10",
        "tickedItems": [0],
        "receiverKind": "AREA",
        "direction": "DOWN",
        "receiver": {"id": COMMUNITY_CODE},
        "area": {"code": COMMUNITY_CODE},
        "entrustedSubject": None,
    }
    assert steps[-1] == {
        "version": now["version"],
        "action": "TAKE_BACK",
        "by": "tasks",
        "note": RECEIVER_LEFT,
        "target": "ACCEPTED",
        "entrustedSubject": "person-mei",
    }
    assert (await waiting(office, COMMUNITY))[share["id"]] is None
    assert share["id"] not in await waiting(office, MEI)
    assert (await told(office, COMMUNITY))[-1] == ("RETURN", "承办人已离岗，任务转办结束，请另行安排")
    said = "MATCH (e:LogEntry {action: 'TASK_TAKE_BACK'}) RETURN e.by, e.area, e.after, e.note"
    after = '{"entrusted":"person-mei","state":"ACCEPTED"}'
    assert await office.graph.read(Statement(said)) == [["graphsvc", COMMUNITY_CODE, after, RECEIVER_LEFT]]
    await office.graph.write(Statement(SERVES, {"grid": NEXT_GRID}))
    now = await do(office, COMMUNITY, "entrust", now, ', person: "person-new"')
    new = Principal("person-new", Role.GRID_WORKER, (NEXT_GRID,))
    assert (await do(office, new, "report", now, ', report: "已排查"'))["state"] == "REPORTED"


SERVES = """MATCH (g:Grid {code: $grid})
CREATE (:Node:Person {id: 'person-new', areaCode: g.code, name: '某人'})-[:SERVES_IN {role: 'GRID_WORKER'}]->(g)"""


async def test_a_share_that_a_unit_handed_to_its_person_comes_back_to_the_unit(office: Desk) -> None:
    share = (await given(office))[OF_WATER]
    share = await do(office, WATER, "handOver", share, ', to: { people: ["person-lin"] }, reason: "管片"')
    own = f"{share['id'].partition('.')[0]}.person-lin"
    assert await given_back(office) == 0
    await office.graph.write(Statement(GOES_ELSEWHERE, {"person": "person-lin"}))
    assert await given_back(office) == 1
    now = (await office.data(WATER, SEEN, id=own))["assignment"]
    assert (now["receiverKind"], now["receiver"], now["state"]) == ("UNIT", {"id": "unit-water"}, "ASSIGNED")
    assert await waiting(office, WATER) == {own: None}
    lin = Principal("person-lin", Role.DEPARTMENT, (), "unit-power")
    assert await waiting(office, lin) == {}
    assert (await do(office, WATER, "accept", now))["state"] == "ACCEPTED"


async def test_a_share_stays_with_its_unit_however_often_its_people_hand_it_on(office: Desk) -> None:
    joins = """MATCH (u:Unit {id: 'unit-water'})
    CREATE (:Node:Person {id: 'person-an', areaCode: u.areaCode, name: '某人'})-[:WORKS_FOR]->(u)"""
    await office.graph.write(Statement(joins))
    share = (await given(office))[OF_WATER]
    task = share["id"].partition(".")[0]
    await do(office, WATER, "handOver", share, ', to: { people: ["person-lin"] }, reason: "管片"')
    first = {"id": f"{task}.person-lin", "version": 1}
    await do(office, WATER, "handOver", first, ', to: { people: ["person-an"] }, reason: "轮换"')
    own = f"{task}.person-an"
    kept = "MATCH (a:Assignment {id: $id}) RETURN a.unit"
    assert await office.graph.read(Statement(kept, {"id": own})) == [["unit-water"]]
    await office.graph.write(Statement(IS_GONE, {"person": "person-an"}))
    assert await given_back(office) == 1
    now = (await office.data(WATER, SEEN, id=own))["assignment"]
    assert (now["receiverKind"], now["receiver"], now["state"]) == ("UNIT", {"id": "unit-water"}, "ASSIGNED")


HANDED = "query ($id: ID!) { assignment(id: $id) { state handedTo { id state receiver { ... on Unit { id } } } } }"


async def test_who_handed_a_share_on_sees_who_has_it_now_and_nobody_else_does(office: Desk) -> None:
    share = (await given(office))[OF_WATER]
    task = share["id"].partition(".")[0]
    power, grid = f"{task}.unit-power", f"{task}.{NEXT_GRID}"
    await do(office, WATER, "handOver", share, ', to: { units: ["unit-power"] }, reason: "管线归电力"')
    seen = (await office.data(WATER, HANDED, id=share["id"]))["assignment"]
    has_it = {"id": power, "state": "ASSIGNED", "receiver": {"id": "unit-power"}}
    assert seen == {"state": "HANDED_OVER", "handedTo": has_it}
    assert (await office.data(WATER, SEEN, id=power))["assignment"]["state"] == "ASSIGNED"
    assert (await office.ask(ELSEWHERE, SEEN, id=power)).body["data"] == {"assignment": None}
    assert share["id"] not in await waiting(office, WATER)
    assert power not in await waiting(office, WATER), "it is seen, and does not wait there"

    on = {"id": power, "version": 1}
    await do(office, POWER, "handOver", on, f', to: {{ areas: ["{NEXT_GRID}"] }}, reason: "属网格"')
    assert (await office.data(POWER, HANDED, id=power))["assignment"]["handedTo"]["id"] == grid
    seen = (await office.data(WATER, HANDED, id=share["id"]))["assignment"]
    assert seen["handedTo"] == {**has_it, "state": "HANDED_OVER"}
    assert (await office.data(WATER, HANDED, id=power))["assignment"]["handedTo"] is None, "others handed that on"
    assert (await office.ask(WATER, SEEN, id=grid)).body["data"] == {"assignment": None}
    for step in ("accept", "withdraw"):
        more = ', reason: "不对"' if step == "withdraw" else ""
        refusal = await refused(office, WATER, step, on | {"version": 2}, more)
        assert refusal["code"] in ("NOT_FOUND", "FORBIDDEN", "CONFLICT")


BEGUN = "CREATE (:Import {id: 'import-half', state: $state, startedAt: '2026-09-07', by: 'x', prefixes: []})"
IS_WHOLE = "MATCH (i:Import {id: 'import-half'}) SET i.state = 'DONE'"


@pytest.mark.parametrize("state", ["RUNNING", "UNDOING"])
async def test_nobody_is_taken_for_gone_while_an_import_is_there_in_part(office: Desk, state: str) -> None:
    shares = await given(office)
    share = await do(office, WATER, "entrust", shares[OF_WATER], TO_LIN)
    for person in ("person-lin", "person-mei"):
        await office.graph.write(Statement(IS_GONE, {"person": person}))
    await office.graph.write(Statement(BEGUN, {"state": state}))
    before = await everything(office.graph, *WRITTEN)
    assert (await look(office), await given_back(office)) == (0, 0)
    for each in (share, shares[OF_MEI]):
        asked = {"id": each["id"], "expected": each["version"], "asOf": day_in_china(office.now), **SYSTEM.params}
        assert (await office.graph.write(Statement(TEXTS["gone"], asked))).rows == [[False]], (
            "one that begins meanwhile"
        )
    assert await everything(office.graph, *WRITTEN) == before
    await office.graph.write(Statement(IS_WHOLE))
    assert (await look(office), await given_back(office)) == (1, 1)


async def test_a_share_that_came_back_goes_to_the_same_person_again_when_it_has_returned(office: Desk) -> None:
    to_lin = ', to: { people: ["person-lin"] }, reason: "管片"'
    share = (await given(office))[OF_WATER]
    own = f"{share['id'].partition('.')[0]}.person-lin"
    await do(office, WATER, "handOver", share, to_lin)
    await office.graph.write(Statement(GOES_ELSEWHERE, {"person": "person-lin"}))
    assert await given_back(office) == 1
    returns = """MATCH (p:Person {id: 'person-lin'})-[r:WORKS_FOR]->() DELETE r
    WITH p MATCH (u:Unit {id: 'unit-water'}) CREATE (p)-[:WORKS_FOR]->(u)"""
    await office.graph.write(Statement(returns))
    now = (await office.data(WATER, SEEN, id=own))["assignment"]
    assert (await do(office, WATER, "handOver", now, to_lin))["state"] == "HANDED_OVER"
    assert await waiting(office, LIN) == {f"{own}.again.2": None}
    held = {"id": f"{own}.again.2", "version": 1}
    refusal = await refused(office, WATER, "handOver", held, to_lin)
    assert (refusal["code"], refusal["zh"]) == ("BAD_USER_INPUT", "移交对象已经有这项任务。")


async def test_every_page_of_shares_is_looked_through(office: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphsvc.tasks.store.left_behind.PAGE", 2)
    shares = await given(office)
    again = (await office.data(STREET_OFFICE, DISPATCH, task=TASK))["dispatchTask"]["shares"]["nodes"]
    (second,) = [each["id"] for each in again if each["receiver"] == {"id": "person-mei"}]
    await office.graph.write(Statement(IS_GONE, {"person": "person-mei"}))
    assert await given_back(office) == 2
    assert {shares[OF_MEI]["id"], second} <= set(await waiting(office, COMMUNITY))


async def test_a_task_that_comes_again_goes_once_to_who_answers_for_a_share_that_came_back(office: Desk) -> None:
    weekly = {**TASK, "recurrence": "FREQ=WEEKLY;BYDAY=MO"}
    await office.data(STREET_OFFICE, DISPATCH, task=weekly)
    await office.graph.write(Statement(IS_GONE, {"person": "person-mei"}))
    assert await given_back(office) == 1
    again = await office.graph.transact(partial(repeat, now=office.now + timedelta(days=8)))
    (new,) = again.given
    assert sorted(new.shares) == [f"{new.id}.{OF_COMMUNITY}", f"{new.id}.{OF_WATER}"]


async def test_a_task_that_comes_again_passes_over_nobody_who_had_finished_and_is_on_record_no_more(
    office: Desk,
) -> None:
    only = {"units": [OF_WATER], "people": [OF_MEI]}
    await office.data(STREET_OFFICE, DISPATCH, task={**TASK, "receivers": only, "recurrence": "FREQ=WEEKLY;BYDAY=MO"})
    await office.graph.write(Statement(FINISHED_AND_GONE, {"person": OF_MEI}))
    again = await office.graph.transact(partial(repeat, now=office.now + timedelta(days=8)))
    (new,) = again.given
    assert sorted(new.shares) == [f"{new.id}.{OF_COMMUNITY}", f"{new.id}.{OF_WATER}"]
    assert await waiting(office, COMMUNITY) == {f"{new.id}.{OF_COMMUNITY}": None}


@pytest.mark.parametrize("by_name", [True, False])
async def test_who_is_back_before_a_look_decides_keeps_the_work(office: Desk, by_name: bool) -> None:
    """The look finds the person gone, and waits for who is writing it into a grid again."""
    shares = await given(office)
    share = await do(office, COMMUNITY, "entrust", shares[OF_COMMUNITY], TO_MEI) if by_name else shares[OF_MEI]
    await office.graph.write(Statement("MATCH (:Person {id: 'person-mei'})-[r:SERVES_IN]->() DELETE r"))
    written, over = asyncio.Event(), asyncio.Event()

    async def be_back(tx: Transaction) -> None:
        text = """MATCH (p:Person {id: 'person-mei'}) SET p.locked = true REMOVE p.locked
            WITH p MATCH (g:Grid {code: $grid}) CREATE (p)-[:SERVES_IN {role: 'GRID_WORKER'}]->(g)"""
        await tx.run(Statement(text, {"grid": NEXT_GRID}))
        written.set()
        await over.wait()

    coming = asyncio.create_task(office.graph.transact(be_back))
    await written.wait()
    looking = asyncio.create_task(look(office) if by_name else given_back(office))
    held = Statement("SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*)")
    try:
        async with asyncio.timeout(20):
            while await office.graph.read(held) != [[1]]:
                assert not looking.done(), "it waits for the person"
    finally:
        over.set()
    await coming
    assert await looking == 0
    assert share["id"] in await waiting(office, MEI)
