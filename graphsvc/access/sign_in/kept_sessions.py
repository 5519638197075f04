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

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from graphsvc.access.deputies.seats import Writer
from graphsvc.access.sealing.rotation import Store
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement

CYPHER = statements(Path(__file__).with_name("kept_sessions.cypher"))
PURPOSE = b"graphsvc sessions of browsers v1"
KEY_BYTES, NONCE_BYTES = 32, 12


class KeptSessions:
    """Texts of sessions, each under a name that is kept nowhere."""

    def __init__(self, graph: Callable[[], Store]) -> None:
        self._graph = graph

    async def keep(self, name: str, text: bytes, until: datetime) -> None:
        """Keep a text, in the place of what was kept under this name.

        Raises:
            Unavailable: the database is away; nothing was kept.
        """
        nonce = os.urandom(NONCE_BYTES)
        sealed = nonce + AESGCM(_key(name)).encrypt(nonce, text, PURPOSE)
        params = {"id": digest(name), "sealed": sealed, "until": until}
        await self._graph().write(Statement(CYPHER["keep"], params))

    async def find(self, name: str, now: datetime) -> bytes | None:
        """The text under a name; None when there is none, or it has ended.

        Raises:
            Unavailable: the database is away.
        """
        rows = await self._graph().read(Statement(CYPHER["find"], {"id": digest(name), "now": now}))
        if not rows:
            return None
        sealed = bytes(rows[0][0])
        try:
            return AESGCM(_key(name)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], PURPOSE)
        except InvalidTag:
            return None  # changed behind the service: a session of nobody

    async def forget(self, name: str) -> None:
        """End a session for every process; raises Unavailable."""
        await self._graph().write(Statement(CYPHER["forget"], {"id": digest(name)}))


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


def _key(name: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, None, PURPOSE).derive(name.encode())
