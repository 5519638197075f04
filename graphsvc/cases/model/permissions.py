"""Which actions a case offers to whom, and the reason, in Chinese and English, why it withholds the others."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphsvc.cases.entrusting.rules import against_entrusting
from graphsvc.cases.model.case import Call, Case, complains, unasked
from graphsvc.cases.model.clock import against_pause
from graphsvc.cases.model.states import (
    CALL,
    CASE,
    GROUPING,
    PAUSES,
    PERSONAL,
    PLACING,
    RATED_IN,
    RATINGS,
    UNDER_CALL,
    UPWARDS,
    WHISTLED_LATE,
    Action,
    CallState,
    Party,
    above,
)

MOST_RETURNS = 2  # departments let off one case by the subdistrict; after that the district rules whose it is
MOST_HAND_OVERS = 3  # of one case, among departments; after that the subdistrict says whose it is

OF_CASE: dict[Action, tuple[Party, ...]] = {
    Action.ACCEPT: (Party.COMMUNITY,),
    Action.REJECT: (Party.COMMUNITY, Party.SUBDISTRICT),
    Action.RESUBMIT: (Party.REPORTER, Party.GRID),
    Action.WITHDRAW: (Party.REPORTER,),
    Action.SETTLE: (Party.COMMUNITY, Party.ENTRUSTED),
    Action.REQUEST: (Party.COMMUNITY,),
    Action.DECLINE: (Party.SUBDISTRICT,),
    Action.WHISTLE: (Party.SUBDISTRICT,),
    Action.RETURN: (Party.COMMUNITY,),
    Action.RESOLVE: (Party.COMMUNITY, Party.SUBDISTRICT),
    Action.REDO: (Party.COMMUNITY, Party.SUBDISTRICT),
    Action.FEED_BACK: (Party.COMMUNITY, Party.GRID),
    Action.RATE: (Party.REPORTER,),
    Action.CALL_BACK: (Party.GRID, Party.COMMUNITY, Party.SUBDISTRICT),
    Action.CLOSE: (Party.COMMUNITY, Party.SUBDISTRICT),
    Action.REOPEN: (Party.REPORTER, Party.COMMUNITY, Party.SUBDISTRICT),
    Action.AMEND: (Party.COMMUNITY, Party.SUBDISTRICT),
    Action.PASS_UP: (Party.GRID, Party.COMMUNITY, Party.SUBDISTRICT),
    **dict.fromkeys(GROUPING, (Party.COMMUNITY, Party.SUBDISTRICT)),
    Action.TRANSFER: (Party.COMMUNITY, Party.SUBDISTRICT),
    Action.TURN_BACK: (Party.COMMUNITY, Party.SUBDISTRICT),
    Action.ALLOT: (Party.COMMUNITY, Party.SUBDISTRICT, Party.DISTRICT),
    Action.ENTRUST: (Party.COMMUNITY,),
    Action.TAKE_BACK: (Party.COMMUNITY, Party.ENTRUSTED, Party.SYSTEM),
    Action.ASK_PAUSE: (Party.COMMUNITY,),
    Action.PAUSE: (Party.SUBDISTRICT,),
    Action.REFUSE_PAUSE: (Party.SYSTEM, Party.SUBDISTRICT),
    Action.RESUME: (Party.SYSTEM, Party.COMMUNITY, Party.SUBDISTRICT),
    Action.EXTEND: (Party.SUBDISTRICT,),
    Action.RECOUNT: (Party.SYSTEM,),
    Action.REMIND: (Party.SYSTEM, Party.SUBDISTRICT),
    Action.SUPERVISE: (Party.SYSTEM, Party.SUBDISTRICT),
    Action.ESCALATE: (Party.SYSTEM, Party.SUBDISTRICT),
}
_THEIRS = (
    Action.SIGN,
    Action.CONTACT,
    Action.RESPOND,
    Action.HANDLE,
    Action.RESOLVE,
    Action.RETURN,
    Action.DISPUTE,
    Action.HAND_OVER,
    *PERSONAL,
)
OF_CALL: dict[Action, tuple[Party, ...]] = {
    **dict.fromkeys(_THEIRS, (Party.DEPARTMENT,)),
    Action.TAKE_BACK: (Party.DEPARTMENT, Party.SYSTEM),
    **dict.fromkeys(
        (Action.RECALL, Action.REASSIGN, Action.APPROVE_RETURN, Action.REFUSE_RETURN), (Party.SUBDISTRICT,)
    ),
    Action.RELEASE: (Party.DISTRICT,),
    Action.UPHOLD: (Party.DISTRICT,),
    Action.RATE: (Party.COMMUNITY,),
    Action.LEAD: (Party.SUBDISTRICT,),
    Action.ASK_PAUSE: (Party.DEPARTMENT,),
    Action.PAUSE: (Party.SUBDISTRICT,),
    Action.REFUSE_PAUSE: (Party.SYSTEM, Party.SUBDISTRICT),
    Action.RESUME: (Party.SYSTEM, Party.DEPARTMENT, Party.SUBDISTRICT),
    Action.EXTEND: (Party.SUBDISTRICT,),
    Action.REMIND: (Party.SYSTEM, Party.SUBDISTRICT),
    Action.SUPERVISE: (Party.SYSTEM, Party.SUBDISTRICT),
    Action.ESCALATE: (Party.SYSTEM, Party.SUBDISTRICT),
}


def rights(table: Mapping[Action, tuple[Party, ...]]) -> str:
    """Render who takes which action as a Markdown table, for `docs/cases.md`."""
    rows = [f"| `{action}` {action.zh} | {'、'.join(party.zh for party in who)} |" for action, who in table.items()]
    return "\n".join(["| action | who |", "|---|---|", *rows]) + "\n"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who takes a step: the parties the principal can act as in this case's area, and the units spoken for.

    `on_behalf_of` is who is on leave, when a deputy acts, and `worker` whose personal work it then does.
    """

    id: str
    parties: frozenset[Party]
    units: frozenset[str] = frozenset()
    on_behalf_of: str | None = None
    worker: str = ""

    @property
    def works_as(self) -> str:
        """Whose personal work it does: by default its own."""
        return self.worker or self.id


