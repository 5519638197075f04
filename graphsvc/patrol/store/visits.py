"""Visits in the graph: reported in batches, each report once however often it is sent, and called off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from graphsvc.access.principal import Grant, Principal
from graphsvc.china import day_in_china, in_utc
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import Conflict, NotFound
from graphsvc.log.events import Done, Event, Looked
from graphsvc.patrol.model.visits import VISIT, Found, Report, VisitAction, VisitState, check_batch, state_on
from graphsvc.patrol.store.fragments import by_hand, district_of, in_force, taken
from graphsvc.patrol.store.ports import RaiseCase, RaisedCase, Workdays

TEXTS = statements(
    Path(__file__).with_name("visits.cypher"), in_force=in_force, district_of=district_of, taken=taken, by_hand=by_hand
)
LONGEST_TITLE = 200
TOLD_AT_ONCE = 200
"""Missed or moved visits of one round."""
SETTLED = timedelta(minutes=2)
"""Longer than any drawing takes that was under way when the days changed, and than processes take to hear of it."""
DRAWN_AHEAD = 93
"""Days for which visits may be drawn up, today with them."""
LONGEST_BREAK = 30
"""Days off on end: longer than any holiday."""


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports, where it may, and how it raises a case."""

    principal: Principal
    grant: Grant
    raise_case: RaiseCase


async def report_visits(tx: Transaction, reporter: Reporter, reports: Sequence[Report], now: datetime) -> Done:
    """Report visits, in one transaction; what was sent before has no second effect.

    A visit that somebody else has reported meanwhile, or that was called off, stays as it is: the answer shows under
    which key it stands. Visits are locked in the order of their ids.

    Raises:
        BadInput: as `check_batch`, or a category that does not exist.
        NotFound: a visit that is not there for the caller. Conflict: an item ticked was not in force there that day.
    """
    check_batch(reports, now)
    events: list[Event] = []
    for line, report in sorted(enumerate(reports), key=lambda each: each[1].visit):
        events += await _report(tx, reporter, line, report, now)
    visits = tuple(report.visit for report in reports)
    await tx.run(Statement(TEXTS["seen"], {"visits": list(visits), "scope": list(reporter.grant.scope)}))
    return Done(visits, tuple(events))


async def call_off(tx: Transaction, grant: Grant, id_: str, expected: int, reason: str, by: str, now: datetime) -> Done:
    """Call a visit off.

    Raises:
        NotFound: no such visit in the caller's areas. StepRefused: it has moved on, or its day is over.
    """
    action = VisitAction.CALL_OFF
    asked = {
        "id": id_,
        "expected": expected,
        "today": day_in_china(now),
        "sources": [state.value for state in VISIT.sources(action)],
        "changes": {"state": VISIT.target(action).value, "note": reason, "calledOffBy": by, "waitsOn": None},
        "scope": list(grant.scope),
    }
    rows = await tx.run(Statement(TEXTS["call_off"], asked))
    if not rows:
        raise NotFound("没有这次走访，或不在您的管辖范围内。", "No such visit, or none in your scope.")
    done, seen, state, area = rows[0]
    if not done:
        if (VisitState(state), action) in VISIT.table and not seen:
            raise VISIT.moved_on(VisitState(state))
        raise VISIT.refusal(VisitState(state), action)
    return Done((id_,), (Event("VISIT_CALL_OFF", id_, area, {"state": state}, {"state": "CALLED_OFF"}, reason),))


async def read_standing(graph: Reader, grant: Grant, id_: str, today: date) -> tuple[VisitState, str]:
    """Read how a visit stands today, and the code of its grid.

    Raises:
        NotFound: no such visit in the caller's areas.
    """
    rows = await graph.read(Statement(TEXTS["standing"], {"id": id_, "scope": list(grant.scope)}))
    if not rows:
        raise NotFound("没有这次走访，或不在您的管辖范围内。", "No such visit, or none in your scope.")
    state, due_on, area = rows[0]
    return state_on(VisitState(state), date.fromisoformat(str(due_on)), today), area


