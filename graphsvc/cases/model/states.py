"""The states, actions and parties of a case, and the two tables that say which action leads where.

A case (事件) is one machine; each department it calls (被吹哨部门) is another, and the case waits for all of them.
"""

from itertools import pairwise

from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine


class State(Labelled):
    """Where a case stands (事件状态)."""

    DISCOVERED = "DISCOVERED", "网格发现", "Raised in a grid"
    ACCEPTED = "ACCEPTED", "社区接报", "The community works on it"
    SETTLED_LOCALLY = "SETTLED_LOCALLY", "社区自办", "The community settled it alone"
    WHISTLED = "WHISTLED", "镇街吹哨", "Departments are called and not all have reported"
    RESPONDED = "RESPONDED", "部门报到", "All departments have reported"
    HANDLING = "HANDLING", "协同处置", "They work on it together"
    RESOLVED = "RESOLVED", "处置完成", "Checked on the spot"
    FED_BACK = "FED_BACK", "结果反馈", "The reporter has been told"
    CLOSED = "CLOSED", "结案", "Closed"
    RETURNED = "RETURNED", "已退回", "Sent back with a reason"
    REOPENED = "REOPENED", "重新打开", "Open again"
    ESCALATED = "ESCALATED", "超期提级", "Overdue and put before the superior"
    REQUESTED = "REQUESTED", "已报镇街", "The community asks the subdistrict for a whistle"
    WITHDRAWN = "WITHDRAWN", "已撤回", "Taken back by who raised it"
    REJECTED = "REJECTED", "不予受理", "Not taken on, with a reason that the reporter is told"
    MERGED = "MERGED", "已并入", "Goes with another case about the same event, which stands for both"


class CallState(Labelled):
    """Where a called department stands (部门办理状态)."""

    CALLED = "CALLED", "待签收", "Not signed yet"
    SIGNED = "SIGNED", "已签收", "Signed"
    CONTACTED = "CONTACTED", "已联系", "In contact"
    RESPONDED = "RESPONDED", "部门报到", "Reported"
    HANDLING = "HANDLING", "协同处置", "At work"
    RESOLVED = "RESOLVED", "处置完成", "Done"
    RATED = "RATED", "已评价", "Done and rated by the community"
    RETURNED = "RETURNED", "已退回", "Sent back with a reason"
    HANDED_OVER = "HANDED_OVER", "已移交", "Handed over to another department"
    RECALLED = "RECALLED", "已撤哨", "Called off by the subdistrict"
    RETURN_ASKED = "RETURN_ASKED", "申请退单", "Asks to be let off; the subdistrict decides"
    DISPUTED = "DISPUTED", "待裁定", "Disputes that it was not let off; the district decides"


