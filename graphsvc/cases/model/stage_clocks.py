"""Which clock a case and each of its calls run by: when one starts, stops, waits or goes on after a step."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from graphsvc.cases.model.calendar import Calendar, Span, Unit
from graphsvc.cases.model.case import Call, Case, Step
from graphsvc.cases.model.clock import (
    LADDER,
    Clock,
    Hold,
    cap_clock,
    climb_rung,
    extend_clock,
    follow_clock,
    pause_clock,
    rebase_clock,
    recount_clock,
    resume_clock,
    start_clock,
)
from graphsvc.cases.model.deadlines import Policy, spans
from graphsvc.cases.model.states import PLACING, UNDER_CALL, Action, CallState, State
from graphsvc.errors import StepRefused

CASE_STAGES: dict[State, str] = {
    State.DISCOVERED: "accept",
    State.ACCEPTED: "decide",
    State.REQUESTED: "request",
    State.RETURNED: "decide",
    State.REOPENED: "decide",
    State.SETTLED_LOCALLY: "feed_back",
    State.REJECTED: "feed_back",
    State.RESOLVED: "feed_back",
    State.FED_BACK: "close",
    **dict.fromkeys((state for state in UNDER_CALL if state is not State.ESCALATED), "loop"),
}
CALL_STAGES: dict[CallState, str] = {
    CallState.CALLED: "sign",
    CallState.SIGNED: "contact",
    CallState.CONTACTED: "respond",
    CallState.RESPONDED: "handle",
    CallState.HANDLING: "handle",
    CallState.RETURN_ASKED: "review",
    CallState.DISPUTED: "rule",
}
_ANOTHER_HAND = (Action.REOPEN, Action.ACCEPT, Action.PASS_UP, *PLACING)
"""Steps after which a stage runs anew, also where it is the same: somebody else has it."""
_FROM_WHISTLE = ("sign", "contact", "respond")
_HOURS = (Unit.WORKING_HOURS, Unit.WORKDAY_HOURS, Unit.HOURS)
AFTER_TOTAL = "close"
"""The stage that follows when the reporter has been told: the total time of the case is over then."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clock of a case, and of each call by its id; `called_at` says when each department was called.

    `total` is the clock of the whole case, which nothing starts again: not a return, a whistle, a pause, nor opening it
    again.
    """

    case: Clock | None = None
    calls: dict[str, Clock] | None = None
    called_at: dict[str, datetime] | None = None
    total: Clock | None = None


def total_clock(calendar: Calendar, policy: Policy, raised_at: datetime) -> Clock:
    """Find by when a case as a whole has to end."""
    return start_clock(calendar, "total", policy.total, raised_at)


def advance_clocks(
    calendar: Calendar,
    policy: Policy,
    before: Clocks,
    step: Step,
    after: Case,
    raised_at: datetime,
) -> Clocks:
    """Advance the clocks of a case and its calls by a step.

    Raises:
        StepRefused: the step extends a clock that cannot be extended, or extends or pauses one past the end of the case
            as a whole.
    """
    total, until = total_clock(calendar, policy, raised_at), step.until
    if until and until > total.due_at:
        raise StepRefused(
            "延期、挂账都不能超过事件的总时限。", "No extension or pause goes beyond the deadline of the whole case."
        )
    called_at = dict(before.called_at or {}) | {each.call: step.at for each in step.opened}
    if step.action is Action.AMEND:
        before = _rebased(calendar, policy, before, step.at)
    clocks = before.calls or {}
    calls = {
        call.id: clock
        for call in after.calls
        if (clock := _of_call(calendar, policy, clocks.get(call.id), call, called_at[call.id], step))
    }
    case = _of_case(calendar, policy, before.case, step, after)
    if step.action is Action.EXTEND and until:
        if step.call:
            calls[step.call] = extend_clock(calendar, calls.get(step.call), until, step.at)
        else:
            case = extend_clock(calendar, case, until, step.at)
    clocks_after = _capped(case, calls, called_at, total)
    if step.action is Action.RECOUNT:
        return recounted(calendar, policy, clocks_after, after, raised_at)
    return clocks_after


def recounted(calendar: Calendar, policy: Policy, clocks: Clocks, case: Case, raised_at: datetime) -> Clocks:
    """Count the running clocks by this calendar; where a pause has been, the time that was left then stays left."""
    times, own = spans(policy), clocks.case
    if own and not case.hold.used:
        own = recount_clock(calendar, own, times[own.stage])
    paused = {call.id for call in case.calls if call.hold.used}
    calls = {
        id_: clock if id_ in paused else recount_clock(calendar, clock, times[clock.stage], _longer(times, clock.stage))
        for id_, clock in (clocks.calls or {}).items()
    }
    return _capped(own, calls, clocks.called_at, total_clock(calendar, policy, raised_at))


def _capped(case: Clock | None, calls: dict[str, Clock], called_at: dict[str, datetime] | None, total: Clock) -> Clocks:
    """The clocks, none of which outlasts the total."""
    capped = {call: cap_clock(clock, total, of_case=False) for call, clock in calls.items()}
    if case and case.stage != AFTER_TOTAL:
        case = cap_clock(case, total, of_case=True)
    return Clocks(case, capped, called_at, total)


def _rebased(calendar: Calendar, policy: Policy, before: Clocks, at: datetime) -> Clocks:
    """The clocks by the times of another category or urgency, each from where it began."""
    times = spans(policy)
    calls = {
        id_: rebase_clock(calendar, clock, times[clock.stage], at, _longer(times, clock.stage))
        for id_, clock in (before.calls or {}).items()
    }
    case = before.case and rebase_clock(calendar, before.case, times[before.case.stage], at)
    return replace(before, case=case, calls=calls)


def _of_case(calendar: Calendar, policy: Policy, clock: Clock | None, step: Step, after: Case) -> Clock | None:
    stage = "rule" if after.arbiter else CASE_STAGES.get(after.ground)
    if stage is None:
        return None
    if clock is None or clock.stage != stage or step.action in _ANOTHER_HAND:
        clock = start_clock(calendar, stage, spans(policy)[stage], step.at)
    return _touched(calendar, policy, clock, step, None, after.hold)


def _of_call(
    calendar: Calendar,
    policy: Policy,
    clock: Clock | None,
    call: Call,
    called_at: datetime,
    step: Step,
) -> Clock | None:
    stage = CALL_STAGES.get(call.state)
    if stage is None:
        return None
    if clock is None or clock.stage != stage or call.id in step.redone:
        clock = _next_of_call(calendar, stage, spans(policy), clock, called_at, step.at)
    return _touched(calendar, policy, clock, step, call.id, call.hold)


def _next_of_call(
    calendar: Calendar, stage: str, times: Mapping[str, Span], before: Clock | None, called_at: datetime, at: datetime
) -> Clock:
    """The clock of a department's next stage: from the whistle while it is in time, else from now.

    Stages differ in what they count, as signing in working time and contact in whole days: one by one they would be
    over in another order. So a stage has at least as much longer than the one before it as its time is longer.
    """
    if stage not in _FROM_WHISTLE or not _in_time(before, at):
        return start_clock(calendar, stage, times[stage], at)
    return follow_clock(
        calendar, stage, times[stage], called_at, _longer(times, stage), before.due_at if before else None
    )


def _longer(times: Mapping[str, Span], stage: str) -> Span | None:
    """How much longer a stage is than the one before it; None where it does not follow one from the whistle.

    That of days is longer than one of hours by nothing, as days end with the office.
    """
    if stage not in _FROM_WHISTLE[1:]:
        return None
    span, other = times[stage], times[_FROM_WHISTLE[_FROM_WHISTLE.index(stage) - 1]]
    hours = span.unit in _HOURS and other.unit in _HOURS
    return replace(span, amount=max(span.amount - other.amount, 0)) if hours else replace(span, amount=0)


def _in_time(before: Clock | None, at: datetime) -> bool:
    """Whether the times of a department still run from the whistle; who came late is not late again at once."""
    return before is None or (before.stage in _FROM_WHISTLE and at <= before.due_at)


def _touched(calendar: Calendar, policy: Policy, clock: Clock, step: Step, call_id: str | None, hold: Hold) -> Clock:
    """A clock that goes on, with what the step does to it; a pause that is asked for has to be answered in time."""
    answer_by = (clock.answer_by or calendar.deadline(step.at, policy.review)) if hold.asked else None
    clock = replace(clock, answer_by=answer_by)
    if hold.until:
        clock = pause_clock(clock, step.at, hold.until)
    elif clock.paused_at:
        clock = resume_clock(calendar, clock, step.at)
    if step.action in LADDER and step.call == call_id:
        return climb_rung(clock, step.action)
    return clock
