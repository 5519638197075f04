"""Attachments as GraphQL shows them: what a step shows; an upload that no step shows is nobody's to see."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from graphsvc.attachments.model.kinds import AttachmentKind, AttachmentState
from graphsvc.gql.schema.fields import at, node, one
from graphsvc.org.api.areas import Node

if TYPE_CHECKING:
    from graphsvc.cases.api.types import Step

ADDRESS = "/attachments/"


@node("A photograph or file that a step shows (附件).", order=("@this.uploadedAt", "@this.id"))
class Attachment(Node):
    """A file and what is known of it."""

    kind: AttachmentKind = at("kind", "What it is, told by its content (类型).", find=True)
    name: str = at("name", "What it was called when it was uploaded, with the ending of its kind (文件名).")
    state: AttachmentState = at("state", "Whether its content is still there (状态).", find=True)
    version: int = at("version", "A change names the one it has seen (版本).")
    byte_count: int = at("byteCount", "Size of the file, in bytes (大小).", sort=True)
    sha256: str = at("sha256", "Hash of the file, which the sealed record holds too (哈希).")
    width: int | None = at("width", "Pixels, of a picture the right way up (宽).")
    height: int | None = at("height", "Pixels, of a picture the right way up (高).")
    taken_at: datetime | None = at("takenAt", "When a picture was taken, by its camera (拍摄时间).")
    latitude: float | None = at("latitude", "Where it was taken, if that may be kept; WGS 84 (纬度).")
    longitude: float | None = at("longitude", "Where it was taken, if that may be kept; WGS 84 (经度).")
    uploaded_at: datetime = at("uploadedAt", "When it came in (上传时间).", sort=True)
    url: str = at(f"('{ADDRESS}' + @this.id)", "Path of the file on this service, by GET (下载地址).")
    thumbnail_url: str | None = at(
        f"CASE WHEN @this.width IS NULL THEN null ELSE '{ADDRESS}' + @this.id + '/thumbnail' END",
        "Path of a small picture of it (缩略图地址).",
    )
    step: Step | None = one("<-[:SHOWS]-", "The step that shows it (办理记录).")
