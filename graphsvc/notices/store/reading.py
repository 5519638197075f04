"""Who has read a notice."""

from collections.abc import Sequence
from pathlib import Path

from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import NotFound
from graphsvc.log.events import Done

CYPHER = statements(Path(__file__).with_name("reading.cypher"))


async def mark_read(tx: Transaction, ids: Sequence[str], subject: str, addresses: Sequence[str]) -> Done:
    """Note that somebody has read notices; that is nobody else's business and stands in no record.

    Raises:
        NotFound: one of them is not for the caller, or not there any more; nothing is noted then.
    """
    wanted = list(dict.fromkeys(ids))
    asked = {"ids": wanted, "subject": subject, "addresses": list(addresses)}
    found = {id_ for (id_,) in await tx.run(Statement(CYPHER["mark_read"], asked))}
    if missing := [id_ for id_ in wanted if id_ not in found]:
        raise NotFound(
            f"没有发给您的通知 {missing[0]}，未标记任何通知。",
            f"No notice {missing[0]} is for you; nothing was marked.",
        )
    return Done(tuple(wanted))
