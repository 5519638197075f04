"""What keeps a project from being claimed, whatever was true when it was proposed, in words an official can act on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graphsvc.cobuilding.model.window import Window, days_needed, opening
from graphsvc.vocabulary.labelled import Labelled

MOST_NAMED = 20  # bars in one refusal


class Bar(Labelled):
    """Why a resource cannot be used for a need, or a need not be worked on (不能认领的原因)."""

    STOPPED = "STOPPED", "已停止提供", "is not on offer any more"
    PENDING = "PENDING", "待提供单位确认", "waits for the yes of the unit in whose name it is offered"
    PERSONAL = "PERSONAL", "由个人提供，请社区直接联系", "is a person's; ask that person"
    OWN = "OWN", "是提出需求的单位自己的", "is the raiser's own"
    OUT_OF_AREA = "OUT_OF_AREA", "不服务该地", "serves another area"
    NOT_YET = "NOT_YET", "届时尚未开放", "opens later"
    EXPIRED = "EXPIRED", "已到期", "has ended"
    NO_SESSION = "NO_SESSION", "该时段没有开放场次", "has no session on these days"
    FULL = "FULL", "名额已满", "is full"
    SHORT = "SHORT", "名额不足", "has not enough left"
    CLOSED = "CLOSED", "需求已关闭或暂停", "is closed or paused"
    TAKEN = "TAKEN", "已有在办项目", "has a project in progress"
    BEYOND = "BEYOND", "用量超出所需", "needs less than that"


@dataclass(frozen=True, slots=True)
class Barred:
    """A resource or need by its id, and what stands in its way; `most` is how much would do, where that is said."""

    id: str
    bar: Bar
    most: int | None = None

    @property
    def zh(self) -> str:
        """As it is read in a refusal."""
        most = "" if self.most is None else f"（最多 {self.most}）"
        return f"{self.id} {self.bar.zh}{most}"

    @property
    def en(self) -> str:
        """As `zh`, in English."""
        most = "" if self.most is None else f" (at most {self.most})"
        return f"{self.id} {self.bar.en}{most}"


def bars(stated: Sequence[Sequence[Any]], offered: Sequence[Mapping[str, Any]], today: date) -> tuple[Barred, ...]:
    """List what stands in the way of a claim, each resource and need once.

    Args:
        stated: id and bar, and of a need how much it lacks, as the statement found them behind the lock.
        offered: what has a recurrence: `id`, `recurrence`, `opens`, `closes`, and the need's `first` and `last` day.
    """
    found = {id_: Barred(id_, Bar(bar), *(lacks if bar == Bar.BEYOND else ())) for id_, bar, *lacks in stated}
    for each in offered:
        opens, closes, first, last = (_day(each[name]) for name in ("opens", "closes", "first", "last"))
        needed, window = days_needed(first, last, today), Window(opens, closes)
        if each["id"] not in found and not opening(each["recurrence"], window, needed).days:
            found[each["id"]] = Barred(each["id"], Bar.NO_SESSION)
    return tuple(found[id_] for id_ in sorted(found))[:MOST_NAMED]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
