"""Tasks given out in the graph: one to many receivers, and recurring ones again, each time once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from graphsvc.china import day_in_china, in_utc
from graphsvc.codes import AreaLevel, area_code, prefix_of
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import BadInput, Conflict, NotFound
from graphsvc.log.events import Event
from graphsvc.tasks.model.recurrence import next_run
from graphsvc.tasks.model.task import (
    MOST_RECEIVERS,
    Direction,
    Draft,
    Item,
    Receiver,
    ReceiverKind,
    Share,
    TaskKind,
    direction,
)
from graphsvc.tasks.store.admission import NO_LIST, Admission
from graphsvc.tasks.store.fragments import with_reporters, works_at

TEXTS = statements(Path(__file__).with_name("tasks.cypher"), works_at=works_at, with_reporters=with_reporters)
LEVELS = (AreaLevel.SUBDISTRICT, AreaLevel.COMMUNITY, AreaLevel.GRID)  # that a task may be given to
BATCH = 20  # recurring tasks looked at together
NOBODY = {"id": "", "receiver": ""}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who gives or works on tasks: the prefixes of the areas answered for, and the unit spoken for.

    `worker` is whose personal tasks are looked at, and `on_behalf_of` for whom it acts as deputy.
    """

    id: str
    scope: tuple[str, ...]
    unit: str = ""
    worker: str = ""
    on_behalf_of: str | None = None

    @property
    def params(self) -> dict[str, Any]:
        """What statements compare with: `$scope`, `$unit` and `$worker`."""
        return {"scope": list(self.scope), "unit": self.unit, "worker": self.worker or self.id}


SYSTEM = Caller("tasks", ("",))
"""Gives recurring tasks out again."""


