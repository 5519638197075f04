"""Cases on a real Neo4j: a step is written once or not at all, in scope, and the record is the case."""

import asyncio
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from graphsvc.cases.model.states import Action, State, WhistleKind
from graphsvc.cases.store.cases import TEXTS, Draft, raise_case, read_steps
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import BadInput, GraphsvcError, NotFound, StepRefused
from tests.engine.cases_world import (
    CALENDAR,
    CLOCK,
    COMMUNITY,
    GRID,
    GRID_CODE,
    POWER,
    START,
    STRANGER,
    STREET,
    SUBDISTRICT,
    WATER,
    Single,
    new_case,
    replayed,
    stands,
    step,
    whistled,
)
from tests.plans import scans
from tests.shared_graph import everything


async def test_a_case_is_raised_with_its_clock_its_inbox_and_its_first_step(town: Graph) -> None:
    case_id = await new_case(town)
    ((node,),) = await town.read(Statement("MATCH (c:Case {id: $id}) RETURN properties(c)", {"id": case_id}))
    assert {key: node[key] for key in ("state", "version", "board", "urgency", "stage", "openIn", "rung")} == {
        "state": "DISCOVERED",
        "version": 1,
        "board": "LIVELIHOOD",
        "urgency": "HIGH",
        "stage": "accept",
        "openIn": GRID_CODE,
        "rung": 0,
    }
    assert node["queue"] == f"COMMUNITY:500103012011|2026-09-07T03:00:00Z|{case_id}"
    assert [each.action for each in await read_steps(Single(town), CLOCK, case_id)] == [Action.DISCOVER]


async def test_a_whole_loop_is_written_and_its_record_is_the_case(town: Graph) -> None:
    case_id, case = await whistled(town, ("unit-water", "unit-power"))
    water, power = (call.id for call in case.calls)
    version = 3
    for caller, call in ((WATER, water), (POWER, power)):
        for action in (Action.SIGN, Action.CONTACT, Action.RESPOND, Action.HANDLE, Action.RESOLVE):
            moved = await step(town, caller, case_id, version, action, call=call)
            assert (moved.before, moved.after) == (version, version + 1)
            version += 1
    for caller, action, more in (
        (COMMUNITY, Action.RESOLVE, {}),
        (COMMUNITY, Action.RATE, {"call": water, "score": 5}),
        (GRID, Action.FEED_BACK, {"note": "已恢复供水"}),
        (GRID, Action.RATE, {"score": 4}),
        (SUBDISTRICT, Action.CLOSE, {}),
    ):
        await step(town, caller, case_id, version, action, **more)
        version += 1
    now = await stands(town, case_id)
    assert (now.state, now.version, now.score) == (State.CLOSED, 18, 4)
    assert now == await replayed(town, case_id)
    steps = await read_steps(Single(town), CLOCK, case_id)
    assert [each.version for each in steps] == list(range(1, 19))
    assert all(one.at < other.at for one, other in pairwise(steps[2:]))
    ((node,),) = await town.read(Statement("MATCH (c:Case {id: $id}) RETURN properties(c)", {"id": case_id}))
    gone = {"openIn", "queue", "dueAt", "nextAt", "stage", "pausedAt"}
    assert set(node) & gone == set()
    assert [each for each in ("acceptedAt", "respondedAt", "resolvedAt", "closedAt") if each in node] == [
        "acceptedAt",
        "respondedAt",
        "resolvedAt",
        "closedAt",
    ]


async def test_a_called_department_has_its_own_clock_and_stands_in_its_units_inbox(town: Graph) -> None:
    case_id, case = await whistled(town)
    ((call, unit),) = await town.read(
        Statement("MATCH (:Case {id: $id})-[:CALLED]->(k)-[:TO]->(u:Unit) RETURN properties(k), u.id", {"id": case_id})
    )
    assert (call["state"], call["stage"], unit) == ("CALLED", "sign", "unit-water")
    assert call["queue"] == f"DEPARTMENT:unit-water|2026-09-07T03:00:00Z|{case.calls[0].id}"
    await step(town, WATER, case_id, 3, Action.SIGN, call=call["id"])
    ((later,),) = await town.read(Statement("MATCH (k:Call) RETURN properties(k)"))
    assert (later["state"], later["stage"], later["version"]) == ("SIGNED", "contact", 4)
    assert later["queue"].startswith("DEPARTMENT:unit-water|2026-09-08T02:00:00Z|")


async def test_a_step_on_an_old_version_is_refused_with_what_is_possible_and_writes_nothing(town: Graph) -> None:
    case_id, _ = await whistled(town)
    before = await everything(town, "Case", "Call", "Step")
    with pytest.raises(StepRefused) as refused:
        await step(town, SUBDISTRICT, case_id, 2, Action.WHISTLE, departments=("unit-fire",))
    assert refused.value.code == "CONFLICT"
    assert refused.value.allowed == ("WHISTLE", "AMEND", "MERGE", "EXTEND", "REMIND", "SUPERVISE", "ESCALATE")
    assert refused.value.zh.startswith("事件已到第 3 版（您看到的是第 2 版），现在是“镇街吹哨”")
    assert await everything(town, "Case", "Call", "Step") == before


