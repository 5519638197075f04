"""How near a provider stands to a place through the organization graph."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graphsvc.codes import prefix_of
from graphsvc.vocabulary.labelled import Labelled


class Distance(Labelled):
    """How near a provider stands, the nearest first (组织距离)."""

    OWN_AREA = "OWN_AREA", "本区域自有", "The place's own"
    SAME_BIG_PARTY_COMMITTEE = "SAME_BIG_PARTY_COMMITTEE", "同一大党委", "On the community's big party committee"
    SAME_BIG_WORK_COMMITTEE = "SAME_BIG_WORK_COMMITTEE", "同一大工委", "On the subdistrict's big work committee"
    NEIGHBOURING_COMMITTEE = "NEIGHBOURING_COMMITTEE", "邻近大党委", "On another committee of the subdistrict"
    SAME_SUBDISTRICT = "SAME_SUBDISTRICT", "同一镇街", "In the subdistrict"
    SAME_DISTRICT = "SAME_DISTRICT", "同一区县", "In the district"
    BEYOND = "BEYOND", "区县之外", "Beyond the district"


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
    """Who offers a resource: a unit, or an area itself.

    Attributes:
        area: code of where it stands.
        lately: projects proposed to it of late, with whatever it offers and wherever.
    """

    id: str
    name: str
    is_unit: bool
    area: str
    lately: int = 0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A place, the areas from the city down to it, the joint committees of its subdistrict, names of areas by code."""

    place: Area
    chain: Sequence[Area]
    committees: Sequence[Committee]
    names: Mapping[str, str]
    _joined: dict[str, list[Committee]] = field(init=False, repr=False)
    _within: Sequence[tuple[str, Distance]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        joined: dict[str, list[Committee]] = {}
        for committee in sorted(self.committees, key=lambda each: each.id):
            for member in committee.members:
                joined.setdefault(member, []).append(committee)
        levels = {area.level: prefix_of(area.code) for area in self.chain}
        within = [(levels[level], distance) for level, distance in _BY_LEVEL.items() if level in levels]
        object.__setattr__(self, "_joined", joined)
        object.__setattr__(self, "_within", within)

    def reach(self, provider: Provider) -> tuple[Distance, Committee | None]:
        """How near a provider is, and the committee that joins it to the place, if one does."""
        if not provider.is_unit and self.place.code.startswith(prefix_of(provider.area)):
            return Distance.OWN_AREA, None
        near = [(self._by(committee), committee) for committee in self._joined.get(provider.id, ())]
        if near:
            return min(near, key=lambda each: (_ORDER[each[0]], each[1].id))
        return next((at for prefix, at in self._within if provider.area.startswith(prefix)), Distance.BEYOND), None

    def _by(self, committee: Committee) -> Distance:
        if not self.place.code.startswith(prefix_of(committee.area)):
            return Distance.NEIGHBOURING_COMMITTEE
        return Distance.SAME_BIG_PARTY_COMMITTEE if committee.big_party else Distance.SAME_BIG_WORK_COMMITTEE


_BY_LEVEL = {3: Distance.SAME_SUBDISTRICT, 2: Distance.SAME_DISTRICT}  # the nearest first
_ORDER = {distance: at for at, distance in enumerate(Distance)}
