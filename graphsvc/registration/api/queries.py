"""Roots over registrations: one, all, the caller's own, and what may be done with one."""

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
from graphsvc.registration.api.mutations import needed
from graphsvc.registration.api.types import Registration
from graphsvc.registration.model.registration import MACHINE, RIGHTS, RegistrationAction, RegistrationState
from graphsvc.registration.store.registrations import find_own, read_registration

RegistrationId = Annotated[strawberry.ID, argument("Id of the registration (报到).", ID)]


class RegistrationRoots:
    """Roots that are compiled."""

    registration: Registration | None = find(by_id("Registration"), "A report of one member or unit (报到).", **BY_ID)
    registrations: Connection[Registration] = every("All that lie in scope, by area (报到列表).")


@strawberry.type(description="A step of a registration for the caller (报到可办步骤).")
class AvailableRegistrationAction:
    """One offer."""

    action: RegistrationAction = strawberry.field(description="Named as its change, e.g. PLEDGE (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type
class RegistrationQueries:
    """Roots that resolvers answer."""

    @strawberry.field(description="This year's of the caller's own person or unit; null without one (我的报到).")
    async def my_registration(self, info: Info) -> Registration | None:
        grant = info.context.may(Operation.READ_REGISTRATIONS)
        own = await find_own(info.context.graph, grant, info.context.today) if grant.person or grant.unit else None
        return await info.context.node(info, own)

    @strawberry.field(
        description="What the caller may do with a registration, and why not the rest: all of it (可办步骤).",
        directives=[ListSize(assumed_size=len(RegistrationAction))],
    )
    async def registration_actions(
        self, info: Info, registration: RegistrationId
    ) -> list[AvailableRegistrationAction] | None:
        grant = info.context.may(Operation.READ_REGISTRATIONS)
        kept = await read_registration(info.context.graph, grant, registration)
        return [_offered(info, kept.state, action) for action in RegistrationAction]


def _offered(info: Info, state: RegistrationState, action: RegistrationAction) -> AvailableRegistrationAction:
    reason = MACHINE.bar(state, action)
    if reason is None and info.context.caller.granted(needed(action)) == NOWHERE:
        reason = f"这一步由{RIGHTS[action]}来办。"
    return AvailableRegistrationAction(action=action, allowed=reason is None, reason=reason)
