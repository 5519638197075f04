"""The states, actions and parties of a case, and the two tables that say which action leads where.

A case (事件) is one machine; each department it calls (被吹哨部门) is another, and the case waits for all of them.
"""

from enum import StrEnum

from graphsvc.machine import Machine


class State(StrEnum):
    """Where a case stands."""

    DISCOVERED = "DISCOVERED"  # raised in a grid
    ACCEPTED = "ACCEPTED"  # the community works on it
    SETTLED_LOCALLY = "SETTLED_LOCALLY"  # the community could do it alone
    WHISTLED = "WHISTLED"  # departments are called, and not all have reported
    RESPONDED = "RESPONDED"  # all called departments have reported
    HANDLING = "HANDLING"  # they work on it together; when all are done, the community checks
    RESOLVED = "RESOLVED"  # checked on the spot
    FED_BACK = "FED_BACK"  # the reporter has been told
    CLOSED = "CLOSED"
    RETURNED = "RETURNED"  # sent back with a reason, by the community or by every department called
    REOPENED = "REOPENED"
    ESCALATED = "ESCALATED"  # overdue and put before the superior; what was possible before still is


class CallState(StrEnum):
    """Where one called department stands."""

    CALLED = "CALLED"
    SIGNED = "SIGNED"
    CONTACTED = "CONTACTED"
    RESPONDED = "RESPONDED"
    HANDLING = "HANDLING"
    RESOLVED = "RESOLVED"
    RATED = "RATED"
    RETURNED = "RETURNED"
    HANDED_OVER = "HANDED_OVER"


class Action(StrEnum):
    """What can be done with a case, or with one call of it."""

    DISCOVER = "DISCOVER"
    ACCEPT = "ACCEPT"
    SETTLE = "SETTLE"
    WHISTLE = "WHISTLE"
    SIGN = "SIGN"
    CONTACT = "CONTACT"
    RESPOND = "RESPOND"
    RETURN = "RETURN"
    HAND_OVER = "HAND_OVER"
    HANDLE = "HANDLE"
    RESOLVE = "RESOLVE"
    REDO = "REDO"
    FEED_BACK = "FEED_BACK"
    RATE = "RATE"
    CLOSE = "CLOSE"
    REOPEN = "REOPEN"
    PAUSE = "PAUSE"
    RESUME = "RESUME"
    EXTEND = "EXTEND"
    REMIND = "REMIND"
    SUPERVISE = "SUPERVISE"
    ESCALATE = "ESCALATE"


class Party(StrEnum):
    """Who acts, as the case sees it."""

    REPORTER = "REPORTER"
    GRID = "GRID"
    COMMUNITY = "COMMUNITY"
    SUBDISTRICT = "SUBDISTRICT"
    DEPARTMENT = "DEPARTMENT"
    SYSTEM = "SYSTEM"


class WhistleKind(StrEnum):
    """What a whistle is blown for (吹哨类型)."""

    JOINT_ENFORCEMENT = "JOINT_ENFORCEMENT"
    EMERGENCY = "EMERGENCY"
    HARD_PROBLEM = "HARD_PROBLEM"


WORDS = {
    "DISCOVERED": "网格发现",
    "ACCEPTED": "社区接报",
    "SETTLED_LOCALLY": "社区自办",
    "WHISTLED": "镇街吹哨",
    "RESPONDED": "部门报到",
    "HANDLING": "协同处置",
    "RESOLVED": "处置完成",
    "FED_BACK": "结果反馈",
    "CLOSED": "结案",
    "RETURNED": "已退回",
    "REOPENED": "重新打开",
    "ESCALATED": "超期提级",
    "CALLED": "待签收",
    "SIGNED": "已签收",
    "CONTACTED": "已联系",
    "RATED": "已评价",
    "HANDED_OVER": "已移交",
    "DISCOVER": "发现上报",
    "ACCEPT": "接报",
    "SETTLE": "社区自行办结",
    "WHISTLE": "吹哨",
    "SIGN": "签收",
    "CONTACT": "联系",
    "RESPOND": "报到",
    "RETURN": "退回",
    "HAND_OVER": "移交",
    "HANDLE": "开始处置",
    "RESOLVE": "办结",
    "REDO": "返工",
    "FEED_BACK": "反馈结果",
    "RATE": "评价",
    "CLOSE": "结案归档",
    "REOPEN": "重新打开",
    "PAUSE": "暂停计时",
    "RESUME": "恢复计时",
    "EXTEND": "延期",
    "REMIND": "催办",
    "SUPERVISE": "督办",
    "ESCALATE": "提级",
    "REPORTER": "反映人",
    "GRID": "网格员",
    "COMMUNITY": "社区",
    "SUBDISTRICT": "镇街",
    "DEPARTMENT": "部门",
    "SYSTEM": "时限提醒",
    "JOINT_ENFORCEMENT": "综合执法",
    "EMERGENCY": "应急处置",
    "HARD_PROBLEM": "群众反映突出难题",
}
"""Chinese names of all values above."""

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
    WORDS,
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
    WORDS,
)
