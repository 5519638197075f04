"""Roots over posts and claims: one, all, and what may be done with one."""

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
from graphsvc.registration.api.post_mutations import needed
from graphsvc.registration.api.post_types import Claim, Post
from graphsvc.registration.model.post import CLAIM, POST, ClaimAction, PostAction
from graphsvc.registration.store.posts import read_claim, read_post

PostId = Annotated[strawberry.ID, argument("Id of what is to be done (岗位).", ID)]
ClaimId = Annotated[strawberry.ID, argument("Id of the seat taken (认领).", ID)]
NOT_YOURS = "当前角色或辖区无权办理这一步。"


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


@strawberry.type
class PostQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the caller may do with a post, and why not the rest: all of it (岗位可办步骤).",
        directives=[ListSize(assumed_size=len(PostAction))],
    )
    async def post_actions(self, info: Info, post: PostId) -> list[AvailablePostAction] | None:
        state, mine = await read_post(info.context.graph, info.context.caller.granted(Operation.EDIT_POST), post)
        offers = []
        for action in PostAction:
            reason = POST.bar(state, action) or (None if mine else NOT_YOURS)
            offers.append(AvailablePostAction(action=action, allowed=reason is None, reason=reason))
        return offers

    @strawberry.field(
        description="What the caller may do with a claim, and why not the rest: all of it (认领可办步骤).",
        directives=[ListSize(assumed_size=len(ClaimAction))],
    )
    async def claim_actions(self, info: Info, claim: ClaimId) -> list[AvailableClaimAction] | None:
        state = await read_claim(info.context.graph, info.context.may(Operation.READ_REGISTRATIONS), claim)
        offers = []
        for action in ClaimAction:
            may = info.context.caller.granted(needed(action)) != NOWHERE
            reason = CLAIM.bar(state, action) or (None if may else NOT_YOURS)
            offers.append(AvailableClaimAction(action=action, allowed=reason is None, reason=reason))
        return offers
