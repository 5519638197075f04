"""Roots over notices."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.codes import prefix_of
from graphsvc.cypher.plan import Fact
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Argument, Connection, along
from graphsvc.notices.api.endpoint_types import NoticeDelivery, NoticeEndpoint
from graphsvc.notices.api.types import Notice
from graphsvc.notices.model.endpoint import EndpointAction, bar_endpoint
from graphsvc.notices.store import endpoints as store
from graphsvc.org.api.arguments import AREA_CODE, ID, argument
from graphsvc.vocabulary.machine import offered

EndpointId = Annotated[strawberry.ID, argument("Id of the endpoint (通知端点).", ID)]


class NoticeRoots:
    """Roots that are compiled."""

    my_notices: Connection[Notice] = along(
        "UNWIND $addresses AS @address\nMATCH (@it:Notice)\nWHERE @it.to STARTS WITH @address",
        "What the caller, its unit or its role in its areas should know of, oldest first (我的通知).",
        slots={"addresses": Fact("addresses")},
    )

    notice_endpoints: Connection[NoticeEndpoint] = along(
        "MATCH (@it:NoticeEndpoint)\nWHERE @it.areaCode STARTS WITH $area",
        "Where notices of an area go outside the service, that the caller administers (通知端点).",
        area=Argument(strawberry.ID, "Code of the area (区划代码).", read=prefix_of, constraint=AREA_CODE),
    )
    notice_deliveries: Connection[NoticeDelivery] = along(
        "MATCH (@it:NoticeDelivery {endpoint: $endpoint})",
        "What went or goes to an endpoint, oldest first (通知送达记录).",
        endpoint=Argument(strawberry.ID, "Id of the endpoint (端点).", constraint=ID),
    )


@strawberry.type(description="A step of an endpoint for the caller (通知端点可办步骤).")
class AvailableEndpointAction:
    """One offer."""

    action: EndpointAction = strawberry.field(description="What is done (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type
class NoticeQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the caller may do with an endpoint, and why not the rest: all of it (通知端点可办步骤).",
        directives=[ListSize(assumed_size=len(EndpointAction))],
    )
    async def notice_endpoint_actions(self, info: Info, endpoint: EndpointId) -> list[AvailableEndpointAction] | None:
        grant = info.context.may(Operation.EDIT_ENDPOINT)
        state, dead = await store.read_standing(info.context.graph, grant, endpoint)
        bars = ((action, bar_endpoint(state, action, dead=dead)) for action in EndpointAction)
        return offered(AvailableEndpointAction, bars)