class Action(Labelled):
    """What can be done with a case or a call (办理动作)."""

    DISCOVER = "DISCOVER", "发现上报", "Raise"
    ACCEPT = "ACCEPT", "接报", "Accept"
    REJECT = "REJECT", "不予受理", "Do not take it on, with a reason"
    RESUBMIT = "RESUBMIT", "补正再报", "Raise a returned case again, with what was missing"
    WITHDRAW = "WITHDRAW", "撤回", "Take back what was raised"
    SETTLE = "SETTLE", "社区自行办结", "Settle locally"
    REQUEST = "REQUEST", "报镇街", "Ask the subdistrict for a whistle"
    DECLINE = "DECLINE", "退回社区", "Leave it to the community after all"
    WHISTLE = "WHISTLE", "吹哨", "Call departments"
    RECALL = "RECALL", "撤哨", "Call a department off"
    REASSIGN = "REASSIGN", "改派", "Call another department in its place"
    SIGN = "SIGN", "签收", "Sign for a call"
    CONTACT = "CONTACT", "联系", "Make contact"
    RESPOND = "RESPOND", "报到", "Report"
    RETURN = "RETURN", "退回", "Send a case back, or ask to be let off a call, with a reason"
    APPROVE_RETURN = "APPROVE_RETURN", "同意退单", "Let a department off"
    REFUSE_RETURN = "REFUSE_RETURN", "不同意退单", "Keep a department that asked to be let off"
    DISPUTE = "DISPUTE", "提请裁定", "Put a refused return before the district"
    RELEASE = "RELEASE", "裁定退出", "Rule that a department is let off"
    UPHOLD = "UPHOLD", "裁定承办", "Rule that a department does its part"
    HAND_OVER = "HAND_OVER", "移交", "Hand over sideways"
    ENTRUST = "ENTRUST", "转办", "Have a named person do it; who gives it still answers for it, and its clock goes on"
    TAKE_BACK = "TAKE_BACK", "收回转办", "Take it back from the person it was given to"
    HANDLE = "HANDLE", "开始处置", "Begin work"
    RESOLVE = "RESOLVE", "办结", "Done; for a case: checked on the spot"
    REDO = "REDO", "返工", "Have it done again"
    FEED_BACK = "FEED_BACK", "反馈结果", "Tell the reporter"
    RATE = "RATE", "评价", "Rate a department or the result"
    CALL_BACK = "CALL_BACK", "回访", "Ask the reporter, and put down what is answered"
    CLOSE = "CLOSE", "结案归档", "Close"
    REOPEN = "REOPEN", "重新打开", "Open again"
    AMEND = "AMEND", "更正", "Correct its category, urgency or place"
    MERGE = "MERGE", "合并", "Take in cases about the same event"
    JOIN = "JOIN", "并入", "Go with another case about the same event"
    SPLIT = "SPLIT", "拆分", "Let go of cases that were taken in"
    LEAVE = "LEAVE", "拆出", "Go its own way again"
    LEAD = "LEAD", "指定牵头", "Say which of the departments called leads"
    PASS_UP = "PASS_UP", "不属于本级", "Leave it to the level above, as who owns it, once and with the reason"
    TRANSFER = "TRANSFER", "移送他地", "Hand it over to the place that it belongs to, with the reason"
    TURN_BACK = "TURN_BACK", "退回移送", "Say, as the place it was handed to, that it is not of there either, once"
    ALLOT = "ALLOT", "裁定属地", "Rule, as the superior of both, where it belongs"
    ASK_PAUSE = "ASK_PAUSE", "申请挂账", "Ask that a clock waits, until when and why"
    PAUSE = "PAUSE", "同意挂账", "Let one clock wait until its end"
    REFUSE_PAUSE = "REFUSE_PAUSE", "不同意挂账", "Let it run on"
    RESUME = "RESUME", "恢复计时", "Go on"
    EXTEND = "EXTEND", "延期", "Extend the deadline"
    RECOUNT = "RECOUNT", "重算时限", "Count the running clocks by other holidays or times"
    REMIND = "REMIND", "催办", "Remind"
    SUPERVISE = "SUPERVISE", "督办", "Give notice"
    ESCALATE = "ESCALATE", "提级", "Put before the superior"


class Party(Labelled):
    """As whom somebody takes a step (身份)."""

    REPORTER = "REPORTER", "反映人", "Who raised it"
    GRID = "GRID", "网格员", "Grid worker"
    COMMUNITY = "COMMUNITY", "社区", "Community"
    SUBDISTRICT = "SUBDISTRICT", "镇街", "Subdistrict or above"
    DISTRICT = "DISTRICT", "区县", "District"
    DEPARTMENT = "DEPARTMENT", "部门", "Department called"
    ENTRUSTED = "ENTRUSTED", "承办人", "Person who was given it by name"
    SYSTEM = "SYSTEM", "时限提醒", "The clock"


UPWARDS = (Party.GRID, Party.COMMUNITY, Party.SUBDISTRICT, Party.DISTRICT)
"""Who owns cases by the rules of handling, from below."""


_SHARED = ((12, Party.COMMUNITY), (9, Party.SUBDISTRICT), (6, Party.DISTRICT))


