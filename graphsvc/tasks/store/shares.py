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
from graphsvc.tasks.model.hand_over import check_hand_over
from graphsvc.tasks.model.sides import Sides, against_side, is_for
from graphsvc.tasks.model.task import (
    Act,
    Direction,
    Progress,
    ReceiverKind,
    Share,
    acted,
    possible,
)
from graphsvc.tasks.store.standing import absent, share_of, sides_of
from graphsvc.tasks.store.tasks import NOBODY, TEXTS, Caller, Receivers, find_receivers, items_of, queue_of, row_of

NO_RECEIVERS = Receivers()
PERSONAL = (Act.ENTRUST, Act.TAKE_BACK)


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
    person: str | None = None,
) -> Moved:
    """Do something with a receiver's share.

    Args:
        to: whom it is handed over to, one receiver; for HAND_OVER only.
        person: who is to do it for the receiver; for ENTRUST only.
    Raises:
        NotFound: no such share, or none that the caller may see or act on; that person does not belong to the receiver.
        StepRefused: it has moved on, or does not allow this; it lists what is possible.
        BadInput: words, ticks or the new receiver are missing, or that is none to hand a share over to.
    """
    row, task = await read_share(transaction, caller, share_id)
    share = share_of(row)
    sides = sides_of(caller, caller, row, task)
    if share.version != expected:
        raise moved_on(share, expected, sides)
    _check_caller(asked, share, sides)
    after = acted(share, asked, items_of(task), note, ticks, person)
    if person:
        await _check_person(transaction, caller, share, person, now)
    handed = await _handed(transaction, caller, row, task, asked, to, now)
    given = {
        "id": share_id,
        "expected": expected,
        "share": change_of(row, task, after, asked, note, now),
        "step": step_of(row, share, after, asked, caller, note, now),
        "handed": handed or NOBODY,
        "received": _received(handed, caller, note, now) if handed else {},
        **caller.params,
    }
    if not await transaction.run(Statement(TEXTS["act"], given)):
        now_row, _ = await read_share(transaction, caller, share_id)
        if now_row["version"] == expected:
            raise BadInput("移交对象已经有这项任务。", "The receiver of the hand-over has this task already.")
        raise moved_on(share_of(now_row), expected, sides)
    by_name = after.entrusted or share.entrusted
    told = {"state": after.state.value} | ({"entrusted": by_name} if by_name else {})
    event = Event(f"TASK_{asked}", share_id, share.receiver.area_code, {"state": share.state.value}, told, note or "")
    return Moved(after, share.task, handed["id"] if handed else None, event)


def moved_on(share: Share, expected: int, sides: Sides) -> StepRefused:
    """Refuse who has seen an older version, with what it may do now."""
    state, version = share.state, share.version
    steps = [each for each in possible(share) if is_for(each, sides)]
    words = "、".join(each.zh for each in steps) or "没有"
    return StepRefused(
        f"任务已到第 {version} 版（您看到的是第 {expected} 版），现在是“{state.zh}”；现在可以：{words}。",
        f"The share is at version {version}, not {expected}, in {state.value}; "
        f"possible now: {', '.join(each.value for each in steps) or 'nothing'}.",
        tuple(each.value for each in steps),
    )


def change_of(
    row: dict[str, Any], task: dict[str, Any], after: Share, asked: Act, note: str | None, now: datetime
) -> dict[str, Any]:
    """Tell what an act changes on the node of a share; it lies in its receiver's list while it is to be worked on.

    It lies in that of who has it by name as well, who goes on seeing it afterwards.
    """
    waits = after.state in (Progress.ASSIGNED, Progress.ACCEPTED)
    reported = {"report": note, "reportedAt": in_utc(now)} if asked is Act.REPORT else {}
    had = [*(row.get("hadBy") or ()), *([after.entrusted] if after.entrusted else ())]
    by_name = queue_of(after.id, after.entrusted, task.get("dueAt")) if after.entrusted else None
    return {
        "state": after.state.value,
        "version": after.version,
        "ticked": sorted(after.ticked),
        "queue": queue_of(after.id, after.receiver.id, task.get("dueAt")) if waits else None,
        "entrusted": after.entrusted,
        "personQueue": by_name,
        "hadBy": list(dict.fromkeys(had)) or None,
        **reported,
    }


def step_of(
    row: dict[str, Any], share: Share, after: Share, asked: Act, caller: Caller, note: str | None, now: datetime
) -> dict[str, Any]:
    """Return the properties of the record of an act."""
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
        "entrusted": (after if asked is Act.ENTRUST else share).entrusted if asked in PERSONAL else None,
    }


def _received(handed: dict[str, Any], caller: Caller, note: str | None, now: datetime) -> dict[str, Any]:
    """Return the properties of the first step of a share that was handed over: from whom, and why."""
    share = share_of(handed)
    return step_of(handed, share, share, Act.HAND_OVER, caller, note, now)


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
    """A page of shares that wait for some receivers, or that the caller was given by name; the nearest deadline first.

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


async def read_share(transaction: Transaction, caller: Caller, share_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read a share and its task, the share locked until the transaction ends.

    Raises:
        NotFound: no such share, or none that the caller may see.
    """
    rows = await transaction.run(Statement(TEXTS["share"], {"id": share_id, **caller.params}))
    if not rows:
        raise absent()
    return rows[0][0], rows[0][1]


def _check_caller(asked: Act, share: Share, sides: Sides) -> None:
    """Whoever gave a task confirms it, whoever got it works on it, and so does who was given it by name."""
    if not_theirs := against_side(asked, sides):
        raise StepRefused(*not_theirs, tuple(each.value for each in possible(share) if is_for(each, sides)))


async def _check_person(tx: Transaction, caller: Caller, share: Share, person: str, now: datetime) -> None:
    """Hold a person until the transaction ends who is given a share by name: of the unit, or of the area's grids."""
    of_unit = share.receiver.kind is ReceiverKind.UNIT
    given = {
        "person": person,
        "of": share.receiver.id if of_unit else "",
        "under": prefix_of(share.receiver.area_code),
        "asOf": day_in_china(now),
        **caller.params,
    }
    if not await tx.run(Statement(TEXTS["may_have"], given)):
        where, here = ("本单位", "for your unit") if of_unit else ("接收区域的网格", "in a grid of the receiver")
        raise NotFound(f"没有这个人，或不在{where}任职。", f"No such person works {here}.")


async def _handed(
    transaction: Transaction,
    caller: Caller,
    old: dict[str, Any],
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
    check_hand_over(share_of(old).receiver, receivers[0], task["areaCode"], task["by"])
    first = f"{task['id']}.{receivers[0].id}"
    asked_for = {"own": old["id"], "first": first, **caller.params}
    ((number,),) = await transaction.run(Statement(TEXTS["earlier"], asked_for))
    new = Share(f"{first}.again.{number + 1}" if number else first, task["id"], receivers[0])
    row = row_of(new, prefix_of(task["areaCode"]), task.get("dueAt"))
    of_unit = old.get("unit") if receivers[0].kind is ReceiverKind.PERSON else None  # it sees what its people do
    unit = row["unit"] or of_unit
    return row | {"direction": Direction.SIDEWAYS.value, "unit": unit}
