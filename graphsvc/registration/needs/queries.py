"""Roots over needs, what may be done with one, and services in both directions."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from graphsvc.access.principal import NOWHERE
from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.org.api.arguments import ID, argument
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.registration.api.service_record_types import ServiceRecord
from graphsvc.registration.needs.mutations import needed
from graphsvc.registration.needs.need import NEED, RegistrantNeedAction, ServiceDirection
from graphsvc.registration.needs.store import MOST_SERVICES, read_both_ways, read_state
from graphsvc.registration.needs.types import RegistrantNeed
from graphsvc.vocabulary.machine import offered

NeedId = Annotated[strawberry.ID, argument("Id of what is needed (需求).", ID)]
OfRegistration = Annotated[strawberry.ID, argument("Id of the registration (报到).", ID)]
NOT_YOURS = "受理、办结由社区来办，撤回由提出需求的党员或单位来办。"


class RegistrantNeedRoots:
    """Roots that are compiled."""

    registrant_need: RegistrantNeed | None = find(
        by_id("RegistrantNeed"), "What one member or unit needs (党员和单位需求).", **BY_ID
    )
    registrant_needs: Connection[RegistrantNeed] = every(
        "What members and units need, in scope, by area (党员和单位需求列表)."
    )


@strawberry.type(description="A step of a need for the caller (需求可办步骤).")
class AvailableRegistrantNeedAction:
    """One offer."""

    action: RegistrantNeedAction = strawberry.field(description="Named as its change, e.g. ACCEPT (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type(description="A service one way or the other (双向服务).")
class TwoWayService:
    """A confirmed record of service, or a need that was met."""

    subject: strawberry.Private[str]
    direction: ServiceDirection = strawberry.field(description="Who serves whom (服务方向).")
    served_on: date = strawberry.field(description="Day it was done (日期).")
    content: str = strawberry.field(description="What was done (内容).")
    minutes: int | None = strawberry.field(description="How long it counts; null of a need (计入分钟).")

    @strawberry.field(description="What was recorded, of a service for the community (服务记录).")
    async def service_record(self, info: Info) -> ServiceRecord | None:
        own = self.direction is ServiceDirection.TO_COMMUNITY
        return await info.context.node(info, self.subject if own else None)

    @strawberry.field(description="What was needed, of a service by the community (需求).")
    async def registrant_need(self, info: Info) -> RegistrantNeed | None:
        own = self.direction is ServiceDirection.TO_REGISTRANT
        return await info.context.node(info, self.subject if own else None)


@strawberry.type
class RegistrantNeedQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the caller may do with a need, and why not the rest: all of it (需求可办步骤).",
        directives=[ListSize(assumed_size=len(RegistrantNeedAction))],
    )
    async def registrant_need_actions(self, info: Info, need: NeedId) -> list[AvailableRegistrantNeedAction] | None:
        grant = info.context.may(Operation.READ_REGISTRANT_NEEDS)
        state = await read_state(info.context.graph, grant, need)
        caller = info.context.caller
        bars = (
            (each, NEED.bar(state, each) or (NOT_YOURS if caller.granted(needed(each)) == NOWHERE else None))
            for each in RegistrantNeedAction
        )
        return offered(AvailableRegistrantNeedAction, bars)

    @strawberry.field(
        description=f"What a registrant did for the community and the community for it, the last {MOST_SERVICES}, the "
        "latest first: services confirmed and needs met (双向服务).",
        directives=[ListSize(assumed_size=MOST_SERVICES)],
    )
    async def two_way_services(self, info: Info, registration: OfRegistration) -> list[TwoWayService] | None:
        grant = info.context.may(Operation.READ_REGISTRANT_NEEDS)
        found = await read_both_ways(info.context.graph, grant, registration)
        return [
            TwoWayService(
                subject=each["id"],
                direction=ServiceDirection(each["direction"]),
                served_on=each["servedOn"],
                content=each["content"],
                minutes=each["minutes"],
            )
            for each in found
        ]
