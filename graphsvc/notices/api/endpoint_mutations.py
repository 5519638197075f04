"""Mutations of endpoints."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.notices.api.endpoint_inputs import NoticeEndpointInput
from graphsvc.notices.api.endpoint_types import NoticeEndpoint
from graphsvc.notices.model.endpoint import EndpointAction
from graphsvc.notices.store import endpoints as store
from graphsvc.notices.store.vault import PURPOSE, Vault
from graphsvc.org.api.arguments import Id, Key, Note, Reason, Version, argument

NewEndpoint = Annotated[NoticeEndpointInput, argument()]


@strawberry.type
class EndpointMutations:
    """What is done with endpoints."""

    @strawberry.mutation(description="Have notices sent somewhere outside the service from now on (登记通知端点).")
    async def register_notice_endpoint(
        self, info: Info, endpoint: NewEndpoint, key: Key = None
    ) -> NoticeEndpoint | None:
        grant = info.context.may(Operation.EDIT_ENDPOINT)
        work = partial(
            store.register,
            grant=grant,
            draft=endpoint.read(grant),
            id_=f"endpoint-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            vault=Vault(info.context.derived(PURPOSE)),
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Let notices wait for a while (暂停通知端点).")
    async def pause_notice_endpoint(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> NoticeEndpoint | None:
        return await _change(info, id, expected_version, EndpointAction.PAUSE, note, key)

    @strawberry.mutation(description="Deliver again, what has waited first (恢复通知端点).")
    async def resume_notice_endpoint(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> NoticeEndpoint | None:
        return await _change(info, id, expected_version, EndpointAction.RESUME, note, key)

    @strawberry.mutation(description="End an endpoint for good; what waits is dropped (停用通知端点).")
    async def revoke_notice_endpoint(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> NoticeEndpoint | None:
        return await _change(info, id, expected_version, EndpointAction.REVOKE, reason, key)

    @strawberry.mutation(description="Try all that was given up at an endpoint once more (重送未送达通知).")
    async def replay_notice_deliveries(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> NoticeEndpoint | None:
        return await _change(info, id, expected_version, EndpointAction.REPLAY, note, key)


async def _change(info: Info, id_: str, version: int, action: EndpointAction, note: str | None, key: str | None) -> Any:
    work = partial(
        store.change,
        grant=info.context.may(Operation.EDIT_ENDPOINT),
        id_=id_,
        expected=version,
        action=action,
        note=(note or "").strip(),
        now=info.context.now,
    )
    return await info.context.change(info, work, key)
