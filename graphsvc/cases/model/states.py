"""The states, actions and parties of a case, and the two tables that say which action leads where.

A case (事件) is one machine; each department it calls (被吹哨部门) is another, and the case waits for all of them.
"""

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


class Action(Labelled):
    """What can be done with a case or a call (办理动作)."""

    DISCOVER = "DISCOVER", "发现上报", "Raise"
    ACCEPT = "ACCEPT", "接报", "Accept"
    SETTLE = "SETTLE", "社区自行办结", "Settle locally"
    WHISTLE = "WHISTLE", "吹哨", "Call departments"
    SIGN = "SIGN", "签收", "Sign for a call"
    CONTACT = "CONTACT", "联系", "Make contact"
    RESPOND = "RESPOND", "报到", "Report"
    RETURN = "RETURN", "退回", "Send back with a reason"
    HAND_OVER = "HAND_OVER", "移交", "Hand over sideways"
    HANDLE = "HANDLE", "开始处置", "Begin work"
    RESOLVE = "RESOLVE", "办结", "Done; for a case: checked on the spot"
    REDO = "REDO", "返工", "Have it done again"
    FEED_BACK = "FEED_BACK", "反馈结果", "Tell the reporter"
    RATE = "RATE", "评价", "Rate a department or the result"
    CLOSE = "CLOSE", "结案归档", "Close"
    REOPEN = "REOPEN", "重新打开", "Open again"
    PAUSE = "PAUSE", "暂停计时", "Wait for the reporter"
    RESUME = "RESUME", "恢复计时", "Go on"
    EXTEND = "EXTEND", "延期", "Extend the deadline"
    REMIND = "REMIND", "催办", "Remind"
    SUPERVISE = "SUPERVISE", "督办", "Give notice"
    ESCALATE = "ESCALATE", "提级", "Put before the superior"


class Party(Labelled):
    """As whom somebody takes a step (身份)."""

    REPORTER = "REPORTER", "反映人", "Who raised it"
    GRID = "GRID", "网格员", "Grid worker"
    COMMUNITY = "COMMUNITY", "社区", "Community"
    SUBDISTRICT = "SUBDISTRICT", "镇街", "Subdistrict or above"
    DEPARTMENT = "DEPARTMENT", "部门", "Department called"
    SYSTEM = "SYSTEM", "时限提醒", "The clock"


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


class WhistleKind(Labelled):
    """What a whistle is blown for (吹哨类型)."""

    JOINT_ENFORCEMENT = "JOINT_ENFORCEMENT", "综合执法", "Joint enforcement"
    EMERGENCY = "EMERGENCY", "应急处置", "Emergency"
    HARD_PROBLEM = "HARD_PROBLEM", "群众反映突出难题", "A hard problem that people complain of"


OPEN = tuple(state for state in State if state is not State.CLOSED)
UNDER_CALL = (State.WHISTLED, State.RESPONDED, State.HANDLING, State.ESCALATED)
"""States in which departments take their own steps."""

CLOCK_ACTIONS = (Action.PAUSE, Action.RESUME, Action.EXTEND, Action.REMIND, Action.SUPERVISE)
"""They concern the clock and leave the state as it is."""

RATED_IN = (State.RESOLVED, State.FED_BACK, State.CLOSED)
"""The states in which the community rates the departments."""

_MOVES = {
    (State.DISCOVERED, Action.ACCEPT): State.ACCEPTED,
    (State.DISCOVERED, Action.RETURN): State.RETURNED,
    (State.ACCEPTED, Action.SETTLE): State.SETTLED_LOCALLY,
    (State.ACCEPTED, Action.WHISTLE): State.WHISTLED,
    (State.ACCEPTED, Action.RETURN): State.RETURNED,
    (State.RETURNED, Action.ACCEPT): State.ACCEPTED,
    (State.RETURNED, Action.SETTLE): State.SETTLED_LOCALLY,
    (State.RETURNED, Action.WHISTLE): State.WHISTLED,
    (State.RETURNED, Action.FEED_BACK): State.FED_BACK,
    (State.WHISTLED, Action.WHISTLE): State.WHISTLED,
    (State.RESPONDED, Action.WHISTLE): State.WHISTLED,
    (State.HANDLING, Action.WHISTLE): State.WHISTLED,
    (State.HANDLING, Action.RESOLVE): State.RESOLVED,
    (State.HANDLING, Action.REDO): State.HANDLING,
    (State.SETTLED_LOCALLY, Action.FEED_BACK): State.FED_BACK,
    (State.RESOLVED, Action.FEED_BACK): State.FED_BACK,
    (State.RESOLVED, Action.REDO): State.HANDLING,
    (State.FED_BACK, Action.RATE): State.FED_BACK,
    (State.FED_BACK, Action.REDO): State.HANDLING,
    (State.FED_BACK, Action.REOPEN): State.REOPENED,
    (State.FED_BACK, Action.CLOSE): State.CLOSED,
    (State.CLOSED, Action.REOPEN): State.REOPENED,
    (State.REOPENED, Action.SETTLE): State.SETTLED_LOCALLY,
    (State.REOPENED, Action.WHISTLE): State.WHISTLED,
    (State.REOPENED, Action.REDO): State.HANDLING,
}

CASE = Machine(
    "case",
    {
        **_MOVES,
        **{(State.ESCALATED, action): target for (_, action), target in _MOVES.items()},
        **{(state, Action.ESCALATE): State.ESCALATED for state in OPEN},
        **{(state, action): state for state in OPEN for action in CLOCK_ACTIONS},
    },
)
"""From ESCALATED each action leads where it always does; which are possible there, the state before decides."""

_BEFORE_REPORT = (CallState.CALLED, CallState.SIGNED, CallState.CONTACTED)
_AT_WORK = (CallState.RESPONDED, CallState.HANDLING)
RUNNING = (*_BEFORE_REPORT, *_AT_WORK)
"""A call whose department still owes something."""
GONE = (CallState.RETURNED, CallState.HANDED_OVER)
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
        **{(state, Action.RETURN): CallState.RETURNED for state in _BEFORE_REPORT},
        **{(state, Action.HAND_OVER): CallState.HANDED_OVER for state in RUNNING},
        **{
            (state, action): state
            for state in RUNNING
            for action in (Action.EXTEND, Action.REMIND, Action.SUPERVISE, Action.ESCALATE)
        },
    },
)
