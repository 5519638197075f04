"""Roots of the room: registrations, posts, claims and records of service, and what may be done with each."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from graphsvc.access.principal import NOWHERE
from graphsvc.access.scope import Operation
from graphsvc.china import in_utc
from graphsvc.cypher.plan import Fact
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection, every, find, find_own
from graphsvc.org.api.arguments import ID, argument
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.registration.api import mutations, post_mutations, service_record_mutations
from graphsvc.registration.api.post_types import Claim, Post
from graphsvc.registration.api.service_record_types import ServiceRecord
from graphsvc.registration.api.types import Registration
from graphsvc.registration.model.post import CLAIM, POST, ClaimAction, PostAction
from graphsvc.registration.model.registration import MACHINE, RIGHTS, RegistrationAction, RegistrationState
from graphsvc.registration.model.service_record import SERVICE_RECORD, ServiceRecordAction, Stretch
from graphsvc.registration.model.sign_in import Activity, ActivityCodes, codes_of_this_process
from graphsvc.registration.store.posts import read_claim, read_post
from graphsvc.registration.store.registrations import read_registration
from graphsvc.registration.store.service_records import read_activity_area, read_standing
from graphsvc.vocabulary.machine import offered

RegistrationId = Annotated[strawberry.ID, argument("Id of the registration (报到).", ID)]
PostId = Annotated[strawberry.ID, argument("Id of what is to be done (岗位).", ID)]
ClaimId = Annotated[strawberry.ID, argument("Id of the seat taken (认领).", ID)]
RecordId = Annotated[strawberry.ID, argument("Id of what was done (服务记录).", ID)]
StartsAt = Annotated[datetime, argument("When the activity begins; counts in whole minutes (活动开始).")]
EndsAt = Annotated[datetime, argument("When it ends, 15 minutes to 12 hours later (活动结束).")]
OWN_KEY = "CASE $person WHEN '' THEN $unit ELSE $person END + '|' + toString($today.year)"
"""As `open_key` makes it of the caller's own person or unit."""
NOT_YOURS = "当前角色或辖区无权办理这一步。"


class RegistrationRoots:
    """Roots that are compiled."""

    registration: Registration | None = find(by_id("Registration"), "A report of one member or unit (报到).", **BY_ID)
    my_registration: Registration | None = find_own(
        f"MATCH (@it:Registration {{openKey: {OWN_KEY}}})",
        "This year's of the caller's own person or unit; null without one (我的报到).",
        person=Fact("person"),
        unit=Fact("unit"),
    )
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

    @strawberry.field(
        description="What the caller may do with a registration, and why not the rest: all of it (可办步骤).",
        directives=[ListSize(assumed_size=len(RegistrationAction))],
    )
    async def registration_actions(
        self, info: Info, registration: RegistrationId
    ) -> list[AvailableRegistrationAction] | None:
        grant = info.context.may(Operation.READ_REGISTRATIONS)
        kept = await read_registration(info.context.graph, grant, registration)
        return offered(
            AvailableRegistrationAction, ((each, _bar(info, kept.state, each)) for each in RegistrationAction)
        )


class PostRoots:
    """Roots that are compiled."""

    post: Post | None = find(by_id("Post"), "Something to do, with seats (岗位).", **BY_ID)
    posts: Connection[Post] = every("All that there is to do, by area (岗位列表).")
    claim: Claim | None = find(by_id("Claim"), "One seat taken (认领).", **BY_ID)
    claims: Connection[Claim] = every("All seats taken in scope, by area (认领列表).")


@strawberry.type(description="A step of a post for the caller (岗位可办步骤).")
class AvailablePostAction:
    """One offer."""

    action: PostAction = strawberry.field(description="Named as its change, e.g. END (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type(description="A step of a claim for the caller (认领可办步骤).")
class AvailableClaimAction:
    """One offer."""

    action: ClaimAction = strawberry.field(description="Named as its change, e.g. CONFIRM (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type(description="What people sign in by at an activity, as text for a QR code (活动签到码).")
class SignInCode:
    """A code and when it holds."""

    code: str = strawberry.field(description="To be drawn as a QR code, or typed in (签到码).")
    opens_at: datetime = strawberry.field(description="From when people may sign in (开始签到时间).")
    ends_at: datetime = strawberry.field(description="Until when, the end of the activity (截止签到时间).")


@strawberry.type
class PostQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the caller may do with a post, and why not the rest: all of it (岗位可办步骤).",
        directives=[ListSize(assumed_size=len(PostAction))],
    )
    async def post_actions(self, info: Info, post: PostId) -> list[AvailablePostAction] | None:
        state, mine = await read_post(info.context.graph, info.context.caller.granted(Operation.EDIT_POST), post)
        bars = ((each, POST.bar(state, each) or (None if mine else NOT_YOURS)) for each in PostAction)
        return offered(AvailablePostAction, bars)

    @strawberry.field(
        description="A code for the poster of an activity at a post: who reads it in time signs in by it (活动签到码)."
    )
    async def sign_in_code(self, info: Info, post: PostId, starts_at: StartsAt, ends_at: EndsAt) -> SignInCode | None:
        grant = info.context.may(Operation.EDIT_POST)
        activity = Activity(post, Stretch(_whole_minute(starts_at), _whole_minute(ends_at)))
        activity.check(info.context.now)
        await read_activity_area(info.context.graph, grant, post)
        codes = info.context.tool(ActivityCodes, codes_of_this_process)
        return SignInCode(code=codes.write(activity), opens_at=activity.opens_at, ends_at=activity.stretch.ended_at)

    @strawberry.field(
        description="What the caller may do with a claim, and why not the rest: all of it (认领可办步骤).",
        directives=[ListSize(assumed_size=len(ClaimAction))],
    )
    async def claim_actions(self, info: Info, claim: ClaimId) -> list[AvailableClaimAction] | None:
        state = await read_claim(info.context.graph, info.context.may(Operation.READ_REGISTRATIONS), claim)
        bars = ((each, CLAIM.bar(state, each) or _foreign(info, post_mutations.needed(each))) for each in ClaimAction)
        return offered(AvailableClaimAction, bars)


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
        needed = service_record_mutations.needed
        bars = ((e, SERVICE_RECORD.bar(state, e) or _foreign(info, needed(e))) for e in ServiceRecordAction)
        return offered(AvailableServiceRecordAction, bars)


def _bar(info: Info, state: RegistrationState, action: RegistrationAction) -> str | None:
    if (bar := MACHINE.bar(state, action)) is not None:
        return bar
    return f"这一步由{RIGHTS[action]}来办。" if _foreign(info, mutations.needed(action)) else None


def _foreign(info: Info, operation: Operation) -> str | None:
    """What is said of steps that somebody else takes."""
    return NOT_YOURS if info.context.caller.granted(operation) == NOWHERE else None


def _whole_minute(moment: datetime) -> datetime:
    return in_utc(moment).replace(second=0, microsecond=0)
