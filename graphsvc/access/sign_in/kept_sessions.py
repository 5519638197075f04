"""Sessions of browsers in the graph, so that they outlive a process, and any process behind a balancer knows them.

A session is sealed under a key derived from its name, which the browser alone holds (AES-256-GCM, NIST SP 800-38D;
HKDF, RFC 5869): whoever reads the graph, a backup or the keys of the service opens none.
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from graphsvc.access.deputies.seats import Writer
from graphsvc.access.sealing.rotation import Store
from graphsvc.china import in_utc
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement

CYPHER = statements(Path(__file__).with_name("kept_sessions.cypher"))
PURPOSE = b"graphsvc sessions of browsers v1"
KEY_BYTES, NONCE_BYTES = 32, 12


class KeptSessions:
    """Texts of sessions, each under a name that is kept nowhere."""

    def __init__(self, graph: Callable[[], Store]) -> None:
        self._graph = graph

    async def open(self, name: str, text: bytes, until: datetime) -> None:
        """Keep a text under a new name; raises Unavailable, as all of these do: the database is away."""
        await self._write("open", name, sealed=_sealed(name, text), until=until)

    async def find(self, name: str, now: datetime) -> tuple[bytes, int, datetime] | None:
        """The text under a name, its version and when it ends; None when there is none, or it has ended."""
        rows = await self._graph().read(Statement(CYPHER["find"], {"id": digest(name), "now": now}))
        if not rows:
            return None
        sealed, version, ends_at = rows[0]
        try:
            content = bytes(sealed)
            text = AESGCM(_key(name)).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], PURPOSE)
        except InvalidTag:
            return None  # changed behind the service: a session of nobody
        return text, version, in_utc(ends_at)

    async def touch(self, name: str, until: datetime) -> bool:
        """Let a session end no sooner than this; False when it was ended."""
        return await self._write("touch", name, until=until)

    async def claim(self, name: str, version: int, now: datetime, until: datetime) -> bool:
        """Claim to renew what has this version; False when another process does or has, or it was ended."""
        return await self._write("claim", name, version=version, now=now, until=until)

    async def replace(self, name: str, text: bytes, version: int) -> bool:
        """Keep a text in the place of this version; False when that has moved on, or was ended."""
        return await self._write("replace", name, sealed=_sealed(name, text), version=version)

    async def forget(self, name: str) -> None:
        """End a session for every process."""
        await self._write("forget", name)

    async def _write(self, statement: str, name: str, **given: Any) -> bool:
        """Whether a row came of it."""
        written = await self._graph().write(Statement(CYPHER[statement], {"id": digest(name), **given}))
        return bool(written.rows)


@dataclass(frozen=True, slots=True)
class Ended:
    """One round of forgetting: how many sessions had ended."""

    due: int
    events: tuple[()] = ()


async def forget_ended(tx: Writer, now: datetime) -> Ended:
    """Let go of sessions that have ended, some thousands at a time."""
    ((count,),) = await tx.run(Statement(CYPHER["forget_ended"], {"now": now}))
    return Ended(count)


def digest(name: str) -> str:
    """Return what a session is found by, from which nobody gets back to its name."""
    return hashlib.sha256(name.encode()).hexdigest()


def _sealed(name: str, text: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_key(name)).encrypt(nonce, text, PURPOSE)


def _key(name: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, None, PURPOSE).derive(name.encode())
