"""Mutations of policy notices: published, amended, revoked; shares of areas reported and closed."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.org.api.arguments import Id, Key, Reason, Version, argument
from graphsvc.places.policies import store
from graphsvc.places.policies.inputs import (
    SHARES,
    PolicyNoticeDetailsInput,
    PolicyNoticeInput,
    PolicyProgressInput,
    PolicyShareInput,
)
from graphsvc.places.policies.types import PolicyNotice, PolicyShare

NewNotice = Annotated[PolicyNoticeInput, argument("What people are told of (政策告知).")]
Details = Annotated[PolicyNoticeDetailsInput, argument("All that is told of it from now on (政策告知内容).")]
More = Annotated[list[PolicyShareInput], argument("Areas that are added, none counted yet (增加的区域).", SHARES)]
HowFar = Annotated[PolicyProgressInput, argument("How far the area is (告知进度).")]


@strawberry.type
class PolicyMutations:
    """What is done with policy notices."""

    @strawberry.mutation(description="Have people told of a policy from today on (发布政策告知).")
    async def publish_policy_notice(self, info: Info, notice: NewNotice, key: Key = None) -> PolicyNotice | None:
        work = partial(
            store.publish,
            grant=info.context.may(Operation.KEEP_POLICY),
            area=notice.area,
            department=notice.department,
            details=notice.read(),
            shares=[share.read() for share in notice.shares],
            id_=f"policy-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Set all that is told of a policy, and its last days (更新政策告知).")
    async def amend_policy_notice(
        self, info: Info, id: Id, expected_version: Version, notice: Details, key: Key = None
    ) -> PolicyNotice | None:
        grant, now = info.context.may(Operation.KEEP_POLICY), info.context.now
        work = partial(store.amend, grant=grant, id_=id, expected=expected_version, details=notice.read(), now=now)
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Have people told of a policy in more areas of its own (增加告知区域).")
    async def extend_policy_notice(
        self, info: Info, id: Id, expected_version: Version, shares: More, key: Key = None
    ) -> PolicyNotice | None:
        grant, now, more = info.context.may(Operation.KEEP_POLICY), info.context.now, [each.read() for each in shares]
        work = partial(store.extend, grant=grant, id_=id, expected=expected_version, shares=more, now=now)
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Tell people of a policy no longer, which closes its shares (撤回政策告知).")
    async def revoke_policy_notice(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> PolicyNotice | None:
        grant, now = info.context.may(Operation.KEEP_POLICY), info.context.now
        work = partial(store.revoke, grant=grant, id_=id, expected=expected_version, reason=reason.strip(), now=now)
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Say how many qualify, were told and answered in an area (登记告知进度).")
    async def report_policy_share(
        self, info: Info, id: Id, expected_version: Version, progress: HowFar, key: Key = None
    ) -> PolicyShare | None:
        work = partial(
            store.report,
            grant=info.context.may(Operation.TELL_POLICY),
            id_=id,
            expected=expected_version,
            progress=progress.read(),
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Say that an area is done with a notice, and why (办结告知任务).")
    async def close_policy_share(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> PolicyShare | None:
        work = partial(
            store.close,
            grant=info.context.may(Operation.KEEP_POLICY),
            id_=id,
            expected=expected_version,
            reason=reason.strip(),
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)
