"""Queries of the map: a layer of an area, and which areas hold a point."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.codes import AreaLevel
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.maps.model.layers import MapLayerKind
from graphsvc.maps.store import layers as store
from graphsvc.maps.store.holding import areas_at
from graphsvc.maps.store.layers import MOST_PARTS
from graphsvc.org.api.areas import Area
from graphsvc.org.api.arguments import AreaCode, argument

MOST_AROUND = 6
NEEDED = {
    MapLayerKind.OPEN_CASES: Operation.READ_CASES,
    MapLayerKind.UNCOVERED_GRIDS: Operation.READ_STRUCTURE,
    MapLayerKind.FORCES: Operation.READ_PEOPLE,
    MapLayerKind.MISSED_VISITS: Operation.READ_CASES,
    MapLayerKind.PATROL_PLACES: Operation.READ_CASES,
    MapLayerKind.SERVICE_POINTS: Operation.READ_STRUCTURE,
    MapLayerKind.KEY_PLACES: Operation.READ_CASES,
    MapLayerKind.OPEN_HAZARDS: Operation.READ_CASES,
}
"""What somebody may read who is told the figures of a layer."""

Kind = Annotated[MapLayerKind, argument("What is counted (图层).")]
Level = Annotated[AreaLevel | None, argument("By areas of this level; those directly below when left out (层级).")]
On = Annotated[date | None, argument("As on this day; today when left out; some layers know no other (截止日期).")]
Longitude = Annotated[float, argument("In degrees of WGS 84 (经度).", Constraint(min=-180, max=180))]
Latitude = Annotated[float, argument("In degrees of WGS 84 (纬度).", Constraint(min=-90, max=90))]


@strawberry.type(description="What a layer counts in one area, and where that is drawn (图层分区).")
class MapPart:
    """A figure is the length of a list: `cases(filter: {within, open: true})` and the like."""

    code: strawberry.ID = strawberry.field(description="Its code, to go on from (区划代码).")
    name: str = strawberry.field(description="What it is called (名称).")
    count: int = strawberry.field(description="How many there are (数量).")
    of: int | None = strawberry.field(description="Of how many; null where the layer has no such figure (总数).")
    column: int = strawberry.field(description="Of its tile in the schematic picture, from 0 (示意图列).")
    row: int = strawberry.field(description="Of its tile, from 0; the same on every day (示意图行).")

    @strawberry.field(description="Which one it is (区域).")
    async def area(self, info: Info) -> Area | None:
        return await info.context.node(info, self.code)

    @classmethod
    def of_part(cls, part: store.Part, layer: MapLayerKind) -> MapPart:
        """Show one."""
        whole = part.of if layer is MapLayerKind.UNCOVERED_GRIDS else None
        place, tile = part.place, part.tile
        return cls(
            code=strawberry.ID(place.code),
            name=place.name,
            count=part.count,
            of=whole,
            column=tile.column,
            row=tile.row,
        )


@strawberry.type(description="A layer of the map (图层).")
class MapLayer:
    """The parts and what lies in none of them (`direct`) add up to the total."""

    layer: MapLayerKind = strawberry.field(description="What is counted (图层).")
    as_of: date = strawberry.field(description="The day (截止日期).")
    level: AreaLevel | None = strawberry.field(description="Level of its parts; null where there are none (层级).")
    total: int = strawberry.field(description="In the whole area (合计).")
    direct: int = strawberry.field(description="Of the area itself, in none of the parts (本级).")
    parts: list[MapPart] = strawberry.field(
        description=f"Areas of the level, at most {MOST_PARTS} (分区).",
        directives=[ListSize(assumed_size=MOST_PARTS)],
    )


@strawberry.type
class MapQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="A layer of the map: counts by areas below one, never points of people (一张图图层).",
        directives=[Cost(weight="300")],
    )
    async def map_layer(
        self, info: Info, area: AreaCode, layer: Kind, level: Level = None, as_of: On = None
    ) -> MapLayer | None:
        grant, today = info.context.may(NEEDED[layer]), info.context.today
        asked = store.Asked(layer, area, as_of or today, today, level)
        found = await store.read_layer(info.context.graph, grant, asked)
        return MapLayer(
            layer=layer,
            as_of=asked.day,
            level=found.level,
            total=found.total,
            direct=found.direct,
            parts=[MapPart.of_part(part, layer) for part in found.parts],
        )

    @strawberry.field(
        description=f"Areas whose outline holds a point on a day, the largest first, at most {MOST_AROUND} (所在区域).",
        directives=[ListSize(assumed_size=MOST_AROUND), Cost(weight="50")],
    )
    async def areas_at(
        self, info: Info, area: AreaCode, longitude: Longitude, latitude: Latitude, as_of: On = None
    ) -> list[Area] | None:
        info.context.may(Operation.READ_STRUCTURE)
        day = as_of or info.context.today
        codes = await areas_at(info.context.graph, longitude, latitude, day, area)
        found: list[Area] = await info.context.nodes(info, codes[:MOST_AROUND])
        return found
