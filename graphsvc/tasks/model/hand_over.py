"""Between whom a share of a task is handed over (横向移交): equals, never back to who gave it."""

from graphsvc.codes import DIGITS, AreaLevel, prefix_of, stem
from graphsvc.errors import BadInput
from graphsvc.tasks.model.task import Direction, Receiver, ReceiverKind, direction

_OUTER = {2: 0, 6: 2, 9: 6, 12: 9}
"""How many digits of a prefix are those of what the area lies in, by how many it has; the rest lie in communities."""


def check_hand_over(share: Receiver, to: Receiver, giver: str, given_by: str) -> None:
    """Check that a share is handed over between equals, and not back to who gave it.

    Args:
        giver: the code of the giver's area; `given_by` is the subject that gave the task.
    Raises:
        BadInput: it is not.
    """
    if to.id in (giver, given_by):
        raise BadInput(
            "不能移交给派单方；办不了的，请上报情况，由派单方退回或撤回。",
            "A share is not handed over to who gave it; report, and who gave it sends it back or withdraws it.",
        ).at("to")
    if to.kind is ReceiverKind.PERSON:
        return
    if to.kind is share.kind is ReceiverKind.AREA:
        equal = to.id != share.id and _place(to.id) == _place(share.id)
    elif to.kind is ReceiverKind.UNIT:
        equal = stem(to.area_code, AreaLevel.DISTRICT) == stem(share.area_code, AreaLevel.DISTRICT)
    else:
        equal = direction(prefix_of(giver), prefix_of(to.area_code)) is Direction.DOWN
    if not equal:
        raise BadInput(
            "只在平级之间移交：区域移交给同一上级的同级区域，单位移交给本区县的单位或派单方下面的区域；也可点名到人。",
            "A share is handed over between equals: an area to one of the same level under the same superior, a unit "
            "to a unit of its district or an area under the giver; or to a person.",
        ).at("to")


def _place(code: str) -> tuple[int, str]:
    """Return the level of an area, as the length of its prefix, and the digits of what it lies in."""
    length = len(prefix_of(code))
    return length, code[: _OUTER.get(length, DIGITS[AreaLevel.COMMUNITY])]
