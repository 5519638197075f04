"""The clock of one stage: its deadline, its light, pauses and extensions, and the ladder that a late one climbs."""

from dataclasses import dataclass, replace
from datetime import datetime

from graphsvc.cases.model.calendar import MEASURE_OF, Calendar, Measure, Span, is_known
from graphsvc.cases.model.states import Action
from graphsvc.china import day_in_china
from graphsvc.errors import StepRefused
from graphsvc.vocabulary.labelled import Labelled

YELLOW_AT = 0.8  # of the time
ESCALATED_AT = 1.2  # of the time


class Light(Labelled):
    """How much of the time is used (红黄绿灯)."""

    GREEN = "GREEN", "绿灯", "Less than 80 %"
    YELLOW = "YELLOW", "黄灯", "80 % or more"
    RED = "RED", "红灯", "Overdue"


LADDER = (Action.REMIND, Action.SUPERVISE, Action.ESCALATE)
"""催办 at 80 % of the time, 督办 when it is over, 提级 at 120 %: a clock's `rung` counts those that have come."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One stage that runs; `estimated` when its deadline lies where public holidays are not announced yet.

    `first_due_at` is the deadline it had before it was extended.
    """

    stage: str
    measure: Measure
    started_at: datetime
    warn_at: datetime
    due_at: datetime
    escalate_at: datetime
    paused_at: datetime | None = None
    rung: int = 0
    first_due_at: datetime | None = None

    @property
    def estimated(self) -> bool:
        """Whether the deadline rests on the plain rule for years without announced holidays."""
        return not is_known(day_in_china(self.due_at))

    @property
    def next_at(self) -> datetime | None:
        """When the next rung of the ladder comes; None while paused and after the last."""
        rungs = (self.warn_at, self.due_at, self.escalate_at)
        return None if self.paused_at or self.rung >= len(rungs) else rungs[self.rung]

    def light(self, now: datetime) -> Light:
        """Tell its light at a moment; a paused clock keeps the one it had."""
        at = self.paused_at or now
        if at > self.due_at:
            return Light.RED
        return Light.YELLOW if at >= self.warn_at else Light.GREEN


def start_clock(calendar: Calendar, stage: str, span: Span, at: datetime) -> Clock:
    """Start the clock of a stage."""
    measure = MEASURE_OF[span.unit]
    due = calendar.deadline(at, span)
    whole = calendar.between(at, due, measure)
    warn = calendar.add(at, whole * YELLOW_AT, measure)
    return Clock(stage, measure, at, warn, due, calendar.add(due, whole * (ESCALATED_AT - 1), measure))


def climb_rung(clock: Clock, action: Action) -> Clock:
    """Climb a rung of the ladder; a rung that came before changes nothing."""
    return replace(clock, rung=max(clock.rung, LADDER.index(action) + 1))


def pause_clock(clock: Clock, at: datetime) -> Clock:
    """Stop the time while the reporter is waited for."""
    return clock if clock.paused_at else replace(clock, paused_at=at)


def resume_clock(calendar: Calendar, clock: Clock, at: datetime) -> Clock:
    """Let the time run on: what was left when it was paused is left now."""
    if not clock.paused_at:
        return clock
    held = clock.paused_at

    def later(moment: datetime) -> datetime:
        if moment <= held:
            return moment
        return calendar.add(at, calendar.between(held, moment, clock.measure), clock.measure)

    warn, due, escalate = later(clock.warn_at), later(clock.due_at), later(clock.escalate_at)
    return replace(clock, paused_at=None, warn_at=warn, due_at=due, escalate_at=escalate)


def extend_clock(calendar: Calendar, clock: Clock | None, until: datetime, now: datetime) -> Clock:
    """Set a later deadline, granted before the old one has passed.

    However often it is extended, a stage takes at most twice the time that it had at first.

    Raises:
        StepRefused: no clock runs, it has run out, `until` is not later, or it is too late.
    """
    if clock is None or clock.paused_at:
        raise StepRefused("现在没有在计时。", "No clock runs now.")
    if now > clock.due_at:
        raise StepRefused("已经超期，不能延期。", "The deadline has passed; it can be extended only before.")
    if until <= clock.due_at:
        raise StepRefused("新时限要晚于原时限。", "The new deadline has to be later than the old one.")
    first = clock.first_due_at or clock.due_at
    if calendar.between(first, until, clock.measure) > calendar.between(clock.started_at, first, clock.measure):
        raise StepRefused(
            "几次延期加起来不能超过原时限。", "All extensions together are at most as long as the original time."
        )
    left = calendar.between(now, until, clock.measure)
    warn = calendar.add(now, left * YELLOW_AT, clock.measure)
    escalate = calendar.add(until, left * (ESCALATED_AT - 1), clock.measure)
    return replace(clock, warn_at=warn, due_at=until, escalate_at=escalate, rung=0, first_due_at=first)


def cap_clock(clock: Clock, total: Clock, *, of_case: bool) -> Clock:
    """End a stage when the case as a whole has to end, if that comes first.

    What has passed in total is late from its first moment on. The ladder of the total is climbed once: by the stages
    that run when its rungs are due. A stage that begins after them skips reminder and notice, and is put before the
    superior when its own time is over.

    Args:
        of_case: the stage is the case's own; the departments' clocks leave the 提级 of the total to it.
    """
    if clock.due_at <= total.due_at:
        return clock
    rungs = (total.warn_at, total.due_at, total.escalate_at)
    passed = sum(moment <= clock.started_at for moment in rungs)
    escalate = min(clock.escalate_at, total.escalate_at) if of_case and passed < len(rungs) else clock.escalate_at
    return replace(
        clock,
        warn_at=min(clock.warn_at, total.warn_at),
        due_at=total.due_at,
        escalate_at=escalate,
        rung=max(clock.rung, min(passed, len(rungs) - 1)),
    )
