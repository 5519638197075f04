"""Mutations of notices."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.notices.api.types import Notice
from graphsvc.notices.store.reading import mark_read
from graphsvc.org.api.arguments import IDS, Key, argument

Notices = Annotated[list[strawberry.ID], argument("Ids of notices (通知).", IDS)]


@strawberry.type
class NoticeMutations:
    """What is done with notices."""

    @strawberry.mutation(description="Mark notices as read by the caller, for itself alone (标为已读).")
    async def mark_notices_read(self, info: Info, notices: Notices, key: Key = None) -> list[Notice] | None:
        caller = info.context.caller
        info.context.may(Operation.READ_NOTICES)
        work = partial(mark_read, ids=notices, subject=caller.subject, addresses=caller.addresses)
        return await info.context.change(info, work, key)
