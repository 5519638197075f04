"""How near a provider stands to a place through the organization graph, and the path that shows it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from graphsvc.codes import prefix_of


class Distance(StrEnum):
    """Nearest first."""

    OWN_AREA = "OWN_AREA"
    SAME_BIG_PARTY_COMMITTEE = "SAME_BIG_PARTY_COMMITTEE"
    SAME_BIG_WORK_COMMITTEE = "SAME_BIG_WORK_COMMITTEE"
    NEIGHBOURING_COMMITTEE = "NEIGHBOURING_COMMITTEE"
    SAME_SUBDISTRICT = "SAME_SUBDISTRICT"
    SAME_DISTRICT = "SAME_DISTRICT"
    BEYOND = "BEYOND"


NEARNESS = {
    Distance.OWN_AREA: 1.0,
    Distance.SAME_BIG_PARTY_COMMITTEE: 1.0,
    Distance.SAME_BIG_WORK_COMMITTEE: 0.7,
    Distance.NEIGHBOURING_COMMITTEE: 0.6,
    Distance.SAME_SUBDISTRICT: 0.4,
    Distance.SAME_DISTRICT: 0.2,
    Distance.BEYOND: 0.0,
}

WORDS = {
    Distance.OWN_AREA: "本区域自有",
    Distance.SAME_BIG_PARTY_COMMITTEE: "同在{}",
    Distance.SAME_BIG_WORK_COMMITTEE: "同在{}",
    Distance.NEIGHBOURING_COMMITTEE: "在邻近的{}",
    Distance.SAME_SUBDISTRICT: "同在本镇街",
    Distance.SAME_DISTRICT: "同在本区县",
    Distance.BEYOND: "在本区县之外",
}


@dataclass(frozen=True, slots=True)
class Area:
    """An area of the chain from the city down to the place; level 1 city … 5 grid, 6 estate."""

    code: str
    name: str
    level: int


@dataclass(frozen=True, slots=True)
class Committee:
    """A joint committee with the units that sit on it today; `big_party` tells 大党委 from 大工委."""

    id: str
    name: str
    big_party: bool
    area: str
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Provider:
    """Who offers a resource: a unit, or an area itself; `area` is the code where it stands."""

    id: str
    name: str
    is_unit: bool
    area: str


@dataclass(frozen=True, slots=True)
class Step:
    """A node of a path; `by` is the relationship that leads to it, `forward` whether it points there."""

    id: str
    label: str
    name: str
    by: str | None = None
    forward: bool = True


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A place, the areas from the city down to it, and the joint committees of its subdistrict."""

    place: Area
    chain: Sequence[Area]
    committees: Sequence[Committee]
    _joined: dict[str, list[Committee]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        joined: dict[str, list[Committee]] = {}
        for committee in sorted(self.committees, key=lambda each: each.id):
            for member in committee.members:
                joined.setdefault(member, []).append(committee)
        object.__setattr__(self, "_joined", joined)

    def of_level(self, level: int) -> Area | None:
        """The area of a level that the place is or lies in."""
        return next((area for area in self.chain if area.level == level), None)

    def reach(self, provider: Provider) -> tuple[Distance, Committee | None]:
        """How near a provider is, and the committee that joins it to the place, if one does."""
        if not provider.is_unit and self.place.code.startswith(prefix_of(provider.area)):
            return Distance.OWN_AREA, None
        near = [(self._by(committee), committee) for committee in self._joined.get(provider.id, ())]
        if near:
            return min(near, key=lambda each: (_ORDER[each[0]], each[1].id))
        for level, distance in ((3, Distance.SAME_SUBDISTRICT), (2, Distance.SAME_DISTRICT)):
            area = self.of_level(level)
            if area and provider.area.startswith(prefix_of(area.code)):
                return distance, None
        return Distance.BEYOND, None

    def _by(self, committee: Committee) -> Distance:
        if not self.place.code.startswith(prefix_of(committee.area)):
            return Distance.NEIGHBOURING_COMMITTEE
        return Distance.SAME_BIG_PARTY_COMMITTEE if committee.big_party else Distance.SAME_BIG_WORK_COMMITTEE

    def path(self, provider: Provider, resource: Step) -> list[Step]:
        """Nodes from the place to the resource, each with the relationship that leads to it."""
        distance, committee = self.reach(provider)
        label = "Unit" if provider.is_unit else _LABELS[_level(provider.area)]
        if committee:
            steps = self._up_to(committee.area)
            kind = "BigPartyCommittee" if committee.big_party else "BigWorkCommittee"
            steps.append(Step(committee.id, kind, committee.name, "SERVES", forward=False))
            steps.append(Step(provider.id, label, provider.name, "JOINS", forward=False))
        elif distance is Distance.OWN_AREA:
            steps = self._up_to(provider.area)
        else:
            common = self.of_level({Distance.SAME_SUBDISTRICT: 3, Distance.SAME_DISTRICT: 2}.get(distance, 1))
            steps = self._up_to(common.code if common else self.place.code)
            by = "LOCATED_IN|PART_OF" if provider.is_unit else "PART_OF"
            steps.append(Step(provider.id, label, provider.name, by, forward=False))
        return [*steps, resource]

    def _up_to(self, code: str) -> list[Step]:
        """The place and the areas above it up to one; across to an area beside the place by the one above both."""
        above = [area for area in reversed(self.chain) if area.level <= self.place.level]
        steps: list[Step] = []
        for area in above:
            by = "PART_OF" if steps else None
            steps.append(Step(area.code, _LABELS[area.level], area.name, by))
            if code.startswith(prefix_of(area.code)):
                break
        if steps[-1].id != code and len(code) >= 12 and _level(code) > _level(steps[-1].id):
            steps.append(Step(code, _LABELS[_level(code)], "", "PART_OF", forward=False))
        return steps


_ORDER = {distance: at for at, distance in enumerate(Distance)}
_LABELS = {1: "City", 2: "District", 3: "Subdistrict", 4: "Community", 5: "Grid", 6: "Estate"}


def _level(code: str) -> int:
    return {2: 1, 6: 2, 9: 3, 12: 4, 15: 5, 16: 6}[len(prefix_of(code))]
