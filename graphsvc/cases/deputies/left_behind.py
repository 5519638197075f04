"""Deputyships ended because the deputy has left the unit or area for which it acts, or from which it was named.

Nothing tells that somebody has gone: a tie ends on its day, or a sheet comes without it. The deputy itself is refused
from then on, whoever looks; a worker looks so that the seat is told, and somebody else can be named. As long as an
import or a reorganisation is unfinished none is ended: it may be what says next where somebody belongs.
"""

from datetime import datetime

from graphsvc.cases.deputies.store import TEXTS
from graphsvc.cases.store.escalation import BATCH, SYSTEM
from graphsvc.china import day_in_china, in_utc
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.log.events import Event, Looked

LEFT = "代办人已不在此任职，代办结束，请另行指定"
BY = "deputies"


async def end_left(tx: Transaction, now: datetime) -> Looked:
    """End deputyships, begun or to come, whose deputies do not belong there today, each once however many look."""
    given = {"now": in_utc(now), "asOf": day_in_china(now), **SYSTEM.params}
    events = []
    for (id_,) in await tx.run(Statement(TEXTS["left_behind"], given | {"most": BATCH})):
        ended = await tx.run(Statement(TEXTS["end_left"], given | {"id": id_, "by": BY, "reason": LEFT}))
        events += [_ended(id_, area, before, now) for area, before in ended]
    return Looked(len(events), tuple(events))


def _ended(id_: str, area: str, before: datetime, now: datetime) -> Event:
    until = {"until": in_utc(now).isoformat()}
    return Event("DEPUTY_ENDED", id_, area, {"until": in_utc(before).isoformat()}, until, LEFT)
