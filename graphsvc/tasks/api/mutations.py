"""Mutations of tasks: given out, and each receiver's share accepted, ticked, reported, confirmed, handed over."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import partial
from typing import Annotated, Any

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.db.ports import Transaction
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.log.events import Done
from graphsvc.org.api.arguments import ID, REASON, Id, Key, Note, Reason, Version, argument
from graphsvc.tasks.api.inputs import ReceiversInput, TaskInput
from graphsvc.tasks.api.queries import caller_of
from graphsvc.tasks.api.types import Assignment, Task
from graphsvc.tasks.model.task import BY_DISPATCHER, MOST_ITEMS, Act, Draft
from graphsvc.tasks.store.admission import Admission
from graphsvc.tasks.store.shares import act
from graphsvc.tasks.store.tasks import Caller, Receivers, dispatch

NewTask = Annotated[TaskInput, argument()]
Ticked = Annotated[
    list[int],
    argument(
        "Numbers of all items that are done now, from 0 (清单项序号).",
        Constraint(min=0, max=MOST_ITEMS - 1, min_items=1, max_items=MOST_ITEMS),
    ),
]
Result = Annotated[str, argument("The result, in your own words (上报结果).", REASON)]
NewReceiver = Annotated[ReceiversInput, argument("One receiver (移交给).")]
PersonId = Annotated[
    strawberry.ID,
    argument(
        "Id of a person who works for the receiving unit, or serves in a grid of the receiving area (承办人).", ID
    ),
]
NOBODY = Receivers()


@strawberry.type
class TaskMutations:
    """What is done with tasks."""

    @strawberry.mutation(description="Give a task to its receivers (派单).")
    async def dispatch_task(self, info: Info, task: NewTask, key: Key = None) -> Task | None:
        caller = caller_of(info, info.context.may(Operation.DISPATCH_TASK))
        new = f"task-{uuid.uuid4().hex}"
        admission = info.context.tool(Admission, Admission)
        work = partial(_given, caller, task.read(), task.receivers.read(), new, info.context.now, admission)
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Accept a share of a task (接单).")
    async def accept_assignment(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Assignment | None:
        return await _act(info, id, expected_version, Act.ACCEPT, key, note)

    @strawberry.mutation(description="Say which items of the checklist are done (勾选清单).")
    async def tick_assignment(
        self, info: Info, id: Id, expected_version: Version, items: Ticked, key: Key = None
    ) -> Assignment | None:
        return await _act(info, id, expected_version, Act.TICK, key, ticks=tuple(items))

    @strawberry.mutation(description="Report the result to who gave the task (上报结果).")
    async def report_assignment(
        self, info: Info, id: Id, expected_version: Version, report: Result, key: Key = None
    ) -> Assignment | None:
        return await _act(info, id, expected_version, Act.REPORT, key, report)

    @strawberry.mutation(description="Confirm a reported result (确认完成).")
    async def confirm_assignment(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Assignment | None:
        return await _act(info, id, expected_version, Act.CONFIRM, key, note)

    @strawberry.mutation(description="Send a reported result back to be done again (退回重办).")
    async def send_back_assignment(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Assignment | None:
        return await _act(info, id, expected_version, Act.SEND_BACK, key, reason)

    @strawberry.mutation(description="Hand a share over to one other receiver (横向移交).")
    async def hand_over_assignment(
        self, info: Info, id: Id, expected_version: Version, to: NewReceiver, reason: Reason, key: Key = None
    ) -> Assignment | None:
        return await _act(info, id, expected_version, Act.HAND_OVER, key, reason, to=to.read())

    @strawberry.mutation(description="Withdraw a share that you gave out (撤回).")
    async def withdraw_assignment(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Assignment | None:
        return await _act(info, id, expected_version, Act.WITHDRAW, key, reason)

    @strawberry.mutation(
        description="Have a person of the receiver do its share; its deadline stays, and the receiver still answers "
        "for it (转办任务)."
    )
    async def entrust_assignment(
        self, info: Info, id: Id, expected_version: Version, person: PersonId, note: Note = None, key: Key = None
    ) -> Assignment | None:
        return await _act(info, id, expected_version, Act.ENTRUST, key, note, person=person)

    @strawberry.mutation(
        description="Take a share back from the person it was given to, or give it back as that person "
        "(收回转办的任务)."
    )
    async def take_back_assignment(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Assignment | None:
        return await _act(info, id, expected_version, Act.TAKE_BACK, key, reason)


async def _given(
    caller: Caller,
    draft: Draft,
    receivers: Receivers,
    id_: str,
    now: datetime,
    admission: Admission,
    tx: Transaction,
) -> Done:
    given = await dispatch(tx, caller, draft, receivers, id_, now, admission)
    return Done((given.id,), (given.event,))


async def _act(
    info: Info,
    id_: str,
    version: int,
    asked: Act,
    key: str | None,
    note: str | None = None,
    ticks: tuple[int, ...] = (),
    to: Receivers = NOBODY,
    person: str | None = None,
) -> Any:
    """Act on a share, and answer with it."""
    needed = Operation.DISPATCH_TASK if asked in BY_DISPATCHER else Operation.REPORT_TASK
    caller = caller_of(info, info.context.may(needed))
    work = partial(_acted, caller, id_, version, asked, info.context.now, note, ticks, to, person)
    return await info.context.change(info, work, key)


async def _acted(
    caller: Caller,
    id_: str,
    version: int,
    asked: Act,
    now: datetime,
    note: str | None,
    ticks: tuple[int, ...],
    to: Receivers,
    person: str | None,
    tx: Transaction,
) -> Done:
    moved = await act(tx, caller, id_, version, asked, now, note, ticks, to, person)
    return Done((moved.share.id,), (moved.event,))
