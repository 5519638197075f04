"""Threads in the graph: a claim is locked, and a message is added behind the last one; none is ever changed."""

from datetime import datetime
from pathlib import Path

from graphsvc.access.principal import Grant
from graphsvc.china import in_utc
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import NotFound
from graphsvc.log.events import Done, Event
from graphsvc.registration.model.rating import ServiceRatingSide
from graphsvc.registration.store import caller_params

TEXTS = statements(Path(__file__).with_name("threads.cypher"))


def side_of(grant: Grant) -> ServiceRatingSide:
    """Tell for which side a caller speaks: who is granted areas for the community, everybody else for itself."""
    return ServiceRatingSide.COMMUNITY if grant.scope else ServiceRatingSide.REGISTRANT


async def say(tx: Transaction, grant: Grant, claim: str, text: str, id_: str, by: str, now: datetime) -> Done:
    """Add a message to the thread of a claim.

    The record of changes tells that something was said and not what.

    Raises:
        NotFound: no such claim for this caller.
    """
    side = side_of(grant).value
    message = {"id": id_, "version": 1, "side": side, "text": text, "by": by, "saidAt": in_utc(now)}
    asked = {"claim": claim, "side": side, "message": message, **caller_params(grant)}
    rows = await tx.run(Statement(TEXTS["say"], asked))
    if not rows:
        raise _absent()
    number, area = rows[0]
    return Done((id_,), (Event("CLAIM_MESSAGE_SENT", claim, area, {}, {"side": side, "number": number}),))


async def mark_read(tx: Transaction, grant: Grant, claim: str) -> Done:
    """Note that the caller's side has read a thread as far as it goes; the record of changes hears nothing of it.

    Raises:
        NotFound: no such claim for this caller.
    """
    asked = {"claim": claim, "side": side_of(grant).value, **caller_params(grant)}
    if not await tx.run(Statement(TEXTS["read"], asked)):
        raise _absent()
    return Done((claim,), ())


def _absent() -> NotFound:
    return NotFound("没有这个认领，或不在可见范围内。", "No such claim, or none that you may see.")
