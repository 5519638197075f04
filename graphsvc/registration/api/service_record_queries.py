"""Roots over records of service: one, all, and what may be done with one."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphsvc.access.principal import NOWHERE
from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.org.api.arguments import ID, argument
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.registration.api.post_queries import NOT_YOURS
from graphsvc.registration.api.service_record_mutations import needed
from graphsvc.registration.api.service_record_types import ServiceRecord
from graphsvc.registration.model.service_record import SERVICE_RECORD, ServiceRecordAction
from graphsvc.registration.store.service_records import read_standing

RecordId = Annotated[strawberry.ID, argument("Id of what was done (服务记录).", ID)]


class ServiceRecordRoots:
    """Roots that are compiled."""

    service_record: ServiceRecord | None = find(by_id("ServiceRecord"), "One thing that was done (服务记录).", **BY_ID)
    service_records: Connection[ServiceRecord] = every("All that was done, in scope, by area (服务记录列表).")


@strawberry.type(description="A step of a record of service for the caller (服务记录可办步骤).")
class AvailableServiceRecordAction:
    """One offer."""

    action: ServiceRecordAction = strawberry.field(description="Named as its change, e.g. CONFIRM (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type
class ServiceRecordQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the caller may do with a record, and why not the rest: all of it (服务记录可办步骤).",
        directives=[ListSize(assumed_size=len(ServiceRecordAction))],
    )
    async def service_record_actions(self, info: Info, record: RecordId) -> list[AvailableServiceRecordAction] | None:
        state = await read_standing(info.context.graph, info.context.may(Operation.READ_REGISTRATIONS), record)
        offers = []
        for action in ServiceRecordAction:
            may = info.context.caller.granted(needed(action)) != NOWHERE
            reason = SERVICE_RECORD.bar(state, action) or (None if may else NOT_YOURS)
            offers.append(AvailableServiceRecordAction(action=action, allowed=reason is None, reason=reason))
        return offers
