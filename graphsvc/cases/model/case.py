"""A case: a grid finds a problem, a subdistrict whistles, departments report, the finder hears back.

The case is the fold of its steps: `advance` adds one, `replay` all of them, and both only follow the tables of
`states.py`. Whether a step may be taken, by whom and with what, is decided before it, in `decide.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce

from graphsvc.cases.entrusting.rules import entrusted_after
from graphsvc.cases.model.clock import NO_HOLD, Hold, held_after
from graphsvc.cases.model.states import (
    BEFORE_REPORT,
    CALL,
    CASE,
    CLOCK_ACTIONS,
    GONE,
    OPEN,
    RATED_IN,
    RUNNING,
    UNDER_CALL,
    UNDER_REVIEW,
    WHISTLED_LATE,
    Action,
    CallState,
    Party,
    State,
    WhistleKind,
    above,
    common_superior,
)

DISSATISFIED = 2  # a reporter's score up to this one is a complaint
MOST_REOPENED = 2  # times that a complaint opens a case again by itself


@dataclass(frozen=True, slots=True)
class Opened:
    """A department called by a step: the call's id and the unit's."""

    call: str
    unit: str


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the append-only record; `version` n is the n-th step of its case.

    `call` names the call that the step belongs to, none when it is the case's own. `source` and `target` are the
    case's states before and after, `call_source` and `call_target` the call's. `until` is the new deadline of an
    extension, or the end of a pause. `lead` is the unit that leads the departments called; `amended` says what was
    corrected, from what to what; `cases` are those that a merger puts together or a split takes apart. `moved` are the
    codes of the areas that it leaves and that it comes to. `on_behalf_of` is for whom `by` acted as deputy. `entrusted`
    is the person who was given it by name, or from whom it was taken back.
    """

    version: int
    action: Action
    party: Party
    by: str
    at: datetime
    call: str | None = None
    note: str | None = None
    attachments: tuple[str, ...] = ()
    score: int | None = None
    kind: WhistleKind | None = None
    opened: tuple[Opened, ...] = ()
    redone: tuple[str, ...] = ()
    source: State | None = None
    target: State = State.DISCOVERED
    call_source: CallState | None = None
    call_target: CallState | None = None
    until: datetime | None = None
    lead: str | None = None
    amended: str | None = None
    cases: tuple[str, ...] = ()
    moved: tuple[str, str] | None = None
    on_behalf_of: str | None = None
    entrusted: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One department called; `escalated` until it takes its next step.

    `refused` once a return it asked for was refused, `upheld` once the district has ruled that it does its part; `lead`
    while its department leads the others (牵头). `entrusted` is the person who does it for the department (转办).
    """

    id: str
    unit: str
    state: CallState = CallState.CALLED
    escalated: bool = False
    score: int | None = None
    refused: bool = False
    upheld: bool = False
    hold: Hold = NO_HOLD
    lead: bool = False
    entrusted: str | None = None

    @property
    def running(self) -> bool:
        """Whether its department still owes something."""
        return self.state in RUNNING


@dataclass(frozen=True, slots=True)
class Case:
    """What the steps make of a case; `before` is where it stood when it was escalated.

    `declined` while the community has it back from the subdistrict that did not whistle; `finished_by` who said that it
    is solved; `reopened` how often complaints have opened it again. `passed_up` once its owner has said that it is not
    of that level. `owner` is told by the rule of handling, where one holds, and not by the steps, so comparisons leave
    it out. `merged` are the ids of cases that go with it, `into` is the one that it goes with itself. `area` is where
    it lies, told by the graph as the owner is; `came_from` where it lay before it was handed over, `turned_back` once
    the place that it was handed to would not have it, `arbiter` who says where it belongs as long as that is open.
    `entrusted` is the person who does it for the community (转办), `had_by` are all who ever did.
    """

    reporter: str
    state: State = State.DISCOVERED
    version: int = 1
    calls: tuple[Call, ...] = ()
    hold: Hold = NO_HOLD
    score: int | None = None
    before: State | None = None
    declined: bool = False
    finished_by: str | None = None
    reopened: int = 0
    passed_up: bool = False
    owner: Party | None = field(default=None, compare=False)
    merged: tuple[str, ...] = ()
    into: str | None = None
    area: str = field(default="", compare=False)
    came_from: str | None = None
    turned_back: bool = False
    arbiter: Party | None = None
    entrusted: str | None = None
    had_by: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it still has to come to an end."""
        return self.state in OPEN

    @property
    def running(self) -> tuple[Call, ...]:
        """The calls whose departments still owe something."""
        return tuple(call for call in self.calls if call.running)

    @property
    def ground(self) -> State:
        """The state without the escalation."""
        return self.before or self.state

    def call(self, call_id: str | None) -> Call | None:
        """Find the call of this id."""
        return next((call for call in self.calls if call.id == call_id), None)