@dataclass(frozen=True, slots=True)
class Offer:
    """One action for one actor: possible, or the reason why not."""

    action: Action
    call: str | None
    zh: str | None = None
    en: str | None = None

    @property
    def allowed(self) -> bool:
        """Whether it may be taken now."""
        return self.zh is None


def offers(case: Case, actor: Actor) -> tuple[Offer, ...]:
    """List every action on the case and its calls, with the reason against it where there is one."""
    own = [(action, None) for action in OF_CASE]
    called = [(action, call.id) for call in case.calls for action in OF_CALL]
    return tuple(offer(case, actor, action, call) for action, call in [*own, *called])


def allowed(case: Case, actor: Actor, call: str | None = None) -> tuple[str, ...]:
    """Name the actions that the actor may take now, on the case or on one call of it."""
    return tuple(each.action.value for each in offers(case, actor) if each.call == call and each.allowed)


def offer(case: Case, actor: Actor, action: Action, call_id: str | None) -> Offer:
    """Offer one action on the case, or on the call of this id."""
    call = case.call(call_id)
    if call_id and call is None:
        return Offer(action, call_id, "没有这个被吹哨部门。", "No such call in this case.")
    against = (
        _by_table(case, action, call)
        or _by_person(case, actor, action, call)
        or against_entrusting((call or case).entrusted, action)
        or _by_rule(case, action, call)
        or (_by_result(case, actor, action) if call is None else None)
    )
    return Offer(action, call_id, *(against or (None, None)))


Reason = tuple[str, str] | None
_WITHOUT_DEPARTMENTS = (
    Action.RESOLVE,
    Action.SETTLE,
    Action.ACCEPT,
    Action.REJECT,
    Action.WITHDRAW,
    Action.FEED_BACK,
    Action.CLOSE,
    Action.JOIN,
    Action.TRANSFER,
    Action.TURN_BACK,
)
"""What is not done to a case while a department is at work on it."""


def _by_table(case: Case, action: Action, call: Call | None) -> Reason:
    """Against an action that the tables do not hold from here."""
    if call is None:
        if action is Action.RESOLVE and case.running and case.state in UNDER_CALL:
            return _at_work(case)
        late_whistle = action is Action.WHISTLE and case.state is not case.ground and case.ground in WHISTLED_LATE
        possible = action in CASE.allowed(case.state) and (late_whistle or action in CASE.allowed(case.ground))
        return None if possible else _not_from(case.state.zh, case.state, action.zh, action)
    if action not in CALL.allowed(call.state):
        return _not_from(call.state.zh, call.state, action.zh, action)
    if case.state not in (RATED_IN if action is Action.RATE else UNDER_CALL):
        return _not_from(case.state.zh, case.state, action.zh, action)
    return None


def _not_from(state_zh: str, state: str, action_zh: str, action: str) -> tuple[str, str]:
    return f"当前状态是“{state_zh}”，不能“{action_zh}”。", f"{action} is not possible from {state}."


