"""A wish becomes a step of a case, or is refused with what is possible instead."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from graphsvc.cases.model.case import Case, Opened, Step, advance, begin, unasked
from graphsvc.cases.model.clock import UNTIL, check_pause
from graphsvc.cases.model.permissions import (
    MOST_RETURNS,
    Actor,
    Offer,
    allowed,
    dissatisfied,
    finished_calls,
    let_off,
    offer,
    party_of,
)
from graphsvc.cases.model.states import (
    GROUPING,
    PERSONAL,
    PLACING,
    RATINGS,
    RUNNING,
    UPWARDS,
    Action,
    Party,
    WhistleKind,
    common_superior,
)
from graphsvc.china import deadline
from graphsvc.codes import prefix_of
from graphsvc.errors import BadInput, StepRefused
from graphsvc.org.model.work import Urgency

MOST_DEPARTMENTS = 20  # called by one whistle
MOST_MERGED = 1_000  # cases that go with one: a mass event

NOTED = (
    Action.REJECT,
    Action.RESUBMIT,
    Action.WITHDRAW,
    Action.REQUEST,
    Action.DECLINE,
    Action.RETURN,
    Action.HAND_OVER,
    *PERSONAL,
    Action.RECALL,
    Action.REASSIGN,
    Action.APPROVE_RETURN,
    Action.REFUSE_RETURN,
    Action.DISPUTE,
    Action.RELEASE,
    Action.UPHOLD,
    Action.REDO,
    Action.REOPEN,
    Action.EXTEND,
    Action.ASK_PAUSE,
    Action.PAUSE,
    Action.REFUSE_PAUSE,
    Action.CALL_BACK,
    Action.AMEND,
    Action.PASS_UP,
    *PLACING,
    *GROUPING,
)
"""Steps that need a reason."""
PROVEN = (Action.SETTLE, Action.RESOLVE)
"""Steps that say something is solved: they tell how, in words or by a photograph or file."""

_NAMED = {
    Action.WHISTLE: (1, MOST_DEPARTMENTS),
    Action.HAND_OVER: (1, 1),
    Action.REASSIGN: (1, 1),
    Action.RELEASE: (0, 1),
}
"""How many departments a step names, at least and at most; the others name none."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """What is corrected of a case; None for what stays."""

    category: str | None = None
    urgency: Urgency | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A step as asked for.

    `departments` are ids of units, `lead` is the one of them that leads; `calls` are ids of calls to be done again,
    `cases` those of the other cases that are merged or split. `area` is the code of the area that it belongs to,
    `person` the id of who is to do it.
    """

    action: Action
    call: str | None = None
    note: str | None = None
    attachments: tuple[str, ...] = ()
    score: int | None = None
    kind: WhistleKind | None = None
    departments: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    until: datetime | None = None
    lead: str | None = None
    amended: Amendment | None = None
    cases: tuple[str, ...] = ()
    area: str | None = None
    person: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "until", self.until and deadline(self.until))


def decide(case: Case, actor: Actor, wish: Wish, at: datetime, ids: Sequence[str]) -> tuple[Step, Case]:
    """The step that a wish becomes, and the case after it.

    Args:
        ids: a fresh id for each department that is called or handed over to.
    Raises:
        StepRefused: not from this state, or not by this actor; it lists what the actor may do now.
        BadInput: the wish lacks something, or names what is not there.
    """
    offered = offer(case, actor, wish.action, wish.call)
    if not offered.allowed:
        raise refuse_step(case, actor, wish, offered)
    _check_input(case, wish)
    call = case.call(wish.call)
    if wish.action in UNTIL and wish.until:
        check_pause(call.hold if call else case.hold, at, wish.until)
    opened = tuple(Opened(new, unit) for new, unit in zip(ids, wish.departments, strict=True))
    step = Step(
        case.version + 1,
        wish.action,
        party_of(case, actor, wish.action, call) or Party.SYSTEM,
        actor.id,
        at,
        call=wish.call,
        note=wish.note,
        attachments=wish.attachments,
        score=wish.score,
        kind=wish.kind,
        opened=opened,
        redone=wish.calls,
        source=case.state,
        call_source=call.state if call else None,
        until=wish.until,
        lead=wish.lead,
        cases=wish.cases,
        moved=(case.area, wish.area or case.came_from or case.area) if wish.action in PLACING else None,
        on_behalf_of=actor.on_behalf_of,
        entrusted=wish.person or ((call or case).entrusted if wish.action is Action.TAKE_BACK else None),
    )
    return _landed(step, advance(case, step))


def discovered(actor: Actor, at: datetime, note: str | None, attachments: tuple[str, ...]) -> tuple[Step, Case]:
    """The first step of a new case.

    Raises:
        StepRefused: a department or the clock cannot discover a case.
    """
    for party in (Party.REPORTER, Party.GRID, Party.COMMUNITY, Party.SUBDISTRICT):
        if party in actor.parties:
            step = Step(1, Action.DISCOVER, party, actor.id, at, note=note, attachments=attachments)
            step = replace(step, on_behalf_of=actor.on_behalf_of)
            return step, begin(step)
    raise StepRefused("只有居民、网格员、社区或镇街可以上报事件。", "Residents, grids and areas raise cases.", ())


def _landed(step: Step, after: Case) -> tuple[Step, Case]:
    call = after.call(step.call)
    return replace(step, target=after.state, call_target=call.state if call else None), after


def refuse_step(case: Case, actor: Actor, wish: Wish, offered: Offer) -> StepRefused:
    """Refuse a step for the reason of its offer, naming what is possible instead."""
    of_call = allowed(case, actor, wish.call) if case.call(wish.call) else ()
    possible = tuple(dict.fromkeys((*of_call, *allowed(case, actor))))
    words = "、".join(Action(each).zh for each in possible) or "没有"
    return StepRefused(
        f"{offered.zh}现在可以：{words}。", f"{offered.en} Possible now: {', '.join(possible) or 'nothing'}.", possible
    )


