"""Running clocks under another table of holidays: each counted anew once, told in the record, whoever looks when."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from graphsvc.access.principal import Grant
from graphsvc.cases.holidays import HolidayKind, NamedDay
from graphsvc.cases.holidays.local_days import LocalDays
from graphsvc.cases.model.calendar import Calendar, Span, Unit
from graphsvc.cases.model.clock import start_clock
from graphsvc.cases.model.deadlines import limits_of
from graphsvc.cases.model.stage_clocks import total_clock
from graphsvc.cases.model.states import Action
from graphsvc.cases.recounting import effects
from graphsvc.cases.recounting import recounting as recounts
from graphsvc.cases.recounting.effects import Change, Sweeps, effects_of
from graphsvc.cases.recounting.recounting import BOTH, CYPHER, EITHER, HOLIDAYS, LIMITS, Recounting
from graphsvc.cases.store.cases import read_case, read_steps
from graphsvc.cases.store.escalation import climb
from graphsvc.cases.store.mapping import Kept, clock_properties
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
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
from tests.plans import scans

TUESDAY = date(2026, 9, 8)
OFF = Calendar(days={TUESDAY: False})
"""The day after the cases are raised is not worked after all."""
NOW = START + timedelta(hours=3)


async def recounted(graph: Graph, calendar: Calendar, now: datetime = NOW) -> list[str]:
    """Look through all open cases; those that a step was taken on, in order."""
    recounting, found = Recounting(calendar), list[str]()
    while (once := await graph.transact(lambda tx: recounting.once(tx, now))).due:
        found += [case_id for case_id, _ in once.steps]
    assert recounting.over
    return found


async def read(graph: Graph, case_id: str) -> Kept:
    return await read_case(Single(graph), CLOCK, case_id)


async def test_clocks_of_cases_and_departments_are_counted_by_the_new_table_and_told_once(town: Graph) -> None:
    case_id, case = await whistled(town)
    await step(town, WATER, case_id, 3, Action.SIGN, call=case.calls[0].id)
    before = await read(town, case_id)
    assert await recounted(town, CALENDAR) == []
    assert await recounted(town, OFF) == [case_id]
    after = await read(town, case_id)
    assert before.clocks.case
    assert after.clocks.case
    times = before.policy
    assert before.clocks.case.due_at == CALENDAR.deadline(before.clocks.case.started_at, times.loop)
    assert (
        after.clocks.case.due_at == OFF.deadline(before.clocks.case.started_at, times.loop) > before.clocks.case.due_at
    )
    ((old,), (new,)) = [list((each.clocks.calls or {}).values()) for each in (before, after)]
    assert (new.stage, new.started_at, new.due_at) == ("contact", START, OFF.deadline(START, times.contact))
    assert new.due_at - old.due_at == timedelta(days=1)
    assert after.total_due_at == total_clock(OFF, times, before.raised_at).due_at
    told = (await read_steps(Single(town), CLOCK, case_id))[-1]
    assert (told.action, told.party.value, told.note, told.source) == (Action.RECOUNT, "SYSTEM", HOLIDAYS, told.target)
    assert await replayed(town, case_id) == await stands(town, case_id)
    assert await recounted(town, OFF) == [], "a second look finds nothing"
    assert await recounted(town, CALENDAR) == [case_id], "and a table that is taken back counts again"
    back = await read(town, case_id)
    assert (back.clocks.case, back.clocks.calls, back.total_due_at) == (
        before.clocks.case,
        before.clocks.calls,
        before.total_due_at,
    )


async def test_what_was_reminded_of_is_not_reminded_of_again(town: Graph) -> None:
    case_id = await new_case(town, category="C05")
    await step(town, COMMUNITY, case_id, 1, Action.ACCEPT)
    kept = await read(town, case_id)
    assert kept.clocks.case
    late = kept.clocks.case.warn_at
    assert [each.action for _, each in (await town.transact(lambda tx: climb(tx, late, CALENDAR))).steps] == ["REMIND"]
    assert await recounted(town, OFF, late) == [case_id]
    again = await read(town, case_id)
    assert again.clocks.case
    assert (again.clocks.case.rung, again.clocks.case.next_at) == (1, again.clocks.case.due_at)
    assert (await town.transact(lambda tx: climb(tx, again.clocks.case.warn_at, OFF))).steps == ()  # type: ignore[union-attr]


async def test_a_stage_that_waits_has_waited_or_was_extended_keeps_its_deadline(town: Graph) -> None:
    ids = [await new_case(town, case_id=f"case-{n}", category="C05") for n in range(3)]
    for id_ in ids:
        await step(town, COMMUNITY, id_, 1, Action.ACCEPT)
    end = START + timedelta(days=1)
    await step(town, SUBDISTRICT, ids[0], 2, Action.PAUSE, note="等", until=end)
    await step(town, SUBDISTRICT, ids[1], 2, Action.PAUSE, note="等", until=end)
    await step(town, COMMUNITY, ids[1], 3, Action.RESUME)
    await step(town, SUBDISTRICT, ids[2], 2, Action.EXTEND, note="等", until=START + timedelta(days=3))
    before = [await read(town, id_) for id_ in ids]
    await recounted(town, OFF)
    for old, id_ in zip(before, ids, strict=True):
        new = await read(town, id_)
        assert old.clocks.case
        assert new.clocks.case
        assert new.clocks.case.due_at == old.clocks.case.due_at
        assert new.total_due_at == total_clock(OFF, old.policy, old.raised_at).due_at


@pytest.mark.parametrize(
    ("hours", "calendar", "cause"),
    [("1.5", CALENDAR, LIMITS), ("1.5", OFF, BOTH), (None, OFF, EITHER), ("2", OFF, HOLIDAYS)],
)
async def test_the_record_says_what_has_moved_the_deadlines(
    town: Graph, hours: str | None, calendar: Calendar, cause: str
) -> None:
    """The case was counted by other times than today's: two days to decide instead of one and a half hours."""
    case_id = await new_case(town, category="C05")
    await step(town, COMMUNITY, case_id, 1, Action.ACCEPT)
    before = await read(town, case_id)
    assert before.clocks.case
    assert before.limits == limits_of(before.policy)
    if hours is None:
        await town.write(Statement("MATCH (c:Case) REMOVE c.limits"))
    elif hours == "1.5":
        other = replace(before.policy, decide=Span(1.5, Unit.WORKING_HOURS))
        clock = start_clock(CALENDAR, "decide", other.decide, before.clocks.case.started_at)
        moments = {name: value for name, value in clock_properties(clock).items() if value}
        given = {"limits": limits_of(other), **moments}
        await town.write(Statement("MATCH (c:Case) SET c += $given", {"given": given}))
    assert await recounted(town, calendar) == [case_id]
    after = await read(town, case_id)
    assert after.clocks.case
    assert after.clocks.case.due_at == calendar.deadline(before.clocks.case.started_at, before.policy.decide)
    assert (await read_steps(Single(town), CLOCK, case_id))[-1].note == cause
    assert after.limits == limits_of(before.policy)
    assert await recounted(town, calendar) == [], "a second look finds nothing"


