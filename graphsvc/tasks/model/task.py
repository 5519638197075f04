"""A task: one piece of work given to many receivers, each of which accepts, ticks off, reports, and is confirmed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from graphsvc.china import in_utc
from graphsvc.errors import BadInput, StepRefused
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine

MOST_RECEIVERS = 2000
MOST_ITEMS = 50
LONGEST = timedelta(days=3653)


class Progress(Labelled):
    """Where a receiver stands with a task (任务进度)."""

    ASSIGNED = "ASSIGNED", "待接单", "Given, not accepted yet"
    ACCEPTED = "ACCEPTED", "办理中", "Being worked on"
    REPORTED = "REPORTED", "已上报", "Reported, to be confirmed"
    DONE = "DONE", "已完成", "Confirmed"
    HANDED_OVER = "HANDED_OVER", "已移交", "Handed over sideways"
    WITHDRAWN = "WITHDRAWN", "已撤回", "Withdrawn by who gave it"


class Act(Labelled):
    """What is done with a share of a task (任务动作)."""

    ACCEPT = "ACCEPT", "接单", "Accepted"
    TICK = "TICK", "勾选清单", "Items of the checklist ticked off"
    REPORT = "REPORT", "上报结果", "Result reported"
    CONFIRM = "CONFIRM", "确认完成", "Confirmed by who gave it"
    SEND_BACK = "SEND_BACK", "退回重办", "Sent back to be done again"
    HAND_OVER = "HAND_OVER", "移交", "Handed over sideways"
    WITHDRAW = "WITHDRAW", "撤回", "Withdrawn"


class ReceiverKind(Labelled):
    """What a task is given to (接收方类别)."""

    AREA = "AREA", "区域", "An area"
    UNIT = "UNIT", "单位", "A unit"
    PERSON = "PERSON", "力量", "A person of the embedded forces"


class Direction(Labelled):
    """Which way a task goes (派单方向)."""

    DOWN = "DOWN", "自上而下派单", "To those below"
    UP = "UP", "自下而上上报", "To the superior"
    SIDEWAYS = "SIDEWAYS", "横向移交", "To an equal, or to a unit"


SHARE = Machine(
    "assignment",
    {
        (Progress.ASSIGNED, Act.ACCEPT): Progress.ACCEPTED,
        (Progress.ACCEPTED, Act.TICK): Progress.ACCEPTED,
        (Progress.ACCEPTED, Act.REPORT): Progress.REPORTED,
        (Progress.REPORTED, Act.CONFIRM): Progress.DONE,
        (Progress.REPORTED, Act.SEND_BACK): Progress.ACCEPTED,
        (Progress.ASSIGNED, Act.HAND_OVER): Progress.HANDED_OVER,
        (Progress.ACCEPTED, Act.HAND_OVER): Progress.HANDED_OVER,
        (Progress.ASSIGNED, Act.WITHDRAW): Progress.WITHDRAWN,
        (Progress.ACCEPTED, Act.WITHDRAW): Progress.WITHDRAWN,
        (Progress.REPORTED, Act.WITHDRAW): Progress.WITHDRAWN,
    },
)
BY_DISPATCHER = (Act.CONFIRM, Act.SEND_BACK, Act.WITHDRAW)
"""The rest is the receiver's."""
NOTED = (Act.REPORT, Act.SEND_BACK, Act.HAND_OVER)
"""Acts that need words."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist (清单项); a required one has to be ticked before the result is reported."""

    text: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets a task: an area's code, or the id of a unit or person; `area_code` is where it is."""

    kind: ReceiverKind
    id: str
    area_code: str


@dataclass(frozen=True, slots=True)
class Share:
    """A receiver's part of a task; `ticked` are the numbers of checklist items that are done, from 0."""

    id: str
    task: str
    receiver: Receiver
    state: Progress = Progress.ASSIGNED
    version: int = 1
    ticked: frozenset[int] = frozenset()

    @property
    def open(self) -> bool:
        """Whether something still has to be done."""
        return bool(SHARE.allowed(self.state))


@dataclass(frozen=True, slots=True)
class Draft:
    """A task as it is given out; `item` is the id of the item of the grid list that it is for."""

    title: str
    area_code: str
    items: tuple[Item, ...] = ()
    description: str | None = None
    board: str | None = None
    case: str | None = None
    due_at: datetime | None = None
    rule: str | None = None
    item: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "due_at", self.due_at and in_utc(self.due_at))

    def check(self, now: datetime) -> None:
        """
        Raises:
            BadInput: the list is too long, or the deadline has passed already.
        """
        if len(self.items) > MOST_ITEMS:
            raise BadInput(f"清单最多 {MOST_ITEMS} 项。", f"A checklist has at most {MOST_ITEMS} items.").at(
                "task", "items"
            )
        if self.due_at and self.due_at <= now:
            raise BadInput("完成时限已经过去。", "The deadline has passed already.").at("task", "dueAt")
        if self.due_at and self.due_at > now + LONGEST:
            raise BadInput("完成时限不能在十年以后。", "A deadline lies within ten years.").at("task", "dueAt")


def acted(share: Share, act: Act, items: tuple[Item, ...], note: str | None, ticks: tuple[int, ...] = ()) -> Share:
    """A share after an act.

    Args:
        ticks: for TICK, the numbers of all items that are done now.
    Raises:
        StepRefused: the share is not in a state for it, or required items are open; it lists what is possible.
        BadInput: a reason is missing, or an item is not on the list.
    """
    target = SHARE.after(share.state, act)
    if act in NOTED and not (note or "").strip():
        raise BadInput(f"“{act.zh}”要写明情况。", f"{act} needs words in `note`.")
    if (act is Act.TICK) != bool(ticks) or not set(ticks) <= set(range(len(items))):
        raise BadInput("勾选的项目不在清单里。", "TICK names items of the checklist, from 0, and only TICK does.")
    if act is Act.REPORT and (left := unticked(share, items)):
        possible = tuple(each.value for each in SHARE.allowed(share.state) if each is not Act.REPORT)
        raise StepRefused(f"清单还有 {len(left)} 项没有完成：{left[0]}。", f"{len(left)} items are open.", possible)
    ticked = frozenset(ticks) if act is Act.TICK else share.ticked
    return replace(share, state=target, version=share.version + 1, ticked=ticked)


def unticked(share: Share, items: tuple[Item, ...]) -> list[str]:
    """The required items that are open."""
    return [item.text for number, item in enumerate(items) if item.required and number not in share.ticked]


def direction(sender: str, receiver: str) -> Direction:
    """Which way a task goes between two areas.

    Args:
        sender, receiver: prefixes of area codes (`codes.prefix_of`).
    """
    if receiver.startswith(sender):
        return Direction.DOWN
    return Direction.UP if sender.startswith(receiver) else Direction.SIDEWAYS
