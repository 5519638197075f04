"""An upload: checked, cleaned, scanned, noted in the graph, written, and only then for a step to show."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from graphsvc.attachments.model.kinds import LARGEST_FILE, AttachmentKind, kind_of, shown_name, too_large
from graphsvc.attachments.model.pictures import Picture, clean_picture
from graphsvc.attachments.store.files import Files, hash_of
from graphsvc.attachments.store.scanning import scan
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction, Transactions
from graphsvc.errors import Conflict, Unavailable

CYPHER = statements(Path(__file__).with_name("attachments.cypher"))
MOST_WAITING = 100
"""Uploads of one caller that no step shows yet."""
AT_ONCE = 2
"""Pictures cleaned at a time, since each takes a core and up to 200 MB."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a client sends it; `keep_place` is the consent of whoever took the picture."""

    name: str | None
    content: bytes
    keep_place: bool = False


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What became of it, as its node holds it; a step names it by `id`."""

    id: str
    kind: AttachmentKind
    properties: dict[str, Any]


@dataclass(slots=True)
class Uploads:
    """Takes uploads in.

    Args:
        scanner: command of a virus scanner, empty: none.
        patience_seconds: how long it may take.
    """

    graph: Transactions
    files: Files
    scanner: tuple[str, ...] = ()
    patience_seconds: float = 60.0
    _cleaning: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def take(self, upload: Upload, id_: str, by: str, now: datetime) -> Uploaded:
        """Take one file in.

        Args:
            id_: fresh.
        Raises:
            BadInput: too large, of no kind that is taken, damaged, or refused by the scanner.
            Conflict: the caller has too many uploads that no step shows.
            Unavailable: the scanner, the store or the database is away.
        """
        if len(upload.content) > LARGEST_FILE:
            raise too_large()
        kind = kind_of(upload.content)
        await scan(self.scanner, upload.content, self.patience_seconds)
        picture = await self._clean(upload, kind)
        content = picture.content if picture else upload.content
        found: dict[str, Any] = {
            "kind": kind.value,
            "name": shown_name(upload.name, kind),
            "byteCount": len(content),
            "sha256": await asyncio.to_thread(hash_of, content),
            **(_of_picture(picture) if picture else {}),
        }
        await self._note("begin", {"id": id_, "by": by, "at": now, "most": MOST_WAITING}, _waiting())
        await self.files.write(id_, content, picture.thumbnail if picture else None)
        await self._note("finish", {"id": id_, "found": found}, _swept())
        return Uploaded(id_, kind, found)

    async def _clean(self, upload: Upload, kind: AttachmentKind) -> Picture | None:
        if not kind.is_picture:
            return None
        async with self._cleaning:
            return await asyncio.to_thread(clean_picture, upload.content, kind, keep_place=upload.keep_place)

    async def _note(self, name: str, params: dict[str, Any], otherwise: Exception) -> None:
        async def noted(tx: Transaction) -> None:
            if not await tx.run(Statement(CYPHER[name], params)):
                raise otherwise

        await self.graph.transact(noted)


def _of_picture(picture: Picture) -> dict[str, Any]:
    latitude, longitude = picture.place or (None, None)
    return {
        "width": picture.width,
        "height": picture.height,
        "takenAt": picture.taken_at,
        "latitude": latitude,
        "longitude": longitude,
    }


def _waiting() -> Conflict:
    return Conflict(
        f"已上传 {MOST_WAITING} 个还没有用到的附件；请先用于事件，或等一天后再传。",
        f"{MOST_WAITING} uploads of yours are shown by no step yet; use them, or wait for a day.",
    )


def _swept() -> Unavailable:
    return Unavailable("上传时间过长，请重新上传。", "The upload took too long; send it again.")
