"""A task: one piece of work given to many receivers, each of which accepts, ticks off, reports, and is confirmed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from graphsvc.china import deadline
from graphsvc.errors import BadInput, StepRefused
from graphsvc.tasks.model.recurrence import next_run
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine

MOST_RECEIVERS = 2000
MOST_ITEMS = 50
LONGEST = timedelta(days=3653)


class TaskKind(Labelled):
    """What a dispatched task is about (派单类型).

    Source: how Chongqing's 141 system gives work to grids: 日常巡访、排查重点场所、协处突发事件、服务群众.
    """

    PATROL = "PATROL", "日常巡访", "Going round and visiting, day by day"
    INSPECTION = "INSPECTION", "排查重点场所", "Looking key places over"
    INCIDENT = "INCIDENT", "协处突发事件", "Helping where something has happened"
    SERVICE = "SERVICE", "服务群众", "Serving residents"


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
    ENTRUST = "ENTRUST", "转办", "Given to a named person; the receiver still answers for it"
    TAKE_BACK = "TAKE_BACK", "收回转办", "Taken back from the person it was given to"


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
        (Progress.ASSIGNED, Act.ENTRUST): Progress.ASSIGNED,
        (Progress.ACCEPTED, Act.ENTRUST): Progress.ACCEPTED,
        (Progress.ASSIGNED, Act.TAKE_BACK): Progress.ASSIGNED,
        (Progress.ACCEPTED, Act.TAKE_BACK): Progress.ACCEPTED,
    },
)
BY_DISPATCHER = (Act.CONFIRM, Act.SEND_BACK, Act.WITHDRAW)
"""The rest is the receiver's."""
BY_PERSON = (Act.ACCEPT, Act.TICK, Act.REPORT, Act.TAKE_BACK)
"""What of it who was given a share by name does as well."""
GOES_ON = (Act.ACCEPT, Act.TICK)
"""After these the same person still has it by name."""
NOTED = (Act.REPORT, Act.SEND_BACK, Act.HAND_OVER, Act.TAKE_BACK)
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
    """A receiver's part of a task; `ticked` are the numbers of checklist items that are done, from 0.

    `entrusted` is the person who does it for the receiver (转办).
    """

    id: str
    task: str
    receiver: Receiver
    state: Progress = Progress.ASSIGNED
    version: int = 1
    ticked: frozenset[int] = frozenset()
    entrusted: str | None = None

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
    kind: TaskKind | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "due_at", self.due_at and deadline(self.due_at))

    def check(self, now: datetime) -> None:
        """
        Raises:
            BadInput: the list is too long, or the deadline or the rule's end has passed already.
        """
        if len(self.items) > MOST_ITEMS:
            raise BadInput(f"清单最多 {MOST_ITEMS} 项。", f"A checklist has at most {MOST_ITEMS} items.").at(
                "task", "items"
            )
        if self.due_at and self.due_at <= now:
            raise BadInput("完成时限已经过去。", "The deadline has passed already.").at("task", "dueAt")
        if self.due_at and self.due_at > now + LONGEST:
            raise BadInput("完成时限不能在十年以后。", "A deadline lies within ten years.").at("task", "dueAt")
        if self.rule and next_run(self.rule, now, now) is None:
            raise BadInput("重复规则已经到期，不会再重复。", "The rule has come to its end; it never comes again.").at(
                "task", "recurrence"
            )


def acted(
    share: Share,
    act: Act,
    items: tuple[Item, ...],
    note: str | None,
    ticks: tuple[int, ...] = (),
    person: str | None = None,
) -> Share:
    """A share after an act.

    Args:
        ticks: for TICK, the numbers of all items that are done now.
        person: for ENTRUST, who is to do it.
    Raises:
        StepRefused: the share is not in a state for it, required items are open, or somebody has it by name or nobody;
            it lists what is possible.
        BadInput: a reason or a person is missing, or an item is not on the list.
    """
    if (share.state, act) not in SHARE.table:
        raise SHARE.refusal(share.state, act, possible(share))
    if against := against_entrusting(share, act):
        raise StepRefused(*against, tuple(each.value for each in possible(share)))
    if act in NOTED and not (note or "").strip():
        raise BadInput(f"“{act.zh}”要写明情况。", f"{act} needs words in `note`.")
    if (act is Act.ENTRUST) != (person is not None):
        raise BadInput("转办要写明给谁。", "ENTRUST names a person, and nothing else does.").at("person")
    if (act is Act.TICK) != bool(ticks) or not set(ticks) <= set(range(len(items))):
        raise BadInput("勾选的项目不在清单里。", "TICK names items of the checklist, from 0, and only TICK does.")
    if act is Act.REPORT and (left := unticked(share, items)):
        others = tuple(each.value for each in possible(share) if each is not Act.REPORT)
        raise StepRefused(words_of_open(left), f"{len(left)} items are open.", others)
    ticked = frozenset(ticks) if act is Act.TICK else share.ticked
    has_it = person if act is Act.ENTRUST else share.entrusted if act in GOES_ON else None
    target = SHARE.after(share.state, act)
    return replace(share, state=target, version=share.version + 1, ticked=ticked, entrusted=has_it)


def come_back(share: Share, to: Receiver) -> Share:
    """A share of a person who has left, once it is that of who answers for it; what is ticked stays ticked.

    Raises:
        StepRefused: it is in a state in which nobody works on it.
    """
    if share.receiver.kind is not ReceiverKind.PERSON or (share.state, Act.TAKE_BACK) not in SHARE.table:
        raise SHARE.refusal(share.state, Act.TAKE_BACK, possible(share))
    return replace(share, receiver=to, version=share.version + 1)


def possible(share: Share) -> tuple[Act, ...]:
    """Tell what may be done with a share, by whichever side."""
    return tuple(each for each in SHARE.allowed(share.state) if against_entrusting(share, each) is None)


def against_entrusting(share: Share, act: Act) -> tuple[str, str] | None:
    """Say in Chinese and English what speaks against giving a share to a person, or taking it back; None if nothing."""
    if act is Act.ENTRUST and share.receiver.kind is ReceiverKind.PERSON:
        return "已经由个人承办，可以移交。", "It is a person's already; hand it over."
    if act is Act.ENTRUST and share.entrusted:
        return "已经转办给个人，请先收回。", "Somebody does it by name already; take it back first."
    if act is Act.TAKE_BACK and not share.entrusted:
        return "没有转办给个人。", "Nobody was given it by name."
    return None


def words_of_open(left: list[str]) -> str:
    """Say in Chinese which required items are open."""
    return f"清单还有 {len(left)} 项没有完成：{left[0]}。"


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
