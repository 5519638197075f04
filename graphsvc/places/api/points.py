"""Queries and mutations of service points: opened, amended, verified, closed."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.org.api.arguments import AREA_CODE, ID, Id, Key, Reason, Version, argument
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.places.api.inputs import ServicePointDetailsInput, ServicePointInput
from graphsvc.places.api.types import ServicePoint
from graphsvc.places.model.points import ServicePointAction, ServiceRules, bar_point
from graphsvc.places.store import points as store
from graphsvc.vocabulary.machine import offered

Within = Annotated[strawberry.ID | None, argument("Only under this area, told by its code (区划代码).", AREA_CODE)]
PointId = Annotated[strawberry.ID, argument("Id of the service point (服务点).", ID)]
NewPoint = Annotated[ServicePointInput, argument("What is opened (服务点).")]
Details = Annotated[ServicePointDetailsInput, argument("All that is told of it from now on (服务点内容).")]


class ServicePointRoots:
    """Roots that are compiled."""

    service_point: ServicePoint | None = find(
        by_id("ServicePoint"), "One place at the door where something is offered (服务点).", **BY_ID
    )
    service_points: Connection[ServicePoint] = every("All service points, by area, also closed ones (服务点列表).")


@strawberry.type(description="A step of a service point for the caller (服务点可办步骤).")
class AvailableServicePointAction:
    """One offer."""

    action: ServicePointAction = strawberry.field(description="Named as its change (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type
class ServicePointQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the caller may do with a service point, why not the rest: all of it (服务点可办步骤).",
        directives=[ListSize(assumed_size=len(ServicePointAction))],
    )
    async def service_point_actions(self, info: Info, point: PointId) -> list[AvailableServicePointAction] | None:
        info.context.may(Operation.READ_STRUCTURE)
        state, area = await store.read_standing(info.context.graph, point)
        theirs = may_in(info, Operation.EDIT_SERVICE, area)
        bars = ((action, bar_point(state, action, theirs=theirs)) for action in ServicePointAction)
        return offered(AvailableServicePointAction, bars)


def may_in(info: Info, operation: Operation, area: str) -> bool:
    """Whether the caller may do something in an area, told by its code."""
    return any(area.startswith(prefix) for prefix in info.context.caller.granted(operation).scope)


@strawberry.type
class ServicePointMutations:
    """What is done with service points."""

    @strawberry.mutation(description="Open a service point from today on (设立服务点).")
    async def open_service_point(self, info: Info, point: NewPoint, key: Key = None) -> ServicePoint | None:
        work = partial(
            store.open_point,
            grant=info.context.may(Operation.EDIT_SERVICE),
            area=point.area,
            details=point.read(),
            id_=f"point-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
            rules=_rules(info),
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Set all that is told of a point, which verifies it (更新服务点).")
    async def amend_service_point(
        self, info: Info, id: Id, expected_version: Version, point: Details, key: Key = None
    ) -> ServicePoint | None:
        details = point.read()
        details.check()
        changes = {**details.row(), **verified(info)}
        return await _take(info, id, expected_version, ServicePointAction.AMEND, changes, "", key)

    @strawberry.mutation(description="Say that what is told of a point is still so, today (核实服务点).")
    async def verify_service_point(
        self, info: Info, id: Id, expected_version: Version, key: Key = None
    ) -> ServicePoint | None:
        return await _take(info, id, expected_version, ServicePointAction.VERIFY, verified(info), "", key)

    @strawberry.mutation(description="Close a point for good from today on; items stay, elsewhere (撤销服务点).")
    async def close_service_point(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> ServicePoint | None:
        changes = {"closedOn": info.context.today, "note": reason.strip()}
        return await _take(info, id, expected_version, ServicePointAction.CLOSE, changes, reason.strip(), key)


def _rules(info: Info) -> ServiceRules:
    return info.context.tool(ServiceRules, ServiceRules)


def verified(info: Info) -> dict[str, Any]:
    """What is kept of somebody's saying now that something is so, by the settings of the service."""
    return _rules(info).verified(info.context.today)


async def _take(
    info: Info,
    id_: str,
    version: int,
    action: ServicePointAction,
    changes: dict[str, Any],
    note: str,
    key: str | None,
) -> Any:
    work = partial(
        store.take_step,
        grant=info.context.may(Operation.EDIT_SERVICE),
        id_=id_,
        action=action,
        expected=version,
        changes=changes,
        now=info.context.now,
        note=note,
    )
    return await info.context.change(info, work, key)
