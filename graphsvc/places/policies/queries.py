"""Queries of policy notices and shares: lists, figures that equal them, and what a caller may do."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.org.api.arguments import ID, argument
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.places.api.points import Within, may_in
from graphsvc.places.model.policies import PolicyNoticeAction, PolicyShareAction, bar_notice, bar_share
from graphsvc.places.policies import store
from graphsvc.places.policies.types import PolicyNotice, PolicyShare
from graphsvc.vocabulary.machine import offered

NoticeId = Annotated[strawberry.ID, argument("Id of the policy notice (政策告知).", ID)]
OneNotice = Annotated[strawberry.ID | None, argument("Only of this policy notice (政策告知).", ID)]
ShareId = Annotated[strawberry.ID, argument("Id of the area's share of a notice (告知任务).", ID)]


class PolicyRoots:
    """Roots that are compiled."""

    policy_notice: PolicyNotice | None = find(
        by_id("PolicyNotice"), "One policy that people are told of (政策告知).", **BY_ID
    )
    policy_notices: Connection[PolicyNotice] = every("All policy notices, also revoked ones (政策告知列表).")
    policy_share: PolicyShare | None = find(
        by_id("PolicyShare"), "How far one area is with telling people of a policy (告知任务).", **BY_ID
    )
    policy_shares: Connection[PolicyShare] = every("All shares of policy notices, also closed ones (告知任务列表).")


@strawberry.type(description="A step of a policy notice for the caller (政策告知可办步骤).")
class AvailablePolicyNoticeAction:
    """One offer."""

    action: PolicyNoticeAction = strawberry.field(description="Named as its change (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type(description="A step of an area's share of a notice for the caller (告知任务可办步骤).")
class AvailablePolicyShareAction:
    """One offer."""

    action: PolicyShareAction = strawberry.field(description="Named as its change (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type(description="What shares of policy notices come to (政策告知数字).")
class PolicyFigures:
    """Of those that the caller sees; counts of shares are those of `policyShares` within the area."""

    share_count: int = strawberry.field(description="Shares, also closed ones (告知任务数).")
    open_count: int = strawberry.field(description="Open shares (告知中任务数).")
    qualified_count: int = strawberry.field(description="How many qualify, over all shares (符合条件人次).")
    told_count: int = strawberry.field(description="How many of them were told (已告知人次).")
    answered_count: int = strawberry.field(description="How many of those answered (已回应人次).")
    untold_count: int = strawberry.field(description="Shares that are late with telling people (逾期未告知任务数).")
    unanswered_count: int = strawberry.field(
        description="Shares past the last day to apply without everybody's answer (逾期未回应任务数)."
    )


@strawberry.type
class PolicyQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the caller may do with a policy notice, why not the rest: all of it (政策告知可办步骤).",
        directives=[ListSize(assumed_size=len(PolicyNoticeAction))],
    )
    async def policy_notice_actions(self, info: Info, notice: NoticeId) -> list[AvailablePolicyNoticeAction] | None:
        info.context.may(Operation.READ_STRUCTURE)
        state, area = await store.read_standing(info.context.graph, notice)
        keeps = may_in(info, Operation.KEEP_POLICY, area)
        bars = ((action, bar_notice(state, action, keeps=keeps)) for action in PolicyNoticeAction)
        return offered(AvailablePolicyNoticeAction, bars)

    @strawberry.field(
        description="What the caller may do with an area's share, why not the rest: all of it (告知任务可办步骤).",
        directives=[ListSize(assumed_size=len(PolicyShareAction))],
    )
    async def policy_share_actions(self, info: Info, share: ShareId) -> list[AvailablePolicyShareAction] | None:
        grant = info.context.may(Operation.READ_CASES)
        state, area = await store.read_share_standing(info.context.graph, grant, share)
        keeps, tells = (may_in(info, of, area) for of in (Operation.KEEP_POLICY, Operation.TELL_POLICY))
        bars = ((action, bar_share(state, action, keeps=keeps, tells=tells)) for action in PolicyShareAction)
        return offered(AvailablePolicyShareAction, bars)

    @strawberry.field(description="What people are told of, in numbers, as it stands (政策告知数字).")
    async def policy_figures(self, info: Info, area: Within = None, notice: OneNotice = None) -> PolicyFigures | None:
        grant = info.context.may(Operation.READ_CASES)
        totals = await store.read_totals(info.context.graph, grant, area, notice, info.context.today)
        return PolicyFigures(
            share_count=totals.shares,
            open_count=totals.open,
            qualified_count=totals.qualified,
            told_count=totals.told,
            answered_count=totals.answered,
            untold_count=totals.late,
            unanswered_count=totals.unanswered,
        )
