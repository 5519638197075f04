"""Idempotency keys: a change that is asked for again with its key is not made again.

The key is taken by the first statement of the change's transaction and what it answers with kept by the last, so that a
key is there exactly when its change is. Kept are ids and not the answer, which is read anew: who repeats a request may
see less by then than it did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import KeyReused
from graphsvc.log.chain import CYPHER
from graphsvc.log.events import Looked

LONGEST = 200
KEPT = timedelta(days=7)
"""How long a request may be repeated with its key."""


@dataclass(frozen=True, slots=True)
class Key:
    """A client's key as the graph holds it: the caller's own, whoever else may use the same text."""

    text: str
    request: str

    @classmethod
    def of(cls, subject: str, given: str, request: str) -> "Key":
        """Args: the caller, the key it gave (at most `LONGEST` characters), and the request in full."""
        return cls(_hashed(f"{subject}\n{given}"), _hashed(request))


async def taken(tx: Transaction, key: Key, now: datetime) -> tuple[str, ...] | None:
    """Take a key; the ids that its change answered with, or None when the change is still to be made.

    Raises:
        KeyReused: it was used for another request.
    """
    params = {"key": key.text, "request": key.request, "at": now.isoformat()}
    ((request, subjects),) = await tx.run(Statement(CYPHER["claim_key"], params))
    if request != key.request:
        raise KeyReused(
            "这个幂等键已用于另一个请求；请换一个新的键。", "This key was used for another request; take a new key."
        )
    return None if subjects is None else tuple(subjects)


async def kept(tx: Transaction, key: Key, subjects: Sequence[str]) -> None:
    """Keep what the change that took the key answers with."""
    await tx.run(Statement(CYPHER["keep_subjects"], {"key": key.text, "subjects": list(subjects)}))


async def forget(tx: Transaction, now: datetime) -> Looked:
    """Let go of keys older than `KEPT`, some thousands at a time."""
    ((count,),) = await tx.run(Statement(CYPHER["forget_keys"], {"before": (now - KEPT).isoformat()}))
    return Looked(count)


def _hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()
