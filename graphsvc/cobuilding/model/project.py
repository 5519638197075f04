"""A project (共建项目): the steps from proposed to rated, and what each leaves of the need and of capacity."""

from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine


class ProjectState(Labelled):
    """Where a project stands (项目阶段)."""

    PROPOSED = "PROPOSED", "已提出", "Proposed"
    CLAIMED = "CLAIMED", "已认领", "Claimed by a unit; capacity is held from here"
    COORDINATING = "COORDINATING", "协调办理中", "Being coordinated"
    DELIVERED = "DELIVERED", "已完成", "Delivered; capacity is free again"
    FEEDBACK = "FEEDBACK", "已反馈", "Feedback given"
    RATED = "RATED", "已评价", "Rated from both sides"
    DECLINED = "DECLINED", "已谢绝", "Declined"
    WITHDRAWN = "WITHDRAWN", "已撤回", "Withdrawn"


class ProjectAction(Labelled):
    """What can be done with a project (项目步骤)."""

    CLAIM = "CLAIM", "认领", "Claim it; it holds capacity from here"
    DECLINE = "DECLINE", "谢绝", "Decline what was proposed"
    COORDINATE = "COORDINATE", "协调办理", "Begin to coordinate"
    DELIVER = "DELIVER", "交付", "Deliver; capacity is free again"
    FEED_BACK = "FEED_BACK", "情况反馈", "Say how it went"
    RATE = "RATE", "评价", "Rate it from one side"
    WITHDRAW = "WITHDRAW", "撤回", "Give it up"


class RatingSide(Labelled):
    """Which side rates (评价方)."""

    COMMUNITY = "COMMUNITY", "社区评单位", "The community rates the unit"
    UNIT = "UNIT", "单位评社区", "The unit rates the community"


MACHINE = Machine(
    "project",
    {
        (ProjectState.PROPOSED, ProjectAction.CLAIM): ProjectState.CLAIMED,
        (ProjectState.PROPOSED, ProjectAction.DECLINE): ProjectState.DECLINED,
        (ProjectState.PROPOSED, ProjectAction.WITHDRAW): ProjectState.WITHDRAWN,
        (ProjectState.CLAIMED, ProjectAction.COORDINATE): ProjectState.COORDINATING,
        (ProjectState.CLAIMED, ProjectAction.WITHDRAW): ProjectState.WITHDRAWN,
        (ProjectState.COORDINATING, ProjectAction.DELIVER): ProjectState.DELIVERED,
        (ProjectState.COORDINATING, ProjectAction.WITHDRAW): ProjectState.WITHDRAWN,
        (ProjectState.DELIVERED, ProjectAction.FEED_BACK): ProjectState.FEEDBACK,
        # once both sides have rated; FEEDBACK until then
        (ProjectState.FEEDBACK, ProjectAction.RATE): ProjectState.RATED,
    },
)

HOLDING = (ProjectState.CLAIMED, ProjectState.COORDINATING)
"""States in which a project holds the capacity that it uses."""

DONE = (ProjectState.DELIVERED, ProjectState.FEEDBACK, ProjectState.RATED)
"""States after which its need is met."""


def target(action: ProjectAction) -> ProjectState:
    """The state that an action leads to; every action leads to one, from wherever it is taken."""
    (state,) = {MACHINE.after(source, action) for source in MACHINE.sources(action)}
    return state
