"""Endpoints and deliveries as GraphQL shows them: addresses shortened, secrets never."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.fields import Connection, Criterion, along, at, node, one
from graphsvc.notices.api.types import Notice
from graphsvc.notices.model.delivery import DeliveryState
from graphsvc.notices.model.endpoint import EndpointState, NoticeDetail, NoticeWay
from graphsvc.notices.model.notice import NoticeKind
from graphsvc.org.api.areas import Area

WAITING = Criterion(bool, "(@this.waiting IS NOT NULL) = $value", "Whether it still waits (待送).")


@node("Where notices go outside the service (通知端点).", order=("@this.id",))
class NoticeEndpoint:
    """An endpoint, as it was registered, and how it stands."""

    id: strawberry.ID = at("id", "What its deliveries name (编号).", plain=True)
    version: int = at("version", "A change names the one it has seen (版本).")
    state: EndpointState = at("state", "Whether it is served (状态).", find=True, sort=True)
    name: str = at("name", "What it is called (名称).", find=True, sort=True)
    way: NoticeWay = at("way", "How notices are delivered (方式).", find=True)
    target: str = at("target", "Where to, shortened: the rest may hold a key (地址).")
    area: Area | None = one("MATCH (@it:Area {code: @this.areaCode})", "Under which it takes notices (区域).")
    receiver: str = at("to", "What addresses of its notices start with; empty for all (接收对象).")
    kinds: list[NoticeKind] = at("kinds", "What it takes: one to six (类别).")
    detail: NoticeDetail = at("detail", "How much is told (告知程度).")
    quiet: str | None = at("quiet", "Hours of China in which only what is urgent goes out (静默时段).")
    digest_at: str | None = at("digestAt", "Hour at which what is not urgent goes out together (汇总时刻).")
    made_at: datetime = at("madeAt", "When it was registered (登记时间).", sort=True)
    failure_count: int = at(
        "failures", "Failures in a row; above 0 it is tried with one at a time (连续失败次数).", sort=True
    )
    last_tried_at: datetime | None = at("lastTriedAt", "When something was sent last (最近尝试时间).")
    last_arrived_at: datetime | None = at("lastArrivedAt", "When something arrived last (最近送达时间).", sort=True)
    last_error: str | None = at("lastError", "What went wrong last; null since it went well (最近错误).")
    deliveries: Connection[NoticeDelivery] = along(
        "MATCH (@it:NoticeDelivery {endpoint: @this.id})", "What went or goes there, oldest first (送达记录)."
    )


@node(
    "One notice on its way to one endpoint (通知送达).",
    order=("@this.madeAt", "@this.id"),
    criteria={"waiting": WAITING},
)
class NoticeDelivery:
    """A delivery; its id is the key under which it goes out, by which a receiver drops doubles."""

    id: strawberry.ID = at("id", "Also the key that goes out with it (编号).", plain=True)
    state: DeliveryState = at("state", "Where it stands (状态).", find=True, sort=True)
    kind: NoticeKind = at("kind", "What its notice is about (类别).", find=True)
    attempt_count: int = at("attempts", "How often it was tried (尝试次数).", sort=True)
    made_at: datetime = at("madeAt", "When it was written (生成时间).", sort=True)
    tried_at: datetime | None = at("triedAt", "When it was tried last (最近尝试时间).", sort=True)
    sent_at: datetime | None = at("sentAt", "When the receiver took it (送达时间).", sort=True)
    error: str | None = at("error", "What went wrong last (最近错误).")
    notice: Notice | None = one(
        "MATCH (@it:Notice {id: @this.notice})", "What goes out, if the caller may see it (通知)."
    )
    endpoint: NoticeEndpoint | None = one("MATCH (@it:NoticeEndpoint {id: @this.endpoint})", "Where to (端点).")


async def endpoint_node(info: Info, id_: str) -> Any:
    """An endpoint by its id, for who administers it."""
    return await info.context.node(info, id_, "NoticeEndpoint")


async def delivery_node(info: Info, id_: str) -> Any:
    """A delivery by its id, for who administers its endpoint."""
    return await info.context.node(info, id_, "NoticeDelivery")
