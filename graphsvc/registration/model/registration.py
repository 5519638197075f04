"""A registration (报到): a unit or member reports to a community, pledges, keeps the pledge, and is reviewed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from graphsvc.errors import BadInput
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine

MOST_ITEMS = 20
"""Items of one pledge."""


class RegistrationState(Labelled):
    """Where a registration stands (报到状态)."""

    REPORTED = "REPORTED", "已报到", "Reported, not received yet"
    RECEIVED = "RECEIVED", "已回执", "Received by the community"
    PLEDGED = "PLEDGED", "已承诺", "Pledged to do something by a day"
    FULFILLING = "FULFILLING", "践诺中", "Keeping the pledge"
    REVIEWED = "REVIEWED", "已评议", "Reviewed by the community"
    TRANSFERRED = "TRANSFERRED", "已转接", "Moved to another community, not received there yet"
    WITHDRAWN = "WITHDRAWN", "已撤回", "Withdrawn"


class RegistrationAction(Labelled):
    """What can be done with a registration (报到步骤)."""

    RECEIVE = "RECEIVE", "回执", "Receive it, as the community"
    PLEDGE = "PLEDGE", "承诺", "Pledge to do something by a day"
    FULFIL = "FULFIL", "践诺", "Say which items of the pledge are done"
    REVIEW = "REVIEW", "评议", "Review how the pledge was kept, as the community"
    TRANSFER = "TRANSFER", "转接", "Move it to another community"
    WITHDRAW = "WITHDRAW", "撤回", "Give it up"


class RegistrantKind(Labelled):
    """Who registers (报到主体)."""

    UNIT = "UNIT", "单位党组织", "A unit, through its Party organization"
    MEMBER = "MEMBER", "在职党员", "A Party member, where it lives"


class ServiceClass(Labelled):
    """Class of a post, and of what somebody can do (岗位类别)."""

    ORGANIZATION = "ORGANIZATION", "组织建设", "Building up organizations"
    LEGAL_AID = "LEGAL_AID", "法律援助", "Legal aid"
    HARDSHIP_AND_JOBS = "HARDSHIP_AND_JOBS", "助困扶残与就业", "Help in hardship, with disability and to work"
    GOVERNANCE = "GOVERNANCE", "社区治理", "Governance of the community"
    HEALTH = "HEALTH", "健康医疗", "Health and medicine"
    CULTURE_AND_SPORT = "CULTURE_AND_SPORT", "文化体育", "Culture and sport"
    SAFETY_AND_PATROL = "SAFETY_AND_PATROL", "安全宣传与巡逻", "Safety campaigns and patrols"
    OTHER = "OTHER", "其他", "Other"


_S, _A = RegistrationState, RegistrationAction
MACHINE = Machine(
    "registration",
    {
        (_S.REPORTED, _A.RECEIVE): _S.RECEIVED,
        (_S.REPORTED, _A.TRANSFER): _S.TRANSFERRED,
        (_S.REPORTED, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.RECEIVED, _A.PLEDGE): _S.PLEDGED,
        (_S.RECEIVED, _A.TRANSFER): _S.TRANSFERRED,
        (_S.RECEIVED, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.PLEDGED, _A.FULFIL): _S.FULFILLING,
        (_S.PLEDGED, _A.TRANSFER): _S.TRANSFERRED,
        (_S.PLEDGED, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.FULFILLING, _A.FULFIL): _S.FULFILLING,
        (_S.FULFILLING, _A.REVIEW): _S.REVIEWED,
        (_S.FULFILLING, _A.TRANSFER): _S.TRANSFERRED,
        (_S.FULFILLING, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.TRANSFERRED, _A.RECEIVE): _S.RECEIVED,
        (_S.TRANSFERRED, _A.TRANSFER): _S.TRANSFERRED,
        (_S.TRANSFERRED, _A.WITHDRAW): _S.WITHDRAWN,
    },
)
BY_COMMUNITY = (_A.RECEIVE, _A.REVIEW)
"""Steps of the community alone; every other is the registrant's too."""
PLEDGING = (_S.PLEDGED, _S.FULFILLING)
"""States in which a pledge is kept, so that it can be late."""


@dataclass(frozen=True, slots=True)
class Pledge:
    """What is promised by when; `done` are the numbers of items that are kept, from 0."""

    items: tuple[str, ...] = ()
    due_on: date | None = None
    done: frozenset[int] = frozenset()


NO_PLEDGE = Pledge()


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration as a step decides on it; `place` is the code of the community or grid it lies in."""

    id: str
    place: str
    state: RegistrationState = RegistrationState.REPORTED
    version: int = 1
    pledge: Pledge = NO_PLEDGE


@dataclass(frozen=True, slots=True)
class Wish:
    """A step that somebody wants to take.

    `pledge` belongs to PLEDGE, `done` (numbers of all items that are kept now) to FULFIL, `rating` (1 to 5) to REVIEW,
    `place` to TRANSFER.
    """

    action: RegistrationAction
    note: str = ""
    pledge: Pledge = NO_PLEDGE
    done: tuple[int, ...] = ()
    place: str = ""
    rating: int | None = None


def step(registration: Registration, wish: Wish, today: date) -> Registration:
    """Take a step.

    A transfer keeps the pledge as it was given until another is given at the new place.

    Raises:
        StepRefused: not from this state; it lists the steps that are possible.
        BadInput: the pledge is due on a day before today, an item is not on it, or it is moved to where it is.
    """
    target = MACHINE.after(registration.state, wish.action)
    moved = replace(registration, state=target, version=registration.version + 1)
    match wish.action:
        case RegistrationAction.PLEDGE:
            return replace(moved, pledge=_given(wish.pledge, today))
        case RegistrationAction.FULFIL:
            return replace(moved, pledge=_kept(registration.pledge, wish.done))
        case RegistrationAction.TRANSFER:
            if wish.place == registration.place:
                raise BadInput("报到已在该处。", "The registration lies there already.").at("community")
            return replace(moved, place=wish.place)
    return moved


def place_in(community: str, grid: str | None) -> str:
    """Choose the place of a registration: the grid where one is named, else the community.

    Raises:
        BadInput: the grid lies in another community.
    """
    if grid and not grid.startswith(community):
        raise BadInput("该网格不在该社区。", "The grid does not lie in that community.").at("grid")
    return grid or community


def open_key(registrant: str, year: int) -> str:
    """Name what there is one of: the open registration of a person or unit in a year."""
    return f"{registrant}|{year}"


def is_open(state: RegistrationState) -> bool:
    """Whether a registration counts as the one of its year: every state but withdrawn."""
    return state is not RegistrationState.WITHDRAWN


def rights(action: RegistrationAction) -> str:
    """Say in Chinese who takes a step."""
    return "社区" if action in BY_COMMUNITY else "报到的单位或党员，或社区代办"


def _given(pledge: Pledge, today: date) -> Pledge:
    if pledge.due_on is not None and pledge.due_on < today:
        raise BadInput("承诺的完成日期已经过去。", "The day by which it is pledged has passed.").at("dueOn")
    return pledge


def _kept(pledge: Pledge, done: tuple[int, ...]) -> Pledge:
    if not set(done) <= set(range(len(pledge.items))):
        raise BadInput("承诺里没有这一项。", "Items are named by their number on the pledge, from 0.").at("items")
    return replace(pledge, done=frozenset(done))


RIGHTS: Mapping[RegistrationAction, str] = {action: rights(action) for action in RegistrationAction}
"""Each step and who takes it, as `docs/registration.md` says it."""
