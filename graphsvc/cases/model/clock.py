"""The clock of one stage: its deadline, its light, pauses and extensions, and the ladder that a late one climbs."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from graphsvc.cases.model.calendar import MEASURE_OF, Calendar, Measure, Span
from graphsvc.cases.model.states import PERSONAL, Action
from graphsvc.china import day_in_china
from graphsvc.errors import BadInput, StepRefused
from graphsvc.org.model.work import Light

YELLOW_AT = 0.8  # of the time
ESCALATED_AT = 1.2  # of the time
MOST_PAUSED = timedelta(days=10)  # 本系统预设，可按本地文件调整


LADDER = (Action.REMIND, Action.SUPERVISE, Action.ESCALATE)
"""催办 at 80 % of the time, 督办 when it is over, 提级 at 120 %: a clock's `rung` counts those that have come."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One stage that runs; `estimated` when its deadline lies where public holidays are not announced yet.

    `first_due_at` is the deadline it had before it was extended; `resume_at` when a pause ends;
    `answer_by` until when a pause that is asked for has to be answered; `waits` are the pauses that are over, from when
    to when; `follows_at` by when the stage before had to end, where this one is counted from there too.
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
    resume_at: datetime | None = None
    estimated: bool = False
    answer_by: datetime | None = None
    waits: tuple[tuple[datetime, datetime], ...] = ()
    follows_at: datetime | None = None

    @property
    def next_at(self) -> datetime | None:
        """When the clock has to be looked at: at the end of its pause, else at the next rung or when an answer is due.

        None after the last rung, when no answer is waited for.
        """
        if self.paused_at:
            return self.resume_at
        rungs = (self.warn_at, self.due_at, self.escalate_at)
        return min(filter(None, (*rungs[self.rung : self.rung + 1], self.answer_by)), default=None)

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
    escalate = calendar.add(due, whole * (ESCALATED_AT - 1), measure)
    return Clock(stage, measure, at, warn, due, escalate, estimated=_estimated(calendar, due))


def follow_clock(
    calendar: Calendar, stage: str, span: Span, at: datetime, longer: Span | None, follows_at: datetime | None
) -> Clock:
    """Start the clock of a stage that has at least so much longer than the stage before it, whichever ends later."""
    clock = start_clock(calendar, stage, span, at)
    if longer is None or follows_at is None:
        return clock
    later = max(clock, start_clock(calendar, stage, longer, follows_at), key=lambda each: each.due_at)
    return replace(later, started_at=at, follows_at=follows_at)


def _estimated(calendar: Calendar, due: datetime) -> bool:
    return not calendar.knows(day_in_china(due))


def climb_rung(clock: Clock, action: Action) -> Clock:
    """Climb a rung of the ladder; a rung that came before changes nothing."""
    return replace(clock, rung=max(clock.rung, LADDER.index(action) + 1))


def pause_clock(clock: Clock, at: datetime, until: datetime) -> Clock:
    """Stop the time until the pause ends."""
    return clock if clock.paused_at else replace(clock, paused_at=at, resume_at=until)


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
    return replace(
        clock,
        paused_at=None,
        resume_at=None,
        warn_at=warn,
        due_at=due,
        escalate_at=escalate,
        estimated=_estimated(calendar, due),
        waits=(*clock.waits, (held, at)),
    )


def extend_clock(calendar: Calendar, clock: Clock | None, until: datetime, now: datetime) -> Clock:
    """Set a later deadline, granted before the old one has passed.

    However often it is extended, a stage takes at most twice the time that it had at first.

    Raises:
        StepRefused: no clock runs, it has run out, `until` is not later, is too late, or nobody works then.
    """
    if clock is None or clock.paused_at:
        raise StepRefused("现在没有在计时。", "No clock runs now.")
    if now > clock.due_at:
        raise StepRefused("已经超期，不能延期。", "The deadline has passed; it can be extended only before.")
    until = calendar.closing(until, clock.measure)
    if until <= clock.due_at:
        raise StepRefused("新时限要晚于原时限。", "The new deadline has to be later than the old one.")
    first = clock.first_due_at or clock.due_at
    if calendar.between(first, until, clock.measure) > calendar.between(clock.started_at, first, clock.measure):
        raise StepRefused(
            "几次延期加起来不能超过原时限。", "All extensions together are at most as long as the original time."
        )
    if not calendar.counts_at(until, clock.measure):
        raise StepRefused("新时限要落在工作时间里。", "The new deadline has to lie in working time.")
    left = calendar.between(now, until, clock.measure)
    warn = calendar.add(now, left * YELLOW_AT, clock.measure)
    escalate = calendar.add(until, left * (ESCALATED_AT - 1), clock.measure)
    guess = _estimated(calendar, until)
    return replace(clock, warn_at=warn, due_at=until, escalate_at=escalate, rung=0, first_due_at=first, estimated=guess)


