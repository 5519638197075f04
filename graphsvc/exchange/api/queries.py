"""Roots over subscriptions, and what the caller may do with each."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.codes import prefix_of
from graphsvc.exchange.api.types import EventSubscription
from graphsvc.exchange.model.subscriptions import SUBSCRIPTION, SubscriptionAction
from graphsvc.exchange.store import subscriptions as store
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Argument, Connection, along
from graphsvc.org.api.arguments import AREA_CODE, ID, argument
from graphsvc.vocabulary.machine import offered

SubscriptionId = Annotated[strawberry.ID, argument("Id of the subscription (事件订阅).", ID)]


class ExchangeRoots:
    """Roots that are compiled."""

    event_subscriptions: Connection[EventSubscription] = along(
        "MATCH (@it:EventSubscription)\nWHERE @it.areaCode STARTS WITH $area",
        "Where changes of an area go as CloudEvents, that the caller administers (事件订阅).",
        area=Argument(strawberry.ID, "Code of the area (区划代码).", read=prefix_of, constraint=AREA_CODE),
    )


@strawberry.type(description="A step of a subscription for the caller (事件订阅可办步骤).")
class AvailableSubscriptionAction:
    """One offer."""

    action: SubscriptionAction = strawberry.field(description="What is done (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type
class SubscriptionQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the caller may do with a subscription, and why not the rest: all of it (事件订阅可办步骤).",
        directives=[ListSize(assumed_size=len(SubscriptionAction))],
    )
    async def event_subscription_actions(
        self, info: Info, subscription: SubscriptionId
    ) -> list[AvailableSubscriptionAction] | None:
        grant = info.context.may(Operation.EDIT_SUBSCRIPTION)
        state = await store.read_standing(info.context.graph, grant, subscription)
        return offered(
            AvailableSubscriptionAction, ((each, SUBSCRIPTION.bar(state, each)) for each in SubscriptionAction)
        )
