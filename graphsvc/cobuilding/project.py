"""A project (共建项目): the steps from proposed to rated, and what each leaves of the need and of capacity."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a project stands."""

    PROPOSED = "PROPOSED"
    CLAIMED = "CLAIMED"  # 认领: capacity is held from here
    COORDINATING = "COORDINATING"  # 协调办理
    DELIVERED = "DELIVERED"  # capacity is free again
    FEEDBACK = "FEEDBACK"  # 情况反馈
    RATED = "RATED"  # from both sides
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


class Action(StrEnum):
    """What can be done with a project."""

    CLAIM = "CLAIM"
    DECLINE = "DECLINE"
    COORDINATE = "COORDINATE"
    DELIVER = "DELIVER"
    GIVE_FEEDBACK = "GIVE_FEEDBACK"
    RATE = "RATE"
    WITHDRAW = "WITHDRAW"


MOVES: Mapping[tuple[State, Action], State] = {
    (State.PROPOSED, Action.CLAIM): State.CLAIMED,
    (State.PROPOSED, Action.DECLINE): State.DECLINED,
    (State.PROPOSED, Action.WITHDRAW): State.WITHDRAWN,
    (State.CLAIMED, Action.COORDINATE): State.COORDINATING,
    (State.CLAIMED, Action.WITHDRAW): State.WITHDRAWN,
    (State.COORDINATING, Action.DELIVER): State.DELIVERED,
    (State.COORDINATING, Action.WITHDRAW): State.WITHDRAWN,
    (State.DELIVERED, Action.GIVE_FEEDBACK): State.FEEDBACK,
    (State.FEEDBACK, Action.RATE): State.RATED,  # once both sides have rated; FEEDBACK until then
}

HOLDING = (State.CLAIMED, State.COORDINATING)
"""States in which a project holds the capacity that it uses."""

DONE = (State.DELIVERED, State.FEEDBACK, State.RATED)
"""States after which its need is met."""

WORDS: Mapping[Action, str] = {
    Action.CLAIM: "认领",
    Action.DECLINE: "谢绝",
    Action.COORDINATE: "协调办理",
    Action.DELIVER: "交付",
    Action.GIVE_FEEDBACK: "情况反馈",
    Action.RATE: "评价",
    Action.WITHDRAW: "撤回",
}

STATE_WORDS: Mapping[State, str] = {
    State.PROPOSED: "已提出",
    State.CLAIMED: "已认领",
    State.COORDINATING: "协调办理中",
    State.DELIVERED: "已完成",
    State.FEEDBACK: "已反馈",
    State.RATED: "已评价",
    State.DECLINED: "已谢绝",
    State.WITHDRAWN: "已撤回",
}


def sources(action: Action) -> list[str]:
    """The states from which an action may be taken."""
    return [state.value for state, taken in MOVES if taken is action]


def target(action: Action) -> State:
    """The state that an action leads to; every action leads to one, from wherever it is taken."""
    (state,) = {after for (_, taken), after in MOVES.items() if taken is action}
    return state


def allowed(state: State) -> list[Action]:
    """What may be done from a state, in the order of the table."""
    return [action for start, action in MOVES if start is state]
