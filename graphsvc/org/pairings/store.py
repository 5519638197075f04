"""Pairings in the graph: opened behind the locks of unit and area, kept in touch, asked under, ended."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china, in_utc
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput, Conflict, NotFound, StepRefused
from graphsvc.log.events import Done, Event
from graphsvc.org.pairings.pairing import (
    BY_UNIT,
    NOT_THE_AREA,
    NOT_THE_UNIT,
    OPEN,
    OWN_WORK,
    REQUEST,
    REQUESTS_OPEN,
    UNIT_GONE,
    Contact,
    Draft,
    PairingRequestAction,
    PairingRequestState,
    RequestStanding,
    Standing,
)

TEXTS = statements(Path(__file__).with_name("pairings.cypher"))
_OPEN = [state.value for state in OPEN]


async def open_pairing(tx: Transaction, grant: Grant, draft: Draft, id_: str, by: str, now: datetime) -> Done:
    """Have a unit stand by an area.

    Raises:
        NotFound: no such unit, or no such subdistrict or community of the caller's. BadInput: over before it begins.
        Conflict: the area or the unit is there no more, or both are paired already in that time.
    """
    draft.check()
    row = {
        "id": id_,
        "version": 1,
        "unit": draft.unit,
        "since": draft.since,
        "until": draft.until,
        "contactEveryDays": draft.every,
        "contactDueOn": draft.since + timedelta(days=draft.every),
        "openedAt": in_utc(now),
        "openedBy": by,
    }
    asked = {
        "area": draft.area,
        "unit": draft.unit,
        "on": draft.since,
        "until": draft.until,
        "asOf": day_in_china(now),
        "pairing": row,
        "scope": list(grant.scope),
    }
    rows = await tx.run(Statement(TEXTS["open"], asked))
    if not rows:
        raise NotFound(
            "没有这个单位，或您的辖区内没有这个镇街、社区。",
            "No such unit, or no such subdistrict or community of yours.",
        )
    done, stands, there, area = rows[0]
    if not done:
        raise _unopenable(stands=stands, there=there)
    told = {"unit": draft.unit, "since": draft.since.isoformat()}
    return Done((id_,), (Event("PAIRING_OPENED", id_, area, {}, told),))


async def end_pairing(
    tx: Transaction, grant: Grant, id_: str, expected: int, until: date, reason: str, now: datetime
) -> Done:
    """End a pairing on a day, past or to come; one that has not begun is taken back by ending it on its first.

    Raises:
        NotFound: no such pairing in the caller's areas. BadInput: not after it began and after its last contact, or
        later than it ends already.
        Conflict: it has moved on, is over, or a request of it waits.
    """
    asked = {
        "id": id_,
        "expected": expected,
        "on": until,
        "reason": reason,
        "asOf": day_in_china(now),
        "open": _OPEN,
        "scope": list(grant.scope),
    }
    rows = await tx.run(Statement(TEXTS["end"], asked))
    if not rows:
        raise _absent()
    done, seen, goes, within, waiting, area = rows[0]
    if not done:
        if not seen:
            raise _stale()
        if not goes:
            raise Conflict("包联已经结束。", "The pairing is over.")
        if not within:
            raise BadInput(
                "结束日期须在包联开始和最近一次联系之后，且不晚于原定的结束日期。",
                "It ends after the day it began and that of its last contact, and not later than the day on which it "
                "already ends.",
            ).at("endsOn")
        assert waiting
        raise Conflict(REQUESTS_OPEN, "Requests of it wait; have them done or take them back first.")
    return Done((id_,), (Event("PAIRING_ENDED", id_, area, {}, {"until": until.isoformat()}, reason),))


async def keep_contact(
    tx: Transaction, grant: Grant, id_: str, expected: int, contact: Contact, by: str, now: datetime
) -> Done:
    """Record a contact of a day that has come.

    Raises:
        NotFound: no such pairing for this caller. BadInput: the day has not come, or is none of the pairing's.
        Conflict: it has moved on.
    """
    today = day_in_china(now)
    if contact.on > today:
        raise BadInput("联系日期还没有到。", "The day of the contact has not come.").at("contact", "contactedOn")
    row = {
        "version": 1,
        "contactedOn": contact.on,
        "way": contact.way.value,
        "content": contact.content,
        "recordedAt": in_utc(now),
        "recordedBy": by,
    }
    asked = {"id": id_, "expected": expected, "asOf": contact.on, "contact": row, **grant.params}
    rows = await tx.run(Statement(TEXTS["contact"], asked))
    if not rows:
        raise _absent()
    done, seen, _, area = rows[0]
    if not done:
        if not seen:
            raise _stale()
        raise BadInput("联系日期不在包联期间。", "The pairing did not hold on that day.").at("contact", "contactedOn")
    told = {"on": contact.on.isoformat(), "way": contact.way.value}
    return Done((id_,), (Event("PAIRING_CONTACT_KEPT", id_, area, {}, told),))


async def place_request(
    tx: Transaction,
    grant: Grant,
    pairing: str,
    expected: int,
    content: str,
    due_on: date,
    id_: str,
    by: str,
    now: datetime,
) -> Done:
    """Place a request with the unit of a pairing.

    Raises:
        NotFound: no such pairing in the caller's areas. BadInput: due on a day that has passed.
        Conflict: the pairing has moved on, or does not hold today, or its unit is there no more.
    """
    today = day_in_china(now)
    if due_on < today:
        raise BadInput("办理期限已经过去。", "The day by which it is due has passed.").at("request", "dueOn")
    row = {
        "id": id_,
        "version": 1,
        "state": PairingRequestState.PLACED.value,
        "content": content,
        "dueOn": due_on,
        "placedAt": in_utc(now),
        "placedOn": today,
        "by": by,
    }
    asked = {"id": pairing, "expected": expected, "asOf": today, "request": row, "scope": list(grant.scope)}
    rows = await tx.run(Statement(TEXTS["place"], asked))
    if not rows:
        raise _absent()
    done, seen, goes, there, area = rows[0]
    if not done:
        if not seen:
            raise _stale()
        if not goes:
            raise Conflict("包联今天不在有效期内。", "The pairing does not hold today.")
        assert not there
        raise Conflict(UNIT_GONE, "The unit is not there today.")
    told = {"pairing": pairing, "dueOn": due_on.isoformat()}
    return Done((id_,), (Event("PAIRING_REQUEST_PLACED", id_, area, {}, told),))


async def take_step(
    tx: Transaction,
    grant: Grant,
    id_: str,
    action: PairingRequestAction,
    expected: int,
    note: str,
    by: str,
    now: datetime,
) -> Done:
    """Take a step with a request.

    Raises:
        NotFound: no such request for this caller. StepRefused: it has moved on, does not allow this, it is for the
        other side to do, or the caller would confirm what it has done itself.
    """
    target = REQUEST.target(action)
    changes: dict[str, Any] = {"state": target.value, "movedAt": in_utc(now)}
    if action is PairingRequestAction.FINISH:
        changes |= {"report": note, "finishedOn": day_in_china(now), "finishedBy": by}
    else:
        changes["note"] = note or None
    if action is PairingRequestAction.RETURN:
        changes |= {"finishedOn": None, "finishedBy": None}
    asked = {
        "id": id_,
        "expected": expected,
        "byUnit": action in BY_UNIT,
        "confirms": action is PairingRequestAction.CONFIRM,
        "by": by,
        "sources": [state.value for state in REQUEST.sources(action)],
        "changes": changes,
        **grant.params,
    }
    rows = await tx.run(Statement(TEXTS["step"], asked))
    if not rows:
        raise NotFound("没有这个派单，或不在可见范围内。", "No such request, or none that you may see.")
    done, seen, state, own, other, area = rows[0]
    if not done:
        if seen and own and not other and REQUEST.bar(PairingRequestState(state), action) is None:
            allowed = tuple(each.value for each in REQUEST.allowed(PairingRequestState(state)))
            raise StepRefused(OWN_WORK, "Somebody else than who says that it is done confirms it.", allowed)
        raise _refused(PairingRequestState(state), action, seen=seen, own=own)
    event = Event(f"PAIRING_REQUEST_{action}", id_, area, {"state": state}, {"state": target.value}, note)
    return Done((id_,), (event,))


async def read_standing(graph: Reader, grant: Grant, id_: str, today: date) -> Standing:
    """Read how a pairing stands; requests that wait are counted for who may end it.

    Raises:
        NotFound: no such pairing.
    """
    asked = {"id": id_, "open": _OPEN, "asOf": today, "scope": list(grant.scope)}
    rows = await graph.read(Statement(TEXTS["standing"], asked))
    if not rows:
        raise _absent()
    since, until, waiting, there, area, unit = rows[0]
    return Standing(_day(since), until and _day(until), waiting, area, unit, there)


async def read_request(graph: Reader, grant: Grant, id_: str) -> RequestStanding:
    """Read how a request stands.

    Raises:
        NotFound: no such request for this caller.
    """
    rows = await graph.read(Statement(TEXTS["request"], {"id": id_, **grant.params}))
    if not rows:
        raise NotFound("没有这个派单，或不在可见范围内。", "No such request, or none that you may see.")
    state, area, unit, finished_by = rows[0]
    return RequestStanding(PairingRequestState(state), area, unit, finished_by)


def _day(value: Any) -> date:
    day: date = value if isinstance(value, date) else value.to_native()
    return day


def _unopenable(*, stands: bool, there: bool) -> Conflict:
    if not stands:
        return Conflict("该区域已经撤销。", "The area is there no more.")
    if not there:
        return Conflict(UNIT_GONE, "The unit is not there today.")
    return Conflict("该单位在这段时间已经包联这个区域。", "The unit stands by that area in that time already.")


def _refused(state: PairingRequestState, action: PairingRequestAction, *, seen: bool, own: bool) -> StepRefused:
    allowed = tuple(each.value for each in REQUEST.allowed(state))
    if not own and REQUEST.bar(state, action) is None:
        if action in BY_UNIT:
            return StepRefused(NOT_THE_UNIT, "The unit of the pairing does this.", allowed)
        return StepRefused(NOT_THE_AREA, "The area of the pairing, or who stands above it, does this.", allowed)
    assert not seen or (state, action) not in REQUEST.table
    return REQUEST.stopped(state, action)


def _stale() -> Conflict:
    return Conflict("已有变动，请刷新后再试。", "It was changed meanwhile; read it again.")


def _absent() -> NotFound:
    return NotFound("没有这项包联，或不在您的管辖范围内。", "No such pairing, or none of yours.")
