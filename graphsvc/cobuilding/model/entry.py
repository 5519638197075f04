"""Entries of the lists of needs and resources: on offer, paused, withdrawn; and when they have to be verified anew.

What others put on a list in a unit's name waits for that unit's own yes: nobody promises for somebody else.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from graphsvc.vocabulary.labelled import Labelled


class Kind(StrEnum):
    """Which list; the value is the label of its nodes."""

    NEED = "Need"
    RESOURCE = "Resource"


class NeedState(Labelled):
    """Where a need stands (需求状态)."""

    PENDING = "PENDING", "待单位确认", "Waits for the yes of the unit in whose name it was raised"
    OPEN = "OPEN", "待对接", "Open"
    PAUSED = "PAUSED", "暂停", "Taken off for a while"
    IN_PROGRESS = "IN_PROGRESS", "对接中", "A project works on it"
    MET = "MET", "已满足", "Met"
    WITHDRAWN = "WITHDRAWN", "已撤回", "Withdrawn"
    DECLINED = "DECLINED", "单位未认可", "The unit did not stand by it"


class ResourceState(Labelled):
    """Where a resource stands (资源状态)."""

    PENDING = "PENDING", "待单位确认", "Waits for the yes of the unit in whose name it is offered"
    ACTIVE = "ACTIVE", "可用", "On offer"
    PAUSED = "PAUSED", "暂停", "Taken off for a while"
    WITHDRAWN = "WITHDRAWN", "已撤回", "Withdrawn"
    DECLINED = "DECLINED", "单位未认可", "The unit did not stand by it"


class ResourceKind(Labelled):
    """Kind of resource (资源类别)."""

    VENUE = "VENUE", "场地", "Venue"
    SERVICE = "SERVICE", "服务", "Service"
    EXPERTISE = "EXPERTISE", "专业人才", "Expertise"
    EQUIPMENT = "EQUIPMENT", "设备物资", "Equipment"
    FUNDING = "FUNDING", "资金", "Funding"
    VOLUNTEER_TIME = "VOLUNTEER_TIME", "志愿时长", "Volunteer time"
    POLICY = "POLICY", "政策", "Policy"


class EntryAction(Labelled):
    """What can be done with an entry of a list as a whole (清单条目操作)."""

    PAUSE = "PAUSE", "暂停", "Take it off for a while"
    RESUME = "RESUME", "恢复", "Put it back"
    WITHDRAW = "WITHDRAW", "撤回", "Take it off for good"
    CONFIRM = "CONFIRM", "确认", "Stand by what was put in the unit's name"
    DECLINE = "DECLINE", "不认可", "Do not stand by it"


class Side(StrEnum):
    """Who has answered for a unit: it itself, or the level above in its stead."""

    UNIT = "UNIT"
    SUPERIOR = "SUPERIOR"


State = NeedState | ResourceState

MOVES: Mapping[Kind, Mapping[tuple[State, EntryAction], State]] = {
    Kind.NEED: {
        (NeedState.PENDING, EntryAction.CONFIRM): NeedState.OPEN,
        (NeedState.PENDING, EntryAction.DECLINE): NeedState.DECLINED,
        (NeedState.PENDING, EntryAction.WITHDRAW): NeedState.WITHDRAWN,
        (NeedState.OPEN, EntryAction.PAUSE): NeedState.PAUSED,
        (NeedState.PAUSED, EntryAction.RESUME): NeedState.OPEN,
        (NeedState.OPEN, EntryAction.WITHDRAW): NeedState.WITHDRAWN,
        (NeedState.PAUSED, EntryAction.WITHDRAW): NeedState.WITHDRAWN,
    },
    Kind.RESOURCE: {
        (ResourceState.PENDING, EntryAction.CONFIRM): ResourceState.ACTIVE,
        (ResourceState.PENDING, EntryAction.DECLINE): ResourceState.DECLINED,
        (ResourceState.PENDING, EntryAction.WITHDRAW): ResourceState.WITHDRAWN,
        (ResourceState.ACTIVE, EntryAction.PAUSE): ResourceState.PAUSED,
        (ResourceState.PAUSED, EntryAction.RESUME): ResourceState.ACTIVE,
        (ResourceState.ACTIVE, EntryAction.WITHDRAW): ResourceState.WITHDRAWN,
        (ResourceState.PAUSED, EntryAction.WITHDRAW): ResourceState.WITHDRAWN,
    },
}

STATES: Mapping[Kind, type[NeedState] | type[ResourceState]] = {Kind.NEED: NeedState, Kind.RESOURCE: ResourceState}

OPEN: Mapping[Kind, State] = {Kind.NEED: NeedState.OPEN, Kind.RESOURCE: ResourceState.ACTIVE}
"""The state an entry is published in by who speaks for where it comes from."""

PENDING: Mapping[Kind, State] = {Kind.NEED: NeedState.PENDING, Kind.RESOURCE: ResourceState.PENDING}
"""The state an entry is published in by anybody else, as long as the unit has not said yes."""

LISTED: Mapping[Kind, tuple[State, ...]] = {
    Kind.NEED: (NeedState.OPEN, NeedState.IN_PROGRESS, NeedState.PAUSED),
    Kind.RESOURCE: (ResourceState.ACTIVE, ResourceState.PAUSED),
}
"""States in which an entry counts as one of its list, and is verified."""

UNLISTED = ("PENDING", "DECLINED")
"""States in which an entry is on no list: its unit has not said yes, or has said no. No sheet brings them."""

AMENDABLE: Mapping[Kind, tuple[State, ...]] = {kind: (*listed, PENDING[kind]) for kind, listed in LISTED.items()}
"""States in which an entry may be changed."""

UNPROMISED = frozenset({"contact"})
"""What others may change of a unit's entry without asking it: it promises nothing."""

ANSWER_WITHIN = timedelta(days=7)
"""How long the unit alone answers; officials above its place see what waits all along, and answer what waits longer."""

STALE_AFTER = timedelta(days=180)
"""An entry that nobody has verified for so long goes on the list to verify (待核实清单)."""


def sources(kind: Kind, action: EntryAction) -> list[State]:
    """Return the states from which an action may be taken."""
    return [state for state, taken in MOVES[kind] if taken is action]


def target(kind: Kind, action: EntryAction) -> State:
    """Return the state that an action leads to."""
    (state,) = {after for (_, taken), after in MOVES[kind].items() if taken is action}
    return state


def allowed(kind: Kind, state: State) -> list[EntryAction]:
    """Tell what may be done from a state."""
    return [action for start, action in MOVES[kind] if start == state]


def stale_before(today: date) -> date:
    """Return the day before which what was verified has to be verified again."""
    return today - STALE_AFTER
