"""A pairing (包联): a unit stands by a subdistrict or community, keeps in touch and takes its requests; pure."""

from dataclasses import dataclass
from datetime import date

from graphsvc.errors import BadInput
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine

USUAL_DAYS = 30
"""A contact is owed every so many days unless a pairing says otherwise: the service's own default, once a month."""


class ContactWay(Labelled):
    """How a unit kept in touch with the area that it is paired with (联系方式)."""

    VISIT = "VISIT", "上门走访", "Came by"
    MEETING = "MEETING", "座谈会商", "Sat down together"
    ON_SITE = "ON_SITE", "现场办公", "Worked on the spot"
    CALL = "CALL", "电话联系", "Talked by phone"


class PairingAction(Labelled):
    """What can be done with a pairing (包联步骤)."""

    CONTACT = "CONTACT", "登记联系", "Record a contact, as either side"
    ASK = "ASK", "派单", "Place a request, as the area"
    END = "END", "结束包联", "End it on a day, as the subdistrict"


class PairingRequestState(Labelled):
    """Where a request stands (接单状态)."""

    PLACED = "PLACED", "待接单", "Waits for the unit"
    TAKEN = "TAKEN", "承办中", "The unit is at it"
    FINISHED = "FINISHED", "待确认", "Done, says the unit; waits for the area"
    CONFIRMED = "CONFIRMED", "已办结", "Done, says the area"
    DECLINED = "DECLINED", "未接单", "The unit cannot do it; the note says why"
    WITHDRAWN = "WITHDRAWN", "已撤单", "Taken back by the area"


class PairingRequestAction(Labelled):
    """What can be done with a request (接单承办步骤)."""

    TAKE = "TAKE", "接单", "Take it on, as the unit"
    DECLINE = "DECLINE", "不接单", "Say why it cannot be done, as the unit"
    FINISH = "FINISH", "办理反馈", "Say what was done, as the unit"
    CONFIRM = "CONFIRM", "确认办结", "Confirm that it is done, as the area"
    RETURN = "RETURN", "退回重办", "Send it back, as the area"
    WITHDRAW = "WITHDRAW", "撤单", "Take it back, as the area"


_S, _A = PairingRequestState, PairingRequestAction
REQUEST = Machine(
    "pairing request",
    {
        (_S.PLACED, _A.TAKE): _S.TAKEN,
        (_S.PLACED, _A.DECLINE): _S.DECLINED,
        (_S.PLACED, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.TAKEN, _A.FINISH): _S.FINISHED,
        (_S.TAKEN, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.FINISHED, _A.CONFIRM): _S.CONFIRMED,
        (_S.FINISHED, _A.RETURN): _S.TAKEN,
    },
)
OPEN = (_S.PLACED, _S.TAKEN, _S.FINISHED)
"""States of a request that still waits for somebody; a pairing ends when it has none."""
BY_UNIT = frozenset((_A.TAKE, _A.DECLINE, _A.FINISH))
"""Steps of the unit; the others are of the area."""

OVER = "包联已经结束。"
NOT_YET = "包联尚未开始。"
REQUESTS_OPEN = "还有未办结的派单，请先办结或撤单。"
UNIT_GONE = "该单位已经撤销或尚未成立。"
NOT_THE_UNIT = "由包联单位办理。"
OWN_WORK = "办理反馈的是您本人，请由他人确认办结。"
NOT_THE_AREA = "由被包联的镇街、社区或其上级办理。"


@dataclass(frozen=True, slots=True)
class Draft:
    """A pairing as it is opened; `until` is the first day on which it holds no more, where that is known."""

    unit: str
    area: str
    since: date
    until: date | None = None
    every: int = USUAL_DAYS

    def check(self) -> None:
        """
        Raises:
            BadInput: it is over before it begins.
        """
        if self.until is not None and self.until <= self.since:
            raise BadInput("包联须在开始之后结束。", "A pairing ends after it begins.").at("pairing", "until")


@dataclass(frozen=True, slots=True)
class Contact:
    """One time that both were in touch."""

    on: date
    way: ContactWay
    content: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a caller may do something: under these prefixes, and for this unit."""

    scope: tuple[str, ...] = ()
    unit: str = ""

    def is_over(self, area: str) -> bool:
        """Whether an area is the caller's."""
        return any(area.startswith(prefix) for prefix in self.scope)

    def speaks_for(self, unit: str) -> bool:
        """Whether the caller is of a unit."""
        return bool(self.unit) and self.unit == unit


@dataclass(frozen=True, slots=True)
class Standing:
    """How a pairing stands: its days, how many requests wait, whose it is, whether its unit is there today."""

    since: date
    until: date | None
    waiting: int
    area: str
    unit: str
    there: bool = True


@dataclass(frozen=True, slots=True)
class RequestStanding:
    """How a request stands, whose it is, and who says that it is done."""

    state: PairingRequestState
    area: str
    unit: str
    finished_by: str = ""


def bar_pairing(standing: Standing, action: PairingAction, reach: Reach, today: date) -> str | None:
    """Say in Chinese why a caller may not do this now; None where it may. The statements decide alike."""
    own = action is PairingAction.CONTACT and reach.speaks_for(standing.unit)
    if not own and not reach.is_over(standing.area):
        return NOT_THE_AREA
    if standing.until is not None and standing.until <= standing.since:
        return OVER
    if standing.since > today and action is not PairingAction.END:
        return NOT_YET
    if standing.until is not None and standing.until <= today and action is not PairingAction.CONTACT:
        return OVER
    if action is PairingAction.ASK and not standing.there:
        return UNIT_GONE
    return REQUESTS_OPEN if action is PairingAction.END and standing.waiting else None


def bar_request(standing: RequestStanding, action: PairingRequestAction, reach: Reach, by: str) -> str | None:
    """Say in Chinese why a caller may not take a step with a request; None where it may. The statement does alike."""
    if bar := REQUEST.bar(standing.state, action):
        return bar
    if action in BY_UNIT:
        return None if reach.speaks_for(standing.unit) else NOT_THE_UNIT
    if not reach.is_over(standing.area):
        return NOT_THE_AREA
    own = action is PairingRequestAction.CONFIRM and bool(by) and standing.finished_by == by
    return OWN_WORK if own else None
