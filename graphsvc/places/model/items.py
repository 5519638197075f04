"""Service items (服务事项): what a department offers at points, in which way, and which papers it takes."""

from dataclasses import dataclass

from graphsvc.places.model.points import NOT_THEIRS, ServicePointClass
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine

MOST_PAPERS = 20
MOST_ALIASES = 12
MOST_POINTS = 100


class ServiceWay(Labelled):
    """How somebody gets what an item offers (办理方式)."""

    ON_THE_SPOT = "ON_THE_SPOT", "现场办理", "Done on the spot"
    BY_AGENT = "BY_AGENT", "帮办代办", "Somebody there does it for you"
    REFERRAL = "REFERRAL", "转介", "Passed on to who does it"


class ServiceItemState(Labelled):
    """Whether an item is offered (服务事项状态)."""

    OFFERED = "OFFERED", "可办理", "Offered"
    WITHDRAWN = "WITHDRAWN", "已取消", "No longer offered"


class ServiceItemAction(Labelled):
    """What can be done with a service item (服务事项步骤)."""

    AMEND = "AMEND", "更新", "Change what is told of it, and where it is offered"
    WITHDRAW = "WITHDRAW", "取消", "Offer it no longer"


_S, _A = ServiceItemState, ServiceItemAction
ITEM = Machine("service item", {(_S.OFFERED, _A.AMEND): _S.OFFERED, (_S.OFFERED, _A.WITHDRAW): _S.WITHDRAWN})


def bar_item(state: ServiceItemState, action: ServiceItemAction, *, theirs: bool) -> str | None:
    """Say in Chinese why somebody may not take a step now; None where it may. The statement `step` decides alike."""
    return ITEM.bar(state, action) or (None if theirs else NOT_THEIRS)


@dataclass(frozen=True, slots=True)
class ItemDetails:
    """What is told of an item, all of it anew each time; `points` are ids of where it is offered."""

    title: str
    item_class: ServicePointClass
    ways: tuple[ServiceWay, ...]
    papers: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    points: tuple[str, ...] = ()

    def row(self) -> dict[str, object]:
        """Its properties in the graph, but where it is offered."""
        return {
            "title": self.title,
            "class": self.item_class.value,
            "ways": [each.value for each in ServiceWay if each in self.ways],
            "papers": list(self.papers),
            "aliases": list(dict.fromkeys(self.aliases)),
        }
