"""Queries and mutations of service items: added, amended, withdrawn."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.org.api.arguments import ID, Id, Key, Reason, Version, argument
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.places.api.inputs import ServiceItemDetailsInput, ServiceItemInput
from graphsvc.places.api.points import may_in
from graphsvc.places.api.types import ServiceItem
from graphsvc.places.model.items import ServiceItemAction, bar_item
from graphsvc.places.store import items as store
from graphsvc.vocabulary.machine import offered

ItemId = Annotated[strawberry.ID, argument("Id of the service item (服务事项).", ID)]
NewItem = Annotated[ServiceItemInput, argument("What is offered (服务事项).")]
Details = Annotated[ServiceItemDetailsInput, argument("All that is told of it from now on (服务事项内容).")]


class ServiceItemRoots:
    """Roots that are compiled."""

    service_item: ServiceItem | None = find(
        by_id("ServiceItem"), "One thing that a department offers at points (服务事项).", **BY_ID
    )
    service_items: Connection[ServiceItem] = every("All service items, by area, also withdrawn ones (服务事项列表).")


@strawberry.type(description="A step of a service item for the caller (服务事项可办步骤).")
class AvailableServiceItemAction:
    """One offer."""

    action: ServiceItemAction = strawberry.field(description="Named as its change (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type
class ServiceItemQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the caller may do with a service item, why not the rest: all of it (服务事项可办步骤).",
        directives=[ListSize(assumed_size=len(ServiceItemAction))],
    )
    async def service_item_actions(self, info: Info, item: ItemId) -> list[AvailableServiceItemAction] | None:
        info.context.may(Operation.READ_STRUCTURE)
        state, area = await store.read_standing(info.context.graph, item)
        theirs = may_in(info, Operation.EDIT_SERVICE, area)
        bars = ((action, bar_item(state, action, theirs=theirs)) for action in ServiceItemAction)
        return offered(AvailableServiceItemAction, bars)


@strawberry.type
class ServiceItemMutations:
    """What is done with service items."""

    @strawberry.mutation(description="Offer an item of a department at points (发布服务事项).")
    async def publish_service_item(self, info: Info, item: NewItem, key: Key = None) -> ServiceItem | None:
        work = partial(
            store.add_item,
            grant=info.context.may(Operation.EDIT_SERVICE),
            area=item.area,
            department=item.department,
            details=item.read(),
            id_=f"service-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Set all that is told of an item, and where it is offered (更新服务事项).")
    async def amend_service_item(
        self, info: Info, id: Id, expected_version: Version, item: Details, key: Key = None
    ) -> ServiceItem | None:
        grant = info.context.may(Operation.EDIT_SERVICE)
        work = partial(store.amend_item, grant=grant, id_=id, expected=expected_version, details=item.read())
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Offer an item no longer from today on (取消服务事项).")
    async def withdraw_service_item(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> ServiceItem | None:
        grant, reason = info.context.may(Operation.EDIT_SERVICE), reason.strip()
        work = partial(
            store.withdraw_item, grant=grant, id_=id, expected=expected_version, reason=reason, now=info.context.now
        )
        return await info.context.change(info, work, key)
