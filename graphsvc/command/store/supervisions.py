"""Supervisions in the graph: what is supervised is locked before another is opened, each step locks its supervision."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.china import in_utc
from graphsvc.command.model.supervision import (
    NOT_THE_CENTRE,
    NOT_YOURS,
    OWN_ANSWER,
    SUPERVISION,
    Demand,
    Reach,
    Standing,
    SupervisionAction,
    SupervisionState,
    clock,
)
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import Conflict, NotFound, StepRefused
from graphsvc.log.events import Done, Event

TEXTS = statements(Path(__file__).with_name("supervisions.cypher"))


async def open_supervision(tx: Transaction, grant: Grant, demand: Demand, id_: str, by: str, now: datetime) -> Done:
    """Open a supervision.

    Raises:
        NotFound: no such case or task in the caller's areas. BadInput: the day is past or far away.
        Conflict: the case is over, its subdistrict has no centre, who is asked has no part in it or has one open.
    """
    row = {
        "id": id_,
        "version": 1,
        "state": SupervisionState.OPEN.value,
        "demand": demand.demand,
        **_due(demand.due_on, now),
        "openedAt": in_utc(now),
        "openedBy": by,
    }
    asked = {"about": demand.about, "to": demand.to, "supervision": row, "scope": list(grant.scope)}
    rows = await tx.run(Statement(TEXTS["open"], asked))
    if not rows:
        raise NotFound("没有这个事件或任务，或不在您的管辖范围内。", "No such case or task, or none in your scope.")
    done, open_, founded, works, twice, area = rows[0]
    if not done:
        raise _unopenable(open_=open_, founded=founded, works=works, twice=twice)
    told = {"about": demand.about, "to": demand.to, "dueOn": demand.due_on.isoformat()}
    return Done((id_,), (Event("SUPERVISION_OPENED", id_, area, {}, told, demand.demand),))


async def take_step(
    tx: Transaction,
    grant: Grant,
    id_: str,
    action: SupervisionAction,
    expected: int,
    note: str,
    by: str,
    now: datetime,
    due_on: date | None = None,
) -> Done:
    """Take a step; `due_on` is the new day by which it is answered, for RETURN.

    Raises:
        NotFound: no such supervision for this caller. BadInput: the day is past or far away.
        StepRefused: it has moved on, does not allow this, or it is for somebody else to do.
    """
    target = SUPERVISION.target(action)
    asked = {
        "id": id_,
        "expected": expected,
        "action": action.value,
        "by": by,
        "at": in_utc(now),
        "over": Reach(grant.scope).above,
        "sources": [state.value for state in SUPERVISION.sources(action)],
        "changes": {"state": target.value, **_changes(action, note, by, now, due_on)},
        **grant.params,
    }
    rows = await tx.run(Statement(TEXTS["step"], asked))
    if not rows:
        raise _absent()
    done, seen, state, own, other, area = rows[0]
    if not done:
        raise _refused(SupervisionState(state), action, seen=seen, own=own, other=other)
    event = Event(f"SUPERVISION_{action}", id_, area, {"state": state}, {"state": target.value}, note)
    return Done((id_,), (event,))


async def read_standing(graph: Reader, grant: Grant, id_: str) -> Standing:
    """Read how a supervision stands.

    Raises:
        NotFound: no such supervision for this caller.
    """
    rows = await graph.read(Statement(TEXTS["standing"], {"id": id_, **grant.params}))
    if not rows:
        raise _absent()
    state, area, asked_area, asked_unit, answered_by = rows[0]
    return Standing(SupervisionState(state), area, asked_area, asked_unit, answered_by)


async def list_waiting(graph: Reader, reach: Reach, first: int, after: str) -> list[tuple[str, str]]:
    """List what waits for a caller: ids with their cursors, the nearest day first."""
    rows = await graph.read(Statement(TEXTS["desk"], {**_of(reach), "first": first, "after": after}))
    return [(id_, cursor) for id_, cursor in rows]


async def count_waiting(graph: Reader, reach: Reach) -> int:
    """Count what waits for a caller, all pages together."""
    rows = await graph.read(Statement(TEXTS["waiting"], _of(reach)))
    return int(rows[0][0])


def _of(reach: Reach) -> dict[str, Any]:
    return {"scope": list(reach.scope), "unit": reach.unit, "over": reach.above}


def _due(day: date, now: datetime) -> dict[str, Any]:
    warn_at, due_at = clock(day, now)
    return {"dueOn": day, "warnAt": warn_at, "dueAt": due_at}


def _changes(action: SupervisionAction, note: str, by: str, now: datetime, due_on: date | None) -> dict[str, Any]:
    if action is SupervisionAction.ANSWER:
        return {"answer": note, "answeredBy": by, "answeredAt": in_utc(now)}
    if action is SupervisionAction.RETURN:
        assert due_on is not None
        return {"note": note, "answeredBy": None, "answeredAt": None, **_due(due_on, now)}
    return {"note": note or None, "endedAt": in_utc(now)}


def _unopenable(*, open_: bool, founded: bool, works: bool, twice: bool) -> Conflict:
    if not open_:
        return Conflict("该事件已办结，不能督办。", "The case is over and cannot be supervised.")
    if not founded:
        return Conflict("该镇街尚未设立指挥中心，请先设立。", "Its subdistrict has no command centre; found one first.")
    if not works:
        return Conflict(
            "督办对象须是正在办理的单位或区域；督办事件时可不填，由所在社区答复。",
            "Who is asked works on it: a unit called, a receiver of the task, or the community of a case.",
        )
    assert twice
    return Conflict("同一对象已有未销号的督办。", "A supervision of the same is open already; wait or withdraw it.")


def _refused(state: SupervisionState, action: SupervisionAction, *, seen: bool, own: bool, other: bool) -> StepRefused:
    allowed = tuple(each.value for each in SUPERVISION.allowed(state))
    if seen and SUPERVISION.bar(state, action) is None:
        if not own and action is SupervisionAction.ANSWER:
            return StepRefused(NOT_YOURS, "Who is asked answers, or who stands above.", allowed)
        if not own:
            return StepRefused(NOT_THE_CENTRE, "The centre's subdistrict or its superior does this.", allowed)
        assert not other
        return StepRefused(OWN_ANSWER, "Somebody else than who has answered closes it.", allowed)
    return SUPERVISION.stopped(state, action)


def _absent() -> NotFound:
    return NotFound("没有这项督办，或不在可见范围内。", "No such supervision, or none that you may see.")
