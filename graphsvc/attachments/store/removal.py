"""Attachments taken away: by an official, or at the end of their time; and files that nobody needs erased."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from graphsvc.access.principal import Grant
from graphsvc.attachments.store.files import Files
from graphsvc.attachments.store.uploads import CYPHER
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Rows, Transaction
from graphsvc.errors import Conflict, NotFound
from graphsvc.log.events import Done, Event

UNUSED = timedelta(days=1)
"""How long an upload waits for a step that shows it."""
BATCH = 100
REMOVED = "ATTACHMENT_REMOVED"


async def remove(tx: Transaction, grant: Grant, id_: str, expected: int, reason: str, now: datetime) -> Done:
    """Take an attachment away; its file is erased soon after, its hash stays in the record.

    Raises:
        NotFound: no such attachment, or none in scope.
        Conflict: another version, or removed already.
    """
    asked = {"id": id_, "expected": expected, "now": now, **grant.params}
    if rows := await tx.run(Statement(CYPHER["remove"], asked)):
        return Done((id_,), tuple(_events(rows, reason)))
    if not (found := await tx.run(Statement(CYPHER["found"], {"id": id_, **grant.params}))):
        raise NotFound("没有这个附件，或不在您的管辖范围内。", "No such attachment, or none in your scope.")
    ((version, state),) = found
    raise Conflict(
        f"附件已到第 {version} 版{'，内容已删除' if state == 'REMOVED' else ''}。",
        f"The attachment is at version {version} and {state}.",
    )


@dataclass(frozen=True, slots=True)
class Swept:
    """One round of sweeping: how many files it erased or gave up, and what the record hears."""

    due: int
    events: tuple[Event, ...] = ()


async def sweep(tx: Transaction, now: datetime, files: Files, kept_days: int) -> Swept:
    """Erase files of uploads that no step shows and of attachments taken away; take away what is kept long enough.

    Files are erased before the graph forgets them, so that a round that fails is done again.

    Args:
        kept_days: days after a case was closed; 0: for ever.
    Raises:
        Unavailable: the store is away.
    """
    removed: Rows = []
    if kept_days:
        asked = {"before": now - timedelta(days=kept_days), "now": now, "most": BATCH}
        removed = await tx.run(Statement(CYPHER["expired"], asked))
    stale = await _ids(tx, Statement(CYPHER["stale"], {"before": now - UNUSED, "most": BATCH}))
    gone = await _ids(tx, Statement(CYPHER["erasable"], {"now": now, "most": BATCH}))
    await files.erase([*stale, *gone])
    await tx.run(Statement(CYPHER["forget"], {"ids": stale}))
    await tx.run(Statement(CYPHER["erased"], {"ids": gone}))
    return Swept(len(stale) + len(gone), tuple(_events(removed, f"结案后已保存 {kept_days} 天")))


async def _ids(tx: Transaction, statement: Statement) -> list[str]:
    return [id_ for (id_,) in await tx.run(statement)]


def _events(rows: Rows, reason: str) -> list[Event]:
    return [Event(REMOVED, id_, area, {"sha256": hash_}, {"state": "REMOVED"}, reason) for id_, area, hash_ in rows]
