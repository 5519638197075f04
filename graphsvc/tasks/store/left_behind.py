"""Shares taken back from persons who have left the unit or area for which they had them, by name or as receivers.

Nothing tells that somebody has gone: a tie ends on its day, or a sheet comes without it. So a worker looks, and takes
the step that the receiver might have taken, who sees it, is told, and goes on. Who belongs is asked twice: without a
lock, to find, and behind the locks of the share and the person, to decide. As long as an import or a reorganisation is
unfinished nobody is found: it may be what says next where somebody belongs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphsvc.china import day_in_china
from graphsvc.codes import AreaLevel, prefix_of, stem
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import NotFound, StepRefused
from graphsvc.log.events import Event, Looked
from graphsvc.tasks.model.task import Act, Receiver, ReceiverKind, come_back
from graphsvc.tasks.store.shares import act, change_of, read_share, step_of
from graphsvc.tasks.store.standing import share_of
from graphsvc.tasks.store.tasks import BATCH, SYSTEM, TEXTS, direction_from

LEFT = "承办人已不在此任职，转办结束，由接收方另行安排"
RECEIVER_LEFT = "接收人已不在此任职，任务转回其所在单位或社区，由其另行安排"
PAGE = 2000
"""Shares that one look goes through for receivers who have left."""
_ABOVE = (AreaLevel.COMMUNITY, AreaLevel.SUBDISTRICT, AreaLevel.DISTRICT)


async def take_back(tx: Transaction, now: datetime) -> Looked:
    """Take shares back from who does not belong to their receivers today, each once however many look.

    What moves on meanwhile is left to the next look.
    """
    given = {"most": BATCH, "asOf": day_in_china(now), **SYSTEM.params}
    events = []
    for id_, version in await tx.run(Statement(TEXTS["left_behind"], given)):
        if not await _is_gone(tx, id_, version, now):
            continue
        try:
            events.append((await act(tx, SYSTEM, id_, version, Act.TAKE_BACK, now, LEFT)).event)
        except (NotFound, StepRefused):
            continue
    return Looked(len(events), tuple(events))


@dataclass(slots=True)
class ComingBack:
    """Looks for shares whose receivers are persons who have left, a page of all that wait at a time.

    Each goes to who answers for it: the unit that handed it to that person, or the community of the place. It is the
    same share, on the same clock, with what is ticked, and can be given to somebody else by name.
    """

    after: str = ""

    async def once(self, tx: Transaction, now: datetime) -> Looked:
        """Look through the next page, and give back what is found there, each once however many look."""
        given = {"after": self.after, "page": PAGE, "most": BATCH, "asOf": day_in_china(now), **SYSTEM.params}
        rows = await tx.run(Statement(TEXTS["of_persons"], given))
        if not rows:
            return Looked()
        next_page, left = rows[0]
        events = [found for id_, version in left if (found := await _come_back(tx, id_, version, now))]
        if not events:  # as long as there are some, the same page is looked through again
            self.after = next_page
        return Looked(len(events), tuple(events))


async def _come_back(tx: Transaction, id_: str, version: int, now: datetime) -> Event | None:
    """Give a share of a person who has left to who answers for it; None when it has moved on."""
    if not await _is_gone(tx, id_, version, now):
        return None
    row, task = await read_share(tx, SYSTEM, id_)
    share = share_of(row)
    to = await _answering(tx, row)
    if to is None:
        return None
    after, who = come_back(share, to), share.receiver.id
    changes = {
        **change_of(row, task, after, Act.TAKE_BACK, None, now),
        "id": id_,
        "kind": to.kind.value,
        "receiver": to.id,
        "areaCode": to.area_code,
        "unit": to.id if to.kind is ReceiverKind.UNIT else None,
        "direction": direction_from(prefix_of(task["areaCode"]), to).value,
        "hadBy": list(dict.fromkeys([*(row.get("hadBy") or ()), who])),
    }
    step = step_of(row, share, after, Act.TAKE_BACK, SYSTEM, RECEIVER_LEFT, now) | {
        "areaCode": to.area_code,
        "unit": changes["unit"],
        "entrusted": who,
    }
    given = {"share": changes, "step": step, "asOf": day_in_china(now), **SYSTEM.params}
    if not await tx.run(Statement(TEXTS["come_back"], given)):
        return None
    told = {"state": after.state.value, "entrusted": who}
    return Event(f"TASK_{Act.TAKE_BACK}", id_, to.area_code, {"state": share.state.value}, told, RECEIVER_LEFT)


async def _answering(tx: Transaction, row: dict[str, Any]) -> Receiver | None:
    codes = [stem(row["areaCode"], level).ljust(12, "0") for level in _ABOVE]
    given = {**SYSTEM.params, "unit": row.get("unit") or "", "codes": codes}
    rows = await tx.run(Statement(TEXTS["answering"], given))
    return _receiver(rows[0]) if rows else None


def _receiver(row: Sequence[Any]) -> Receiver:
    kind, id_, area = row
    return Receiver(ReceiverKind(kind), id_, area)


async def _is_gone(tx: Transaction, id_: str, version: int, now: datetime) -> bool:
    """Whether who has a share still does not belong there, behind the locks of the two."""
    given = {"id": id_, "expected": version, "asOf": day_in_china(now), **SYSTEM.params}
    return await tx.run(Statement(TEXTS["gone"], given)) == [[True]]
