"""Subscriptions as GraphQL shows them: addresses shortened, secrets never."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from graphsvc.exchange.model.subscriptions import SubscriptionState
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.fields import at, node, one
from graphsvc.org.api.areas import Area


@node("Another system that is sent changes as CloudEvents (事件订阅).", order=("@this.id",))
class EventSubscription:
    """A subscription, as it was registered, and how it stands."""

    id: strawberry.ID = at("id", "Names it (编号).", plain=True)
    version: int = at("version", "A change names the one it has seen (版本).")
    state: SubscriptionState = at("state", "Whether it is served (状态).", find=True, sort=True)
    name: str = at("name", "What it is called (名称).", find=True, sort=True)
    target: str = at("target", "Where to, shortened: the rest may hold a key (地址).")
    area: Area | None = one("MATCH (@it:Area {code: @this.areaCode})", "Whose changes it is sent (区域).")
    types: list[str] = at("types", "Types it takes, or their beginnings; empty for all, 50 at most (类型).")
    made_at: datetime = at("madeAt", "When it was registered (登记时间).", sort=True)
    failure_count: int = at("failures", "Failures in a row (连续失败次数).", sort=True)
    last_tried_at: datetime | None = at("lastTriedAt", "When something was sent last (最近尝试时间).", sort=True)
    last_arrived_at: datetime | None = at("lastArrivedAt", "When something arrived last (最近送达时间).", sort=True)
    last_error: str | None = at("lastError", "What went wrong last; null since it went well (最近错误).")


async def subscription_node(info: Info, id_: str) -> Any:
    """A subscription by its id, for who administers it."""
    return await info.context.node(info, id_, "EventSubscription")
