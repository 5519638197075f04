"""What waits for a unit's own yes, what may be done with an entry, and the unit's answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.cobuilding.api.entry_mutations import EDIT
from graphsvc.cobuilding.api.needs import Need
from graphsvc.cobuilding.api.resources import Resource
from graphsvc.cobuilding.confirming.offers import entry_offers
from graphsvc.cobuilding.confirming.store import count_waiting, decide, read_entry, waiting
from graphsvc.cobuilding.model.entry import EntryAction, Kind
from graphsvc.cobuilding.model.project_offers import Reach
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection
from graphsvc.gql.schema.pages import SIZED, NodeEdge, NodePage
from graphsvc.gql.schema.paging import PAGE_SIZE, page_size
from graphsvc.org.api.arguments import ID, After, First, Id, Key, Note, Reason, Version, argument

if TYPE_CHECKING:
    from graphsvc.access.principal import Grant

EntryId = Annotated[strawberry.ID, argument("Id of the need or resource (条目).", ID)]


@strawberry.type(description="A change of an entry's state for the caller (清单条目可办操作).")
class AvailableEntryAction:
    """One offer."""

    action: EntryAction = strawberry.field(description="Named as its change, e.g. CONFIRM (操作).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")
    needs_reason: bool = strawberry.field(description="Whether a reason has to be given for it (须写明理由).")


@strawberry.type
class ConfirmingDesk:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="Needs that others raised in the name of the caller's unit and that wait for its yes, the longest "
        "wait first; for officials those of the units of their areas, which they may answer themselves where "
        "isAnswerLate (待单位确认的需求).",
        directives=[SIZED],
    )
    async def needs_to_confirm(self, info: Info, first: First = PAGE_SIZE, after: After = None) -> Connection[Need]:
        return await _waiting(info, Kind.NEED, first, after)

    @strawberry.field(
        description="Resources, as needsToConfirm (待单位确认的资源).",
        directives=[SIZED],
    )
    async def resources_to_confirm(
        self, info: Info, first: First = PAGE_SIZE, after: After = None
    ) -> Connection[Resource]:
        return await _waiting(info, Kind.RESOURCE, first, after)

    @strawberry.field(
        description="What the caller may do with a need or resource, and why not the rest: all of it "
        "(清单条目可办操作).",
        directives=[ListSize(assumed_size=len(EntryAction))],
    )
    async def entry_actions(self, info: Info, entry: EntryId) -> list[AvailableEntryAction] | None:
        info.context.may(Operation.READ_STRUCTURE)
        caller = info.context.caller
        standing = await read_entry(info.context.graph, entry, caller.subject, info.context.today)
        edit, confirm = (
            _reach(caller.granted(operation)) for operation in (EDIT[standing.kind], Operation.CONFIRM_ENTRY)
        )
        return [
            AvailableEntryAction(
                action=each.action, allowed=each.zh is None, reason=each.zh, needs_reason=each.needs_reason
            )
            for each in entry_offers(standing, edit, confirm)
        ]


@strawberry.type
class ConfirmingMutations:
    """Mutations of what waits for a unit's yes."""

    @strawberry.mutation(
        description="Stand by a need that others raised in your unit's name; it is open from here. For a unit that "
        "does not answer in a week, an official above its place does so for a reason, never who published or changed "
        "it; a change goes back to where it stood (确认需求)."
    )
    async def confirm_need(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Need | None:
        return await _decide(info, Kind.NEED, EntryAction.CONFIRM, id, expected_version, note, key)

    @strawberry.mutation(
        description="Do not stand by a need that others raised in your unit's name; one that others changed is paused "
        "for you to put right (不认可需求)."
    )
    async def decline_need(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Need | None:
        return await _decide(info, Kind.NEED, EntryAction.DECLINE, id, expected_version, reason, key)

    @strawberry.mutation(
        description="Stand by a resource that others published in your unit's name; it is on offer from here. "
        "As confirmNeed (确认资源)."
    )
    async def confirm_resource(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Resource | None:
        return await _decide(info, Kind.RESOURCE, EntryAction.CONFIRM, id, expected_version, note, key)

    @strawberry.mutation(
        description="Do not stand by a resource that others published in your unit's name. As declineNeed (不认可资源)."
    )
    async def decline_resource(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Resource | None:
        return await _decide(info, Kind.RESOURCE, EntryAction.DECLINE, id, expected_version, reason, key)


async def _decide(
    info: Info, kind: Kind, action: EntryAction, id_: str, expected: int, note: str | None, key: str | None
) -> Any:
    grant, me = info.context.may(Operation.CONFIRM_ENTRY), info.context.caller.subject
    said = (note or "").strip()
    work = partial(
        decide,
        grant=grant,
        kind=kind,
        id_=id_,
        action=action,
        expected=expected,
        me=me,
        today=info.context.today,
        note=said,
    )
    return await info.context.change(info, work, key)


async def _waiting(info: Info, kind: Kind, first: int | None, after: str | None) -> Any:
    info.context.may(Operation.READ_STRUCTURE)
    grant = info.context.caller.granted(Operation.CONFIRM_ENTRY)
    graph, size = info.context.graph, page_size(first)
    rows = await waiting(graph, kind, grant, size + 1, after or "")
    edges = [NodeEdge(cursor, id_) for id_, cursor in rows[:size]]
    return NodePage.made(edges, len(rows) > size, after, partial(count_waiting, graph, kind, grant))


def _reach(grant: Grant) -> Reach:
    return Reach(grant.scope, grant.unit)
