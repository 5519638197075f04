"""Visits drawn up for days that become days off, on a real Neo4j: they move, are called off, and come back."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from graphsvc.access.role import Role
from graphsvc.app.patrol import workdays_of
from graphsvc.cases.holidays.local_days import LocalDays
from graphsvc.cases.holidays.store import refresh_within
from graphsvc.cases.model.calendar import Calendar
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph, Transaction
from graphsvc.gql.execution.documents import Documents
from graphsvc.patrol.store.plans import COVERED
from graphsvc.patrol.store.ports import Workdays
from graphsvc.patrol.store.visits import SETTLED, LeavingDaysOff, leave_days_off, return_to_workdays
from tests.conftest import RECORD
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE
from tests.engine.desk import COMMUNITY, DISTRICT_OFFICE, STREET_OFFICE, Desk
from tests.shared_graph import everything

DISTRICT = """CREATE (:Node:Area:District {id: $code, code: $code, areaCode: $code, level: 2, prefix: left($code, 6),
  name: '某区'})"""
SET = """mutation ($days: [HolidayInput!]!, $v: Int!) {
  setHolidays(id: "holiday-table", days: $days, document: "区府办〔2026〕9号", expectedVersion: $v) { id } }"""
REMOVE = """mutation ($days: [Date!]!, $v: Int!) {
  removeHolidays(id: "holiday-table", fallOn: $days, reason: "录错了", expectedVersion: $v) { id } }"""
OPEN = "mutation ($plan: PatrolPlanInput!) { openPatrolPlan(plan: $plan) { id } }"
DRAW = """mutation ($id: ID!, $v: Int!, $until: Date!) {
  drawUpVisits(id: $id, expectedVersion: $v, untilOn: $until) { id } }"""
PAUSE = """mutation ($id: ID!, $v: Int!, $days: DaysInput!) {
  pausePatrolPlan(id: $id, expectedVersion: $v, days: $days, reason: "台风") { id } }"""
REPORT = "mutation ($reports: [VisitReportInput!]!) { reportVisits(reports: $reports) { state } }"
CALL_OFF = 'mutation ($id: ID!) { callOffVisit(id: $id, expectedVersion: 1, reason: "道路封闭") { state } }'
WORKER = """MATCH (g:Grid {id: $grid})
CREATE (:Node:Person {id: 'person-a', name: '周一', areaCode: g.code})
  -[:SERVES_IN {role: 'GRID_WORKER', since: date('2024-01-01')}]->(g)"""
VERSION = "MATCH (p:PatrolPlan {id: $id}) RETURN p.version"
VISITS = "{ visits(first: 50, orderBy: [{ dueOn: ASC }]) { nodes { dueOn movedFromOn state note } } }"


def off_until(day: str, to: str) -> str:
    """The note of a visit that is called off for its day and not made on the next workday."""
    return f"{day} 改为放假，不另走访；下一个工作日 {to} 另有走访、计划暂停或计划已到期"


class Office(Desk):
    """Draws visits up from Monday, 7 September, and enters days off."""

    local: LocalDays

    async def off(self, *days: str) -> None:
        given = [{"fallsOn": day, "kind": "HOLIDAY", "name": "区庆"} for day in days]
        await self.data(DISTRICT_OFFICE, SET, days=given, v=self.local.version)

    async def back(self, *days: str) -> None:
        await self.data(DISTRICT_OFFICE, REMOVE, days=list(days), v=self.local.version)

    async def look(self) -> list[str]:
        """What looks for visits on days off have done, until nothing is left."""

        async def once(tx: Transaction) -> list[str]:
            left = await leave_days_off(tx, self.now, self.tools[Workdays])
            done = left if left.due else await return_to_workdays(tx, self.now, self.tools[Workdays])
            await RECORD.append(tx, done.events, "clock", Role.SYSTEM, self.now)
            return [f"{event.action} {event.note}" for event in done.events]

        found = await self.graph.transact(once)
        assert await self.graph.transact(once) == [], "once"
        return found

    async def drawn(self, rule: str, until: str, *, workdays: bool = True, ends: str | None = None) -> str:
        """A plan with the visits of some days."""
        plan = {
            "area": COMMUNITY_CODE,
            "name": "九小场所巡查",
            "kind": "SMALL_PREMISES",
            "recurrence": rule,
            "startsOn": "2026-09-07",
            "endsOn": ends,
            "workdaysOnly": workdays,
            "places": [{"grid": GRID_CODE, "name": "临街餐馆"}],
        }
        id_: str = (await self.data(COMMUNITY, OPEN, plan=plan))["openPatrolPlan"]["id"]
        await self.draw_up(id_, until)
        return id_

    async def draw_up(self, plan: str, until: str) -> None:
        await self.change(DRAW, plan, until=until)

    async def change(self, text: str, plan: str, **more: Any) -> None:
        ((version,),) = await self.graph.read(Statement(VERSION, {"id": plan}))
        await self.data(COMMUNITY, text, id=plan, v=version, **more)

    async def visits(self) -> list[tuple[str, str | None, str, str | None]]:
        found = (await self.data(STREET_OFFICE, VISITS))["visits"]["nodes"]
        return [(each["dueOn"], each["movedFromOn"], each["state"], each["note"]) for each in found]


@pytest.fixture
async def office(known: Documents, town: Graph) -> Office:
    """The street in its district, and a service on it."""
    await town.write(Statement(DISTRICT, {"code": "500103000000"}))
    office = Office(known, town)
    office.local = LocalDays()
    calendar = Calendar(days=office.local)
    office.tools |= {LocalDays: office.local, Calendar: calendar, Workdays: workdays_of(calendar, office.local)}
    return office


async def test_a_visit_of_a_day_that_becomes_a_day_off_goes_to_the_next_workday(office: Office) -> None:
    plan = await office.drawn("FREQ=WEEKLY;BYDAY=TU", "2026-09-15")
    assert await office.look() == []
    await office.off("2026-09-08", "2026-09-09")
    assert await office.look() == ["VISIT_MOVED 2026-09-08 改为放假，顺延到下一个工作日"]
    now = [("2026-09-10", "2026-09-08", "DUE", None), ("2026-09-15", None, "DUE", None)]
    assert await office.visits() == now
    await office.draw_up(plan, "2026-09-15")
    assert await office.visits() == now, "nothing twice"
    office.now += timedelta(days=2, hours=20)  # Thursday in China
    assert (await office.visits())[0][2] == "DUE"
    office.now += timedelta(days=1)
    assert (await office.visits())[0][2] == "MISSED"
    said = "MATCH (l:LogEntry {action: 'VISIT_MOVED'}) RETURN l.before, l.after, l.note LIMIT 9"
    assert await office.graph.read(Statement(said)) == [
        ['{"dueOn":"2026-09-08"}', '{"dueOn":"2026-09-10"}', "2026-09-08 改为放假，顺延到下一个工作日"]
    ]


async def test_where_the_place_is_visited_then_anyway_it_is_called_off(office: Office) -> None:
    await office.drawn("FREQ=DAILY", "2026-09-09")
    await office.off("2026-09-08")
    assert await office.look() == ["VISIT_CALL_OFF 2026-09-08 改为放假"]
    note = "2026-09-08 改为放假，不另走访；下一个工作日 2026-09-09 另有走访、计划暂停或计划已到期"
    assert await office.visits() == [
        ("2026-09-07", None, "DUE", None),
        ("2026-09-08", "2026-09-08", "CALLED_OFF", note),
        ("2026-09-09", None, "DUE", None),
    ]


async def test_a_day_drawn_later_has_no_second_visit_beside_one_moved_there(office: Office) -> None:
    plan = await office.drawn("FREQ=DAILY", "2026-09-08")
    await office.off("2026-09-08")
    assert await office.look() == ["VISIT_MOVED 2026-09-08 改为放假，顺延到下一个工作日"]
    await office.draw_up(plan, "2026-09-10")
    assert [each[:2] for each in await office.visits()] == [
        ("2026-09-07", None),
        ("2026-09-09", "2026-09-08"),
        ("2026-09-09", "2026-09-09"),
        ("2026-09-10", None),
    ]
    assert [each[2:] for each in await office.visits()][2] == ("CALLED_OFF", COVERED)
    await office.back("2026-09-08")
    assert await office.look() == [
        "VISIT_MOVED 2026-09-08 恢复上班，调回当日",
        "VISIT_DUE_AGAIN 2026-09-09 上班且不再另有走访，重新排定",
    ]
    every = [(f"2026-09-{day:02}", None, "DUE", None) for day in (7, 8, 9, 10)]
    assert await office.visits() == every, "no day is left out"
    await office.draw_up(plan, "2026-09-10")
    assert await office.visits() == every


async def test_one_called_off_because_the_next_day_was_taken_goes_there_once_it_is_free(office: Office) -> None:
    plan = await office.drawn("FREQ=DAILY", "2026-09-10")
    await office.off("2026-09-08", "2026-09-09")
    assert await office.look() == ["VISIT_CALL_OFF 2026-09-08 改为放假", "VISIT_CALL_OFF 2026-09-09 改为放假"]
    await office.back("2026-09-08")
    assert await office.look() == ["VISIT_DUE_AGAIN 2026-09-08 上班且不再另有走访，重新排定"]
    off = ("2026-09-09", "2026-09-09", "CALLED_OFF", off_until("2026-09-09", "2026-09-10"))
    assert await office.visits() == [
        ("2026-09-07", None, "DUE", None),
        ("2026-09-08", None, "DUE", None),
        off,
        ("2026-09-10", None, "DUE", None),
    ]
    third = "MATCH (v:Visit) WHERE v.dueOn = date('2026-09-10') RETURN v.id"
    ((id_,),) = await office.graph.read(Statement(third))
    await office.data(COMMUNITY, CALL_OFF, id=id_)
    assert await office.look() == [], "somebody wants none on that day"
    await office.change(PAUSE, plan, days={"startsOn": "2026-09-09", "endsOn": "2026-09-09"})
    await office.back("2026-09-09")
    assert await office.look() == [], "the plan pauses"
    assert off in await office.visits()


async def test_two_days_off_of_which_the_first_is_taken_back_leave_no_visit_behind(office: Office) -> None:
    await office.drawn("FREQ=DAILY", "2026-09-09")
    await office.off("2026-09-08", "2026-09-09")
    await office.look()
    await office.back("2026-09-08")
    assert await office.look() == [
        "VISIT_MOVED 2026-09-08 恢复上班，调回当日",
        "VISIT_DUE_AGAIN 2026-09-10 上班且不再另有走访，重新排定",
    ]
    assert await office.visits() == [
        ("2026-09-07", None, "DUE", None),
        ("2026-09-08", None, "DUE", None),
        ("2026-09-10", "2026-09-09", "DUE", None),
    ]


async def test_visits_of_plans_for_every_day_and_of_days_that_are_over_stay(office: Office) -> None:
    await office.drawn("FREQ=WEEKLY;BYDAY=TU", "2026-09-08", workdays=False)
    await office.off("2026-09-08")
    assert await office.look() == []
    await office.drawn("FREQ=WEEKLY;BYDAY=MO", "2026-09-07")
    office.now += timedelta(days=1)
    await office.off("2026-09-07")
    assert await office.look() == [], "it is missed, or was made"


async def test_of_visits_that_would_go_to_one_day_the_first_goes(office: Office) -> None:
    await office.drawn("FREQ=DAILY", "2026-09-09")
    await office.off("2026-09-08", "2026-09-09")
    assert await office.look() == [
        "VISIT_MOVED 2026-09-08 改为放假，顺延到下一个工作日",
        "VISIT_CALL_OFF 2026-09-09 改为放假",
    ]
    assert await office.visits() == [
        ("2026-09-07", None, "DUE", None),
        ("2026-09-09", "2026-09-09", "CALLED_OFF", off_until("2026-09-09", "2026-09-10")),
        ("2026-09-10", "2026-09-08", "DUE", None),
    ]


@pytest.mark.parametrize(
    ("ends", "due", "state"), [("2026-09-08", "2026-09-08", "CALLED_OFF"), ("2026-09-09", "2026-09-09", "DUE")]
)
async def test_none_moves_past_the_end_of_its_plan(office: Office, ends: str, due: str, state: str) -> None:
    await office.drawn("FREQ=WEEKLY;BYDAY=TU", "2026-09-30", ends=ends)
    await office.off("2026-09-08")
    await office.look()
    note = off_until("2026-09-08", "2026-09-09") if state == "CALLED_OFF" else None
    assert await office.visits() == [(due, "2026-09-08", state, note)]


async def test_one_that_moves_twice_and_is_called_off_then_stands_on_its_first_day(office: Office) -> None:
    plan = await office.drawn("FREQ=WEEKLY;BYDAY=TU", "2026-09-08")
    await office.off("2026-09-08")
    await office.look()
    await office.change(PAUSE, plan, days={"startsOn": "2026-09-10", "endsOn": "2026-09-10"})
    await office.off("2026-09-09")
    assert await office.look() == ["VISIT_CALL_OFF 2026-09-09 改为放假"]
    assert await office.visits() == [("2026-09-08", "2026-09-08", "CALLED_OFF", off_until("2026-09-09", "2026-09-10"))]


async def test_one_that_would_move_into_a_pause_that_is_being_written_is_called_off(office: Office) -> None:
    plan = await office.drawn("FREQ=WEEKLY;BYDAY=TU", "2026-09-08")
    await office.off("2026-09-08")
    written, over = asyncio.Event(), asyncio.Event()

    async def pause(tx: Transaction) -> None:
        days = "SET p.pausedFrom = [date('2026-09-09')], p.pausedTo = [date('2026-09-09')]"
        await tx.run(Statement(f"MATCH (p:PatrolPlan {{id: $id}}) {days}", {"id": plan}))
        written.set()
        await over.wait()

    pausing = asyncio.create_task(office.graph.transact(pause))
    await written.wait()
    looking = asyncio.create_task(office.look())
    waiting = Statement("SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*)")
    try:
        async with asyncio.timeout(20):
            while await office.graph.read(waiting) != [[1]]:
                assert not looking.done(), "it waits for the plan"
    finally:
        over.set()
    await pausing
    assert await looking == ["VISIT_CALL_OFF 2026-09-08 改为放假"]


async def test_one_that_was_called_off_for_its_day_is_due_again_when_the_day_is_taken_back(office: Office) -> None:
    plan = await office.drawn("FREQ=DAILY", "2026-09-10")
    first = "MATCH (v:Visit) WHERE v.dueOn = date('2026-09-09') RETURN v.id"
    ((by_hand,),) = await office.graph.read(Statement(first))
    await office.data(COMMUNITY, CALL_OFF, id=by_hand)
    await office.off("2026-09-08")
    assert await office.look() == ["VISIT_MOVED 2026-09-08 改为放假，顺延到下一个工作日"]
    await office.off("2026-09-10")
    await office.draw_up(plan, "2026-09-11")
    assert await office.look() == ["VISIT_CALL_OFF 2026-09-10 改为放假"]
    off = ("2026-09-10", "2026-09-10", "CALLED_OFF", off_until("2026-09-10", "2026-09-11"))
    await office.draw_up(plan, "2026-09-11")
    assert off in await office.visits(), "as long as the day is off"
    await office.back("2026-09-10")
    assert await office.look() == ["VISIT_DUE_AGAIN 2026-09-10 上班且不再另有走访，重新排定"]
    for _ in range(2):
        await office.draw_up(plan, "2026-09-11")
        assert sorted(await office.visits(), key=str) == [
            ("2026-09-07", None, "DUE", None),
            ("2026-09-09", "2026-09-08", "DUE", None),
            ("2026-09-09", None, "CALLED_OFF", "道路封闭"),
            ("2026-09-10", None, "DUE", None),
            ("2026-09-11", None, "DUE", None),
        ]
    kept = "MATCH (v:Visit {dueOn: date('2026-09-10')}) RETURN v.version, v.waitsOn = v.dueOn"
    assert await office.graph.read(Statement(kept)) == [[3, True]]
    said = "MATCH (l:LogEntry {action: 'VISIT_DUE_AGAIN'}) RETURN l.before, l.after, l.note LIMIT 9"
    assert await office.graph.read(Statement(said)) == [
        [
            '{"dueOn":"2026-09-10","state":"CALLED_OFF"}',
            '{"dueOn":"2026-09-10","state":"DUE"}',
            "2026-09-10 上班且不再另有走访，重新排定",
        ]
    ]
    await office.off("2026-09-10")
    assert await office.look() == ["VISIT_CALL_OFF 2026-09-10 改为放假"], "as often as the day changes"


async def test_none_is_due_again_beside_one_that_moved_to_its_day(office: Office) -> None:
    plan = await office.drawn("FREQ=DAILY", "2026-09-10")
    await office.off("2026-09-09")
    assert await office.look() == ["VISIT_CALL_OFF 2026-09-09 改为放假"]
    await office.back("2026-09-09")
    await office.off("2026-09-08")
    assert await office.look() == ["VISIT_MOVED 2026-09-08 改为放假，顺延到下一个工作日"]
    await office.draw_up(plan, "2026-09-10")
    assert sorted(each[1:3] for each in await office.visits() if each[0] == "2026-09-09") == [
        ("2026-09-08", "DUE"),
        ("2026-09-09", "CALLED_OFF"),
    ]


async def test_a_day_drawn_later_has_no_second_visit_beside_one_made_there(office: Office) -> None:
    plan = await office.drawn("FREQ=DAILY", "2026-09-08")
    await office.off("2026-09-08")
    await office.look()
    office.now += timedelta(days=2)
    ((moved,),) = await office.graph.read(Statement("MATCH (v:Visit) WHERE v.movedFrom IS NOT NULL RETURN v.id"))
    start, end = office.now - timedelta(hours=1), office.now - timedelta(minutes=30)
    report = {"reportKey": "phone", "visit": moved, "households": 3}
    report |= {"startedAt": start.isoformat(), "endedAt": end.isoformat()}
    await office.data(COMMUNITY, REPORT, reports=[report])
    await office.draw_up(plan, "2026-09-10")
    assert [each[:3] for each in await office.visits()][1:] == [
        ("2026-09-09", "2026-09-08", "DONE"),
        ("2026-09-09", "2026-09-09", "CALLED_OFF"),
        ("2026-09-10", None, "DUE"),
    ]


async def test_visits_that_moved_are_shared_out_anew(office: Office) -> None:
    plan = await office.drawn("FREQ=WEEKLY;BYDAY=TU", "2026-09-15")
    await office.off("2026-09-08")
    await office.look()
    await office.graph.write(Statement(WORKER, {"grid": GRID_CODE}))
    await office.draw_up(plan, "2026-09-09")
    held = "MATCH (v:Visit) OPTIONAL MATCH (v)-[:ASSIGNED_TO]->(w) RETURN toString(v.dueOn), w.id ORDER BY v.dueOn"
    assert await office.graph.read(Statement(held)) == [["2026-09-09", "person-a"], ["2026-09-15", None]]


async def test_it_is_looked_when_days_change_once_more_a_while_later_and_on_each_new_day(office: Office) -> None:
    behind, known = Workdays(), office.tools[Workdays]
    leaving = LeavingDaysOff(known)

    async def look(now: datetime) -> int:
        """How many visits rounds have moved until nothing was left."""
        found = 0
        while due := (await office.graph.transact(lambda tx: leaving.once(tx, now))).due:
            found += due
        return found

    async def drawn_by_days_before() -> None:
        office.tools[Workdays] = behind
        await office.drawn("FREQ=WEEKLY;BYDAY=TU", "2026-09-08")
        office.tools[Workdays] = known

    await office.drawn("FREQ=WEEKLY;BYDAY=TU", "2026-09-08")
    start = office.now
    assert [await look(start), await look(start + SETTLED)] == [0, 0]
    await office.off("2026-09-08")
    heard = start + SETTLED
    assert [await look(heard), await look(heard)] == [1, 0]
    await drawn_by_days_before()
    assert [await look(heard), await look(heard + SETTLED)] == [0, 1]
    await drawn_by_days_before()
    assert [await look(heard + 2 * SETTLED), await look(heard + timedelta(days=1))] == [0, 1]


async def test_days_that_another_process_took_back_move_no_visit(office: Office) -> None:
    await office.drawn("FREQ=WEEKLY;BYDAY=TU", "2026-09-08")
    await office.off("2026-09-08")
    other = LocalDays()
    await office.graph.transact(lambda tx: refresh_within(tx, other))
    leaving = LeavingDaysOff(workdays_of(Calendar(days=other), other))
    await office.back("2026-09-08")
    assert (await office.graph.transact(lambda tx: leaving.once(tx, office.now))).due == 0
    assert await office.visits() == [("2026-09-08", None, "DUE", None)]


TUESDAY_OFF = "VISIT_MOVED 2026-09-08 改为放假，顺延到下一个工作日"


async def test_a_moved_visit_goes_back_when_its_day_is_worked_after_all(office: Office) -> None:
    plan = await office.drawn("FREQ=WEEKLY;BYDAY=TU", "2026-09-15")
    await office.off("2026-09-08")
    assert await office.look() == [TUESDAY_OFF]
    await office.back("2026-09-08")
    assert await office.look() == ["VISIT_MOVED 2026-09-08 恢复上班，调回当日"]
    now = [("2026-09-08", None, "DUE", None), ("2026-09-15", None, "DUE", None)]
    assert await office.visits() == now
    kept = "MATCH (v:Visit {dueOn: date('2026-09-08')}) RETURN v.version, v.waitsOn = v.dueOn"
    assert await office.graph.read(Statement(kept)) == [[3, True]]
    said = "MATCH (l:LogEntry {action: 'VISIT_MOVED'}) RETURN l.before, l.after ORDER BY l.number LIMIT 9"
    assert await office.graph.read(Statement(said)) == [
        ['{"dueOn":"2026-09-08"}', '{"dueOn":"2026-09-09"}'],
        ['{"dueOn":"2026-09-09"}', '{"dueOn":"2026-09-08"}'],
    ]
    await office.draw_up(plan, "2026-09-15")
    assert await office.visits() == now, "nothing twice"
    await office.off("2026-09-08")
    assert await office.look() == [TUESDAY_OFF], "as often as the day changes"


async def test_a_moved_visit_goes_back_as_far_as_days_are_worked_again(office: Office) -> None:
    await office.drawn("FREQ=WEEKLY;BYDAY=TU", "2026-09-08")
    await office.off("2026-09-08", "2026-09-09")
    await office.look()
    await office.back("2026-09-09")
    assert await office.look() == ["VISIT_MOVED 2026-09-09 恢复上班，调回当日"]
    assert await office.visits() == [("2026-09-09", "2026-09-08", "DUE", None)]
    await office.back("2026-09-08")
    await office.look()
    assert await office.visits() == [("2026-09-08", None, "DUE", None)]


@pytest.mark.parametrize("changed", ["reported", "called off", "day begun", "day over", "visited anyway", "paused"])
async def test_a_moved_visit_stays_that_somebody_changed_or_whose_day_is_over_or_taken(
    office: Office, changed: str
) -> None:
    plan = await office.drawn("FREQ=WEEKLY;BYDAY=TU", "2026-09-08")
    await office.off("2026-09-08")
    await office.look()
    ((moved, state),) = await office.graph.read(Statement("MATCH (v:Visit) RETURN v.id, 'DUE'"))
    match changed:
        case "reported":
            office.now += timedelta(hours=8)  # the same day still
            start, end = office.now - timedelta(hours=1), office.now - timedelta(minutes=30)
            report = {"reportKey": "phone", "visit": moved, "households": 3}
            report |= {"startedAt": start.isoformat(), "endedAt": end.isoformat()}
            await office.data(COMMUNITY, REPORT, reports=[report])
            state = "DONE"
        case "called off":
            await office.data(COMMUNITY, CALL_OFF.replace("expectedVersion: 1", "expectedVersion: 2"), id=moved)
            state = "CALLED_OFF"
        case "day begun":
            office.now += timedelta(days=1)
        case "day over":
            office.now += timedelta(days=2)
        case "visited anyway":
            there = "CREATE (place)<-[:AT]-(:Visit {dueOn: date('2026-09-08'), state: 'DONE'})"
            again = f"MATCH (v:Visit)-[:AT]->(place) {there}"
            await office.graph.write(Statement(again))
        case "paused":
            await office.change(PAUSE, plan, days={"startsOn": "2026-09-08", "endsOn": "2026-09-08"})
    await office.back("2026-09-08")
    before = await everything(office.graph, "Visit", "LogEntry")
    assert await office.look() == []
    assert await everything(office.graph, "Visit", "LogEntry") == before
    stands = "MATCH (v:Visit {id: $id}) RETURN toString(v.dueOn), toString(v.movedFrom), v.state"
    assert await office.graph.read(Statement(stands, {"id": moved})) == [["2026-09-09", "2026-09-08", state]]


async def test_a_service_moves_visits_back_when_it_hears_of_the_day(office: Office) -> None:
    leaving = LeavingDaysOff(office.tools[Workdays])

    async def look() -> int:
        found = 0
        while due := (await office.graph.transact(lambda tx: leaving.once(tx, office.now))).due:
            found += due
        return found

    await office.drawn("FREQ=WEEKLY;BYDAY=TU", "2026-09-08")
    await office.off("2026-09-08")
    assert [await look(), await look()] == [1, 0]
    await office.back("2026-09-08")
    assert [await look(), await look()] == [1, 0]
    assert await office.visits() == [("2026-09-08", None, "DUE", None)]
