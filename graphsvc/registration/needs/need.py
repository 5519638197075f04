"""A need of a member or unit: what it is about, and how the community answers it."""

from collections.abc import Mapping

from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine


class RegistrantNeedTopic(Labelled):
    """What a member or unit needs (需求事项)."""

    ELDER_CARE = "ELDER_CARE", "老人照料", "Care for a parent or another old person"
    CHILD_CARE = "CHILD_CARE", "儿童托管", "Looking after children, e.g. in the holidays"
    HEALTH = "HEALTH", "健康医疗", "Health and medicine"
    HOUSING = "HOUSING", "住房维修", "Housing and repairs"
    PARKING = "PARKING", "停车出行", "Parking and ways"
    JOBS = "JOBS", "就业创业", "Work and training"
    LEGAL_AID = "LEGAL_AID", "法律援助", "Legal aid"
    CULTURE_AND_SPORT = "CULTURE_AND_SPORT", "文体活动", "Culture and sport"
    SITE = "SITE", "场地设施", "Rooms and grounds"
    OTHER = "OTHER", "其他", "Other"


class RegistrantNeedState(Labelled):
    """Where a need stands (需求办理状态)."""

    RAISED = "RAISED", "已提出", "Raised, not answered yet"
    ACCEPTED = "ACCEPTED", "已受理", "The community sees to it"
    MET = "MET", "已解决", "Met"
    DECLINED = "DECLINED", "未受理", "Cannot be met; the answer says why"
    WITHDRAWN = "WITHDRAWN", "已撤回", "No longer needed"


class RegistrantNeedAction(Labelled):
    """What can be done with a need (需求办理步骤)."""

    ACCEPT = "ACCEPT", "受理", "See to it, as the community"
    MEET = "MEET", "办结", "Say that it is met and how, as the community"
    DECLINE = "DECLINE", "不受理", "Say why it cannot be met, as the community"
    WITHDRAW = "WITHDRAW", "撤回", "Take it back"


_S, _A = RegistrantNeedState, RegistrantNeedAction
NEED = Machine(
    "need",
    {
        (_S.RAISED, _A.ACCEPT): _S.ACCEPTED,
        (_S.RAISED, _A.MEET): _S.MET,
        (_S.RAISED, _A.DECLINE): _S.DECLINED,
        (_S.RAISED, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.ACCEPTED, _A.MEET): _S.MET,
        (_S.ACCEPTED, _A.DECLINE): _S.DECLINED,
        (_S.ACCEPTED, _A.WITHDRAW): _S.WITHDRAWN,
    },
)
WAITING = NEED.sources(_A.WITHDRAW)
"""States of a need that waits for the community; it moves along with its registration, and ends with it."""
BY_REGISTRANT: Mapping[RegistrantNeedAction, bool] = {each: each is _A.WITHDRAW for each in RegistrantNeedAction}


class ServiceDirection(Labelled):
    """Which way a service goes (服务方向)."""

    TO_COMMUNITY = "TO_COMMUNITY", "服务社区", "A member or unit serves the community"
    TO_REGISTRANT = "TO_REGISTRANT", "社区服务", "The community serves a member or unit"
