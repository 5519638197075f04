"""What cases and tasks write is what schema/model.md names, no more and no less."""

from datetime import date, timedelta
from typing import Any

from graphsvc.cases.duplicates.grouping import Group, regroup
from graphsvc.cases.model.decide import Amendment
from graphsvc.cases.model.states import Action, CaseSource, WhistleKind
from graphsvc.cases.store.cases import Draft, raise_case
from graphsvc.codes import AreaLevel
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.db.ports import Transaction
from graphsvc.tasks.model.task import Act, Item
from graphsvc.tasks.model.task import Draft as TaskDraft
from graphsvc.tasks.store.admission import Admission
from graphsvc.tasks.store.shares import act
from graphsvc.tasks.store.tasks import Caller, Receivers, dispatch, repeat
from tests.engine.cases_world import (
    CALENDAR,
    CLOCK,
    COMMUNITY,
    COMMUNITY_CODE,
    GRID,
    GRID_CODE,
    POWER,
    START,
    STREET,
    SUBDISTRICT,
    WATER,
    Single,
    place,
    ruled,
    step,
)
from tests.engine.modelled import modelled, ties_from, written

_COLLEAGUE = """\
MATCH (u:Unit {id: 'unit-water'})
CREATE (:Node:Person {id: 'person-colleague', areaCode: u.areaCode, name: '某人'})-[:WORKS_FOR]->(u)"""


async def _held(tx: Transaction, item: str, place: str, day: date) -> None:
    """Hold no item: there is none in this world."""


async def everything_once(graph: Graph) -> None:
    """Cases and tasks through steps that leave every property somewhere."""
    draft = Draft(GRID_CODE, "C02", "停水", "三单元", place="3 栋", latitude=29.5, longitude=106.5)
    case_id = (await raise_case(Single(graph), GRID, draft, "case-1", START, CALENDAR)).id
    await step(graph, COMMUNITY, case_id, 1, Action.ACCEPT)
    kind = WhistleKind.EMERGENCY
    moved = await step(graph, SUBDISTRICT, case_id, 2, Action.WHISTLE, departments=("unit-water",), kind=kind)
    call = moved.case.calls[0].id
    for version, action in enumerate((Action.SIGN, Action.RESPOND, Action.HANDLE, Action.RESOLVE), start=3):
        await step(graph, WATER, case_id, version, action, call=call)
    await step(graph, COMMUNITY, case_id, 7, Action.REDO, calls=(call,), note="没修好")
    await step(graph, WATER, case_id, 8, Action.RESOLVE, call=call)
    await step(graph, COMMUNITY, case_id, 9, Action.RESOLVE)
    await step(graph, COMMUNITY, case_id, 10, Action.RATE, call=call, score=4)
    await step(graph, COMMUNITY, case_id, 11, Action.FEED_BACK)
    await step(graph, GRID, case_id, 12, Action.RATE, score=4)
    await step(graph, SUBDISTRICT, case_id, 13, Action.CLOSE)
    late = await raise_case(Single(graph), GRID, draft, "case-2", START, CALENDAR)
    await step(graph, CLOCK, late.id, 1, Action.ESCALATE)
    await step(graph, SUBDISTRICT, late.id, 2, Action.WHISTLE, departments=("unit-water",), kind=kind)
    await step(graph, CLOCK, late.id, 3, Action.ESCALATE)
    moved = await step(graph, CLOCK, late.id, 4, Action.REMIND)
    await pauses_and_a_refusal(graph, late.id, moved.case.calls[0].id)
    await raise_case(Single(graph), GRID, draft, "case-3", START, CALENDAR)
    await step(graph, COMMUNITY, "case-3", 1, Action.ACCEPT)
    moved = await step(
        graph, SUBDISTRICT, "case-3", 2, Action.WHISTLE, departments=("unit-power",), kind=kind, lead="unit-power"
    )
    later = START + timedelta(minutes=90)  # of the hour for signing
    await step(graph, SUBDISTRICT, "case-3", 3, Action.EXTEND, call=moved.case.calls[0].id, note="等", until=later)
    much_later = START + timedelta(days=11)  # of the eight working days for the loop
    await step(graph, SUBDISTRICT, "case-3", 4, Action.EXTEND, note="等", until=much_later)
    street = Caller("street", ("500103012",))
    due = START + timedelta(days=1)
    task = TaskDraft("巡查", STREET, (Item("看"),), "全", "LIVELIHOOD", case_id, due, "FREQ=DAILY", "item-1")
    wanted = Receivers(areas=(GRID_CODE,), units=("unit-water",))
    await dispatch(Single(graph), street, task, wanted, "task-1", START, Admission(_held))
    water = Caller("water", (), "unit-water")
    for version, done in enumerate((Act.ACCEPT, Act.TICK, Act.REPORT), start=1):
        more: dict[str, Any] = {"note": "好"} if done is Act.REPORT else {"ticks": (0,)} if done is Act.TICK else {}
        await act(Single(graph), water, "task-1.unit-water", version, done, START, **more)
    await graph.write(Statement(_COLLEAGUE))
    await dispatch(Single(graph), street, task, wanted, "task-2", START, Admission(_held))
    await act(Single(graph), water, "task-2.unit-water", 1, Act.ENTRUST, START, person="person-colleague")
    await repeat(Single(graph), START + timedelta(days=1, hours=1), Admission(_held))