def party_of(case: Case, actor: Actor, action: Action, call: Call | None) -> Party | None:
    """Tell as whom the actor may take the action; None if nobody the actor speaks for may."""
    if action is Action.PASS_UP:
        return case.owner if case.owner and case.owner is _level(actor) else None
    if action is Action.ALLOT and case.arbiter:
        return next((each for each in _from(case.arbiter) if each in actor.parties), None)
    for party in (OF_CALL if call else OF_CASE).get(action, ()):
        if party is Party.REPORTER and (actor.id == case.reporter or _stands_for(actor, party)):
            return party
        if party is Party.DEPARTMENT and (_speaks_for(case, actor, call) or _stands_for(actor, party)):
            return party
        if party is Party.ENTRUSTED and actor.works_as == case.entrusted:
            return party
        if party in actor.parties and party not in (Party.REPORTER, Party.DEPARTMENT, Party.ENTRUSTED):
            return party
    return None


def _from(party: Party) -> tuple[Party, ...]:
    """An owner, and who stands over it."""
    return UPWARDS[UPWARDS.index(party) :]


def _level(actor: Actor) -> Party | None:
    """The level at which an official stands; those below it are not its own, though it may act for them."""
    return next((party for party in reversed(UPWARDS) if party in actor.parties), None)


def _stands_for(actor: Actor, party: Party) -> bool:
    """Whether another system passes on what reporters and departments do in it."""
    return {Party.SYSTEM, party} <= actor.parties


def _speaks_for(case: Case, actor: Actor, call: Call | None) -> bool:
    return any(each.unit in actor.units for each in ([call] if call else case.running))


def _by_person(case: Case, actor: Actor, action: Action, call: Call | None) -> Reason:
    if party_of(case, actor, action, call):
        return None
    if action is Action.PASS_UP:
        return _not_the_owner(case.owner)
    parties = (OF_CALL if call else OF_CASE).get(action, ())
    if action is Action.ALLOT and case.arbiter:
        parties = _from(case.arbiter)
    zh = "或".join("被吹哨的部门" if each is Party.DEPARTMENT else each.zh for each in parties)
    return f"只有{zh or '部门'}可以“{action.zh}”。", f"Only {' or '.join(parties) or 'a department'} may."


def _not_the_owner(owner: Party | None) -> Reason:
    if owner is None:
        return (
            "没有适用的分级分类规则，请退回、报镇街或更正。",
            "No handling rule names its owner; return, request or amend.",
        )
    return f"由责任层级“{owner.zh}”本级提出，其他层级不能代为提出。", f"Only its owner says so, the {owner}."


def _by_rule(case: Case, action: Action, call: Call | None) -> Reason:
    """Against an action that the tables allow but the rest of the case forbids."""
    if action in PAUSES:
        return against_pause(call.hold if call else case.hold, action) if call or not case.running else _THEIR_PAUSE
    if call is not None:
        return _by_review(case, action, call)
    if action is Action.PASS_UP:
        return _by_level(case)
    if action in _WITHOUT_DEPARTMENTS and case.running:
        return _at_work(case)
    if action in PLACING:
        return _by_place(case, action)
    if action is Action.RESUBMIT and case.calls:
        return "部门退回的事件由镇街研判，不用再报。", "What departments returned is the subdistrict's to decide."
    if action is Action.WITHDRAW and case.merged:
        return _taken_in(case)
    if action is Action.SPLIT and not case.merged:
        return "没有并入的事件。", "No case goes with it."
    if action is Action.REDO and not finished_calls(case):
        return "没有已经办结的部门可以返工。", "No department has finished anything to do again."
    if action in RATINGS and case.score is not None:
        return "已经评价过。", "It has been rated."
    return None


def _by_place(case: Case, action: Action) -> Reason:
    """Against handing a case to and fro: over once, back once, and then the superior of both says where it belongs."""
    if action is Action.ALLOT and case.arbiter is None:
        return "属地没有争议，不用裁定。", "Nobody disputes where it belongs."
    if action is not Action.ALLOT and case.arbiter:
        return (
            f"属地有争议，由{case.arbiter.zh}裁定。",
            f"Where it belongs is disputed; the {case.arbiter} rules.",
        )
    if action is not Action.ALLOT and case.turned_back:
        return "移送已经退回过一次，属地已定。", "It was turned back once; where it belongs is settled."
    if action is Action.TURN_BACK and case.came_from is None:
        return "不是其他地方移送来的。", "It was not handed over from elsewhere."
    if action is Action.TRANSFER and case.came_from:
        return (
            "已经移送过一次；不属本辖区的，请退回移送，由共同上级裁定。",
            "It was handed over once; turn it back, and the superior of both places rules.",
        )
    if action is not Action.ALLOT and case.merged:
        return _taken_in(case)
    return None