@pytest.mark.parametrize(
    ("caller", "action", "more", "error"),
    [
        (STRANGER, Action.WHISTLE, {"departments": ("unit-fire",), "kind": WhistleKind.EMERGENCY}, NotFound),
        (POWER, Action.ASK_PAUSE, {"note": "不是我的", "until": START + timedelta(days=1)}, NotFound),
        (COMMUNITY, Action.CLOSE, {}, StepRefused),
        (GRID, Action.ACCEPT, {}, StepRefused),
        (SUBDISTRICT, Action.WHISTLE, {"departments": ("unit-fire",)}, BadInput),
        (SUBDISTRICT, Action.WHISTLE, {"departments": ("no-unit",), "kind": WhistleKind.EMERGENCY}, NotFound),
        (SUBDISTRICT, Action.EXTEND, {"note": "再等", "until": START}, StepRefused),
    ],
)
async def test_a_refused_step_writes_nothing(
    town: Graph, caller: Any, action: Action, more: dict[str, Any], error: type[GraphsvcError]
) -> None:
    case_id, _ = await whistled(town)
    before = await everything(town, "Case", "Call", "Step")
    with pytest.raises(error):
        await step(town, caller, case_id, 3, action, **more)
    assert await everything(town, "Case", "Call", "Step") == before


@pytest.mark.parametrize(
    "draft",
    [
        Draft("500103012999", "C02", "没有这个社区"),
        Draft(GRID_CODE, "Z99", "没有这个类别"),
        Draft(GRID_CODE, "C02", "只有纬度", latitude=29.5),
        Draft(GRID_CODE, "C02", "在北京", longitude=116.4, latitude=39.9),
        Draft(GRID_CODE, "C02", "经纬度填反", longitude=29.5, latitude=89.9),
        Draft("5001", "C02", "代码不对"),
        Draft(STREET, "C02", "街道没有接报台"),
    ],
)
async def test_a_draft_that_lacks_something_is_refused_and_nothing_is_written(town: Graph, draft: Draft) -> None:
    with pytest.raises((BadInput, NotFound)):
        await raise_case(Single(town), GRID, draft, "case-1", START, CALENDAR)
    assert await everything(town, "Case", "Call", "Step") == []


@pytest.mark.parametrize(("longitude", "latitude"), [(None, None), (116.4, 39.9)])
async def test_a_stranger_learns_nothing_of_where_a_place_lies(
    town: Graph, longitude: float | None, latitude: float | None
) -> None:
    draft = Draft(GRID_CODE, "C02", "停水", longitude=longitude, latitude=latitude)
    with pytest.raises(NotFound) as refusal:
        await raise_case(Single(town), STRANGER, draft, "case-1", START, CALENDAR)
    assert refusal.value.zh == f"没有区域 {GRID_CODE}。"
    assert await everything(town, "Case", "Call", "Step") == []


async def test_a_pause_stops_one_clock_in_the_graph_until_its_end(town: Graph) -> None:
    case_id, case = await whistled(town, ("unit-water", "unit-power"))
    call, end = next(each.id for each in case.calls if each.unit == "unit-water"), START + timedelta(days=1)
    await step(town, WATER, case_id, 3, Action.SIGN, call=call)
    await step(town, WATER, case_id, 4, Action.ASK_PAUSE, call=call, note="等住户回家", until=end)
    queue = "MATCH (k:Call {id: $id}) RETURN split(k.queue, '|')[0], k.pausedAt IS NULL, toString(k.nextAt)"
    assert (await town.read(Statement(queue, {"id": call})))[0][:2] == ["SUBDISTRICT:500103012", True]
    await step(town, SUBDISTRICT, case_id, 5, Action.PAUSE, call=call, note="同意", until=end)
    assert await town.read(Statement(queue, {"id": call})) == [["DEPARTMENT:unit-water", False, "2026-09-08T02:00:00Z"]]
    assert await town.read(Statement("MATCH (n:Clocked) WHERE n.pausedAt IS NULL RETURN count(n)")) == [[2]]
    assert await stands(town, case_id) == await replayed(town, case_id)
    await step(town, SUBDISTRICT, case_id, 6, Action.RESUME, START + timedelta(minutes=35), call=call)
    due = "MATCH (k:Call {id: $id}) RETURN toString(k.dueAt), k.pausedUntil"
    assert await town.read(Statement(due, {"id": call})) == [["2026-09-08T02:30:00Z", None]]
    assert await stands(town, case_id) == await replayed(town, case_id)


async def test_of_clients_that_take_the_same_step_one_wins_and_the_others_hear_what_is_possible(town: Graph) -> None:
    cases = [await new_case(town) for _ in range(20)]
    outcomes: Counter[str] = Counter()

    async def client() -> None:
        for case_id in cases:
            try:
                await step(town, COMMUNITY, case_id, 1, Action.ACCEPT)
                outcomes["won"] += 1
            except StepRefused as refusal:
                outcomes["lost"] += 1
                outcomes["told"] += "SETTLE" in refusal.allowed

    await asyncio.gather(*(client() for _ in range(16)))
    assert outcomes == {"won": 20, "lost": 300, "told": 300}
    for case_id in cases:
        assert [each.version for each in await read_steps(Single(town), CLOCK, case_id)] == [1, 2]


@pytest.mark.parametrize("name", ["snapshot", "held", "record", "due"])
async def test_a_statement_of_cases_starts_from_an_index(demo_graph: Graph, name: str) -> None:
    params = {"id": "x", "scope": ["5"], "me": "x", "units": ["x"], "now": START, "most": 10}
    assert await scans(demo_graph, Statement(TEXTS[name], params)) == set()


@pytest.mark.parametrize("name", ["raise", "move"])
async def test_a_change_starts_from_an_index(demo_graph: Graph, name: str) -> None:
    given = {"moves": [], "case": {"areaCode": "x"}, "step": {}, **CLOCK.params}
    assert await scans(demo_graph, Statement(TEXTS[name], given)) == set()
