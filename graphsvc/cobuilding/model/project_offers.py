"""Which steps a project offers to whom, and the reason in Chinese why it withholds the others."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphsvc.cobuilding.model.gates import Barred
from graphsvc.cobuilding.model.project import MACHINE, ProjectAction, ProjectState, RatingSide

RIGHTS = {
    ProjectAction.CLAIM: "提供资源的单位或镇街",
    ProjectAction.DECLINE: "提供资源的单位或镇街",
    ProjectAction.COORDINATE: "需求所在地的社区、镇街或提供资源的单位",
    ProjectAction.DELIVER: "需求所在地的社区、镇街或提供资源的单位",
    ProjectAction.FEED_BACK: "需求所在地的社区或镇街",
    ProjectAction.WITHDRAW: "需求所在地的社区、镇街或提供资源的单位",
}
_SIDES = {RatingSide.COMMUNITY: "需求所在地的社区或镇街", RatingSide.UNIT: "提供资源的一方"}


@dataclass(frozen=True, slots=True)
class Reach:
    """Where an action is the caller's to take: under these prefixes of area codes, and for this unit."""

    scope: tuple[str, ...]
    unit: str = ""

    def covers(self, area_code: str) -> bool:
        """Whether an area lies within."""
        return any(area_code.startswith(prefix) for prefix in self.scope)


@dataclass(frozen=True, slots=True)
class Standing:
    """A project as its offers need it.

    Attributes:
        units: ids of the units that offer what it uses; `areas` are codes of areas that do.
        barring: what would keep it from being claimed now.
    """

    state: ProjectState
    area_code: str
    rated: frozenset[RatingSide]
    units: tuple[str, ...]
    areas: tuple[str, ...]
    barring: tuple[Barred, ...]


@dataclass(frozen=True, slots=True)
class ProjectOffer:
    """One step for one caller, of one side where it is a rating: possible, or the reason why not."""

    action: ProjectAction
    side: RatingSide | None
    zh: str | None


def project_offers(standing: Standing, reaches: Mapping[ProjectAction, Reach]) -> tuple[ProjectOffer, ...]:
    """List every step, ratings once for each side."""
    steps = [(action, None) for action in ProjectAction if action is not ProjectAction.RATE]
    ratings = [(ProjectAction.RATE, side) for side in RatingSide]
    return tuple(
        ProjectOffer(action, side, _against(standing, reaches[action], action, side))
        for action, side in [*steps, *ratings]
    )


def not_theirs(action: ProjectAction, side: RatingSide | None = None) -> str:
    """Say in Chinese whose a step is."""
    return f"这一步由{_SIDES[side] if side else RIGHTS[action]}来办。"


def _against(standing: Standing, reach: Reach, action: ProjectAction, side: RatingSide | None) -> str | None:
    if barred := MACHINE.bar(standing.state, action):
        return barred
    if not _theirs(standing, reach, action, side):
        return not_theirs(action, side)
    if side in standing.rated:
        return "本方已评价过该项目。"
    if action is ProjectAction.CLAIM and standing.barring:
        return f"不能认领：{'；'.join(each.zh for each in standing.barring)}。"
    return None


def _theirs(standing: Standing, reach: Reach, action: ProjectAction, side: RatingSide | None) -> bool:
    """As the statements of the steps have it: officials of the place, and for most steps who gives."""
    here, gives = reach.covers(standing.area_code), reach.unit in standing.units
    if side is RatingSide.UNIT:
        lends = any(reach.covers(code) for code in standing.areas)
        return "" in reach.scope or gives or (lends and not here)
    if side is RatingSide.COMMUNITY or action is ProjectAction.FEED_BACK:
        return here
    return here or gives
