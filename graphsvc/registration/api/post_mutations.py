"""Mutations of posts and claims: published, claimed, confirmed, filled or missed, freed, and closed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.log.events import Done
from graphsvc.org.api.arguments import Id, Key, Note, Reason, Version, argument
from graphsvc.registration.api.inputs import ClaimInput, PostInput
from graphsvc.registration.api.post_types import Claim, Post
from graphsvc.registration.model.post import ClaimAction, PostAction
from graphsvc.registration.store import posts as store

Step = Callable[..., Awaitable[Done]]
NewPost = Annotated[PostInput, argument()]
NewClaim = Annotated[ClaimInput, argument("What is taken, and by whom (认领).")]


@strawberry.type
class PostMutations:
    """What is done with posts."""

    @strawberry.mutation(description="Put up something to do, with seats to be claimed (发布岗位).")
    async def publish_post(self, info: Info, post: NewPost, key: Key = None) -> Post | None:
        work = partial(
            store.publish,
            grant=info.context.may(Operation.EDIT_POST),
            draft=post.read(),
            id_=f"post-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="End a post; who still waits on it is free (结束岗位).")
    async def end_post(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Post | None:
        return await _close(info, id, expected_version, PostAction.END, note, key)

    @strawberry.mutation(description="Call a post off; who holds a seat is free and reads why (取消岗位).")
    async def cancel_post(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Post | None:
        return await _close(info, id, expected_version, PostAction.CANCEL, reason, key)

    @strawberry.mutation(description="Take a seat of a post, while one is free (认领岗位).")
    async def claim_post(self, info: Info, claim: NewClaim, key: Key = None) -> Claim | None:
        grant = info.context.may(Operation.CLAIM_POST)
        work = partial(
            store.claim,
            grant=grant,
            post=claim.post,
            registrant=claim.registrant(grant),
            id_=f"claim-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)


@strawberry.type
class ClaimMutations:
    """What is done with claims."""

    @strawberry.mutation(description="Confirm a claim, as the community (确认认领).")
    async def confirm_claim(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Claim | None:
        return await _take(info, id, expected_version, ClaimAction.CONFIRM, note, key)

    @strawberry.mutation(description="Say that the claimant was there, as the community (到岗).")
    async def serve_claim(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Claim | None:
        return await _take(info, id, expected_version, ClaimAction.SERVE, note, key)

    @strawberry.mutation(description="Say that the claimant was not there, as the community (缺岗).")
    async def miss_claim(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Claim | None:
        return await _take(info, id, expected_version, ClaimAction.MISS, reason, key)

    @strawberry.mutation(description="Give a seat up, so that another may take it (释放认领).")
    async def cancel_claim(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Claim | None:
        return await _take(info, id, expected_version, ClaimAction.CANCEL, reason, key)


def needed(action: ClaimAction) -> Operation:
    """Name the operation that a step with a claim belongs to."""
    return Operation.CLAIM_POST if action is ClaimAction.CANCEL else Operation.CONFIRM_SERVICE


async def _step(
    info: Info, step: Step, operation: Operation, id_: str, version: int, action: Any, note: str | None, key: str | None
) -> Any:
    """Take a step with a post or a claim, which differ in what takes it and by which right."""
    work = partial(
        step,
        grant=info.context.may(operation),
        id_=id_,
        action=action,
        expected=version,
        note=(note or "").strip(),
        now=info.context.now,
    )
    return await info.context.change(info, work, key)


async def _close(info: Info, id_: str, version: int, action: PostAction, note: str | None, key: str | None) -> Any:
    return await _step(info, store.close, Operation.EDIT_POST, id_, version, action, note, key)


async def _take(info: Info, id_: str, version: int, action: ClaimAction, note: str | None, key: str | None) -> Any:
    return await _step(info, store.take, needed(action), id_, version, action, note, key)
