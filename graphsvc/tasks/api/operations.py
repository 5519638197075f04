"""Roots and mutations of tasks."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import partial
from typing import Annotated

import strawberry

from graphsvc.access.principal import Grant
from graphsvc.access.role import Role
from graphsvc.access.scope import Operation
from graphsvc.codes import AreaLevel
from graphsvc.db.ports import Transaction
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.log.events import Done
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.org.model.ids import node_id
from graphsvc.org.model.people import ForceRole
from graphsvc.tasks.api.types import Assignment, Task
from graphsvc.tasks.model.checklists import checklist, checklists
from graphsvc.tasks.model.task import BY_DISPATCHER, Act, Draft, Item
from graphsvc.tasks.store.shares import act, desk, people
from graphsvc.tasks.store.tasks import Caller, Receivers, dispatch

Key = Annotated[str | None, strawberry.argument(description="Idempotency key: a repeat answers as the first time.")]
Id = Annotated[strawberry.ID, strawberry.argument(description="Id of the share (接收方任务 id).")]
Version = Annotated[int, strawberry.argument(description="The version that the caller has seen (已见版本).")]
Note = Annotated[str, strawberry.argument(description="In the caller's words (说明).")]

SERVES_AS = {Role.GRID_WORKER: ForceRole.GRID_WORKER.name}
"""The force that a role belongs to in its grids, whose tasks are then its own."""


class TaskRoots:
    """Roots that are compiled."""

    task: Task | None = find(by_id("Task"), "A task (任务).", **BY_ID)
    tasks: Connection[Task] = every("All tasks in scope, by area (任务列表).")
    assignment: Assignment | None = find(by_id("Assignment"), "A receiver's share of a task (接收方任务).", **BY_ID)
    assignments: Connection[Assignment] = every("All shares in scope, by area (接收方任务列表).")


@strawberry.type(description="A line of a checklist (清单项).")
class ChecklistItem:
    """One thing to look at."""

    text: str = strawberry.field(description="What (内容).")
    required: bool = strawberry.field(description="Whether it has to be ticked (必办).")


@strawberry.type(description="A ready-made checklist of grid workers (网格员任务清单).")
class ReadyChecklist:
    """One list."""

    code: strawberry.ID = strawberry.field(description="Its code (代码).")
    name: str = strawberry.field(description="Its name (名称).")
    items: list[ChecklistItem] = strawberry.field(description="Its lines (清单项).")


@strawberry.type(description="An entry of the caller's tasks (我的任务).")
class TaskItem:
    """A share that waits."""

    cursor: str = strawberry.field(description="Its place.")
    share_id: strawberry.Private[str]

    @strawberry.field(description="The share (接收方任务).")
    async def assignment(self, info: Info) -> Assignment | None:
        return await info.context.node(info, self.share_id)


@strawberry.type
class TaskQueries:
    """Roots that resolvers answer."""

    @strawberry.field(description="Ready-made checklists (网格员任务清单).")
    async def checklists(self) -> list[ReadyChecklist]:
        return [
            ReadyChecklist(
                code=strawberry.ID(each.code),
                name=each.name,
                items=[ChecklistItem(text=item.text, required=item.required) for item in each.items],
            )
            for each in checklists().values()
        ]

    @strawberry.field(
        description="What waits for the caller's areas, unit or own person, the nearest deadline first (我的任务)."
    )
    async def my_tasks(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many, 0 to 200 (条数).")] = 50,
        after: Annotated[str, strawberry.argument(description="The cursor of the page before (游标).")] = "",
    ) -> list[TaskItem]:
        principal, graph = info.context.caller, info.context.graph
        caller = _caller(info, info.context.may(Operation.REPORT_TASK))
        role = SERVES_AS.get(principal.role, "")
        persons = await people(graph, caller, role, principal.areas, info.context.now)
        own = [*principal.areas, *([principal.unit] if principal.unit else []), *persons]
        rows = await desk(graph, caller, own, first, after)
        return [TaskItem(cursor=cursor, share_id=share) for share, _, cursor in rows]


@strawberry.input(description="All areas of a level under one (某级全部区域).")
class LevelInput:
    """Such as every grid of a community."""

    level: AreaLevel = strawberry.field(description="SUBDISTRICT, COMMUNITY or GRID (层级).")
    under: strawberry.ID = strawberry.field(description="Code of the area they lie under (上级区域).")


@strawberry.input(description="Everybody who serves in a role under an area (某类力量).")
class ForceInput:
    """Such as the grid workers of a community."""

    role: ForceRole = strawberry.field(description="Role (力量类别).")
    under: strawberry.ID = strawberry.field(description="Code of the area (区域).")


@strawberry.input(description="Whom a task is for (接收方); all that is given is put together.")
class ReceiversInput:
    """Receivers of a task."""

    areas: list[strawberry.ID] = strawberry.field(default_factory=list, description="Codes of areas (区域).")
    levels: list[LevelInput] = strawberry.field(default_factory=list, description="All areas of a level (某级区域).")
    units: list[strawberry.ID] = strawberry.field(default_factory=list, description="Ids of units (单位).")
    forces: list[ForceInput] = strawberry.field(default_factory=list, description="People of a role (力量).")


@strawberry.input(description="A line of a checklist (清单项).")
class ItemInput:
    """One thing to do."""

    text: str = strawberry.field(description="What (内容).")
    required: bool = strawberry.field(default=True, description="Whether it has to be ticked (必办).")


@strawberry.input(description="A task as it is given out (派单).")
class TaskInput:
    """What is to be done, by whom, by when."""

    area: strawberry.ID = strawberry.field(description="Whose task it is: the caller's area (派单区域).")
    title: str = strawberry.field(description="1 to 200 characters (标题).")
    receivers: ReceiversInput = strawberry.field(description="Whom it is for (接收方).")
    description: str | None = strawberry.field(default=None, description="Up to 5,000 characters (说明).")
    checklist: strawberry.ID | None = strawberry.field(default=None, description="A ready-made list (任务清单代码).")
    items: list[ItemInput] = strawberry.field(default_factory=list, description="Further lines (清单项).")
    board: str | None = strawberry.field(default=None, description="Board it belongs to (板块).")
    case: strawberry.ID | None = strawberry.field(default=None, description="Id of the case it belongs to (所属事件).")
    due_at: datetime | None = strawberry.field(default=None, description="To be done by (完成时限).")
    rule: str | None = strawberry.field(default=None, description="RRULE by which it comes again (重复规则).")


def _receivers(given: ReceiversInput) -> Receivers:
    return Receivers(
        areas=tuple(map(str, given.areas)),
        levels=tuple((each.level.name, str(each.under)) for each in given.levels),
        units=tuple(node_id(each) for each in given.units),
        forces=tuple((each.role.name, str(each.under)) for each in given.forces),
    )


def _draft(given: TaskInput) -> Draft:
    ready = checklist(str(given.checklist)).items if given.checklist else ()
    own = tuple(Item(each.text, each.required) for each in given.items)
    case = str(given.case) if given.case else None
    return Draft(
        given.title, str(given.area), (*ready, *own), given.description, given.board, case, given.due_at, given.rule
    )


async def _given(caller: Caller, draft: Draft, receivers: Receivers, id_: str, now: datetime, tx: Transaction) -> Done:
    given = await dispatch(tx, caller, draft, receivers, id_, now)
    return Done((given.id,), (given.event,))


async def _acted(
    caller: Caller,
    id_: str,
    version: int,
    asked: Act,
    now: datetime,
    note: str | None,
    ticks: tuple[int, ...],
    to: Receivers,
    tx: Transaction,
) -> Done:
    moved = await act(tx, caller, id_, version, asked, now, note, ticks, to)
    return Done((moved.share.id,), (moved.event,))


async def _act(
    info: Info,
    id_: str,
    version: int,
    asked: Act,
    key: str | None,
    note: str | None = None,
    ticks: tuple[int, ...] = (),
    to: Receivers = Receivers(),  # noqa: B008
) -> Assignment:
    """Act on a share, and answer with it."""
    needed = Operation.DISPATCH_TASK if asked in BY_DISPATCHER else Operation.REPORT_TASK
    caller = _caller(info, info.context.may(needed))
    work = partial(_acted, caller, node_id(id_), version, asked, info.context.now, note, ticks, to)
    return await info.context.change(info, work, key)


def _caller(info: Info, grant: Grant) -> Caller:
    return Caller(info.context.caller.subject, grant.scope, grant.unit)


@strawberry.type
class TaskChanges:
    """What is done with tasks."""

    @strawberry.mutation(description="Give a task to its receivers (派单).")
    async def dispatch_task(
        self,
        info: Info,
        task: Annotated[TaskInput, strawberry.argument(description="What, for whom, by when (任务).")],
        key: Key = None,
    ) -> Task:
        caller = _caller(info, info.context.may(Operation.DISPATCH_TASK))
        new = f"task-{uuid.uuid4().hex}"
        work = partial(_given, caller, _draft(task), _receivers(task.receivers), new, info.context.now)
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Accept a share (接单).")
    async def accept_assignment(self, info: Info, id: Id, expected_version: Version, key: Key = None) -> Assignment:
        return await _act(info, id, expected_version, Act.ACCEPT, key)

    @strawberry.mutation(description="Say which items of the checklist are done, all of them each time (勾选清单).")
    async def tick_assignment(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        items: Annotated[list[int], strawberry.argument(description="Numbers of the items, from 0 (清单项序号).")],
        key: Key = None,
    ) -> Assignment:
        return await _act(info, id, expected_version, Act.TICK, key, ticks=tuple(items))

    @strawberry.mutation(description="Report the result to who gave the task (上报结果).")
    async def report_assignment(
        self, info: Info, id: Id, expected_version: Version, note: Note, key: Key = None
    ) -> Assignment:
        return await _act(info, id, expected_version, Act.REPORT, key, note)

    @strawberry.mutation(description="Confirm a reported result (确认完成).")
    async def confirm_assignment(self, info: Info, id: Id, expected_version: Version, key: Key = None) -> Assignment:
        return await _act(info, id, expected_version, Act.CONFIRM, key)

    @strawberry.mutation(description="Send a reported result back to be done again (退回重办).")
    async def send_back_assignment(
        self, info: Info, id: Id, expected_version: Version, note: Note, key: Key = None
    ) -> Assignment:
        return await _act(info, id, expected_version, Act.SEND_BACK, key, note)

    @strawberry.mutation(description="Hand a share over to one other receiver (横向移交).")
    async def hand_over_assignment(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        to: Annotated[ReceiversInput, strawberry.argument(description="One receiver (移交给).")],
        note: Note,
        key: Key = None,
    ) -> Assignment:
        return await _act(info, id, expected_version, Act.HAND_OVER, key, note, to=_receivers(to))

    @strawberry.mutation(description="Withdraw a share (撤回).")
    async def withdraw_assignment(self, info: Info, id: Id, expected_version: Version, key: Key = None) -> Assignment:
        return await _act(info, id, expected_version, Act.WITHDRAW, key)
