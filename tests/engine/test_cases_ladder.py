"""The ladder on a real Neo4j: every rung once, with two workers and a restart, and never while a case is paused."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from graphsvc.cases.model.states import Action, State
from graphsvc.cases.store.cases import read_case, read_steps
from graphsvc.cases.store.escalation import Climbed, climb
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.rounds import SteadyClock, Vitals, Work, keep_doing
from tests.acceptance.serving import until
from tests.conftest import patience
from tests.engine.cases_world import (
    CALENDAR,
    CLOCK,
    COMMUNITY,
    START,
    SUBDISTRICT,
    WATER,
    Single,
    new_case,
    replayed,
    stands,
    step,
    whistled,
)

LATER = START + timedelta(days=200)


async def climbed_to(graph: Graph, now: datetime) -> list[str]:
    """Climb until nothing is due; the actions taken, in order."""
    taken: list[str] = []
    while (once := await graph.transact(lambda tx: climb(tx, now, CALENDAR))).due:
        taken += [step.action.value for _, step in once.steps]
    return taken


async def rungs(graph: Graph) -> Counter[tuple[str, str, str]]:
    """How often each rung was taken, by case and call."""
    rows = await graph.read(
        Statement(
            "MATCH (s:Step) WHERE s.party = 'SYSTEM' "
            "RETURN s.case, coalesce(s.call, ''), s.action ORDER BY s.id LIMIT 9999"
        )
    )
    return Counter(tuple(row) for row in rows)


async def test_reminder_notice_and_escalation_come_in_their_time_and_once(town: Graph) -> None:
    case_id = await new_case(town)  # to be accepted within one working hour
    assert await climbed_to(town, START + timedelta(minutes=47)) == []
    assert await climbed_to(town, START + timedelta(minutes=48)) == ["REMIND"]
    assert await climbed_to(town, START + timedelta(minutes=59)) == []
    assert await climbed_to(town, START + timedelta(minutes=60)) == ["SUPERVISE"]
    assert await climbed_to(town, START + timedelta(minutes=72)) == ["ESCALATE"]
    assert await climbed_to(town, LATER) == []
    case = await stands(town, case_id)
    assert (case.state, case.before, case.version) == (State.ESCALATED, State.DISCOVERED, 4)
    assert [each.note for each in (await read_steps(Single(town), CLOCK, case_id))[1:]] == [
        "接报已用八成时间，时限 2026-09-07 11:00",
        "接报已到期未完成，时限 2026-09-07 11:00",
        "接报超期两成仍未完成，时限 2026-09-07 11:00",
    ]


async def test_a_late_department_climbs_alone_and_the_case_waits_before_the_superior(town: Graph) -> None:
    case_id, case = await whistled(town, ("unit-water", "unit-power"))
    water, power = (call.id for call in case.calls)
    await step(town, WATER, case_id, 3, Action.SIGN, call=water)
    assert await climbed_to(town, START + timedelta(hours=1, minutes=30)) == ["REMIND", "SUPERVISE", "ESCALATE"]
    now = await stands(town, case_id)
    assert now.state is State.ESCALATED
    assert {call.id: call.escalated for call in now.calls} == {water: False, power: True}
    assert now == await replayed(town, case_id)


async def test_a_service_that_was_away_catches_up_rung_by_rung(town: Graph) -> None:
    await new_case(town)
    assert await climbed_to(town, LATER) == ["REMIND", "SUPERVISE", "ESCALATE"]


async def test_a_paused_case_climbs_nothing_until_its_pause_ends_by_itself(town: Graph) -> None:
    case_id, end = await new_case(town), START + timedelta(days=2)
    await step(town, SUBDISTRICT, case_id, 1, Action.PAUSE, note="等反映人", until=end)
    assert await climbed_to(town, end - timedelta(minutes=1)) == []
    assert await climbed_to(town, end) == ["RESUME"]
    assert await climbed_to(town, end + timedelta(hours=8)) == ["REMIND", "SUPERVISE", "ESCALATE"]


async def test_a_pause_that_nobody_answers_counts_as_refused_in_time_and_the_deadline_has_run_on(town: Graph) -> None:
    case_id, case = await whistled(town)
    (call,) = case.calls
    await step(town, WATER, case_id, 3, Action.SIGN, call=call.id)
    before = (await read_case(Single(town), CLOCK, case_id)).clocks.calls
    asked = START + timedelta(minutes=10)
    end = START + timedelta(days=2)
    await step(town, WATER, case_id, 4, Action.ASK_PAUSE, asked, call=call.id, note="等配件", until=end)
    kept = await read_case(Single(town), CLOCK, case_id)
    assert before
    assert kept.clocks.calls
    answer_by = kept.clocks.calls[call.id].answer_by
    assert answer_by == CALENDAR.deadline(asked, kept.policy.review)
    assert kept.clocks.calls[call.id].due_at == before[call.id].due_at, "it runs meanwhile"
    assert await waits(town, call.id) == f"SUBDISTRICT:500103012|{answer_by:%Y-%m-%dT%H:%M:%SZ}|{call.id}"
    await climbed_to(town, answer_by - timedelta(seconds=1))
    assert (await stands(town, case_id)).calls[0].hold.asked == end
    assert "REFUSE_PAUSE" in await climbed_to(town, answer_by)
    kept = await read_case(Single(town), CLOCK, case_id)
    assert (kept.case.calls[0].hold.asked, (kept.clocks.calls or {})[call.id].answer_by) == (None, None)
    assert (await waits(town, call.id)).startswith("DEPARTMENT:unit-water|")
    told = [each for each in await read_steps(Single(town), CLOCK, case_id) if each.action is Action.REFUSE_PAUSE]
    assert [(each.party.value, each.note) for each in told] == [("SYSTEM", "镇街未在时限内答复，视为不同意挂账")]
    assert await replayed(town, case_id) == await stands(town, case_id)


async def test_a_pause_that_is_answered_in_time_is_not_refused_by_the_clock(town: Graph) -> None:
    case_id = await new_case(town)
    end = START + timedelta(days=2)
    await step(town, COMMUNITY, case_id, 1, Action.ACCEPT)
    await step(town, COMMUNITY, case_id, 2, Action.ASK_PAUSE, note="等反映人", until=end)
    await step(town, SUBDISTRICT, case_id, 3, Action.PAUSE, note="同意", until=end)
    assert await climbed_to(town, end - timedelta(seconds=1)) == []


async def waits(graph: Graph, id_: str) -> str:
    """The key of the inbox that a case or call lies in."""
    ((queue,),) = await graph.read(Statement("MATCH (n:Clocked {id: $id}) RETURN n.queue", {"id": id_}))
    return str(queue)


async def test_who_moves_in_time_is_never_reminded(town: Graph) -> None:
    case_id = await new_case(town)
    await step(town, COMMUNITY, case_id, 1, Action.ACCEPT, START + timedelta(minutes=47))
    assert await climbed_to(town, START + timedelta(minutes=72)) == []
    await step(town, SUBDISTRICT, case_id, 2, Action.EXTEND, until=START + timedelta(days=2, hours=8), note="等配件")
    assert (await stands(town, case_id)).version == 3


async def test_two_workers_and_a_restart_escalate_each_overdue_case_once(town: Graph) -> None:
    cases = [await new_case(town) for _ in range(60)]
    called = [await whistled(town, ("unit-water", "unit-power")) for _ in range(20)]

    async def unrecorded(*_: Any) -> None:
        await asyncio.sleep(0)

    async def begun(steps: int) -> bool:
        return (await rungs(town)).total() >= steps

    async def once(tx: Any, now: datetime) -> Climbed:
        return await climb(tx, now, CALENDAR)

    def worker(pause: float) -> "asyncio.Task[None]":
        work, clock = Work("escalation", once), SteadyClock(lambda: LATER, 0, lambda: 0.0)
        return asyncio.create_task(keep_doing(town, work, unrecorded, clock, Vitals(60), pause))

    first, second = worker(0.01), worker(0.01)
    await until(lambda: begun(1), patience(30))
    first.cancel()  # in the middle of its work
    await asyncio.gather(first, return_exceptions=True)
    third = worker(0.01)
    expected = 3 * (len(cases) + 3 * len(called))
    await until(lambda: begun(expected), patience(60))
    await asyncio.sleep(0.3)
    for task in (second, third):
        task.cancel()
    await asyncio.gather(second, third, return_exceptions=True)
    seen = await rungs(town)
    assert set(seen.values()) == {1}
    assert seen.total() == expected
    assert Counter(action for _, _, action in seen) == {
        "REMIND": expected // 3,
        "SUPERVISE": expected // 3,
        "ESCALATE": expected // 3,
    }
    for case_id in (*cases[:5], *(case_id for case_id, _ in called[:5])):
        assert await stands(town, case_id) == await replayed(town, case_id)


async def test_a_worker_whose_round_fails_leaves_what_is_due_to_the_next(town: Graph) -> None:
    await new_case(town)

    async def broken(tx: Any) -> Climbed:
        await climb(tx, LATER, CALENDAR)
        raise RuntimeError("killed before the commit")

    with pytest.raises(RuntimeError):
        await town.transact(broken)
    assert await rungs(town) == Counter()
    assert await climbed_to(town, LATER) == ["REMIND", "SUPERVISE", "ESCALATE"]