def rebase_clock(calendar: Calendar, clock: Clock, span: Span, at: datetime, longer: Span | None = None) -> Clock:
    """Count a stage anew from where it began, by other times; the pauses it has had cost nothing by these either.

    One that was extended keeps the deadline that somebody gave it. `longer` is as in `follow_clock`.
    """
    if clock.first_due_at:
        return clock
    fresh = follow_clock(calendar, clock.stage, span, clock.started_at, longer, clock.follows_at)
    for since, until in clock.waits:
        fresh = resume_clock(calendar, pause_clock(fresh, since, until), until)
    counted_to = clock.paused_at or at
    passed = sum(moment <= counted_to for moment in (fresh.warn_at, fresh.due_at, fresh.escalate_at))
    return replace(
        fresh,
        rung=min(clock.rung, passed),
        answer_by=clock.answer_by,
        paused_at=clock.paused_at,
        resume_at=clock.resume_at,
    )


def recount_clock(calendar: Calendar, clock: Clock, span: Span, longer: Span | None = None) -> Clock:
    """Count a stage anew from where it began, by another table of holidays; what was reminded stays reminded.

    One that waits or was extended stays as it is. `longer` is as in `follow_clock`.
    """
    if clock.paused_at or clock.first_due_at:
        return clock
    fresh = follow_clock(calendar, clock.stage, span, clock.started_at, longer, clock.follows_at)
    return replace(fresh, rung=clock.rung, answer_by=clock.answer_by)


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
        estimated=total.estimated,
        escalate_at=escalate,
        rung=max(clock.rung, min(passed, len(rungs) - 1)),
    )


UNTIL = (Action.ASK_PAUSE, Action.PAUSE)
"""Steps that say until when the pause is to last."""
_LASTING = (
    *PERSONAL,
    Action.AMEND,
    Action.MERGE,
    Action.SPLIT,
    Action.LEAD,
    Action.EXTEND,
    Action.RECOUNT,
    Action.REMIND,
    Action.SUPERVISE,
    Action.ESCALATE,
    Action.RATE,
)
"""Steps that leave a pause, and one that is asked for, as they are."""


@dataclass(frozen=True, slots=True)
class Hold:
    """The pauses (挂账) of one call, or of a case on which no department is at work.

    Who owes the next step asks, the subdistrict says yes or no. A pause ends at its end, when it is lifted, or by any
    step that leads on; so it bars nobody's way.

    Attributes:
        asked: until when one is asked for; `since` and `until` are those of the one that runs.
        used: how long earlier ones have lasted, in sum at most `MOST_PAUSED`.
    """

    asked: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None
    used: timedelta = timedelta()


NO_HOLD = Hold()


def held_after(hold: Hold, action: Action, at: datetime, until: datetime | None) -> Hold:
    """Fold a step of the call or case into its pauses.

    Args:
        until: when the pause is to end, for ASK_PAUSE and PAUSE; a PAUSE of an old record that has none lasts as long
            as a pause may.
    """
    if action in _LASTING:
        return hold
    if action is Action.ASK_PAUSE:
        return replace(hold, asked=until)
    if action is Action.REFUSE_PAUSE:
        return replace(hold, asked=None)
    used = hold.used + (at - hold.since if hold.since else timedelta())
    if action is Action.PAUSE:
        return Hold(None, at, until or at + MOST_PAUSED, used)
    return Hold(used=used)


def check_pause(hold: Hold, at: datetime, until: datetime) -> None:
    """Refuse a pause that ends before it begins, or lasts too long in sum.

    Raises:
        BadInput: at `until`.
    """
    if until <= at:
        raise BadInput("挂账要写明今后的截止时间。", "A pause ends in the future.").at("until")
    left = MOST_PAUSED - hold.used
    if until - at > left:
        days = max(left, timedelta()).total_seconds() / 86_400
        raise BadInput(
            f"挂账累计不超过 {MOST_PAUSED.days} 天，还可以挂 {days:.1f} 天。",
            f"All pauses together last {MOST_PAUSED.days} days at most; {days:.1f} are left.",
        ).at("until")


def against_pause(hold: Hold, action: Action) -> tuple[str, str] | None:
    """Say in Chinese and English what speaks against a step about a pause; None if nothing."""
    if action is Action.RESUME and not hold.until:
        return "没有挂账。", "It is not paused."
    if action is Action.REFUSE_PAUSE and not hold.asked:
        return "没有待审核的挂账申请。", "No pause is asked for."
    if action in (Action.ASK_PAUSE, Action.PAUSE) and hold.until:
        return "已经挂账。", "It waits already."
    if action is Action.ASK_PAUSE and hold.asked:
        return "已经申请，等镇街审核。", "It has been asked for."
    if action in (Action.ASK_PAUSE, Action.PAUSE) and hold.used >= MOST_PAUSED:
        return f"挂账累计已满 {MOST_PAUSED.days} 天。", f"It has waited {MOST_PAUSED.days} days in sum."
    return None
