"""Roots over tasks: one, all, ready-made checklists, and what waits for the caller."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import strawberry

from graphsvc.access.principal import Grant
from graphsvc.access.role import Role
from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.gql.schema.pages import SIZED, NodeEdge, NodePage
from graphsvc.gql.schema.paging import PAGE_SIZE, page_size
from graphsvc.org.api.arguments import ID, After, First, argument
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.org.model.people import ForceRole
from graphsvc.tasks.api.types import Assignment, ChecklistItem, Task, shown_item
from graphsvc.tasks.model.checklists import checklists
from graphsvc.tasks.model.task import MOST_ITEMS, Act
from graphsvc.tasks.store.shares import desk, people, waiting
from graphsvc.tasks.store.standing import Rights, offers, offers_of_task
from graphsvc.tasks.store.tasks import Caller
from graphsvc.vocabulary.machine import offered

AssignmentId = Annotated[strawberry.ID, argument("Id of the share (接收方任务).", ID)]
TaskId = Annotated[strawberry.ID, argument("Id of the task (任务).", ID)]
MOST_SHARES = 100
SERVES_AS = {Role.GRID_WORKER: ForceRole.GRID_WORKER.name}
"""The force that a role belongs to in its grids, whose tasks are then its own."""


class TaskRoots:
    """Roots that are compiled."""

    task: Task | None = find(by_id("Task"), "One piece of work given to many (任务).", **BY_ID)
    tasks: Connection[Task] = every("All tasks in scope, by area (任务列表).")
    assignment: Assignment | None = find(by_id("Assignment"), "A receiver's share of a task (接收方任务).", **BY_ID)
    assignments: Connection[Assignment] = every("All shares in scope, by area (接收方任务列表).")


@strawberry.type(description="A ready-made checklist of grid workers (网格员任务清单).")
class ReadyChecklist:
    """One list."""

    code: strawberry.ID = strawberry.field(description="Its code, for TaskInput.checklist (代码).")
    name: str = strawberry.field(description="What it is for (名称).")
    items: list[ChecklistItem] = strawberry.field(
        description=f"Its lines, at most {MOST_ITEMS} (清单项).", directives=[ListSize(assumed_size=MOST_ITEMS)]
    )


@strawberry.type(description="What may be done with a share of a task (接收方任务可办操作).")
class AvailableAssignmentAction:
    """One offer."""

    action: Act = strawberry.field(description="Named as its change, e.g. ENTRUST (操作).")
    allowed: bool = strawberry.field(description="Whether the caller may do it now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type(description="What may be done with one share of a task (各接收方可办操作).")
class ActionsOfShare:
    """Offers of one share."""

    share_id: strawberry.Private[str]
    actions: list[AvailableAssignmentAction] = strawberry.field(
        description="What the caller may do with it, and why not the rest: all of it (操作).",
        directives=[ListSize(assumed_size=len(Act))],
    )

    @strawberry.field(description="The receiver's part that they change (接收方任务).")
    async def assignment(self, info: Info) -> Assignment | None:
        return await info.context.node(info, self.share_id)


@strawberry.type
class TaskQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="Ready-made checklists, all of them (网格员任务清单).",
        directives=[ListSize(assumed_size=len(checklists()))],
    )
    async def checklists(self) -> list[ReadyChecklist] | None:
        return [
            ReadyChecklist(
                code=strawberry.ID(each.code),
                name=each.name,
                items=[shown_item(number, item) for number, item in enumerate(each.items)],
            )
            for each in checklists().values()
        ]

    @strawberry.field(
        description="What waits for the caller's areas, unit or own person, and what it was given by name, the nearest "
        "deadline first (我的任务).",
        directives=[SIZED],
    )
    async def my_tasks(self, info: Info, first: First = PAGE_SIZE, after: After = None) -> Connection[Assignment]:
        caller = caller_of(info, info.context.may(Operation.REPORT_TASK))
        principal, graph, size = info.context.caller, info.context.graph, page_size(first)
        role = SERVES_AS.get(principal.role, "")
        persons = await people(graph, caller, role, principal.areas, info.context.now)
        own = [*principal.areas, *([principal.unit] if principal.unit else []), *persons]
        rows = await desk(graph, caller, own, size + 1, after or "")
        edges = [NodeEdge(cursor, share) for share, _, cursor in rows[:size]]
        return NodePage.made(edges, len(rows) > size, after, partial(waiting, graph, caller, own))

    @strawberry.field(
        description="What the caller may do with a share of a task, and why not the rest: all of it "
        "(接收方任务可办操作).",
        directives=[ListSize(assumed_size=len(Act))],
    )
    async def assignment_actions(self, info: Info, assignment: AssignmentId) -> list[AvailableAssignmentAction] | None:
        found = await offers(info.context.graph, assignment, _rights(info))
        return offered(AvailableAssignmentAction, found)

    @strawberry.field(
        description="What the caller may do with the shares of a task that it sees, and why not the rest: of the first "
        f"{MOST_SHARES} by id (各接收方可办操作).",
        directives=[ListSize(assumed_size=MOST_SHARES)],
    )
    async def task_actions(self, info: Info, task: TaskId) -> list[ActionsOfShare] | None:
        found = await offers_of_task(info.context.graph, task, _rights(info), MOST_SHARES)
        return [
            ActionsOfShare(share_id=share, actions=offered(AvailableAssignmentAction, each)) for share, each in found
        ]


def _rights(info: Info) -> Rights:
    read = caller_of(info, info.context.may(Operation.READ_CASES))
    give, work = (
        caller_of(info, info.context.caller.granted(each)) for each in (Operation.DISPATCH_TASK, Operation.REPORT_TASK)
    )
    return Rights(read, give, work)


def caller_of(info: Info, grant: Grant) -> Caller:
    """Who asks, and where the operation is allowed."""
    caller = info.context.caller
    return Caller(caller.subject, grant.scope, grant.unit, caller.worker, caller.on_behalf_of)
