"""Which side of a share of a task somebody is on, and what each may do: whoever gave it confirms."""

from collections.abc import Iterable
from dataclasses import dataclass

from graphsvc.codes import prefix_of
from graphsvc.tasks.model.task import (
    BY_DISPATCHER,
    BY_PERSON,
    SHARE,
    Act,
    Item,
    Receiver,
    ReceiverKind,
    Share,
    against_entrusting,
    possible,
    unticked,
    words_of_open,
)


@dataclass(frozen=True, slots=True)
class Sides:
    """What somebody is to a share; `person` has it by name, `reporter` has reported the result that waits."""

    giver: bool
    receiver: bool
    person: bool
    reporter: bool = False


def is_for(act: Act, sides: Sides) -> bool:
    """Tell whether an act is one of somebody who is that to a share."""
    return against_side(act, sides) is None


def against_side(act: Act, sides: Sides) -> tuple[str, str] | None:
    """Say in Chinese and English why an act is not for somebody who is that to a share; None if it is."""
    if act in BY_DISPATCHER:
        if not sides.giver:
            return "这一步由派单方来办。", "This is for who gave the task to do."
        if act is Act.CONFIRM and sides.reporter:
            return "结果是您上报的，请由派单方的其他人确认。", "You reported this result; somebody else confirms it."
        return None
    if sides.receiver or (sides.person and act in BY_PERSON):
        return None
    return "这一步由接收方来办。", "This is for the receiver to do."


def answers_as_giver(scope: Iterable[str], giver: str, share: Receiver) -> bool:
    """Tell whether somebody is who gave a task, or answers above it and neither has the share nor answers to who has.

    Args:
        scope: prefixes of the areas it answers for; `giver` is the code of the giver's area.
    """
    got = prefix_of(share.area_code) if share.kind is ReceiverKind.AREA else None
    return any(
        giver.startswith(each) and (each == prefix_of(giver) or got is None or not each.startswith(got))
        for each in scope
    )


def bar(share: Share, act: Act, items: tuple[Item, ...], sides: Sides) -> str | None:
    """Say in Chinese why somebody may not do something with a share now; None where it may."""
    if (share.state, act) not in SHARE.table:
        return SHARE.refusal(share.state, act, possible(share)).zh
    if not_theirs := against_side(act, sides):
        return not_theirs[0]
    if against := against_entrusting(share, act):
        return against[0]
    left = unticked(share, items) if act is Act.REPORT else []
    return words_of_open(left) if left else None
