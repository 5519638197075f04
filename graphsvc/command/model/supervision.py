"""Supervision (督办): a centre asks for an answer about a case or task by a day, and closes when it is content."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from graphsvc.china import day_bounds, day_in_china, in_utc
from graphsvc.errors import BadInput
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine

YELLOW_AT = 0.8
"""Share of the time that is used when the light turns yellow, as of cases."""
LONGEST = timedelta(days=366)
MOST_ABOVE = 9
"""Digits of the longest prefix of an area that stands above communities."""


class SupervisionState(Labelled):
    """Where a supervision stands (督办状态)."""

    OPEN = "OPEN", "待答复", "Waits for an answer"
    ANSWERED = "ANSWERED", "已答复", "Answered, not closed yet"
    CLOSED = "CLOSED", "已销号", "Closed by the centre"
    WITHDRAWN = "WITHDRAWN", "已撤销", "Taken back by the centre"


class SupervisionAction(Labelled):
    """What can be done with a supervision (督办步骤)."""

    ANSWER = "ANSWER", "答复", "Answer, as who is supervised"
    RETURN = "RETURN", "退回重办", "Send the answer back, with another day"
    CLOSE = "CLOSE", "销号", "Close it, content with the answer"
    WITHDRAW = "WITHDRAW", "撤销", "Take it back"


_S, _A = SupervisionState, SupervisionAction
SUPERVISION = Machine(
    "supervision",
    {
        (_S.OPEN, _A.ANSWER): _S.ANSWERED,
        (_S.OPEN, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.ANSWERED, _A.RETURN): _S.OPEN,
        (_S.ANSWERED, _A.CLOSE): _S.CLOSED,
        (_S.ANSWERED, _A.WITHDRAW): _S.WITHDRAWN,
    },
)


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of whom.

    `about` is the id of a case or task. `to` is the code of an area or the id of a unit that works on it; empty for the
    community in which a case lies.
    """

    about: str
    demand: str
    due_on: date
    to: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a supervision stands: where it lies, who is to answer (an area's prefix, or a unit), and who has."""

    state: SupervisionState
    area: str
    asked_area: str = ""
    asked_unit: str = ""
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a caller may take a step: under these prefixes, and for this unit."""

    scope: tuple[str, ...] = ()
    unit: str = ""

    @property
    def above(self) -> bool:
        """Whether it stands above communities, so that it may answer for whoever is under it."""
        return any(len(prefix) <= MOST_ABOVE for prefix in self.scope)


def clock(day: date, now: datetime) -> tuple[datetime, datetime]:
    """Tell when the light of a supervision turns yellow, and when red: at the end of the day, by China's clock.

    Raises:
        BadInput: the day has passed, or is more than a year away.
    """
    if not day_in_china(now) <= day <= day_in_china(now) + LONGEST:
        raise BadInput("答复期限须在今天之后一年以内。", "The day lies between today and a year from now.").at("dueOn")
    _, due = day_bounds(day)
    return in_utc(now) + (due - in_utc(now)) * YELLOW_AT, due


def bar_step(standing: Standing, action: SupervisionAction, reach: Reach, by: str) -> str | None:
    """Say in Chinese why a caller may not take a step now; None where it may. The statement `step` decides alike."""
    if bar := SUPERVISION.bar(standing.state, action):
        return bar
    if action is SupervisionAction.ANSWER:
        return None if _answers(standing, reach) else NOT_YOURS
    if not _under(standing.area, reach):
        return NOT_THE_CENTRE
    return OWN_ANSWER if action is SupervisionAction.CLOSE and standing.answered_by == by else None


NOT_YOURS = "不由您答复：须由被督办的单位、区域或其上级答复。"
NOT_THE_CENTRE = "须由指挥中心所在镇街或其上级办理。"
OWN_ANSWER = "答复人不能自己销号，请由他人核查。"


def _answers(standing: Standing, reach: Reach) -> bool:
    own = bool(reach.unit) and reach.unit == standing.asked_unit
    asked = bool(standing.asked_area) and _under(standing.asked_area, reach)
    return own or asked or (reach.above and _under(standing.area, reach))


def _under(area: str, reach: Reach) -> bool:
    return any(area.startswith(prefix) for prefix in reach.scope)
