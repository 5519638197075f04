"""Layers of the map, each counted by one statement over an index of areas, so that a figure is its list's length."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graphsvc.access.principal import Grant
from graphsvc.codes import LEVELS, AreaLevel
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader
from graphsvc.errors import BadInput, NotFound
from graphsvc.maps.model.layers import MapLayerKind, Place, Tile, tiles

TEXTS = statements(Path(__file__).with_name("layers.cypher"))
MOST_PARTS = 1_200
"""Parts of a layer: a city's subdistricts, not its communities."""
_DIGITS = {2: 6, 3: 9, 4: 12, 5: 15}
"""Digits of the codes of a level."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which layer, of which area, by areas of which level below it, as on which day."""

    layer: MapLayerKind
    area: str
    day: date
    today: date
    level: AreaLevel | None = None

    def check(self) -> None:
        """
        Raises:
            BadInput: another day of what is known for today only, or estates, which lie across grids.
        """
        if self.day != self.today and not self.layer.dated:
            raise BadInput(
                f"“{self.layer.zh}”只能看今天的。", f"{self.layer.value} can be asked for as of today only."
            ).at("asOf")
        if self.level is AreaLevel.ESTATE:
            raise BadInput(
                "小区跨网格，不作为图上的区域。", "Estates lie across grids and are no areas of the map."
            ).at("level")


@dataclass(frozen=True, slots=True)
class Part:
    """What a layer counts in one area below, `of` how many where that tells something, and its tile."""

    place: Place
    tile: Tile
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of an area: what lies in its parts, and what lies in none of them."""

    level: AreaLevel | None
    parts: tuple[Part, ...]
    direct: int
    of: int

    @property
    def total(self) -> int:
        """Everything in the area."""
        return self.direct + sum(part.count for part in self.parts)


async def read_layer(graph: Reader, grant: Grant, asked: Asked) -> Layer:
    """Count a layer.

    Raises:
        NotFound: no such area in the caller's areas. BadInput: as `Asked.check`.
    """
    asked.check()
    scope = list(grant.scope)
    number = asked.level.number if asked.level else None
    found = await graph.read(
        Statement(TEXTS["places"], {"area": asked.area, "scope": scope, "level": number, "most": MOST_PARTS + 1})
    )
    if not found:
        raise NotFound("没有这个区域，或不在您的管辖范围内。", "No such area in your scope.")
    level, prefix, rows = found[0]
    below = number or level + 1
    if below <= level and number is not None:
        raise BadInput("请选本区域以下的层级。", "Give a level below the area's own.").at("level")
    if len(rows) > MOST_PARTS:
        raise BadInput(
            f"下级超过 {MOST_PARTS} 个，请缩小范围。", f"More than {MOST_PARTS} areas; take a smaller one."
        ).at("level")
    digits = _DIGITS.get(below, len(prefix))
    given = {"prefix": prefix, "digits": digits, "scope": scope, "asOf": asked.day, "today": asked.today}
    counted = await graph.read(Statement(TEXTS[asked.layer.value.lower()], given), Lane.HEAVY)
    places = [Place(code, name, _day(since), _day(until)) for code, name, since, until in rows]
    return _layer(below, places, counted, asked.day)


def _layer(below: int, places: Sequence[Place], counted: Sequence[Sequence[object]], day: date) -> Layer:
    digits = _DIGITS.get(below, 0)
    told = {str(part): (int(str(rows)), int(str(whole))) for part, rows, whole in counted}
    lie = tiles(places)
    parts = tuple(
        Part(place, lie[place.code], *told.pop(place.code[:digits], (0, 0))) for place in places if place.there(day)
    )
    direct = sum(rows for rows, _ in told.values())
    whole = sum(whole for _, whole in told.values()) + sum(part.of for part in parts)
    return Layer(LEVELS[below - 1] if places else None, parts, direct, whole)


def _day(given: object) -> date | None:
    return None if given is None else date.fromisoformat(str(given))
