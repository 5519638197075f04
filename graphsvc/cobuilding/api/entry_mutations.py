"""Changes of needs and resources: published, amended, paused, resumed, withdrawn, verified."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.cobuilding.api.inputs import (
    NeedChangesInput,
    NeedInput,
    ResourceChangesInput,
    ResourceInput,
    changed_values,
    places,
    values,
)
from graphsvc.cobuilding.api.needs import Need
from graphsvc.cobuilding.api.resources import Resource
from graphsvc.cobuilding.model.entry import EntryAction, Kind
from graphsvc.cobuilding.store import entries
from graphsvc.cobuilding.store.entries import Entry, Verifier
from graphsvc.cobuilding.store.projects import CYPHER
from graphsvc.cypher.statement import Statement
from graphsvc.gql.execution.context import Context, Info
from graphsvc.org.api.arguments import Id, Key, Note, Reason, Version, argument
from graphsvc.text.texts import Texts

EDIT = {Kind.NEED: Operation.EDIT_NEED, Kind.RESOURCE: Operation.EDIT_RESOURCE}

NewNeed = Annotated[NeedInput, argument()]
NewResource = Annotated[ResourceInput, argument()]
NeedChanges = Annotated[NeedChangesInput, argument("At least one value.")]
ResourceChanges = Annotated[ResourceChangesInput, argument("At least one value.")]


@strawberry.type
class NeedMutations:
    """Mutations of needs."""

    @strawberry.mutation(
        description="Publish a need; it is on the list at once, in the name of a unit that is not yours "
        "once that says yes (发布需求)."
    )
    async def publish_need(self, info: Info, need: NewNeed, key: Key = None) -> Need | None:
        given = values(need) | {"raisedOn": info.context.today}
        return await _publish(info, Kind.NEED, places(need), given, key)

    @strawberry.mutation(
        description="Amend a need that is not met or withdrawn; one of a unit that is not yours waits for its yes "
        "again, and is not amended while a project works on it (修改需求)."
    )
    async def amend_need(
        self, info: Info, id: Id, expected_version: Version, changes: NeedChanges, key: Key = None
    ) -> Need | None:
        return await _amend(info, Kind.NEED, id, expected_version, changes, key)

    @strawberry.mutation(description="Take an open need off the list for a while (暂停需求).")
    async def pause_need(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Need | None:
        return await _turn(info, Kind.NEED, EntryAction.PAUSE, id, expected_version, note, key)

    @strawberry.mutation(
        description="Put a paused need back on the list; one of a unit that is not yours once that says yes (恢复需求)."
    )
    async def resume_need(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Need | None:
        return await _turn(info, Kind.NEED, EntryAction.RESUME, id, expected_version, note, key)

    @strawberry.mutation(description="Take a need off for good, while no project works on it (撤回需求).")
    async def withdraw_need(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Need | None:
        return await _turn(info, Kind.NEED, EntryAction.WITHDRAW, id, expected_version, reason, key)

    @strawberry.mutation(description="Say that you checked a need and it holds, for half a year (核实需求).")
    async def verify_need(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Need | None:
        return await _verify(info, Kind.NEED, id, expected_version, note, key)


@strawberry.type
class ResourceMutations:
    """Mutations of resources."""

    @strawberry.mutation(
        description="Publish a resource; it is on the list at once, in the name of a unit that is not yours "
        "once that says yes (发布资源)."
    )
    async def publish_resource(self, info: Info, resource: NewResource, key: Key = None) -> Resource | None:
        return await _publish(info, Kind.RESOURCE, places(resource), values(resource), key)

    @strawberry.mutation(
        description="Amend a resource that is not withdrawn; one of a unit that is not yours waits for its yes "
        "again, unless only the contact changes (修改资源)."
    )
    async def amend_resource(
        self, info: Info, id: Id, expected_version: Version, changes: ResourceChanges, key: Key = None
    ) -> Resource | None:
        return await _amend(info, Kind.RESOURCE, id, expected_version, changes, key)

    @strawberry.mutation(description="Take a resource off the list for a while (暂停资源).")
    async def pause_resource(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Resource | None:
        return await _turn(info, Kind.RESOURCE, EntryAction.PAUSE, id, expected_version, note, key)

    @strawberry.mutation(
        description="Put a paused resource back on the list; one of a unit that is not yours once that says yes "
        "(恢复资源)."
    )
    async def resume_resource(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Resource | None:
        return await _turn(info, Kind.RESOURCE, EntryAction.RESUME, id, expected_version, note, key)

    @strawberry.mutation(description="Take a resource off for good, while no project in progress uses it (撤回资源).")
    async def withdraw_resource(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Resource | None:
        return await _turn(info, Kind.RESOURCE, EntryAction.WITHDRAW, id, expected_version, reason, key)

    @strawberry.mutation(description="Say that you checked a resource and it holds, for half a year (核实资源).")
    async def verify_resource(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Resource | None:
        return await _verify(info, Kind.RESOURCE, id, expected_version, note, key)


async def _publish(info: Info, kind: Kind, where: Mapping[str, Any], given: dict[str, Any], key: str | None) -> Any:
    grant = info.context.may(EDIT[kind])
    text = await _texts(info.context).properties(given["title"], given.get("description"))
    id_ = f"{kind.lower()}-{uuid4().hex[:16]}"
    new = Entry(values=given | {"author": info.context.caller.subject}, text=text, **where)
    return await info.context.change(
        info, partial(entries.publish, grant=grant, kind=kind, id_=id_, entry=new, today=info.context.today), key
    )


async def _amend(
    info: Info,
    kind: Kind,
    id_: str,
    expected: int,
    changes: NeedChangesInput | ResourceChangesInput,
    key: str | None,
) -> Any:
    grant = info.context.may(EDIT[kind])
    given = changed_values(changes)
    text = await _retold(info.context, id_, given)
    work = partial(
        entries.amend,
        grant=grant,
        kind=kind,
        id_=id_,
        expected=expected,
        values=given,
        text=text,
        today=info.context.today,
        me=info.context.caller.subject,
    )
    return await info.context.change(info, work, key)


async def _turn(
    info: Info, kind: Kind, action: EntryAction, id_: str, expected: int, note: str | None, key: str | None
) -> Any:
    grant = info.context.may(EDIT[kind])
    work = partial(
        entries.turn,
        grant=grant,
        kind=kind,
        id_=id_,
        action=action,
        expected=expected,
        today=info.context.today,
        me=info.context.caller.subject,
        note=(note or "").strip(),
    )
    return await info.context.change(info, work, key)


async def _verify(info: Info, kind: Kind, id_: str, expected: int, note: str | None, key: str | None) -> Any:
    grant, caller = info.context.may(Operation.VERIFY_LIST), info.context.caller
    by = Verifier(caller.subject, caller.unit, caller.areas)
    work = partial(
        entries.verify,
        grant=grant,
        kind=kind,
        id_=id_,
        expected=expected,
        by=by,
        today=info.context.today,
        note=(note or "").strip(),
    )
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


def _texts(context: Context) -> Texts:
    return context.tool(Texts, Texts)