async def tell_missed(tx: Transaction, now: datetime) -> Looked:
    """Write into the record which visits were missed, each once, on the day after; they can still be reported."""
    rows = await tx.run(Statement(TEXTS["tell_missed"], {"today": day_in_china(now), "most": TOLD_AT_ONCE}))
    states = {"state": VisitState.DUE.value}, {"state": VisitState.MISSED.value}
    return Looked(len(rows), tuple(Event("VISIT_MISSED", id_, area, *states) for id_, area in rows))


async def leave_days_off(tx: Transaction, now: datetime, workdays: Workdays) -> Looked:
    """Move visits of plans for workdays off days that have become days off, each once, and write it into the record.

    A visit goes to the next day that is worked; where its place is visited then anyway, or the plan pauses or is over
    by then, it is called off. One that is called off so can be told by `movedFrom`, which is its `dueOn`.
    """
    today = day_in_china(now)
    days = [today + timedelta(days=number) for number in range(DRAWN_AHEAD)]
    off = [_off(day, workdays) for day in days if not workdays.is_worked(day)]
    rows = await tx.run(Statement(TEXTS["off_days"], {"off": off, "most": TOLD_AT_ONCE, "scope": [""]}))
    return Looked(len(rows), tuple(_moved(*row) for row in rows))


async def return_to_workdays(tx: Transaction, now: datetime, workdays: Workdays) -> Looked:
    """Move visits back whose own days are worked again, each once, and write it into the record.

    Nobody has changed them since: one that was reported or called off stays, and so does one whose day has begun, whose
    place is visited on that day anyway, or whose plan pauses or is over by then. Then visits are due again that were
    called off only because another stood on their day, where that has left it.
    """
    today = day_in_china(now)
    days = [today + timedelta(days=number) for number in range(-LONGEST_BREAK, DRAWN_AHEAD)]
    back = [{"day": day, "to": to} for day in days if (to := _worked_from(day, workdays)) > today]
    rows = await tx.run(Statement(TEXTS["back"], {"back": back, "most": TOLD_AT_ONCE, "scope": [""]}))
    events = [_returned(*row) for row in rows]
    if len(rows) < TOLD_AT_ONCE:  # what moves back goes first
        asked = {"again": [row for row in back if row["day"] >= today], "most": TOLD_AT_ONCE, "scope": [""]}
        events += [_renewed(*row) for row in await tx.run(Statement(TEXTS["due_again"], asked))]
    return Looked(len(events), tuple(events))


@dataclass(slots=True)
class LeavingDaysOff:
    """Looks for visits on days off when the days worked have changed and on each new day, and once more a while later.

    In between none comes to lie there: what is drawn up falls on workdays, and a new day brings one day more into view.
    """

    workdays: Workdays
    seen: tuple[int, date] | None = None
    over: bool = False
    again: datetime | None = None

    async def once(self, tx: Transaction, now: datetime) -> Looked:
        """Do what `leave_days_off` does, then `return_to_workdays`, when there may be something to do."""
        await self.workdays.refresh(tx)  # never by days that another process has changed
        self._begin((self.workdays.version(), day_in_china(now)), now)
        if self.over:
            return Looked()
        done = await leave_days_off(tx, now, self.workdays)
        if not done.due:
            done = await return_to_workdays(tx, now, self.workdays)
        self.over = not done.due
        return done

    def _begin(self, seen: tuple[int, date], now: datetime) -> None:
        if seen != self.seen:
            self.over, self.again = False, now + SETTLED
        elif self.over and self.again is not None and now >= self.again:
            self.over, self.again = False, None
        self.seen = seen


def _worked_from(day: date, workdays: Workdays) -> date:
    later = (day + timedelta(days=number) for number in range(DRAWN_AHEAD))
    return next(each for each in later if workdays.is_worked(each))


def _off(day: date, workdays: Workdays) -> dict[str, Any]:
    to = _worked_from(day + timedelta(days=1), workdays)
    return {"day": day, "to": to, "note": f"{day} 改为放假，不另走访；下一个工作日 {to} 另有走访、计划暂停或计划已到期"}


