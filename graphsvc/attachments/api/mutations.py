"""Mutations of attachments: they come in over HTTP, and are only taken away here."""

from __future__ import annotations

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.attachments.api.types import Attachment
from graphsvc.attachments.store.removal import remove
from graphsvc.db.ports import Transaction
from graphsvc.gql.execution.context import Info
from graphsvc.log.events import Done
from graphsvc.org.api.arguments import Id, Key, Reason, Version


@strawberry.type
class AttachmentMutations:
    """What is done with attachments."""

    @strawberry.mutation(description="Erase the content of an attachment; its hash stays in the record (删除附件).")
    async def remove_attachment(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Attachment | None:
        grant = info.context.may(Operation.REMOVE_FILE)

        async def work(tx: Transaction) -> Done:
            return await remove(tx, grant, id, expected_version, reason, info.context.now)

        return await info.context.change(info, work, key)