def derive_state(calls: Iterable[Call]) -> State:
    """Derive a case's state from its departments: it waits for the slowest of those that remain.

    RETURNED when none remains, ESCALATED while an overdue one has not moved, WHISTLED until all have reported,
    then HANDLING as soon as one has begun.
    """
    remaining = [call for call in calls if call.state not in GONE]
    states = {call.state for call in remaining}
    if not remaining:
        return State.RETURNED
    if any(call.escalated and call.running for call in remaining):
        return State.ESCALATED
    if states & {*BEFORE_REPORT, *UNDER_REVIEW}:
        return State.WHISTLED
    return State.RESPONDED if states == {CallState.RESPONDED} else State.HANDLING


def begin(step: Step) -> Case:
    """Begin a case by its first step, DISCOVER."""
    return Case(reporter=step.by)


def advance(case: Case, step: Step) -> Case:
    """Apply one more step to a case.

    Raises:
        StepRefused: the tables do not allow it from here.
    """
    moved = _by_department(case, step) if step.call else _by_case(case, step)
    return replace(moved, version=case.version + 1)


def replay(steps: Iterable[Step]) -> Case:
    """Replay a whole record, its steps in the order of their versions.

    Raises:
        StepRefused: a step was not allowed where it stands.
        ValueError: no steps, or the first is not DISCOVER.
    """
    first, *later = steps
    if first.action is not Action.DISCOVER:
        raise ValueError("a record begins with DISCOVER")
    return reduce(advance, later, begin(first))


def _by_case(case: Case, step: Step) -> Case:
    target = CASE.after(case.state, step.action)
    if case.state is State.ESCALATED and not (step.action is Action.WHISTLE and case.ground in WHISTLED_LATE):
        CASE.after(case.ground, step.action)
    moved = replace(
        case,
        before=case.ground if target is State.ESCALATED else None,
        hold=held_after(case.hold, step.action, step.at, step.until),
        arbiter=case.arbiter if step.action in _OPEN_WHERE else None,
        entrusted=entrusted_after(
            case.entrusted, step.action, step.entrusted, goes_on=step.action in (*CLOCK_ACTIONS, Action.ESCALATE)
        ),
        had_by=_had_by(case, step),
        declined=step.action is Action.DECLINE or (case.declined and step.action in (*CLOCK_ACTIONS, Action.ESCALATE)),
    )
    if step.moved:
        return _placed(replace(moved, state=target), step, step.moved)
    match step.action:
        case Action.WHISTLE:
            old = (replace(call, lead=call.lead and step.lead is None) for call in case.calls)
            new = (Call(each.call, each.unit, lead=each.unit == step.lead) for each in step.opened)
            return _standing(replace(moved, calls=(*old, *new)))
        case Action.REDO:
            redone = _redone(case.calls, step.redone)
            return _standing(replace(moved, calls=redone, score=None, finished_by=None))
        case Action.REOPEN:
            return replace(moved, state=target, score=None, finished_by=None)
        case Action.SETTLE | Action.RESOLVE:
            return replace(moved, state=target, finished_by=step.by)
        case Action.PASS_UP:
            return replace(moved, passed_up=True, owner=case.owner and above(case.owner))
        case Action.MERGE | Action.JOIN | Action.SPLIT | Action.LEAVE:
            return _grouped(replace(moved, state=target), step)
        case Action.RATE | Action.CALL_BACK if reopens(case, step.score):
            again = case.reopened + 1
            hold = held_after(case.hold, Action.REOPEN, step.at, None)  # a pause is of the stage that is over
            return replace(moved, state=State.REOPENED, score=None, finished_by=None, reopened=again, hold=hold)
        case Action.RATE | Action.CALL_BACK:
            return replace(moved, state=target, score=step.score)
    return replace(moved, state=target)


