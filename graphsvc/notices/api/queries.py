"""Roots over notices."""

from __future__ import annotations

import strawberry

from graphsvc.codes import prefix_of
from graphsvc.cypher.plan import Fact
from graphsvc.gql.schema.fields import Argument, Connection, along
from graphsvc.notices.api.endpoint_types import NoticeDelivery, NoticeEndpoint
from graphsvc.notices.api.types import Notice
from graphsvc.org.api.arguments import AREA_CODE, ID


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
