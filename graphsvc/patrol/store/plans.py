"""Patrol plans in the graph: opened with their places, their visits drawn up, paused, ended."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china, in_utc
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import BadInput, Conflict, NotFound
from graphsvc.log.events import Done, Event
from graphsvc.org.model.people import ForceRole
from graphsvc.patrol.model.plans import (
    FARTHEST,
    MOST_VISITS,
    Absence,
    Days,
    DueVisit,
    PatrolPlaceKind,
    PatrolPlanState,
    Place,
    Serving,
    Timetable,
    share_out,
)
from graphsvc.patrol.model.visits import VisitState

TEXTS = statements(Path(__file__).with_name("plans.cypher"))
COVERED = "当日由改期到此日的走访代替，不另走访"


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place of a plan as it is opened: what it is called, the code of its grid, the id of the key place it is."""

    name: str
    grid: str
    key_place: str | None = None


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan as it is opened."""

    area: str
    name: str
    kind: PatrolPlaceKind
    rule: str
    workdays_only: bool
    starts_on: date
    ends_on: date | None
    places: tuple[NewPlace, ...]


async def open_plan(tx: Transaction, grant: Grant, plan: NewPlan, id_: str, by: str, now: datetime) -> Done:
    """Open a plan.

    Raises:
        NotFound: no such area in the caller's areas.
        BadInput: its days are not in order or over, a place lies in no grid there, or a key place is not on the list.
    """
    if plan.ends_on:
        Days(plan.starts_on, plan.ends_on).check("plan", "endsOn")
        if plan.ends_on < day_in_china(now):
            raise BadInput(
                "最后一天已过，按此计划排不出走访；请填今天或以后的日子，或留空。",
                "Its last day is over, so that no visit would fall due: give today or a later day, or leave it out.",
            ).at("plan", "endsOn")
    row = {
        "id": id_,
        "areaCode": plan.area,
        "version": 1,
        "state": PatrolPlanState.ACTIVE.value,
        "name": plan.name,
        "kind": plan.kind.value,
        "rule": plan.rule,
        "workdaysOnly": plan.workdays_only,
        "startsOn": plan.starts_on,
        "endsOn": plan.ends_on,
        "pausedFrom": [],
        "pausedTo": [],
        "openedAt": in_utc(now),
        "by": by,
    }
    places = [
        {"id": f"{id_}.{number}", "areaCode": it.grid, "name": it.name, "kind": plan.kind.value, "position": number}
        for number, it in enumerate(plan.places, start=1)
    ]
    ties = [
        {"place": place["id"], "grid": each.grid, "keyPlace": each.key_place}
        for place, each in zip(places, plan.places, strict=True)
        if each.key_place
    ]
    asked = {"plan": row, "places": places, "ties": ties, "scope": list(grant.scope)}
    rows = await tx.run(Statement(TEXTS["open"], asked))
    if not rows:
        raise NotFound("没有这个区域，或不在您的管辖范围内。", "No such area, or none in your scope.")
    if not rows[0][0]:
        raise BadInput(
            "每个场所须在本计划区域内的一个网格里；重点场所须在册，并在该网格或其社区内。",
            "Each place lies in a grid under the plan's area; a key place is on the list there or in the community.",
        ).at("plan", "places")
    event = Event("PATROL_PLAN_OPENED", id_, plan.area, {}, {"places": len(places), "rule": plan.rule}, plan.name)
    return Done((id_,), (event,))


async def draw_up(
    tx: Transaction,
    grant: Grant,
    id_: str,
    expected: int,
    wanted: Days,
    absences: Sequence[Absence],
    is_worked: Callable[[date], bool],
    today: date,
) -> Done:
    """Draw up the visits that fall due within some days and share them out; those still due there are shared out anew.

    One that was called off only because its day became a day off is due again once the day is worked.

    Raises:
        NotFound: no such plan in the caller's areas. Conflict: changed meanwhile, ended, or over by then.
        BadInput: the days are past, not in order or too many, or there would be more than 5,000 visits.
    """
    wanted.check("untilOn")
    for number, absence in enumerate(absences):
        absence.days.check("absences", number, "endsOn")
    if wanted.first < today:
        raise BadInput("不能排定过去日子的走访。", "Visits are drawn up from today on.").at("startsOn")
    if wanted.last > wanted.first + FARTHEST:
        raise BadInput(
            f"最多排定 {FARTHEST.days} 天的走访。", f"Visits are drawn up for {FARTHEST.days} days at most."
        ).at("untilOn")
    held = await _hold(tx, grant, id_, expected)
    if held.timetable.ends_on and held.timetable.ends_on < wanted.first:
        raise Conflict("到这一天该计划已期满，请另立计划。", "The plan is over by then; open another.")
    window = {"id": id_, "first": wanted.first, "last": wanted.last, "scope": list(grant.scope)}
    due, off, covered = await _due(tx, held, wanted, held.timetable.due_days(wanted, is_worked), window)
    if len(due) + len(covered) > MOST_VISITS:
        raise BadInput(f"一次最多排定 {MOST_VISITS} 次走访。", f"At most {MOST_VISITS} visits are drawn up at once.")
    serving, loads = await _serving(tx, window, sorted({place.grid for place in held.places}))
    shared = zip(due.values(), share_out(list(due), serving, absences, loads), strict=True)
    visits = sorted((_row(id_, visit, each) for visit, each in shared), key=lambda row: str(row["id"]))
    asked = {"id": id_, "until": wanted.last, "visits": visits, "scope": list(grant.scope)}
    again = await tx.run(Statement(TEXTS["renew"], {**asked, "visits": off})) if off else []
    ((moved,),) = await tx.run(Statement(TEXTS["assign"], asked))
    called_off = [_covered_row(id_, visit, *each) for each, visit in covered.items()]
    ((made,),) = await tx.run(Statement(TEXTS["draw"], {**asked, "visits": visits + called_off}))
    told = {"visits": made, "moved": moved, "until": wanted.last.isoformat()}
    states = {"state": VisitState.CALLED_OFF.value}, {"state": VisitState.DUE.value}
    renewed = [Event("VISIT_DUE_AGAIN", visit, area, *states, "当日恢复上班，重新排定") for visit, area in again]
    return Done((id_,), (Event("VISITS_DRAWN", id_, held.area, {}, told), *renewed))


async def pause(tx: Transaction, grant: Grant, id_: str, expected: int, days: Days, reason: str, today: date) -> Done:
    """Pause a plan for some days: visits due then are called off, and none are drawn up for them.

    Raises:
        NotFound: no such plan in the caller's areas. Conflict: changed meanwhile, or ended.
        BadInput: the days are not in order, or some are over: what was missed then stays missed.
    """
    days.check("days", "endsOn")
    if days.first < today:
        raise BadInput(
            "已过去的日子不能暂停，当日未登记的走访仍算漏访；请从今天或以后起暂停。",
            "Days that are over are not paused, visits missed then stay missed: pause from today or later on.",
        ).at("days", "startsOn")
    held = await _hold(tx, grant, id_, expected)
    pauses = (*held.timetable.pauses, days)
    changes = {"pausedFrom": [each.first for each in pauses], "pausedTo": [each.last for each in pauses]}
    called = await _call_off(tx, grant, id_, days.first, days.last, reason, changes)
    told = {"from": days.first.isoformat(), "to": days.last.isoformat(), "calledOff": called}
    return Done((id_,), (Event("PATROL_PAUSED", id_, held.area, {}, told, reason),))


async def end(tx: Transaction, grant: Grant, id_: str, expected: int, reason: str, now: datetime) -> Done:
    """End a plan: visits due from today on are called off.

    Raises:
        NotFound: no such plan in the caller's areas. Conflict: changed meanwhile, or ended already.
    """
    held = await _hold(tx, grant, id_, expected)
    changes = {"state": PatrolPlanState.ENDED.value, "note": reason}
    called = await _call_off(tx, grant, id_, day_in_china(now), None, reason, changes)
    return Done((id_,), (Event("PATROL_PLAN_ENDED", id_, held.area, {}, {"calledOff": called}, reason),))


@dataclass(frozen=True, slots=True)
class Held:
    """A plan behind its lock."""

    area: str
    timetable: Timetable
    places: tuple[Place, ...]


async def _hold(tx: Transaction, grant: Grant, id_: str, expected: int) -> Held:
    rows = await tx.run(Statement(TEXTS["hold"], {"id": id_, "scope": list(grant.scope)}))
    if not rows:
        raise NotFound("没有这个巡查计划，或不在您的管辖范围内。", "No such patrol plan, or none in your scope.")
    version, state, rule, starts, ends, workdays, paused_from, paused_to, area, places = rows[0]
    if version != expected + 1:
        raise Conflict("已有变动，请刷新后再试。", "It was changed meanwhile; read it again.")
    if PatrolPlanState(state) is PatrolPlanState.ENDED:
        raise Conflict("该计划已终止，请另立计划。", "The plan has ended; open another.")
    pauses = tuple(Days(_day(a), _day(b)) for a, b in zip(paused_from, paused_to, strict=True))
    timetable = Timetable(rule, _day(starts), ends if ends is None else _day(ends), workdays, pauses)
    return Held(area, timetable, tuple(Place(*place) for place in places))


async def _due(
    tx: Transaction, held: Held, wanted: Days, days: Sequence[date], window: dict[str, Any]
) -> tuple[dict[tuple[Place, date], str], list[str], dict[tuple[Place, date], str]]:
    """What is to be made, at which place on which day, with the visit's id; and which of them the clock called off.

    A moved visit is made on its new day, and none on the one it was drawn up for. The new day's own visit is kept
    as called off, so that it can be due once the other goes back.
    """
    places = {place.id: place for place in held.places}
    taken: set[tuple[str, date]] = set()
    covered: set[tuple[str, date]] = set()
    moved: dict[tuple[Place, date], str] = {}
    off: set[str] = set()
    for id_, place, on, drawn_for, waits, is_off in await tx.run(Statement(TEXTS["drawn"], window)):
        if is_off:
            off.add(id_)
            continue
        taken.add((place, _day(drawn_for)))
        if on != drawn_for:
            covered.add((place, _day(on)))
        if waits and _day(on) in wanted:
            moved[places[place], _day(on)] = id_
    own = {(place, day): _visit_id(place, day) for day in days for place in held.places if (place.id, day) not in taken}
    beside = {each: id_ for each, id_ in own.items() if (each[0].id, each[1]) in covered}
    alone = {each: id_ for each, id_ in own.items() if each not in beside}
    return {**alone, **moved}, sorted(off.intersection(alone.values())), beside


async def _serving(tx: Transaction, window: dict[str, Any], grids: list[str]) -> tuple[Serving, dict[str, int]]:
    after = window["last"] + timedelta(days=1)
    asked = {"grids": grids, "role": ForceRole.GRID_WORKER.value, "on": window["first"], "until": after, **window}
    rows = await tx.run(Statement(TEXTS["serving"], asked))
    serving: dict[str, list[tuple[str, Days]]] = defaultdict(list)
    for grid, worker, since, until, _ in rows:
        last = date.max if until is None else date.fromordinal(_day(until).toordinal() - 1)
        serving[grid].append((worker, Days(date.min if since is None else _day(since), last)))
    return serving, {worker: held for _, worker, _, _, held in rows}


async def _call_off(
    tx: Transaction, grant: Grant, id_: str, first: date, last: date | None, note: str, changes: dict[str, Any]
) -> int:
    asked = {"id": id_, "first": first, "last": last, "note": note, "changes": changes, "scope": list(grant.scope)}
    ((called,),) = await tx.run(Statement(TEXTS["call_off"], asked))
    return int(called)


def _visit_id(place: Place, day: date) -> str:
    return f"visit-{place.id.removeprefix('patrol-')}.{day:%Y%m%d}"


def _row(plan: str, id_: str, due: DueVisit) -> dict[str, Any]:
    visit = {
        "id": id_,
        "version": 1,
        "state": VisitState.DUE.value,
        "plan": plan,
        "dueOn": due.day,
        "waitsOn": due.day,
        "worker": due.worker or None,
    }
    return {"id": id_, "place": due.place.id, "worker": due.worker, "visit": visit}


def _covered_row(plan: str, id_: str, place: Place, day: date) -> dict[str, Any]:
    row = _row(plan, id_, DueVisit(place, day))
    off = {"state": VisitState.CALLED_OFF.value, "waitsOn": None, "movedFrom": day, "note": COVERED}
    return row | {"visit": row["visit"] | off}


def _day(value: object) -> date:
    return date.fromisoformat(str(value))