def common_superior(place: str, other: str) -> Party | None:
    """Name who stands over two places, by their area codes; None where they lie in two districts."""
    return next((party for digits, party in _SHARED if place[:digits] == other[:digits]), None)


def above(party: Party) -> Party | None:
    """Name who stands over an owner; None over the district."""
    return dict(pairwise(UPWARDS)).get(party)


class Milestone(Labelled):
    """What the time from when a case was raised is measured to (节点)."""

    ACCEPT = "ACCEPT", "接报", "The community accepted it"
    REPORT = "REPORT", "报到", "All departments called had reported"
    RESOLVE = "RESOLVE", "办结", "It was resolved"


class CaseSource(Labelled):
    """How a case came in (来源)."""

    GRID = "GRID", "网格上报", "Found in a grid"
    RESIDENT = "RESIDENT", "居民反映", "Told by a resident"
    OPEN311 = "OPEN311", "应用上报", "Filed by an application over Open311"
    HOTLINE = "HOTLINE", "12345热线", "An order of the 12345 hotline"
    LETTERS = "LETTERS", "信访转办", "Passed on by the office for letters and visits"
    SUPERIOR = "SUPERIOR", "上级交办", "Given by a higher level"


NUMBERED = (CaseSource.OPEN311, CaseSource.HOTLINE, CaseSource.LETTERS, CaseSource.SUPERIOR)
"""Channels that count what they pass on by numbers of their own; one of them comes in once."""


class WhistleKind(Labelled):
    """What a whistle is blown for (吹哨类型)."""

    JOINT_ENFORCEMENT = "JOINT_ENFORCEMENT", "综合执法", "Joint enforcement"
    EMERGENCY = "EMERGENCY", "应急处置", "Emergency"
    HARD_PROBLEM = "HARD_PROBLEM", "群众反映突出难题", "A hard problem that people complain of"


ENDED = (State.CLOSED, State.WITHDRAWN, State.MERGED)
"""States in which nothing is owed; what is merged is owed by the case it goes with."""
OPEN = tuple(state for state in State if state not in ENDED)
BEFORE_WHISTLE = (State.DISCOVERED, State.ACCEPTED, State.REQUESTED, State.RETURNED, State.REOPENED)
"""States in which nobody has been called, or nobody is any more."""
UNDER_CALL = (State.WHISTLED, State.RESPONDED, State.HANDLING, State.ESCALATED)
"""States in which departments take their own steps."""
PASSED_UP_IN = tuple(state for state in BEFORE_WHISTLE if state is not State.RETURNED)
"""States in which whose level it is can be said: what was sent back is put right first."""
MOVED_IN = PASSED_UP_IN
"""States in which a case can be handed over to another place: nobody is called to it, and nobody has answered it."""
PLACING = (Action.TRANSFER, Action.TURN_BACK, Action.ALLOT)
"""They say where a case belongs; whoever has it then accepts it anew."""
_BEFORE_TOLD = (*BEFORE_WHISTLE, *UNDER_CALL, State.SETTLED_LOCALLY, State.REJECTED, State.RESOLVED)
_WHERE: dict[Action, tuple[State, ...]] = {
    Action.AMEND: (*BEFORE_WHISTLE, *UNDER_CALL),
    Action.MERGE: _BEFORE_TOLD,
    Action.SPLIT: tuple(State),
    **dict.fromkeys((Action.ENTRUST, Action.TAKE_BACK), (State.ACCEPTED, State.REOPENED, State.ESCALATED)),
}
"""Where those of `CLOCK_ACTIONS` are possible that are not possible in just the open states."""
WHISTLED_LATE = (*BEFORE_WHISTLE, *UNDER_CALL)
"""Where an overdue case must have stood for a superior to whistle it at once."""

