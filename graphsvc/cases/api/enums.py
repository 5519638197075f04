"""The enums of cases as GraphQL offers them: the names of `states.py` and its neighbours, each described."""

from __future__ import annotations

from enum import Enum

from graphsvc.gql.schema.enums import choice


@choice("Where a case stands (事件状态).")
class CaseState(Enum):
    """Where a case stands."""

    DISCOVERED = "Raised in a grid (网格发现)."
    ACCEPTED = "The community works on it (社区接报)."
    SETTLED_LOCALLY = "The community settled it alone (社区自办)."
    WHISTLED = "Departments are called and not all have reported (镇街吹哨)."
    RESPONDED = "All departments have reported (部门报到)."
    HANDLING = "They work on it together (协同处置)."
    RESOLVED = "Checked on the spot (处置完成)."
    FED_BACK = "The reporter has been told (结果反馈)."
    CLOSED = "Closed (结案)."
    RETURNED = "Sent back with a reason (已退回)."
    REOPENED = "Open again (重新打开)."
    ESCALATED = "Overdue and put before the superior (超期提级)."


@choice("Where a called department stands (部门办理状态).")
class CallState(Enum):
    """Where a called department stands."""

    CALLED = "Not signed yet (待签收)."
    SIGNED = "Signed (已签收)."
    CONTACTED = "In contact (已联系)."
    RESPONDED = "Reported (部门报到)."
    HANDLING = "At work (协同处置)."
    RESOLVED = "Done (处置完成)."
    RATED = "Done and rated by the community (已评价)."
    RETURNED = "Sent back with a reason (已退回)."
    HANDED_OVER = "Handed over to another department (已移交)."


@choice("What can be done with a case or a call (办理动作).")
class CaseAction(Enum):
    """What can be done with a case or a call."""

    DISCOVER = "Raise (发现上报)."
    ACCEPT = "Accept (接报)."
    SETTLE = "Settle locally (社区自行办结)."
    WHISTLE = "Call departments (吹哨)."
    SIGN = "Sign for a call (签收)."
    CONTACT = "Make contact (联系)."
    RESPOND = "Report (报到)."
    RETURN = "Send back with a reason (退回)."
    HAND_OVER = "Hand over sideways (移交)."
    HANDLE = "Begin work (开始处置)."
    RESOLVE = "Done; for a case: checked on the spot (办结)."
    REDO = "Have it done again (返工)."
    FEED_BACK = "Tell the reporter (反馈结果)."
    RATE = "Rate a department or the result (评价)."
    CLOSE = "Close (结案归档)."
    REOPEN = "Open again (重新打开)."
    PAUSE = "Wait for the reporter (暂停计时)."
    RESUME = "Go on (恢复计时)."
    EXTEND = "Extend the deadline (延期)."
    REMIND = "Remind (催办)."
    SUPERVISE = "Give notice (督办)."
    ESCALATE = "Put before the superior (提级)."


@choice("As whom somebody took a step (身份).")
class CaseParty(Enum):
    """As whom somebody took a step."""

    REPORTER = "Who raised it (反映人)."
    GRID = "Grid worker (网格员)."
    COMMUNITY = "Community (社区)."
    SUBDISTRICT = "Subdistrict or above (镇街)."
    DEPARTMENT = "Department called (部门)."
    SYSTEM = "The clock (时限提醒)."


@choice("What a whistle is blown for (吹哨类型).")
class WhistleKind(Enum):
    """What a whistle is blown for."""

    JOINT_ENFORCEMENT = "Joint enforcement (综合执法)."
    EMERGENCY = "Emergency (应急处置)."
    HARD_PROBLEM = "A hard problem that people complain of (群众反映突出难题)."


@choice("How much of the time is used (红黄绿灯).")
class Light(Enum):
    """How much of the time is used."""

    GREEN = "Less than 80 %."
    YELLOW = "80 % or more."
    RED = "Overdue."


@choice("The four boards of a command centre (四板块).")
class Board(Enum):
    """The four boards of a command centre."""

    PARTY_BUILDING = "Party building (党的建设)."
    ECONOMY = "Economic development (经济发展)."
    LIVELIHOOD = "Services for people's livelihood (民生服务)."
    SAFETY_AND_LAW = "Safety and the rule of law (平安法治)."
