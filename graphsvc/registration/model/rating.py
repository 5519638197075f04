"""Ratings of a service by both sides (双向评价打分): each is kept from the other until both are given, or a week."""

from dataclasses import dataclass
from datetime import date, timedelta

from graphsvc.registration.model.post import ClaimState
from graphsvc.registration.model.service_record import ServiceRecordState
from graphsvc.vocabulary.labelled import Labelled

KEPT_FOR = timedelta(days=7)
"""How long the first rating is kept from the other side, which rates meanwhile without having seen it."""
RATED_STATES = {"ServiceRecord": ServiceRecordState.CONFIRMED, "Claim": ClaimState.SERVED}
"""Label of what is rated -> its state: time that counts, or a seat that was filled."""


class ServiceRatingSide(Labelled):
    """Who rates (评价方)."""

    COMMUNITY = "COMMUNITY", "社区评服务", "The community, how the service was"
    REGISTRANT = "REGISTRANT", "党员或单位评配合", "The member or unit, how the community worked with it"


class RatingAction(Labelled):
    """What can be rated (评价步骤)."""

    GIVE_SERVICE = "GIVE_SERVICE", "评价服务", "Rate the service, as the community"
    GIVE_COOPERATION = "GIVE_COOPERATION", "评价配合", "Rate how the community worked with it, as who served"

    @property
    def side(self) -> ServiceRatingSide:
        """Whose it is."""
        service = self is RatingAction.GIVE_SERVICE
        return ServiceRatingSide.COMMUNITY if service else ServiceRatingSide.REGISTRANT


@dataclass(frozen=True, slots=True)
class Rating:
    """What one side says, each from 1 poor to 5 good: the work is rated, never the person."""

    side: ServiceRatingSide
    completion: int | None = None
    attitude: int | None = None
    effect: int | None = None
    cooperation: int | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Rated:
    """How something stands that is to be rated: by which sides it was, and whether the other can be read already."""

    label: str
    state: ServiceRecordState | ClaimState
    rated: bool = False
    closed: bool = False

    @property
    def able(self) -> bool:
        """Whether it has come so far that it is rated."""
        return self.state is RATED_STATES[self.label]

    def bar(self) -> str | None:
        """Say in Chinese why it is not rated now; None where it may be."""
        if not self.able:
            return f"当前状态是“{self.state.zh}”；{RATED_STATES[self.label].zh}后才能评价。"
        if self.rated:
            return "已经评价过，不能再改。"
        return "对方的评价已经公开，不能再评价。" if self.closed else None


def opens_on(today: date) -> date:
    """Tell from when the other side reads a first rating that it does not answer."""
    return today + KEPT_FOR