PAUSES = (Action.ASK_PAUSE, Action.PAUSE, Action.REFUSE_PAUSE, Action.RESUME)
"""They concern the pause of one clock."""
PERSONAL = (Action.ENTRUST, Action.TAKE_BACK)
"""They put work into the hands of one person, or take it out of them."""
CLOCK_ACTIONS = (
    *PAUSES,
    *PERSONAL,
    Action.EXTEND,
    Action.RECOUNT,
    Action.REMIND,
    Action.SUPERVISE,
    Action.AMEND,
    Action.MERGE,
    Action.SPLIT,
)
"""They concern the clock, what it runs by, who does the work by name, or the cases that go with this one, and leave the
state as it is."""
GROUPING = (Action.MERGE, Action.JOIN, Action.SPLIT, Action.LEAVE)
"""They put cases about one event together, or take them apart, and name the other cases."""

RATINGS = (Action.RATE, Action.CALL_BACK)
"""Steps that say how content somebody is."""
RATED_IN = (State.RESOLVED, State.FED_BACK, State.CLOSED)
"""The states in which the community rates the departments."""

_MOVES: dict[tuple[State, Action], State] = {
    (State.DISCOVERED, Action.ACCEPT): State.ACCEPTED,
    (State.DISCOVERED, Action.RETURN): State.RETURNED,
    **{(state, Action.REJECT): State.REJECTED for state in BEFORE_WHISTLE},
    **{(state, Action.WITHDRAW): State.WITHDRAWN for state in BEFORE_WHISTLE},
    **{(state, Action.JOIN): State.MERGED for state in BEFORE_WHISTLE},
    (State.MERGED, Action.LEAVE): State.ACCEPTED,
    (State.ACCEPTED, Action.SETTLE): State.SETTLED_LOCALLY,
    (State.ACCEPTED, Action.REQUEST): State.REQUESTED,
    (State.ACCEPTED, Action.WHISTLE): State.WHISTLED,
    (State.ACCEPTED, Action.RETURN): State.RETURNED,
    (State.RETURNED, Action.ACCEPT): State.ACCEPTED,
    (State.RETURNED, Action.RESUBMIT): State.DISCOVERED,
    (State.RETURNED, Action.SETTLE): State.SETTLED_LOCALLY,
    (State.RETURNED, Action.REQUEST): State.REQUESTED,
    (State.RETURNED, Action.WHISTLE): State.WHISTLED,
    (State.RETURNED, Action.FEED_BACK): State.FED_BACK,
    (State.REJECTED, Action.FEED_BACK): State.FED_BACK,
    (State.REQUESTED, Action.WHISTLE): State.WHISTLED,
    (State.REQUESTED, Action.DECLINE): State.ACCEPTED,
    (State.REQUESTED, Action.SETTLE): State.SETTLED_LOCALLY,
    (State.WHISTLED, Action.WHISTLE): State.WHISTLED,
    (State.RESPONDED, Action.WHISTLE): State.WHISTLED,
    (State.HANDLING, Action.WHISTLE): State.WHISTLED,
    (State.HANDLING, Action.RESOLVE): State.RESOLVED,
    (State.HANDLING, Action.REDO): State.HANDLING,
    (State.SETTLED_LOCALLY, Action.FEED_BACK): State.FED_BACK,
    (State.RESOLVED, Action.FEED_BACK): State.FED_BACK,
    (State.RESOLVED, Action.REDO): State.HANDLING,
    (State.FED_BACK, Action.RATE): State.FED_BACK,
    (State.FED_BACK, Action.CALL_BACK): State.FED_BACK,
    (State.FED_BACK, Action.REDO): State.HANDLING,
    (State.FED_BACK, Action.REOPEN): State.REOPENED,
    (State.FED_BACK, Action.CLOSE): State.CLOSED,
    (State.CLOSED, Action.REOPEN): State.REOPENED,
    (State.WITHDRAWN, Action.REOPEN): State.REOPENED,
    (State.REOPENED, Action.SETTLE): State.SETTLED_LOCALLY,
    (State.REOPENED, Action.REQUEST): State.REQUESTED,
    (State.REOPENED, Action.WHISTLE): State.WHISTLED,
    (State.REOPENED, Action.REDO): State.HANDLING,
    **{(state, Action.TRANSFER): State.DISCOVERED for state in MOVED_IN},
    **{(state, Action.TURN_BACK): State.DISCOVERED for state in MOVED_IN},
    (State.DISCOVERED, Action.ALLOT): State.DISCOVERED,
}