def _moved(id_: str, area: str, day: str, due: str, state: str) -> Event:
    if VisitState(state) is VisitState.CALLED_OFF:
        return Event("VISIT_CALL_OFF", id_, area, {"state": VisitState.DUE.value}, {"state": state}, f"{day} 改为放假")
    return Event("VISIT_MOVED", id_, area, {"dueOn": day}, {"dueOn": due}, f"{day} 改为放假，顺延到下一个工作日")


def _returned(id_: str, area: str, day: str, due: str) -> Event:
    return Event("VISIT_MOVED", id_, area, {"dueOn": day}, {"dueOn": due}, f"{due} 恢复上班，调回当日")


def _renewed(id_: str, area: str, day: str, due: str) -> Event:
    states = {"state": VisitState.CALLED_OFF.value, "dueOn": day}, {"state": VisitState.DUE.value, "dueOn": due}
    return Event("VISIT_DUE_AGAIN", id_, area, *states, f"{due} 上班且不再另有走访，重新排定")


async def _report(tx: Transaction, reporter: Reporter, line: int, report: Report, now: datetime) -> list[Event]:
    scope = list(reporter.grant.scope)
    asked = {
        "visit": report.visit,
        "key": report.key,
        "by": reporter.principal.subject,
        "items": sorted(set(report.items)),
        "day": report.visited_on,
        "changes": _changes(report, reporter.principal.subject, now),
        "scope": scope,
    }
    rows = await tx.run(Statement(TEXTS["report"], asked))
    if not rows:
        raise NotFound(
            f"第 {line + 1} 条：没有这次走访，或不在您的管辖范围内。",
            f"Line {line + 1}: no such visit, or none in scope.",
        )
    done, before, state, unfit, area, place = rows[0]
    if before or VisitState(state) is not VisitState.DUE:
        return []
    if not done:
        names = "、".join(f"“{each}”" for each in unfit)
        raise Conflict(
            f"第 {line + 1} 条：网格事项{names}当日不在该网格的公布清单内。",
            f"Line {line + 1}: an item that is ticked was not in force there on that day.",
        )
    told = {"state": VisitState.DONE.value, "minutes": report.minutes, "findings": len(report.findings)}
    event = Event("VISIT_REPORTED", report.visit, area, {"state": state}, told, report.note or "")
    return [event, *await _raise_cases(tx, reporter, report, area, place, now)]


async def _raise_cases(
    tx: Transaction, reporter: Reporter, report: Report, area: str, place: str, now: datetime
) -> list[Event]:
    ids, events = [], []
    for number, found in enumerate(report.findings):
        id_ = f"case-{uuid5(NAMESPACE_OID, f'{report.visit} {number}').hex}" if found.category else ""
        ids.append(id_)
        if found.category:
            raised = RaisedCase(id_, area, found.category, _title(place, found), found.text, place)
            events.append(await reporter.raise_case(tx, raised, reporter.principal, now))
    if any(ids):
        asked = {"visit": report.visit, "cases": ids, "scope": list(reporter.grant.scope)}
        await tx.run(Statement(TEXTS["cases"], asked))
    return events


def _title(place: str, found: Found) -> str:
    return f"{place}：{found.text.splitlines()[0]}"[:LONGEST_TITLE]


def _changes(report: Report, by: str, now: datetime) -> dict[str, Any]:
    return {
        "state": VisitState.DONE.value,
        "waitsOn": None,
        "reportKey": report.key,
        "reportedBy": by,
        "reportedAt": in_utc(now),
        "startedAt": in_utc(report.started_at),
        "endedAt": in_utc(report.ended_at),
        "visitedOn": report.visited_on,
        "minutes": report.minutes,
        "companion": report.companion,
        "households": report.households,
        "note": report.note,
        "findingClasses": [each.kind.value for each in report.findings],
        "findingTexts": [each.text for each in report.findings],
        "findingCases": ["" for _ in report.findings],
    }