def _check_input(case: Case, wish: Wish) -> None:
    note = (wish.note or "").strip()
    unsure = wish.action is Action.CLOSE and (dissatisfied(case) or unasked(case))
    if (wish.action in NOTED or unsure) and not note:
        raise BadInput(f"“{wish.action.zh}”要写明原因。", f"{wish.action} needs a reason in `note`.")
    if wish.action in PROVEN and not note and not wish.attachments:
        raise BadInput(
            f"“{wish.action.zh}”要写明办理结果，或附照片、文件。", f"{wish.action} needs a note or an attachment."
        ).at("note")
    if (wish.action in RATINGS) != (wish.score is not None) or not 1 <= (wish.score or 1) <= 5:
        raise BadInput("评价要打 1 到 5 分。", "A rating is a score from 1 to 5, and only a rating has one.")
    if (wish.action in (Action.EXTEND, *UNTIL)) != (wish.until is not None):
        raise BadInput(f"“{wish.action.zh}”要写明到什么时候。", "EXTEND and a pause need `until`, nothing else.")
    if (wish.action is Action.AMEND) != (wish.amended is not None and wish.amended != Amendment()):
        raise BadInput("更正要写明改什么。", "AMEND says what is corrected, and nothing else does.").at("changes")
    if (wish.action is Action.ENTRUST) != (wish.person is not None):
        raise BadInput("转办要写明给谁。", "ENTRUST names a person, and nothing else does.").at("person")
    _check_grouped(case, wish)
    _check_place(case, wish)
    _check_departments(case, wish)
    _check_redone(case, wish)


def _check_grouped(case: Case, wish: Wish) -> None:
    named = set(wish.cases)
    if bool(named) != (wish.action in GROUPING) or len(named) < len(wish.cases):
        raise BadInput("合并、拆分要点名事件，每件一次。", "A merger or split names the other cases, each once.").at(
            "cases"
        )
    if wish.action is Action.MERGE and len(case.merged) + len(named) > MOST_MERGED:
        raise BadInput(f"一件事件最多并入 {MOST_MERGED} 件。", f"At most {MOST_MERGED} cases go with one.").at("cases")
    if wish.action is Action.SPLIT and (strange := named - set(case.merged)):
        raise BadInput(f"{min(strange)} 没有并入这件事件。", f"{min(strange)} does not go with this case.").at("cases")


COMMUNITY_DIGITS = 12  # a wider area has no desk that accepts cases


def _check_place(case: Case, wish: Wish) -> None:
    if (wish.action in (Action.TRANSFER, Action.ALLOT)) != (wish.area is not None):
        raise BadInput("要写明属于哪个区域。", "TRANSFER and ALLOT name an area, and nothing else does.").at("area")
    if wish.area is None:
        return
    if len(prefix_of(wish.area)) < COMMUNITY_DIGITS:
        raise BadInput("移送到网格、小区或社区。", "A case lies in a grid, an estate or a community.").at("area")
    if wish.action is Action.TRANSFER and wish.area == case.area:
        raise BadInput("事件就在这个区域。", "It lies there already.").at("area")
    over = common_superior(case.area, wish.area)
    if over is None or (case.arbiter and UPWARDS.index(over) > UPWARDS.index(case.arbiter)):
        raise BadInput(
            f"只能定在{(case.arbiter or Party.DISTRICT).zh}辖区之内。",
            f"It can be placed within the {case.arbiter or Party.DISTRICT} alone.",
        ).at("area")


def _check_departments(case: Case, wish: Wish) -> None:
    least, most = _NAMED.get(wish.action, (0, 0))
    if not least <= len(wish.departments) <= most:
        raise BadInput(f"要点名 {least} 到 {most} 个部门。", f"Name {least} to {most} departments.")
    if len(set(wish.departments)) < len(wish.departments):
        raise BadInput("同一个部门点了两次。", "A department is named twice.")
    if {call.unit for call in case.calls if call.state in RUNNING} & set(wish.departments):
        raise BadInput("点名的部门里有正在办理的。", "One of these departments is on the case already.")
    if wish.action is Action.HAND_OVER and {call.unit for call in case.calls} & set(wish.departments):
        raise BadInput(
            "移交对象已经办过、退过或移交过这件事，请退单，由镇街改派。",
            "That department has been on this case before; ask to be let off instead.",
        )
    if wish.lead and (wish.action is not Action.WHISTLE or wish.lead not in wish.departments):
        raise BadInput("牵头部门要在点名的部门里。", "Who leads is one of the departments called.").at("lead")
    if wish.action is Action.RELEASE and not wish.departments and let_off(case) >= MOST_RETURNS:
        raise BadInput(
            f"已经退单 {MOST_RETURNS} 次，裁定退出要同时指定承办部门。",
            f"After {MOST_RETURNS} returns, who is let off is replaced: name the department that does it.",
        ).at("department")
    if (wish.action is Action.WHISTLE) != (wish.kind is not None):
        raise BadInput("吹哨要选类型。", "A whistle needs its kind, and only a whistle has one.")


def _check_redone(case: Case, wish: Wish) -> None:
    if bool(wish.calls) != (wish.action is Action.REDO) or len(set(wish.calls)) < len(wish.calls):
        raise BadInput("返工要点名办结过的部门，每个一次。", "REDO names the calls to be done again, each once.")
    if set(wish.calls) - {call.id for call in finished_calls(case)}:
        raise BadInput("只有已经办结的部门可以返工。", "Only a department that has finished can be told to redo.")