async def pauses_and_a_refusal(graph: Graph, case_id: str, call: str) -> None:
    """Pauses that have been, that run and that are asked for; and a case that the street left to the community."""
    end = START + timedelta(days=2)
    await step(graph, WATER, case_id, 5, Action.SIGN, call=call)
    await step(graph, SUBDISTRICT, case_id, 6, Action.PAUSE, call=call, note="等", until=end)
    await step(graph, WATER, case_id, 7, Action.RESUME, call=call)
    await step(graph, SUBDISTRICT, case_id, 8, Action.PAUSE, call=call, note="等", until=end)
    kind = WhistleKind.EMERGENCY
    moved = await step(graph, SUBDISTRICT, case_id, 9, Action.WHISTLE, departments=("unit-power",), kind=kind)
    power = next(each.id for each in moved.case.calls if each.unit == "unit-power")
    await step(graph, POWER, case_id, 10, Action.SIGN, call=power)
    await step(graph, POWER, case_id, 11, Action.ASK_PAUSE, call=power, note="等", until=end)
    await raise_case(Single(graph), GRID, Draft(GRID_CODE, "C02", "停水"), "case-4", START, CALENDAR)
    await step(graph, COMMUNITY, "case-4", 1, Action.ACCEPT)
    await step(graph, COMMUNITY, "case-4", 2, Action.REQUEST, note="办不了")
    await step(graph, SUBDISTRICT, "case-4", 3, Action.DECLINE, note="能办")
    await step(graph, COMMUNITY, "case-4", 4, Action.ASK_PAUSE, note="等", until=end)
    await raise_case(Single(graph), GRID, Draft(GRID_CODE, "C02", "停水"), "case-5", START, CALENDAR)
    await step(graph, CLOCK, "case-5", 1, Action.ESCALATE)
    await step(graph, SUBDISTRICT, "case-5", 2, Action.PAUSE, note="等", until=end)
    await step(graph, SUBDISTRICT, "case-5", 3, Action.RESUME)
    await step(graph, SUBDISTRICT, "case-5", 4, Action.PAUSE, note="等", until=end)
    await raise_case(
        Single(graph), GRID, Draft(GRID_CODE, "C05", "反水"), "case-6", START, CALENDAR, ruled(AreaLevel.SUBDISTRICT)
    )
    await step(graph, COMMUNITY, "case-6", 1, Action.ACCEPT)
    await step(graph, COMMUNITY, "case-6", 2, Action.AMEND, note="报错", amended=Amendment(place="5 栋"))
    await step(graph, SUBDISTRICT, "case-6", 3, Action.PASS_UP, note="区县管")
    await step(graph, COMMUNITY, "case-6", 4, Action.SETTLE)
    await step(graph, COMMUNITY, "case-6", 5, Action.FEED_BACK)
    await step(graph, GRID, "case-6", 6, Action.RATE, score=1)
    order = Draft(GRID_CODE, "C05", "反水", source=CaseSource.HOTLINE, source_number="1")
    await raise_case(Single(graph), GRID, order, "case-7", START, CALENDAR)
    await raise_case(Single(graph), GRID, Draft(GRID_CODE, "C05", "反水"), "case-8", START, CALENDAR)
    await raise_case(Single(graph), GRID, Draft(GRID_CODE, "C05", "反水"), "case-9", START, CALENDAR)
    await step(graph, COMMUNITY, "case-9", 1, Action.TRANSFER, note="在街道那头", area=COMMUNITY_CODE)
    await step(graph, COMMUNITY, "case-9", 2, Action.TURN_BACK, note="也不在")
    group = Group("case-8", ("case-7",), {"case-7": 1})
    await regroup(Single(graph), COMMUNITY, group, Action.MERGE, "同一处", START, CALENDAR)


async def test_what_cases_and_tasks_write_is_what_the_model_names(clean_graph: Graph) -> None:
    await place(clean_graph)
    await everything_once(clean_graph)
    clock = modelled("Clocked")
    assert await written(clean_graph, "Case") == (modelled("Case") | clock) - {"followsAt"}, (
        "no stage of a case follows another"
    )
    assert await written(clean_graph, "Call") == modelled("Call") | clock
    steps = await written(clean_graph, "Step") | await written(clean_graph, "TaskStep")
    assert steps == modelled("TaskStep") - {"onBehalfOf"}, "nobody is on leave here; test_deputies has those who are"
    assert await written(clean_graph, "Task") == modelled("Task")
    assert await written(clean_graph, "Assignment") == modelled("Assignment")
    parts = ("Case", "Call", "Task", "Assignment")
    types = await clean_graph.read(
        Statement(
            f"MATCH (n:{'|'.join(parts)})-[r]->() WITH DISTINCT type(r) AS type ORDER BY type LIMIT 20 RETURN type"
        )
    )
    handed = {"HANDED_TO"}  # nobody hands a share over here; test_tasks has those who do
    assert {type_ for (type_,) in types} | handed == ties_from(*parts)
