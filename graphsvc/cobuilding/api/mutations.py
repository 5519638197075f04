"""Changes of the three lists over GraphQL: entries are published and kept true, projects go their way to a rating."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.cobuilding.api.inputs import NeedChanges, NewNeed, NewResource, ResourceChanges, places, values
from graphsvc.cobuilding.api.needs import Need
from graphsvc.cobuilding.api.projects import Project
from graphsvc.cobuilding.api.resources import Resource
from graphsvc.cobuilding.model.entry import EntryAction, Kind
from graphsvc.cobuilding.model.project import ProjectAction, RatingSide
from graphsvc.cobuilding.store import entries
from graphsvc.cobuilding.store import projects as store
from graphsvc.cobuilding.store.entries import Entry
from graphsvc.cobuilding.store.projects import CYPHER, Use
from graphsvc.cypher.statement import Statement
from graphsvc.errors import BadInput
from graphsvc.gql.execution.context import Context, Info
from graphsvc.org.model.ids import node_id
from graphsvc.text.texts import Texts

LONGEST_NOTE = 500

ID = Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
VERSION = Annotated[
    int | None, strawberry.argument(description="The version that was read; refused when it has changed (版本).")
]
KEY = Annotated[
    str | None, strawberry.argument(description="Idempotency key: a repeat answers as the first time (幂等键).")
]
NOTE = Annotated[str, strawberry.argument(description="In your own words, for the record (说明).")]


@strawberry.input(description="A resource that a project uses (用到的资源).")
class UseInput:
    """How much of what."""

    resource: strawberry.ID = strawberry.field(description="Id of the resource (资源).")
    quantity: int = strawberry.field(default=1, description="How much of its capacity (用量).")


@strawberry.type
class CobuildingChanges:
    """Mutations of the three lists."""

    @strawberry.mutation(description="Publish a need (发布需求).")
    async def publish_need(
        self, info: Info, need: Annotated[NewNeed, strawberry.argument(description="The need.")], key: KEY = None
    ) -> Need:
        """On the list at once."""
        info.context.may(Operation.EDIT_NEED)
        given = values(need) | {"raisedOn": info.context.today}
        return await _publish(info, Kind.NEED, Operation.EDIT_NEED, places(need), given, key)

    @strawberry.mutation(description="Publish a resource (发布资源).")
    async def publish_resource(
        self,
        info: Info,
        resource: Annotated[NewResource, strawberry.argument(description="The resource.")],
        key: KEY = None,
    ) -> Resource:
        """On the list at once."""
        info.context.may(Operation.EDIT_RESOURCE)
        return await _publish(info, Kind.RESOURCE, Operation.EDIT_RESOURCE, places(resource), values(resource), key)

    @strawberry.mutation(description="Amend a need (修改需求).")
    async def amend_need(
        self,
        info: Info,
        id: ID,
        changes: Annotated[NeedChanges, strawberry.argument(description="What changes.")],
        expected_version: VERSION = None,
        key: KEY = None,
    ) -> Need:
        """Only what is given."""
        return await _amend(info, Kind.NEED, Operation.EDIT_NEED, node_id(id), expected_version, values(changes), key)

    @strawberry.mutation(description="Amend a resource (修改资源).")
    async def amend_resource(
        self,
        info: Info,
        id: ID,
        changes: Annotated[ResourceChanges, strawberry.argument(description="What changes.")],
        expected_version: VERSION = None,
        key: KEY = None,
    ) -> Resource:
        """Never to less capacity than projects in progress hold."""
        given = values(changes)
        return await _amend(info, Kind.RESOURCE, Operation.EDIT_RESOURCE, node_id(id), expected_version, given, key)

    @strawberry.mutation(description="Pause, resume or withdraw a need (暂停、恢复、撤回需求).")
    async def turn_need(
        self,
        info: Info,
        id: ID,
        to: Annotated[EntryAction, strawberry.argument(description="What to do.")],
        expected_version: VERSION = None,
        key: KEY = None,
    ) -> Need:
        """Withdrawn only while no project works on it."""
        return await _turn(info, Kind.NEED, Operation.EDIT_NEED, node_id(id), to, expected_version, key)

    @strawberry.mutation(description="Pause, resume or withdraw a resource (暂停、恢复、撤回资源).")
    async def turn_resource(
        self,
        info: Info,
        id: ID,
        to: Annotated[EntryAction, strawberry.argument(description="What to do.")],
        expected_version: VERSION = None,
        key: KEY = None,
    ) -> Resource:
        """Withdrawn only while no project in progress uses it."""
        return await _turn(info, Kind.RESOURCE, Operation.EDIT_RESOURCE, node_id(id), to, expected_version, key)

    @strawberry.mutation(description="Say that a resource was checked and holds (核实资源).")
    async def verify_resource(self, info: Info, id: ID, by: NOTE, key: KEY = None) -> Resource:
        """Off the list to verify for half a year."""
        return await _verify(info, id, by, key)

    @strawberry.mutation(description="Say that a need was checked and holds (核实需求).")
    async def verify_need(self, info: Info, id: ID, by: NOTE, key: KEY = None) -> Need:
        """Off the list to verify for half a year."""
        return await _verify(info, id, by, key)

    @strawberry.mutation(description="Propose a project for a need (发起共建项目).")
    async def propose_project(
        self,
        info: Info,
        need: Annotated[strawberry.ID, strawberry.argument(description="Id of the need (需求).")],
        title: Annotated[str, strawberry.argument(description="Title (标题).")],
        uses: Annotated[list[UseInput], strawberry.argument(description="Resources it is to use (资源).")],
        key: KEY = None,
    ) -> Project:
        """Nothing is held yet."""
        grant = info.context.may(Operation.PROPOSE_PROJECT)
        used = [Use(node_id(each.resource), each.quantity) for each in uses]
        id_ = f"project-{uuid4().hex[:16]}"
        work = partial(
            store.propose,
            grant=grant,
            id_=id_,
            need=node_id(need),
            title=_note(title),
            uses=used,
            today=info.context.today,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Claim a project; it holds capacity from here (认领).")
    async def claim_project(self, info: Info, id: ID, expected_version: VERSION = None, key: KEY = None) -> Project:
        """Never beyond the capacity of what it uses."""
        grant = info.context.may(Operation.CLAIM_PROJECT)
        today = info.context.today
        work = partial(store.claim, grant=grant, id_=node_id(id), expected=expected_version, today=today)
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Take a further step with a project (推进项目).")
    async def move_project(
        self,
        info: Info,
        id: ID,
        step: Annotated[ProjectAction, strawberry.argument(description="Which step (步骤).")],
        note: NOTE = "",
        expected_version: VERSION = None,
        key: KEY = None,
    ) -> Project:
        """Refused with the steps still possible."""
        grant = info.context.may(_STEPS[step])
        if step in (ProjectAction.CLAIM, ProjectAction.RATE):
            raise BadInput("认领和评价另有专门的操作。", "CLAIM and RATE have mutations of their own.")
        work = partial(
            store.move,
            grant=grant,
            id_=node_id(id),
            action=step,
            expected=expected_version,
            today=info.context.today,
            note=_note(note),
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Rate a project from one side (双向评价).")
    async def rate_project(
        self,
        info: Info,
        id: ID,
        side: Annotated[RatingSide, strawberry.argument(description="Which side (评价方).")],
        stars: Annotated[int, strawberry.argument(description="1 to 5 (评分).")],
        expected_version: VERSION = None,
        key: KEY = None,
    ) -> Project:
        """The second side's rating closes it."""
        grant = info.context.may(Operation.RATE_PROJECT)
        work = partial(
            store.rate,
            grant=grant,
            id_=node_id(id),
            side=side,
            stars=stars,
            expected=expected_version,
            today=info.context.today,
        )
        return await info.context.change(info, work, key)


