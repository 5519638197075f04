"""Mutations of subscriptions."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.exchange.api.types import EventSubscription
from graphsvc.exchange.model.subscriptions import SubscriptionAction
from graphsvc.exchange.store import subscriptions as store
from graphsvc.exchange.store.ports import Addresses
from graphsvc.exchange.store.subscriptions import Draft
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import AREA_CODE, TITLE, Id, Key, Note, Reason, Version, argument, entry

TARGET = Constraint(min_length=3, max_length=2_000, format="line")
SECRET = Constraint(max_length=200, format="line")
TYPES = Constraint(max_items=50, min_length=1, max_length=100, format="line")


@strawberry.input(description="Another system that is to be sent changes as CloudEvents (事件订阅).")
class EventSubscriptionInput:
    """Whose changes, which of them, where to."""

    name: str = entry("What it is called (名称).", TITLE)
    target: str = entry("An https:// address that takes POST (地址).", TARGET)
    secret: str = entry("What requests are signed with, 24 characters at least (签名密钥).", SECRET)
    area: strawberry.ID = entry("Code of the area whose changes it is sent (区域).", AREA_CODE)
    types: list[str] = entry(
        "Types, e.g. graphsvc.change.case_whistled, or their beginnings; all unless told (类型).",
        TYPES,
        default_factory=list,
    )

    def read(self) -> Draft:
        """Put it in the words of the store."""
        types = tuple(dict.fromkeys(each.strip().lower() for each in self.types))
        return Draft(self.name.strip(), self.target.strip(), self.secret, self.area, types)


NewSubscription = Annotated[EventSubscriptionInput, argument()]


@strawberry.type
class SubscriptionMutations:
    """What is done with subscriptions."""

    @strawberry.mutation(description="Have changes sent to another system from now on (登记事件订阅).")
    async def register_event_subscription(
        self, info: Info, subscription: NewSubscription, key: Key = None
    ) -> EventSubscription | None:
        work = partial(
            store.register,
            grant=info.context.may(Operation.EDIT_SUBSCRIPTION),
            draft=subscription.read(),
            id_=f"subscription-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            addresses=info.context.tool(Addresses, Addresses),
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Let events wait for a while (暂停事件订阅).")
    async def pause_event_subscription(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> EventSubscription | None:
        return await _change(info, id, expected_version, SubscriptionAction.PAUSE, note, key)

    @strawberry.mutation(description="Send events again, what has waited first (恢复事件订阅).")
    async def resume_event_subscription(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> EventSubscription | None:
        return await _change(info, id, expected_version, SubscriptionAction.RESUME, note, key)

    @strawberry.mutation(description="End a subscription for good (停用事件订阅).")
    async def revoke_event_subscription(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> EventSubscription | None:
        return await _change(info, id, expected_version, SubscriptionAction.REVOKE, reason, key)


async def _change(
    info: Info, id_: str, version: int, action: SubscriptionAction, note: str | None, key: str | None
) -> Any:
    work = partial(
        store.change,
        grant=info.context.may(Operation.EDIT_SUBSCRIPTION),
        id_=id_,
        expected=version,
        action=action,
        note=(note or "").strip(),
        now=info.context.now,
    )
    return await info.context.change(info, work, key)
