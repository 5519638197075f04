"""Outlines of areas as GraphQL shows them: open to everyone who is signed in, as a map on the wall."""

from __future__ import annotations

from datetime import date

from graphsvc.cypher.fragments import holds
from graphsvc.gql.schema.fields import Argument, adds_to, at, one, row
from graphsvc.org.api.areas import Area
from graphsvc.org.api.validity import AS_OF

OUTLINE = f"MATCH (@this)<-[:OUTLINES]-(@edge:Outline)\nWHERE {holds('@edge')}\n"
DRAWN = (
    OUTLINE + "WITH @edge {.since, .until, .west, .south, .east, .north, .squareKilometres, .vertices, .source, .crs, "
    ".importedAt, geometry: CASE WHEN $simplified THEN @edge.simplified ELSE @edge.geometry END} AS @it"
)
CENTER = OUTLINE + "WITH @edge {.longitude, .latitude} AS @it"
SIMPLIFIED = Argument(
    bool, "With fewer corners, enough for a screen; false for all that were brought (简化).", default=True
)


@row("The outline of an area, in degrees of WGS 84 (区域边界).")
class AreaOutline:
    """`@this` is a map."""

    geometry: str = at("@this.geometry", "A GeoJSON geometry as text, always a MultiPolygon (边界图形).")
    since: date | None = at("@this.since", "First day on which it holds; null when always (起).")
    until: date | None = at("@this.until", "First day on which it holds no more; null while it does (止).")
    west: float = at("@this.west", "Its box: least longitude (西).")
    south: float = at("@this.south", "Its box: least latitude (南).")
    east: float = at("@this.east", "Its box: greatest longitude (东).")
    north: float = at("@this.north", "Its box: greatest latitude (北).")
    square_kilometres: float = at("@this.squareKilometres", "How large it is, to draw by (约合平方公里).")
    corners: int = at("@this.vertices", "How many corners it has, not simplified (顶点数).")
    source: str = at("@this.source", "Where it comes from (数据来源).")
    crs: str = at("@this.crs", "The reference system that was declared; GCJ-02 has been converted (原坐标系).")


@row("A point inside an area, to write its name at (区域中心).")
class AreaCenter:
    """`@this` is a map."""

    longitude: float = at("@this.longitude", "In degrees of WGS 84 (经度).")
    latitude: float = at("@this.latitude", "In degrees of WGS 84 (纬度).")


@adds_to(Area)
class AreaMap:
    """How an area is drawn."""

    outline: AreaOutline | None = one(
        DRAWN,
        "Its outline on a day; null where nobody has brought one (区域边界).",
        simplified=SIMPLIFIED,
        as_of=AS_OF,
    )
    center: AreaCenter | None = one(
        CENTER, "A point inside its outline on a day; null without one (区域中心).", as_of=AS_OF
    )