@dataclass(frozen=True, slots=True)
class Receivers:
    """Whom a task is for: areas by code, all of a level under one, units by id, a role's people under an area, persons.

    Persons are named by id: who serves in the caller's areas, or works for its unit.
    """

    areas: tuple[str, ...] = ()
    levels: tuple[tuple[str, str], ...] = ()
    units: tuple[str, ...] = ()
    forces: tuple[tuple[str, str], ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """A task that was given out, and to how many."""

    id: str
    shares: tuple[str, ...]
    event: Event


async def dispatch(
    transaction: Transaction,
    caller: Caller,
    draft: Draft,
    wanted: Receivers,
    task_id: str,
    now: datetime,
    admission: Admission = NO_LIST,
) -> Given:
    """Give a task to its receivers: down to areas, people and units, or up to a superior area.

    Raises:
        NotFound: the giver's area is not in scope, or a receiver is not there.
        BadInput: nobody or too many to give it to, an area that is neither below nor above, or a faulty draft.
        Conflict: the grid item that it is for is not in force there today.
    """
    draft.check(now)
    sender = prefix_of(area_code(draft.area_code))
    if not any(draft.area_code.startswith(prefix) for prefix in caller.scope):
        raise NotFound("没有这个区域，或不在您的管辖范围内。", "No such area, or none in your scope.")
    if draft.item:
        await admission.hold(transaction, draft.item, draft.area_code, day_in_china(now))
    receivers = await find_receivers(transaction, caller, wanted, now)
    for each in receivers:
        if each.kind is not ReceiverKind.UNIT and direction_from(sender, each) is Direction.SIDEWAYS:
            raise BadInput("平级之间用移交，不用派单。", "Areas that are neither below nor above get a hand-over.")
    task = _task(draft, caller.id, task_id, now)
    return await _give(transaction, caller, task, draft, receivers)


async def find_receivers(transaction: Transaction, caller: Caller, wanted: Receivers, now: datetime) -> list[Receiver]:
    """Find the receivers that are meant.

    Raises:
        NotFound: a code, unit or person that is not there. BadInput: nobody, or more than 2,000.
    """
    given = {
        "codes": [area_code(code) for code in wanted.areas],
        "levels": [{"level": _level(level), "prefix": prefix_of(code)} for level, code in wanted.levels],
        "units": list(wanted.units),
        "forces": [{"role": role, "prefix": prefix_of(code)} for role, code in wanted.forces],
        "people": list(wanted.people),
        "asOf": day_in_china(now),
        "most": MOST_RECEIVERS + 1,
        **caller.params,
    }
    rows = await transaction.run(Statement(TEXTS["receivers"], given))
    receivers = [Receiver(ReceiverKind(kind), id_, area) for kind, id_, area in rows]
    if missing := {*wanted.areas, *wanted.units, *wanted.people} - {each.id for each in receivers}:
        raise NotFound(f"没有这 {len(missing)} 个接收方。", f"{len(missing)} of the receivers are not there.")
    if not 1 <= len(receivers) <= MOST_RECEIVERS:
        raise BadInput(f"接收方为 1 到 {MOST_RECEIVERS} 个。", f"A task has 1 to {MOST_RECEIVERS} receivers.")
    return receivers


def items_of(task: dict[str, Any]) -> tuple[Item, ...]:
    """Return the checklist of a task, from its properties."""
    return tuple(map(Item, task["items"], task["required"]))


@dataclass(frozen=True, slots=True)
class Repeated:
    """One round: how many tasks were found due again, and what this worker gave out."""

    due: int
    given: tuple[Given, ...]

    @property
    def events(self) -> tuple[Event, ...]:
        """What the record hears."""
        return tuple(each.event for each in self.given)


async def repeat(transaction: Transaction, now: datetime, admission: Admission = NO_LIST) -> Repeated:
    """Give out what has fallen due again; a task that two workers see is given out by one of them.

    A task whose grid item is no longer in force is given no more.
    """
    given = []
    rows = await transaction.run(Statement(TEXTS["repeating"], {"now": now, "most": BATCH, **SYSTEM.params}))
    for (task,) in rows:
        first, due = in_utc(task["createdAt"]), task.get("dueAfter")
        admitted = await _is_admitted(transaction, task, now, admission)
        later = next_run(task["rule"], first, now) if admitted else None
        asked = {"id": task["id"], "expected": task["version"], "now": now, "next": later, **SYSTEM.params}
        claimed = await transaction.run(Statement(TEXTS["again"], asked))
        if not claimed or not admitted:
            continue
        items = items_of(task)
        draft = Draft(
            task["title"],
            task["areaCode"],
            items,
            task.get("description"),
            kind=TaskKind(task["kind"]) if task.get("kind") else None,
            board=task.get("board"),
            due_at=now + timedelta(seconds=due) if due else None,
            item=task.get("item"),
        )
        new = _task(draft, task["by"], f"{task['id']}.{claimed[0][0]}", now) | {"of": task["id"]}
        receivers = [Receiver(ReceiverKind(each["kind"]), each["id"], each["area"]) for each in claimed[0][1]]
        if receivers:
            given.append(await _give(transaction, SYSTEM, new, draft, receivers))
    return Repeated(len(rows), tuple(given))


async def _is_admitted(tx: Transaction, task: dict[str, Any], now: datetime, admission: Admission) -> bool:
    if not task.get("item"):
        return True
    try:
        await admission.hold(tx, task["item"], task["areaCode"], day_in_china(now))
    except (Conflict, NotFound):
        return False
    return True


def _level(name: str) -> int:
    if name not in LEVELS:
        raise BadInput(f"层级为 {'、'.join(LEVELS)} 之一。", f"A level is one of {', '.join(LEVELS)}.")
    return AreaLevel(name).number


def _task(draft: Draft, by: str, task_id: str, now: datetime) -> dict[str, Any]:
    due = draft.due_at
    return {
        "id": task_id,
        "areaCode": draft.area_code,
        "version": 1,
        "title": draft.title.strip(),
        "description": draft.description,
        "kind": draft.kind and draft.kind.value,
        "board": draft.board,
        "case": draft.case,
        "item": draft.item,
        "items": [each.text.strip() for each in draft.items],
        "required": [each.required for each in draft.items],
        "by": by,
        "createdAt": in_utc(now),
        "dueAt": due,
        "dueAfter": int((due - now).total_seconds()) if due else None,
        "rule": draft.rule,
        "runs": 1,
        "nextRunAt": next_run(draft.rule, now, now) if draft.rule else None,
    }


async def _give(
    transaction: Transaction, caller: Caller, task: dict[str, Any], draft: Draft, receivers: Sequence[Receiver]
) -> Given:
    sender = prefix_of(draft.area_code)
    rows = [row_of(Share(f"{task['id']}.{each.id}", task["id"], each), sender, task["dueAt"]) for each in receivers]
    await transaction.run(Statement(TEXTS["dispatch"], {"task": task, "shares": rows, **caller.params}))
    event = Event("TASK_DISPATCHED", task["id"], draft.area_code, after={"receivers": len(rows)}, note=draft.title)
    return Given(task["id"], tuple(row["id"] for row in rows), event)


def row_of(share: Share, sender: str, due: Any) -> dict[str, Any]:
    """Return the properties of a new share; `sender` is the prefix of the giver's area."""
    return {
        "id": share.id,
        "areaCode": share.receiver.area_code,
        "version": 1,
        "task": share.task,
        "kind": share.receiver.kind.value,
        "receiver": share.receiver.id,
        "unit": share.receiver.id if share.receiver.kind is ReceiverKind.UNIT else None,
        "direction": direction_from(sender, share.receiver).value,
        "state": share.state.value,
        "ticked": [],
        "dueAt": due,
        "queue": queue_of(share.id, share.receiver.id, due),
    }


def direction_from(sender: str, receiver: Receiver) -> Direction:
    """Tell which way a task goes from the giver's area, given as a prefix."""
    if receiver.kind is ReceiverKind.AREA:
        return direction(sender, prefix_of(receiver.area_code))
    return direction(sender, receiver.area_code)


def queue_of(share_id: str, receiver: str, due: Any) -> str:
    """Return the key of an open share in its receiver's list, in the order of deadlines; the last without one."""
    when = f"{in_utc(due):%Y-%m-%dT%H:%M:%SZ}" if due else "9999"
    return f"TASK:{receiver}|{when}|{share_id}"
