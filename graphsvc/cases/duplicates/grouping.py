"""One case stands for several about the same event: all are locked in one order, then each takes its step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphsvc.cases.duplicates.search import CYPHER
from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.case import Step
from graphsvc.cases.model.decide import Wish, refuse_step
from graphsvc.cases.model.permissions import offer
from graphsvc.cases.model.stage_clocks import total_clock
from graphsvc.cases.model.states import Action
from graphsvc.cases.store.cases import LIST_ALONE, TEXTS, Caller, changed, event_of, moved_on, read_case
from graphsvc.cases.store.mapping import Kept, kept
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import BadInput, Conflict, NotFound, StepRefused
from graphsvc.log.events import Event

MOST_AT_ONCE = 50  # cases put together or taken apart by one change
_OF_MEMBER = {Action.MERGE: Action.JOIN, Action.SPLIT: Action.LEAVE}


@dataclass(frozen=True, slots=True)
class Group:
    """The case that stands for the event, and the others to be put to it or taken from it.

    `versions` are those that the caller has seen, by their ids: of the case that the change was asked for.
    """

    case: str
    others: tuple[str, ...]
    versions: Mapping[str, int]


async def regroup(
    tx: Transaction, caller: Caller, group: Group, action: Action, reason: str, at: datetime, calendar: Calendar
) -> tuple[Event, ...]:
    """Merge cases into one (MERGE), or split them off it (SPLIT); all of them or none.

    Raises:
        NotFound: one of them is not there, or not in scope.
        StepRefused: one has moved on, or does not allow it.
        BadInput: one is named twice, or has to be told of earlier than the one that would stand for it.
    """
    if group.case in group.others or len(set(group.others)) < len(group.others):
        raise BadInput("每件事件点名一次，不能并入自己。", "Name each case once, and no case to itself.").at("cases")
    found = await _hold(tx, caller, group)
    if action is Action.MERGE:
        _check_deadlines(found[group.case], [found[id_] for id_ in group.others], calendar)
    changes, events = [], []
    for id_ in (group.case, *sorted(group.others)):
        own = id_ == group.case
        wish = Wish(action if own else _OF_MEMBER[action], note=reason, cases=group.others if own else (group.case,))
        change, step = _step(found[id_], caller, wish, at, calendar)
        changes.append(change)
        events.append(event_of(found[id_], step))
    moved = await tx.run(
        Statement(TEXTS["move"], {"moves": sorted(changes, key=lambda each: each["id"]), **caller.params})
    )
    tie = CYPHER["tie" if action is Action.MERGE else "untie"]
    ((tied,),) = await tx.run(Statement(tie, {"into": group.case, "ids": list(group.others)}))
    if (len(moved), tied) != (len(found), len(group.others)):
        raise Conflict("事件刚被改动，请重新查看后再办。", "One of the cases has just changed; look again.")
    return tuple(events)


def _step(case: Kept, caller: Caller, wish: Wish, at: datetime, calendar: Calendar) -> tuple[dict[str, Any], Step]:
    try:
        change, step, _ = changed(case, caller.actor, wish, at, (), calendar, LIST_ALONE)
    except StepRefused as refusal:
        raise _named(case.id, refusal) from None
    return change, step


def _named(case_id: str, refusal: StepRefused) -> StepRefused:
    """The refusal, saying of several cases which one stands in the way."""
    return StepRefused(f"事件 {case_id}：{refusal.zh}", f"{case_id}: {refusal.en}", refusal.allowed)


async def leave(
    tx: Transaction, caller: Caller, case_id: str, expected: int, reason: str, at: datetime, calendar: Calendar
) -> tuple[Event, ...]:
    """Split a case off the one that it goes with; which that is, holds as long as its version.

    Raises:
        NotFound, StepRefused: as `regroup`.
    """
    case = (await read_case(tx, caller, case_id)).case
    if case.version != expected:
        raise moved_on(case, caller.actor, expected)
    if case.into is None:
        wish = Wish(Action.LEAVE)
        raise refuse_step(case, caller.actor, wish, offer(case, caller.actor, wish.action, None))
    return await regroup(
        tx, caller, Group(case.into, (case_id,), {case_id: expected}), Action.SPLIT, reason, at, calendar
    )


async def _hold(tx: Transaction, caller: Caller, group: Group) -> dict[str, Kept]:
    ids = sorted({group.case, *group.others})
    rows = await tx.run(Statement(CYPHER["held_all"], {"ids": ids, "most": len(ids), "scope": list(caller.scope)}))
    found = {each.id: each for each in (kept(*row) for row in rows)}
    if missing := set(ids) - set(found):
        raise NotFound(
            f"没有事件 {min(missing)}，或不在您的管辖范围内。", f"No case {min(missing)}, or none in your scope."
        )
    for id_, expected in group.versions.items():
        if found[id_].case.version != expected:
            raise moved_on(found[id_].case, caller.actor, expected)
    return found


def _check_deadlines(into: Kept, others: list[Kept], calendar: Calendar) -> None:
    """Refuse to let a case go with one that has more time: a merger is no way to win any."""
    due = total_clock(calendar, into.policy, into.raised_at).due_at
    for each in sorted(others, key=lambda other: other.id):
        if total_clock(calendar, each.policy, each.raised_at).due_at < due:
            raise BadInput(
                f"事件 {each.id} 的总时限更早，请把其他事件并入 {each.id}。",
                f"{each.id} has to come to its end earlier; merge the others into {each.id}.",
            ).at("cases")
