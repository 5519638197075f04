"""Shares taken back from persons who have left the unit or area for which they had them by name.

Nothing tells that somebody has gone: a tie ends on its day, or a sheet comes without it. So a worker looks, and takes
the step that the receiver might have taken, who sees it, is told, and goes on.
"""

from datetime import datetime

from graphsvc.china import day_in_china
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import NotFound, StepRefused
from graphsvc.log.events import Looked
from graphsvc.tasks.model.task import Act
from graphsvc.tasks.store.shares import act
from graphsvc.tasks.store.tasks import BATCH, SYSTEM, TEXTS

LEFT = "承办人已不在此任职，转办结束，由接收方另行安排"


async def take_back(tx: Transaction, now: datetime) -> Looked:
    """Take shares back from who does not belong to their receivers today, each once however many look.

    What moves on meanwhile is left to the next look.
    """
    given = {"most": BATCH, "asOf": day_in_china(now), **SYSTEM.params}
    events = []
    for id_, version in await tx.run(Statement(TEXTS["left_behind"], given)):
        try:
            events.append((await act(tx, SYSTEM, id_, version, Act.TAKE_BACK, now, LEFT)).event)
        except (NotFound, StepRefused):
            continue
    return Looked(len(events), tuple(events))
