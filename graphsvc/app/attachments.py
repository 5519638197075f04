"""Attachments put together: who may see one is asked of GraphQL, its content read from disk or S3."""

import shlex
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from graphsvc.access.principal import Principal
from graphsvc.access.scope import Operation
from graphsvc.attachments.model.kinds import LARGEST_FILE, MEDIA, AttachmentKind, too_large
from graphsvc.attachments.store.files import Files, open_files
from graphsvc.attachments.store.uploads import Upload, Uploads
from graphsvc.db.ports import Transactions
from graphsvc.errors import (
    BadInput,
    DeadlineExceeded,
    Forbidden,
    GraphsvcError,
    MalformedId,
    NotFound,
    Overloaded,
    SealBroken,
    Unavailable,
)
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.settings import Settings
from graphsvc.web.attachments.endpoint import AttachmentDesk, Fetched, Sent
from graphsvc.web.authentication import Entrance
from graphsvc.web.limits.front import Open

UNKNOWN = (NotFound.code, BadInput.code, MalformedId.code)
REFUSALS = {each.code: each for each in (Forbidden, Unavailable, Overloaded, DeadlineExceeded)}
"""By code, what is no answer about the attachment; told as it is, as nobody should take it for one that is gone."""
SHOWN = "query ($id: ID!) { node(id: $id) { ... on Attachment { kind name state sha256 thumbnailUrl } } }"


class Parts(Protocol):
    """What is used of a service."""

    entrance: Entrance
    uploads: Uploads

    def executor(self) -> Executor:
        """What answers requests."""


def files_of(settings: Settings) -> Files:
    """Open the store that the settings name; nothing is read or written yet.

    Raises:
        SetupError: they name none.
    """
    return open_files(
        settings.attachment_store,
        settings.data_dir.absolute() / "attachments",
        settings.s3_endpoint,
        settings.s3_region,
        settings.s3_access_key,
        settings.s3_secret_key.get_secret_value() if settings.s3_secret_key else "",
    )


def uploads_of(settings: Settings, graph: Transactions, files: Files) -> Uploads:
    """Make what takes uploads in."""
    return Uploads(graph, files, tuple(shlex.split(settings.scan_command)), settings.scan_seconds)


def attachment_desk(service: Parts) -> AttachmentDesk:
    """Make the endpoints over a service."""

    def holding(caller: Principal) -> AbstractContextManager[None]:
        return service.entrance.holding(caller, Open.STREAM)

    def check(caller: Principal) -> None:
        caller.may(Operation.UPLOAD_FILE)

    async def take(caller: Principal, sent: Sent) -> dict[str, Any]:
        id_ = f"attachment-{uuid.uuid4().hex}"
        upload = Upload(sent.name, sent.content, sent.keep_place)
        found = await service.uploads.take(upload, id_, caller.subject, service.executor().now())
        return {"id": found.id, **{name: value for name, value in found.properties.items() if value is not None}}

    async def fetch(caller: Principal, id_: str, small: bool) -> Fetched:
        return await _fetched(service.executor, service.uploads.files, caller, id_, small=small)

    return AttachmentDesk(service.entrance.caller, holding, check, take, fetch, too_large, LARGEST_FILE)


async def _fetched(
    executor: Callable[[], Executor], files: Files, caller: Principal, id_: str, *, small: bool
) -> Fetched:
    """Find an attachment as the caller sees it, then read its content."""
    found = await _shown(executor(), caller, id_)
    kind = AttachmentKind(found["kind"])
    if small:
        content = await files.read_thumbnail(id_) if found["thumbnailUrl"] else None
        if content is None:
            raise NotFound("这个附件没有缩略图。", "This attachment has no thumbnail.")
        return Fetched(content, "image/jpeg", f"{id_}.jpg", is_picture=True)
    content = await files.read(id_, found["sha256"])
    if content is None:
        raise SealBroken(
            "附件内容缺失，或与记录的哈希不符；请联系管理员。",
            "The file is gone, or is not what its hash in the record says.",
        )
    return Fetched(content, MEDIA[kind][0], found["name"], kind.is_picture)


async def _shown(executor: Executor, caller: Principal, id_: str) -> dict[str, Any]:
    body = (await executor.answer(Request(SHOWN, caller, {"id": id_}))).body
    for error in body.get("errors", ()):
        code, zh = error["extensions"]["code"], error["extensions"].get("zh", "")
        if code not in UNKNOWN:
            raise REFUSALS.get(code, GraphsvcError)(zh, error["message"])
    found: dict[str, Any] = (body.get("data") or {}).get("node") or {}
    if not found or found["state"] != "READY":
        raise NotFound("没有这个附件，或内容已删除，或不在可见范围内。", "No such attachment, or none you may see.")
    return found
