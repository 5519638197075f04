"""Grid items (网格事项): what departments may ask of grids, admitted by the grid body of an area (准入).

What is not admitted and in force may not be asked. A temporary item ends by itself after its last day: its state is
read for a day, so that nobody has to end it. Classes: chapter 3 of a city's regulation of grid work.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from graphsvc.codes import AreaLevel, prefix_of
from graphsvc.errors import BadInput
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine

BODIES = (AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT)
"""Levels of areas that have a grid body."""
MOST_MINUTES = 24 * 60
LONGEST_TEMPORARY = timedelta(days=183)
"""From application to the last day of a temporary item; what goes on longer is no longer temporary."""


class GridItemClass(Labelled):
    """Which of the eight kinds of work in grids an item is (事项类别)."""

    PUBLICITY = "PUBLICITY", "政策宣传", "Spread word of policies"
    COLLECTION = "COLLECTION", "信息采集与民意收集", "Collect facts and opinions"
    DISPUTES = "DISPUTES", "信访与矛盾化解", "Petitions and disputes"
    RISKS = "RISKS", "安全隐患协助排查", "Help to look for risks"
    CARE = "CARE", "志愿服务与关爱", "Volunteers and care for those who need it"
    ERRANDS = "ERRANDS", "困难群众代办", "Errands for people in difficulty"
    EMERGENCIES = "EMERGENCIES", "应急处置与微网格响应", "Emergencies and response of micro grids"
    OTHER = "OTHER", "其他", "Other"


class GridItemState(Labelled):
    """Where a grid item stands (事项状态)."""

    APPLIED = "APPLIED", "已申请", "A department has applied"
    ADMITTED = "ADMITTED", "已准入", "Admitted, not published yet"
    IN_FORCE = "IN_FORCE", "已公布", "Published: tasks are given for it while its days last"
    RETIRED = "RETIRED", "已退出", "Taken off the list, or past its last day"
    REFUSED = "REFUSED", "未准入", "Not admitted"
    WITHDRAWN = "WITHDRAWN", "已撤回", "Taken back by who applied"


class GridItemAction(Labelled):
    """What can be done with a grid item (事项步骤)."""

    ADMIT = "ADMIT", "准入", "Admit it, as the grid body"
    REFUSE = "REFUSE", "不予准入", "Refuse it, as the grid body"
    PUBLISH = "PUBLISH", "公布", "Put it on the published list"
    RETIRE = "RETIRE", "退出", "Take it off the list"
    WITHDRAW = "WITHDRAW", "撤回申请", "Take the application back, as who applied"


_S, _A = GridItemState, GridItemAction
ITEM = Machine(
    "grid item",
    {
        (_S.APPLIED, _A.ADMIT): _S.ADMITTED,
        (_S.APPLIED, _A.REFUSE): _S.REFUSED,
        (_S.APPLIED, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.ADMITTED, _A.PUBLISH): _S.IN_FORCE,
        (_S.ADMITTED, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.IN_FORCE, _A.RETIRE): _S.RETIRED,
    },
)
OWN_APPLICATION = "申请人不能自己准入，请由他人办理。"
PAST = "最后一天已过，不能再办理；请重新申请。"
TIMELY = (_A.ADMIT, _A.PUBLISH)
"""Steps that make no sense once the last day has passed."""


@dataclass(frozen=True, slots=True)
class Application:
    """A grid item as it is applied for; `area` is that of the grid body, `department` the id of a unit.

    `minutes` is what it takes a grid worker each time, `rule` when it is done (RFC 5545 RRULE; once where None).
    """

    area: str
    department: str
    title: str
    item_class: GridItemClass
    basis: str
    minutes: int
    rule: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    temporary: bool = False

    def check(self, today: date) -> None:
        """
        Raises:
            BadInput: no grid body stands there, or its days are not in order.
        """
        if len(prefix_of(self.area)) not in (6, 9):
            raise BadInput(
                "事项由区县或镇街的网格管理机构准入，请填区县或镇街代码。",
                "Items are admitted by the grid body of a district or subdistrict.",
            ).at("item", "area")
        if self.temporary and self.ends_on is None:
            raise BadInput("临时紧急事项须填最后一天。", "A temporary item has a last day.").at("item", "endsOn")
        if self.ends_on and self.ends_on < max(today, self.starts_on or today):
            raise BadInput(
                "最后一天不能早于今天或第一天。", "The last day is not before today, nor before the first one."
            ).at("item", "endsOn")
        if self.temporary and self.ends_on and self.ends_on > today + LONGEST_TEMPORARY:
            raise BadInput(
                f"临时紧急事项最长 {LONGEST_TEMPORARY.days} 天，更长的请按常规事项申请。",
                f"A temporary item lasts {LONGEST_TEMPORARY.days} days at most; apply for a regular one.",
            ).at("item", "endsOn")


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """How a grid item stands: its stored state, its last day, who applied and for which area of a grid body."""

    state: GridItemState
    ends_on: date | None = None
    applied_by: str = ""

    def on(self, day: date) -> GridItemState:
        """Tell its state on a day: what is past its last day is off the list."""
        past = self.state is GridItemState.IN_FORCE and self.ends_on is not None and self.ends_on < day
        return GridItemState.RETIRED if past else self.state


def bar_step(standing: ItemStanding, action: GridItemAction, by: str, today: date, *, theirs: bool) -> str | None:
    """Say in Chinese why somebody may not take a step now; None where it may. The statement `step` decides alike.

    Args:
        theirs: whether the caller's role and areas let it take such a step with this item.
    """
    if bar := ITEM.bar(standing.on(today), action):
        return bar
    if not theirs:
        return NOT_THEIRS[action]
    if action in TIMELY and standing.ends_on is not None and standing.ends_on < today:
        return PAST
    return OWN_APPLICATION if action is GridItemAction.ADMIT and standing.applied_by == by else None


NOT_THEIRS = dict.fromkeys(GridItemAction, "须由该区域的网格管理机构办理。") | {
    GridItemAction.WITHDRAW: "须由申请部门或该区域的网格管理机构办理。"
}
