"""A receiver's share of a task in the graph: accepted, ticked off, reported, confirmed, handed over, each step once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphsvc.china import day_in_china, in_utc
from graphsvc.codes import prefix_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput, NotFound, StepRefused
from graphsvc.log.events import Event
from graphsvc.tasks.model.task import (
    BY_DISPATCHER,
    SHARE,
    Act,
    Direction,
    Progress,
    Receiver,
    ReceiverKind,
    Share,
    acted,
)
from graphsvc.tasks.store.tasks import NOBODY, TEXTS, Caller, Receivers, find_receivers, items_of, queue_of, row_of

NO_RECEIVERS = Receivers()


@dataclass(frozen=True, slots=True)
class Moved:
    """A share after an act; `handed` is the id of the share it was handed over to."""

    share: Share
    task: str
    handed: str | None
    event: Event


async def act(
    transaction: Transaction,
    caller: Caller,
    share_id: str,
    expected: int,
    asked: Act,
    now: datetime,
    note: str | None = None,
    ticks: tuple[int, ...] = (),
    to: Receivers = NO_RECEIVERS,
) -> Moved:
    """Do something with a receiver's share.

    Args:
        to: whom it is handed over to, one receiver; for HAND_OVER only.
    Raises:
        NotFound: no such share, or none that the caller may see or act on.
        StepRefused: it has moved on, or does not allow this; it lists what is possible.
        BadInput: words, ticks or the new receiver are missing.
    """
    row, task = await _read(transaction, caller, share_id)
    share = _share(row)
    _check_caller(caller, asked, share, row.get("unit"), task)
    if share.version != expected:
        raise moved_on(share.state, share.version, expected, asked)
    after = acted(share, asked, items_of(task), note, ticks)
    handed = await _handed(transaction, caller, share, task, asked, to, now)
    given = {
        "id": share_id,
        "expected": expected,
        "share": _change(task, after, asked, note, now),
        "step": _step(row, share, after, asked, caller, note, now),
        "handed": handed or NOBODY,
        **caller.params,
    }
    if not await transaction.run(Statement(TEXTS["act"], given)):
        now_row, _ = await _read(transaction, caller, share_id)
        if now_row["version"] == expected:
            raise BadInput("移交对象已经有这项任务。", "The receiver of the hand-over has this task already.")
        raise moved_on(Progress(now_row["state"]), now_row["version"], expected, asked)
    before_after = {"state": share.state.value}, {"state": after.state.value}
    event = Event(f"TASK_{asked}", share_id, share.receiver.area_code, *before_after, note or "")
    return Moved(after, share.task, handed["id"] if handed else None, event)


def moved_on(state: Progress, version: int, expected: int, asked: Act) -> StepRefused:
    """Refuse who has seen an older version, with what its side may do now."""
    possible = [each for each in SHARE.allowed(state) if (each in BY_DISPATCHER) == (asked in BY_DISPATCHER)]
    words = "、".join(each.zh for each in possible) or "没有"
    return StepRefused(
        f"任务已到第 {version} 版（您看到的是第 {expected} 版），现在是“{state.zh}”；现在可以：{words}。",
        f"The share is at version {version}, not {expected}, in {state.value}; "
        f"possible now: {', '.join(each.value for each in possible) or 'nothing'}.",
        tuple(each.value for each in possible),
    )


def _change(task: dict[str, Any], after: Share, asked: Act, note: str | None, now: datetime) -> dict[str, Any]:
    """What an act changes on the node of a share; it lies in its receiver's list while it is to be worked on."""
    waits = after.state in (Progress.ASSIGNED, Progress.ACCEPTED)
    reported = {"report": note, "reportedAt": in_utc(now)} if asked is Act.REPORT else {}
    return {
        "state": after.state.value,
        "version": after.version,
        "ticked": sorted(after.ticked),
        "queue": queue_of(after.id, after.receiver.id, task.get("dueAt")) if waits else None,
        **reported,
    }


def _step(
    row: dict[str, Any], share: Share, after: Share, asked: Act, caller: Caller, note: str | None, now: datetime
) -> dict[str, Any]:
    """The properties of the record of an act."""
    return {
        "id": f"{share.id}.{after.version}",
        "areaCode": share.receiver.area_code,
        "unit": row.get("unit"),
        "version": after.version,
        "task": share.task,
        "action": asked.value,
        "by": caller.id,
        "onBehalfOf": caller.on_behalf_of,
        "at": in_utc(now),
        "source": share.state.value,
        "target": after.state.value,
        "note": note,
    }