def _had_by(case: Case, step: Step) -> tuple[str, ...]:
    known = step.entrusted is None or step.entrusted in case.had_by
    return case.had_by if known else (*case.had_by, str(step.entrusted))


_OPEN_WHERE = (*CLOCK_ACTIONS, Action.ESCALATE, Action.PASS_UP)
"""Steps that leave open where a case belongs; whoever takes another one has made it theirs."""


def _placed(case: Case, step: Step, moved: tuple[str, str]) -> Case:
    """The case at another place, or where a ruling leaves it."""
    left, to = moved
    turned_back = step.action is Action.TURN_BACK
    return replace(
        case,
        area=to,
        came_from=case.came_from if left == to else left,
        turned_back=case.turned_back or turned_back,
        arbiter=common_superior(left, to) if turned_back else None,
    )


def _grouped(case: Case, step: Step) -> Case:
    """The case with others about the same event, or without them."""
    match step.action:
        case Action.MERGE:
            return replace(case, merged=(*case.merged, *step.cases))
        case Action.SPLIT:
            return replace(case, merged=tuple(each for each in case.merged if each not in step.cases))
        case Action.JOIN:
            return replace(case, into=step.cases[0])
    return replace(case, into=None)


def reopens(case: Case, score: int | None) -> bool:
    """Whether a rating opens the case again by itself; after the last time the subdistrict decides."""
    return complains(score) and case.reopened < MOST_REOPENED


def unasked(case: Case) -> bool:
    """Tell whether somebody says that it is solved, and the reporter has not been heard."""
    return case.finished_by is not None and case.score is None


def complains(score: int | None) -> bool:
    """Whether a rating is a complaint."""
    return score is not None and score <= DISSATISFIED


def _by_department(case: Case, step: Step) -> Case:
    """A step of one department, and where it leaves the case."""
    call = case.call(step.call)
    if call is None:
        raise CASE.refusal(case.state, step.action)
    rating = step.action is Action.RATE
    leads = call.lead and step.action not in _LETTING_GO
    state = CALL.after(call.state, step.action)
    moved = replace(
        call,
        lead=leads or step.action is Action.LEAD,
        state=state,
        escalated=step.action is Action.ESCALATE or (call.escalated and step.action in _WITHOUT_PROGRESS),
        score=step.score if rating else call.score,
        refused=call.refused or step.action is Action.REFUSE_RETURN,
        upheld=call.upheld or step.action is Action.UPHOLD,
        entrusted=entrusted_after(call.entrusted, step.action, step.entrusted, goes_on=state in RUNNING),
        hold=held_after(call.hold, step.action, step.at, step.until),
    )
    others = (replace(each, lead=each.lead and step.action is not Action.LEAD) for each in case.calls)
    calls = tuple(moved if each.id == call.id else each for each in others)
    binding = step.action is Action.RELEASE  # whom the district names in its ruling
    calls += tuple(Call(each.call, each.unit, upheld=binding, lead=call.lead) for each in step.opened)
    if case.state not in (RATED_IN if rating else UNDER_CALL):
        raise CASE.refusal(case.state, step.action)
    if rating or step.action in _WITHOUT_PROGRESS:
        return replace(case, calls=calls)
    return _standing(replace(case, calls=calls))


_WITHOUT_PROGRESS = (*CLOCK_ACTIONS, Action.LEAD)
_LETTING_GO = (Action.APPROVE_RETURN, Action.RELEASE, Action.HAND_OVER, Action.RECALL, Action.REASSIGN)


def _standing(case: Case) -> Case:
    state = derive_state(case.calls)
    escalated = state is State.ESCALATED
    calm = (replace(call, escalated=False) for call in case.calls)
    return replace(case, state=state, before=derive_state(calm) if escalated else None)


def _redone(calls: tuple[Call, ...], redone: tuple[str, ...]) -> tuple[Call, ...]:
    return tuple(
        replace(call, state=CALL.after(call.state, Action.REDO), score=None) if call.id in redone else call
        for call in calls
    )
