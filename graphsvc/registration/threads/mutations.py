"""Mutations of threads: something is said, and what was said has been read."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.org.api.arguments import ID, REASON, Key, argument
from graphsvc.registration.api.post_types import Claim
from graphsvc.registration.threads import store
from graphsvc.registration.threads.types import ClaimMessage

Of = Annotated[strawberry.ID, argument("Id of the seat that it is about (认领).", ID)]
Said = Annotated[str, argument("What is said; no numbers of persons (内容).", REASON)]


@strawberry.type
class ThreadMutations:
    """What both sides of a claim say to each other."""

    @strawberry.mutation(
        description="Say something to the other side of a claim, for good; officials speak for the community, members "
        "and units for themselves (发送消息)."
    )
    async def file_claim_message(self, info: Info, claim: Of, text: Said, key: Key = None) -> ClaimMessage | None:
        work = partial(
            store.say,
            grant=info.context.may(Operation.TALK_CLAIM),
            claim=claim,
            text=text.strip(),
            id_=f"message-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Note that the caller's side has read the thread of a claim (标为已读).")
    async def mark_claim_read(self, info: Info, claim: Of, key: Key = None) -> Claim | None:
        work = partial(store.mark_read, grant=info.context.may(Operation.TALK_CLAIM), claim=claim)
        return await info.context.change(info, work, key)
