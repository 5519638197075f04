"""A project (共建项目): the steps from proposed to rated, and what each leaves of the need and of capacity."""

from enum import StrEnum

from graphsvc.machine import Machine


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


MACHINE = Machine(
    "project",
    {
        (State.PROPOSED, Action.CLAIM): State.CLAIMED,
        (State.PROPOSED, Action.DECLINE): State.DECLINED,
        (State.PROPOSED, Action.WITHDRAW): State.WITHDRAWN,
        (State.CLAIMED, Action.COORDINATE): State.COORDINATING,
        (State.CLAIMED, Action.WITHDRAW): State.WITHDRAWN,
        (State.COORDINATING, Action.DELIVER): State.DELIVERED,
        (State.COORDINATING, Action.WITHDRAW): State.WITHDRAWN,
        (State.DELIVERED, Action.GIVE_FEEDBACK): State.FEEDBACK,
        (State.FEEDBACK, Action.RATE): State.RATED,  # once both sides have rated; FEEDBACK until then
    },
    {
        "CLAIM": "认领",
        "DECLINE": "谢绝",
        "COORDINATE": "协调办理",
        "DELIVER": "交付",
        "GIVE_FEEDBACK": "情况反馈",
        "RATE": "评价",
        "WITHDRAW": "撤回",
        "PROPOSED": "已提出",
        "CLAIMED": "已认领",
        "COORDINATING": "协调办理中",
        "DELIVERED": "已完成",
        "FEEDBACK": "已反馈",
        "RATED": "已评价",
        "DECLINED": "已谢绝",
        "WITHDRAWN": "已撤回",
    },
)

HOLDING = (State.CLAIMED, State.COORDINATING)
"""States in which a project holds the capacity that it uses."""

DONE = (State.DELIVERED, State.FEEDBACK, State.RATED)
"""States after which its need is met."""


def target(action: Action) -> State:
    """The state that an action leads to; every action leads to one, from wherever it is taken."""
    (state,) = {MACHINE.after(source, action) for source in MACHINE.sources(action)}
    return state
