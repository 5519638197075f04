"""The ladder of late cases and the end of pauses, each step taken once however many workers look for what is due.

A worker locks each case that is due before it reads it, and takes the steps in the same transaction. Of two workers
that found the same case one waits for the other and then reads what that one has made of it; what a worker leaves
behind when it dies is still due for the next. So no worker has to know of any other.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.case import Step
from graphsvc.cases.model.clock import LADDER, Clock
from graphsvc.cases.model.deadlines import Stage
from graphsvc.cases.model.decide import Wish
from graphsvc.cases.model.permissions import Actor
from graphsvc.cases.model.stage_clocks import total_clock
from graphsvc.cases.model.states import Action, Party
from graphsvc.cases.store.cases import TEXTS, Caller, changed, event_of
from graphsvc.cases.store.mapping import Kept, kept
from graphsvc.china import CHINA
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import StepRefused
from graphsvc.log.events import Event

log = logging.getLogger(__name__)

BATCH = 100  # cases in one transaction
SYSTEM = Caller(Actor("ladder", frozenset({Party.SYSTEM})), ("",))


@dataclass(frozen=True, slots=True)
class Climbed:
    """One round: how many cases were found due, and the steps that this worker took."""

    due: int
    steps: tuple[tuple[str, Step], ...]
    events: tuple[Event, ...]


async def climb(transaction: Transaction, now: datetime, calendar: Calendar, most: int = BATCH) -> Climbed:
    """Take the rungs that are due, at most one a case, cases in the order of their ids.

    A case with several clocks or rungs due takes the next one in the next round.
    """
    rows = await transaction.run(Statement(TEXTS["due"], {"now": now, "most": most, **SYSTEM.params}))
    due = [kept(*row) for row in rows]
    moves: dict[str, tuple[dict[str, Any], Kept, Step]] = {}
    for each in due:
        if move := _rung(each, now, calendar):
            moves[each.id] = (move[0], each, move[1])
    written = await transaction.run(
        Statement(TEXTS["move"], {"moves": [move[0] for move in moves.values()], **SYSTEM.params})
    )
    taken = [moves[row[0]] for row in written]
    return Climbed(
        len(due),
        tuple((before.id, step) for _, before, step in taken),
        tuple(event_of(before, step) for _, before, step in taken),
    )


def _rung(before: Kept, now: datetime, calendar: Calendar) -> tuple[dict[str, Any], Step] | None:
    """The next rung of a case, as a row of the statement and a step."""
    for at, call, clock in sorted(_clocks(before), key=lambda each: (each[0], each[1] or "")):
        if at > now:
            break
        total = total_clock(calendar, before.policy, before.raised_at)
        try:
            wish = _wish(clock, call, at, in_total=clock.due_at == total.due_at)
            change, step, _ = changed(before, SYSTEM.actor, wish, now, (), calendar)
        except StepRefused as refusal:  # a mistake of ours: it must not keep the others from being seen
            log.error("case %s: %s", before.id, refusal.en)
        else:
            return change, step
    return None


def _wish(clock: Clock, call: str | None, at: datetime, *, in_total: bool) -> Wish:
    """What the clock does at the moment that it had to be looked at."""
    if clock.paused_at:
        return Wish(Action.RESUME, call=call, note="挂账到期")
    if at == clock.answer_by:
        return Wish(Action.REFUSE_PAUSE, call=call, note="镇街未在时限内答复，视为不同意挂账")
    return Wish(LADDER[clock.rung], call=call, note=_note(clock, in_total=in_total))


def _clocks(before: Kept) -> Iterator[tuple[datetime, str | None, Clock]]:
    if before.clocks.case and (at := before.clocks.case.next_at):
        yield at, None, before.clocks.case
    for call, clock in (before.clocks.calls or {}).items():
        if at := clock.next_at:
            yield at, call, clock


def _note(clock: Clock, *, in_total: bool) -> str:
    """What the reminder says, in Chinese, with the deadline in Chinese time."""
    due = clock.due_at.astimezone(CHINA)
    stage = Stage(clock.stage.upper()).zh
    used = ("已用八成时间", "已到期未完成", "超期两成仍未完成")[clock.rung]
    guess = "（节假日尚未公布，时限为估算）" if clock.estimated else ""
    which = "总时限" if in_total else "时限"
    return f"{stage}{used}，{which} {due:%Y-%m-%d %H:%M}{guess}"