CASE = Machine(
    "case",
    {
        **_MOVES,
        **{(State.ESCALATED, action): target for (_, action), target in _MOVES.items()},
        **{(state, Action.ESCALATE): State.ESCALATED for state in OPEN},
        **{(state, Action.PASS_UP): state for state in PASSED_UP_IN},
        **{(state, action): state for action in CLOCK_ACTIONS for state in _WHERE.get(action, OPEN)},
    },
)
"""A rating that complains leads from FED_BACK to REOPENED, as often as `case.py` allows.

From ESCALATED each action leads where it always does; which are possible there, the state before decides."""

BEFORE_REPORT = (CallState.CALLED, CallState.SIGNED, CallState.CONTACTED)
_AT_WORK = (CallState.RESPONDED, CallState.HANDLING)
UNDER_REVIEW = (CallState.RETURN_ASKED, CallState.DISPUTED)
"""A call whose department asks to be let off: it waits for an official."""
RUNNING = (*BEFORE_REPORT, *_AT_WORK, *UNDER_REVIEW)
"""A call whose department still owes something."""
PAUSABLE = (CallState.SIGNED, CallState.CONTACTED, *_AT_WORK)
"""A call that can wait: its department has signed and owes the next step."""
GONE = (CallState.RETURNED, CallState.HANDED_OVER, CallState.RECALLED)
"""A call the case no longer waits for, since another takes its place or it was not the department's to do."""

CALL = Machine(
    "call",
    {
        (CallState.CALLED, Action.SIGN): CallState.SIGNED,
        (CallState.SIGNED, Action.CONTACT): CallState.CONTACTED,
        (CallState.SIGNED, Action.RESPOND): CallState.RESPONDED,  # who comes in person has made contact
        (CallState.CONTACTED, Action.RESPOND): CallState.RESPONDED,
        (CallState.RESPONDED, Action.HANDLE): CallState.HANDLING,
        (CallState.HANDLING, Action.RESOLVE): CallState.RESOLVED,
        (CallState.RESOLVED, Action.RATE): CallState.RATED,
        (CallState.RESOLVED, Action.REDO): CallState.HANDLING,
        (CallState.RATED, Action.REDO): CallState.HANDLING,
        **{(state, Action.RETURN): CallState.RETURN_ASKED for state in BEFORE_REPORT},
        (CallState.RETURN_ASKED, Action.APPROVE_RETURN): CallState.RETURNED,
        (CallState.RETURN_ASKED, Action.REFUSE_RETURN): CallState.SIGNED,  # who asks has signed
        (CallState.SIGNED, Action.DISPUTE): CallState.DISPUTED,
        (CallState.CONTACTED, Action.DISPUTE): CallState.DISPUTED,
        (CallState.DISPUTED, Action.RELEASE): CallState.RETURNED,
        (CallState.DISPUTED, Action.UPHOLD): CallState.SIGNED,
        **{(state, Action.HAND_OVER): CallState.HANDED_OVER for state in (*BEFORE_REPORT, *_AT_WORK)},
        **{(state, action): CallState.RECALLED for state in RUNNING for action in (Action.RECALL, Action.REASSIGN)},
        **{
            (state, action): state
            for state in RUNNING
            for action in (Action.LEAD, Action.EXTEND, Action.REMIND, Action.SUPERVISE, Action.ESCALATE)
        },
        **{(state, action): state for state in PAUSABLE for action in PAUSES},
        **{(state, action): state for state in (*BEFORE_REPORT, *_AT_WORK) for action in PERSONAL},
    },
)