_STEPS = {
    ProjectAction.CLAIM: Operation.CLAIM_PROJECT,
    ProjectAction.RATE: Operation.RATE_PROJECT,
    ProjectAction.DECLINE: Operation.CLAIM_PROJECT,
    ProjectAction.COORDINATE: Operation.COORDINATE_PROJECT,
    ProjectAction.DELIVER: Operation.COORDINATE_PROJECT,
    ProjectAction.GIVE_FEEDBACK: Operation.RATE_PROJECT,
    ProjectAction.WITHDRAW: Operation.PROPOSE_PROJECT,
}


async def _publish(
    info: Info, kind: Kind, operation: Operation, where: Mapping[str, Any], given: dict[str, Any], key: str | None
) -> Any:
    grant = info.context.may(operation)
    text = await _texts(info.context).properties(given["title"], given.get("description"))
    id_ = f"{kind.lower()}-{uuid4().hex[:16]}"
    entry = Entry(values=given, text=text, **where)
    return await info.context.change(info, partial(entries.publish, grant=grant, kind=kind, id_=id_, entry=entry), key)


async def _amend(
    info: Info,
    kind: Kind,
    operation: Operation,
    id_: str,
    expected: int | None,
    given: dict[str, Any],
    key: str | None,
) -> Any:
    grant = info.context.may(operation)
    text = await _retold(info.context, id_, given)
    work = partial(entries.amend, grant=grant, kind=kind, id_=id_, expected=expected, values=given, text=text)
    return await info.context.change(info, work, key)


async def _turn(
    info: Info, kind: Kind, operation: Operation, id_: str, to: EntryAction, expected: int | None, key: str | None
) -> Any:
    grant = info.context.may(operation)
    work = partial(entries.turn, grant=grant, kind=kind, id_=id_, action=to, expected=expected)
    return await info.context.change(info, work, key)


async def _retold(context: Context, id_: str, given: Mapping[str, Any]) -> dict[str, object]:
    """The vector of the new text; one that another change overtakes is known as stale by its key."""
    if not given.keys() & {"title", "description"}:
        return {}
    rows = await context.graph.read(Statement(CYPHER["wording"], {"id": id_}))
    if not rows:
        return {}
    title, description = rows[0]
    return await _texts(context).properties(given.get("title", title) or "", given.get("description", description))


async def _verify(info: Info, id_: str, by: str, key: str | None) -> Any:
    grant = info.context.may(Operation.VERIFY_LIST)
    if not (who := _note(by)):
        raise BadInput("请写明核实方。", "Say who checked it.")
    work = partial(entries.verify, grant=grant, id_=node_id(id_), by=who, today=info.context.today)
    return await info.context.change(info, work, key)


def _texts(context: Context) -> Texts:
    return context.tool(Texts, Texts)


def _note(given: str) -> str:
    text = given.strip()
    if len(text) > LONGEST_NOTE:
        raise BadInput(f"说明不超过 {LONGEST_NOTE} 字。", f"A note has at most {LONGEST_NOTE} characters.")
    return text