async def people(graph: Reader, caller: Caller, role: str, grids: Sequence[str], now: datetime) -> list[str]:
    """The ids of the persons for whom a caller works: the person it is or, when unknown, who serves as it does.

    Args:
        role: the caller's role as `SERVES_IN` names it; empty for one that serves in no grid.
    """
    given = {
        "me": caller.worker or caller.id,
        "role": role,
        "grids": list(grids),
        "asOf": day_in_china(now),
        **caller.params,
    }
    rows = await graph.read(Statement(TEXTS["people"], given))
    return [id_ for id_, own in rows if own] or [id_ for id_, _ in rows]


async def desk(
    graph: Reader, caller: Caller, receivers: Sequence[str], first: int = 50, after: str = ""
) -> list[tuple[str, str, str]]:
    """A page of the shares that wait for some receivers, the nearest deadline first.

    Args:
        receivers: area codes, ids of units and of people; `after` is the cursor of the page before.
    Returns:
        for each share in the caller's scope its id, its task's, and its cursor.
    """
    given = {"receivers": list(receivers), "first": first, "after": after, **caller.params}
    return [(share, task, cursor) for share, task, cursor in await graph.read(Statement(TEXTS["desk"], given))]


async def waiting(graph: Reader, caller: Caller, receivers: Sequence[str]) -> int:
    """How many shares wait for some receivers, as `desk` lists them."""
    given = {"receivers": list(receivers), **caller.params}
    ((count,),) = await graph.read(Statement(TEXTS["waiting"], given))
    return int(count)


async def progress(graph: Reader, caller: Caller, task_id: str, now: datetime) -> tuple[dict[Progress, int], int]:
    """How many receivers of a task stand where, and how many are past its deadline."""
    rows = await graph.read(Statement(TEXTS["progress"], {"id": task_id, "now": now, **caller.params}))
    return {Progress(state): count for state, count, _ in rows}, sum(late for *_, late in rows)


async def _read(transaction: Transaction, caller: Caller, share_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    rows = await transaction.run(Statement(TEXTS["share"], {"id": share_id, **caller.params}))
    if not rows:
        raise NotFound("没有这项任务，或不在您的管辖范围内。", "No such task, or none in your scope.")
    return rows[0][0], rows[0][1]


def _share(row: dict[str, Any]) -> Share:
    receiver = Receiver(ReceiverKind(row["kind"]), row["receiver"], row["areaCode"])
    return Share(row["id"], row["task"], receiver, Progress(row["state"]), row["version"], frozenset(row["ticked"]))


def _check_caller(caller: Caller, asked: Act, share: Share, unit: str | None, task: dict[str, Any]) -> None:
    """Whoever gave a task confirms it, whoever got it works on it."""
    place = task["areaCode"] if asked in BY_DISPATCHER else share.receiver.area_code
    in_scope = any(place.startswith(prefix) for prefix in caller.scope)
    if not in_scope and (asked in BY_DISPATCHER or not caller.unit or unit != caller.unit):
        possible = tuple(each.value for each in SHARE.allowed(share.state) if (each in BY_DISPATCHER) == in_scope)
        raise StepRefused("这一步由对方来做。", "This is for the other side to do.", possible)


async def _handed(
    transaction: Transaction,
    caller: Caller,
    share: Share,
    task: dict[str, Any],
    asked: Act,
    to: Receivers,
    now: datetime,
) -> dict[str, Any] | None:
    if asked is not Act.HAND_OVER:
        return None
    receivers = await find_receivers(transaction, caller, to, now)
    if len(receivers) != 1:
        raise BadInput("只能移交给一个接收方。", "A share is handed over to one receiver.")
    new = Share(f"{share.task}.{receivers[0].id}", share.task, receivers[0])
    row = row_of(new, prefix_of(task["areaCode"]), task.get("dueAt"))
    of_unit = share.receiver.id if share.receiver.kind is ReceiverKind.UNIT else None
    unit = row["unit"] or (of_unit if receivers[0].kind is ReceiverKind.PERSON else None)  # it sees what its people do
    return row | {"direction": Direction.SIDEWAYS.value, "unit": unit}
