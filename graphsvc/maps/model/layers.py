"""Layers of the map (图层): what each counts, on which days it can be asked for, where tiles lie without outlines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graphsvc.vocabulary.labelled import Labelled

COLUMNS = 5
"""Tiles side by side, as many as a phone shows with their names."""


class MapLayerKind(Labelled):
    """What a layer of the map counts; never people, only what stands on lists (图层)."""

    OPEN_CASES = "OPEN_CASES", "未结事件", "Cases that still have to come to an end"
    UNCOVERED_GRIDS = "UNCOVERED_GRIDS", "未覆盖网格", "Grids that no party cell covers"
    FORCES = "FORCES", "治理力量", "Entries of the ledger of forces"
    MISSED_VISITS = "MISSED_VISITS", "漏访", "Visits whose day is over and that nobody has reported"
    PATROL_PLACES = "PATROL_PLACES", "巡查场所", "Places of patrol plans"
    SERVICE_POINTS = "SERVICE_POINTS", "家门口服务点", "Service points that are there"
    KEY_PLACES = "KEY_PLACES", "重点场所", "Key places on the list"
    OPEN_HAZARDS = "OPEN_HAZARDS", "未消除隐患", "Hazards at key places that are still there"

    @property
    def dated(self) -> bool:
        """Whether it can be asked for as it was on another day."""
        return self in _DATED


_DATED = frozenset(
    {MapLayerKind.UNCOVERED_GRIDS, MapLayerKind.FORCES, MapLayerKind.SERVICE_POINTS, MapLayerKind.KEY_PLACES}
)


@dataclass(frozen=True, slots=True)
class Place:
    """An area that is drawn, with the days on which it is there: from `since` on, and no more on `until`."""

    code: str
    name: str
    since: date | None = None
    until: date | None = None

    def there(self, day: date) -> bool:
        """Whether it is there on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or self.until > day)


@dataclass(frozen=True, slots=True)
class Tile:
    """Where an area lies in the schematic picture: column and row, both from 0."""

    column: int
    row: int


def tiles(places: Sequence[Place]) -> dict[str, Tile]:
    """Lay out areas that have no outline, by code.

    Who came first lies first, so that a new area moves no other one; one that is gone leaves a gap. So the same area
    lies at the same place on every day.

    Args:
        places: all that ever were there.
    """
    ordered = sorted(places, key=lambda place: (place.since or date.min, place.code))
    return {place.code: Tile(number % COLUMNS, number // COLUMNS) for number, place in enumerate(ordered)}