async def test_cases_that_have_ended_are_left_and_two_workers_count_each_of_the_others_once(town: Graph) -> None:
    ids = [await new_case(town, case_id=f"case-{n:02}", category="C05") for n in range(12)]
    await step(town, COMMUNITY, ids[0], 1, Action.REJECT, note="不归")
    await step(town, COMMUNITY, ids[0], 2, Action.FEED_BACK)
    await step(town, SUBDISTRICT, ids[0], 3, Action.CLOSE)
    found = await asyncio.gather(recounted(town, OFF), recounted(town, OFF))
    assert sorted([*found[0], *found[1]]) == ids[1:]
    rows = await town.read(Statement("MATCH (s:Step {action: 'RECOUNT'}) RETURN count(DISTINCT s.case), count(s)"))
    assert rows == [[11, 11]]


class Watched:
    """Reads a graph, and keeps which page of open cases each sweep read, in the order in which they were read."""

    def __init__(self, graph: Graph) -> None:
        self._graph, self.pages = graph, list[str]()

    async def read(self, statement: Statement, lane: Lane = Lane.LIGHT) -> list[list[Any]]:
        if statement.text == CYPHER["open"]:
            self.pages.append(statement.params["id"])
        await asyncio.sleep(0)  # others may go first
        return await self._graph.read(statement, lane)


async def test_one_sweep_at_a_time_goes_through_all_open_cases_page_by_page(
    town: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(effects, "PAGE", 2)
    ids = [await new_case(town, case_id=f"case-{n}", category="C05") for n in range(5)]
    await town.write(
        Statement("CREATE (:Node:Area:District {id: $c, code: $c, areaCode: $c, level: 2})", {"c": "500103000000"})
    )
    graph, sweeps, grant = Watched(town), Sweeps(), Grant(("5001",))
    change = Change(enter=[NamedDay(TUESDAY, HolidayKind.HOLIDAY, "区庆")])
    told = [effects_of(graph, grant, CALENDAR, LocalDays(), change, NOW, sweeps, caller) for caller in "abc"]
    assert [(each.cases, dict(each.totals)) for each in await asyncio.gather(*told)] == [(5, {1: 5})] * 3
    assert graph.pages == ["", ids[1], ids[3], ids[4]] * 3


async def test_a_recount_goes_on_behind_a_page_and_from_place_to_place(
    town: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recounts, "BATCH", 2)
    ids = [await new_case(town, case_id=f"case-{n}", category="C05") for n in range(5)]
    await town.write(
        Statement(
            "MATCH (c:Case) WHERE c.id IN ['case-0', 'case-3'] SET c.openIn = '500103012011002', c.areaCode = c.openIn"
        )
    )
    assert await recounted(town, OFF) == [ids[1], ids[2], ids[4], ids[0], ids[3]]
    assert await recounted(town, OFF) == []


async def test_open_cases_are_found_by_an_index(graph: Graph) -> None:
    for name in CYPHER:
        given = {"area": "500103012011001", "id": "", "page": 5, "scope": [""]}
        assert await scans(graph, Statement(CYPHER[name], given)) == set(), name