def _taken_in(case: Case) -> tuple[str, str]:
    return (
        f"还有 {len(case.merged)} 件事件并入这一件，先拆分。",
        f"{len(case.merged)} cases go with it; split them off first.",
    )


def _by_level(case: Case) -> Reason:
    if case.passed_up:
        return (
            "已经因“不属于本级”上交过一次，不能再交；请办理、吹哨或更正类别。",
            "It was left to the level above once already; handle it, whistle, or correct its category.",
        )
    if case.owner and above(case.owner) is None:
        return "区县已是最高一级，请吹哨办理。", "No level stands over the district; call departments."
    return None


def _by_result(case: Case, actor: Actor, action: Action) -> Reason:
    """Against being one's own judge, and against putting away what the reporter is not content with."""
    own = actor.id == case.finished_by and Party.SYSTEM not in actor.parties
    if own and action in RATINGS:
        return "办结人不能自己评价，请由他人回访反映人。", "Who finished it does not rate it; others call back."
    if own and action is Action.CLOSE and unasked(case):
        return (
            "还没有评价或回访，办结人不能自己结案：请他人回访反映人，或由他人写明原因结案。",
            "Nobody was heard: who finished it does not close it; others call back, or close it with a reason.",
        )
    if action is Action.CLOSE and dissatisfied(case) and Party.SUBDISTRICT not in actor.parties:
        return (
            "反映人不满意，请返工或重新打开；确实办不到的，由镇街写明原因结案。",
            "The reporter is not content: have it redone or open it again, or let the subdistrict close it.",
        )
    return None


def dissatisfied(case: Case) -> bool:
    """Tell whether the reporter has complained of the result."""
    return complains(case.score)


def _at_work(case: Case) -> Reason:
    waiting = len(case.running)
    return f"还有 {waiting} 个部门没有办结。", f"{waiting} departments are not done."


def _by_review(case: Case, action: Action, call: Call) -> Reason:
    """Against asking once more, against passing on what was decided to be this department's, and before its turn."""
    if call.upheld and action in (Action.RETURN, Action.DISPUTE, Action.HAND_OVER):
        return "区县已裁定由本部门承办。", "The district has ruled that this department does its part."
    ruled = let_off(case) >= MOST_RETURNS
    if ruled and action in (Action.RETURN, Action.APPROVE_RETURN):
        return (
            f"这件事已经退单 {MOST_RETURNS} 次，由区县裁定归谁办。",
            f"Departments were let off it {MOST_RETURNS} times; the district rules whose it is.",
        )
    if action is Action.LEAD and call.lead:
        return "已经是牵头部门。", "It leads already."
    if action is Action.RESOLVE and call.lead and len(case.running) > 1:
        return (
            f"牵头部门最后办结，还有 {len(case.running) - 1} 个协办部门没有办结。",
            f"The leading department is done last; {len(case.running) - 1} others are not done.",
        )
    if call.refused and action in (Action.RETURN, Action.HAND_OVER):
        return "镇街没有同意退单；有异议请提请裁定。", "The return was refused; dispute it if you disagree."
    if action is Action.DISPUTE and not call.refused and not ruled:
        return "先申请退单，镇街不同意时才提请裁定。", "Ask to be let off first; only a refusal is disputed."
    if action is Action.HAND_OVER and handed_over(case) >= MOST_HAND_OVERS:
        return (
            f"这件事已经移交过 {MOST_HAND_OVERS} 次，请退单，由镇街改派。",
            f"It has been handed over {MOST_HAND_OVERS} times; ask to be let off instead.",
        )
    return None


def let_off(case: Case) -> int:
    """How often departments were let off the case."""
    return sum(call.state is CallState.RETURNED for call in case.calls)


def handed_over(case: Case) -> int:
    """How often departments have passed the case on among themselves."""
    return sum(call.state is CallState.HANDED_OVER for call in case.calls)


_THEIR_PAUSE = (
    "部门在办时，由各部门按自己的任务申请挂账。",
    "While departments are at work, each pauses its own call.",
)


def finished_calls(case: Case) -> tuple[Call, ...]:
    """List the calls whose departments have finished."""
    return tuple(call for call in case.calls if call.state in (CallState.RESOLVED, CallState.RATED))
