"""A post (岗位) with its seats, and a claim of one: who takes a seat, and whether it was filled on the day."""

from graphsvc.registration.model.registration import RegistrationState
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine

MOST_SEATS = 500
MOST_SKILLS = 10


class PostState(Labelled):
    """Where a post stands (岗位状态)."""

    OPEN = "OPEN", "招募中", "Can be claimed while seats are free"
    ENDED = "ENDED", "已结束", "Over; nobody holds a seat any more"
    CANCELLED = "CANCELLED", "已取消", "Called off"


class PostAction(Labelled):
    """What can be done with a post (岗位步骤)."""

    END = "END", "结束", "End it; whoever still holds a seat is free"
    CANCEL = "CANCEL", "取消", "Call it off; whoever holds a seat is free and told why"


class ClaimState(Labelled):
    """Where a claim stands (认领状态)."""

    CLAIMED = "CLAIMED", "已认领", "A seat is held"
    CONFIRMED = "CONFIRMED", "已确认", "The community expects the claimant"
    SERVED = "SERVED", "已到岗", "Was there"
    ABSENT = "ABSENT", "缺岗", "Was not there"
    CANCELLED = "CANCELLED", "已释放", "The seat is free again"


class ClaimAction(Labelled):
    """What can be done with a claim (认领步骤)."""

    CONFIRM = "CONFIRM", "确认", "Confirm it, as the community"
    SERVE = "SERVE", "到岗", "Say that the claimant was there, as the community"
    MISS = "MISS", "缺岗", "Say that the claimant was not there, as the community"
    CANCEL = "CANCEL", "释放", "Give the seat up"


_P, _C = PostState, ClaimState
POST = Machine(
    "post",
    {
        (_P.OPEN, PostAction.END): _P.ENDED,
        (_P.OPEN, PostAction.CANCEL): _P.CANCELLED,
    },
)
CLAIM = Machine(
    "claim",
    {
        (_C.CLAIMED, ClaimAction.CONFIRM): _C.CONFIRMED,
        (_C.CLAIMED, ClaimAction.CANCEL): _C.CANCELLED,
        (_C.CONFIRMED, ClaimAction.SERVE): _C.SERVED,
        (_C.CONFIRMED, ClaimAction.MISS): _C.ABSENT,
        (_C.CONFIRMED, ClaimAction.CANCEL): _C.CANCELLED,
    },
)
WAITING = CLAIM.sources(ClaimAction.CANCEL)
"""Claims that are freed when their post ends or their registration is withdrawn; a seat once served stays taken."""
ABLE = (
    RegistrationState.RECEIVED,
    RegistrationState.PLEDGED,
    RegistrationState.FULFILLING,
    RegistrationState.REVIEWED,
)
"""Registrations that may claim: received where they are, and not withdrawn."""
