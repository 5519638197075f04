"""Areas: the chain city, district, subdistrict, community, grid (市—区县—镇街—村社区—网格), and estates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import strawberry

from graphsvc.codes import LEVELS, AreaLevel
from graphsvc.cypher.fragments import holds, lies_in, lies_near
from graphsvc.gql.schema.fields import Argument, Connection, Criterion, along, at, each, family, node, one
from graphsvc.org.api.ties import TIES_UNDER
from graphsvc.org.api.validity import AS_OF, dated, dated_one, lasting
from graphsvc.org.model.areas import (
    CommunityKind,
    DistrictKind,
    GridKind,
    Line,
    SubdistrictKind,
)
from graphsvc.whereabouts import read_box, read_circle

if TYPE_CHECKING:
    from graphsvc.org.api.committees import BigPartyCommittee, BigWorkCommittee
    from graphsvc.org.api.party import PartyOrganization
    from graphsvc.org.api.people import Person, Service
    from graphsvc.org.api.ties import Tie
    from graphsvc.org.api.units import Unit
    from graphsvc.org.api.validity import Term


@family("Anything with an id of its own.", order=("@this.id",))
class Node:
    """Everything in the graph that can be asked for by id."""

    id: strawberry.ID = at("id", "Its id, the same for ever (编号).", find=True, plain=True)


LEVEL = f"{[level.value for level in LEVELS]}[@this.level - 1]"
"""The level of an area, of which the graph stores the place in the chain."""
READING = "substring(@this.pinyin, size(split(@this.pinyin, ' ')[0]) + 1)"
"""What a name sounds like, syllable by syllable; the graph stores the syllables joined, and then apart."""
PLACE = "MATCH (@it:Area {code: @this.areaCode})"
"""The area a thing belongs to, by the code it stores."""
BY_DEGREES = {
    "withinBox": Criterion(
        list[float],
        lies_in("@this", "$value"),
        "Its degrees lie in this box: west, south, east, north (框选范围).",
        read=read_box,
    ),
    "near": Criterion(
        list[float],
        lies_near("@this", "$value"),
        "No farther from a point than some metres: longitude, latitude, metres (附近).",
        read=read_circle,
    ),
}
"""How things are found that may store where they are; what stores nothing is in no box and near nothing."""

OF_LEVEL = Argument(AreaLevel, "How deep below: all areas of this one (层级).", read=lambda level: level.number)


def reading_of_name() -> Any:
    """The field by which lists run as a Chinese reader expects; names themselves are ordered by code points."""
    return at(READING, "How its name is read, without tones, to order names by (拼音).", sort=True)


@family("A place in the chain of areas (区域).")
class Area(Node):
    """What all levels share."""

    code: str = at("code", "Its code, 12 digits, 15 for a grid (区划代码).", find=True, sort=True, plain=True)
    name: str = at("name", "As the statistics office publishes it (名称).", find=True, sort=True)
    pinyin: str | None = reading_of_name()
    level: AreaLevel = at(LEVEL, "Where it stands in the chain from city to grid (层级).", find=True, sort=True)
    parent: Area | None = one("-[:PART_OF]->", "The area above it (上级).", find=True)
    children: Connection[Area] = lasting("<-[:PART_OF]-", "The areas right below it (下级).", find=True, sort=True)
    ancestors: list[Area] = each(
        "-[:PART_OF*1..5]->", "All above it, the nearest first, at most 5 (上级链条).", order=("size(@edge)",), most=5
    )
    descendants: Connection[Area] = along(
        "MATCH (@it:Area {level: $level})\nWHERE @it.code STARTS WITH @this.prefix AND @it <> @this",
        "All of one level below it (某级下级).",
        where=holds("@it"),
        level=OF_LEVEL,
        as_of=AS_OF,
    )
    since: date | None = at("since", "First day it is there; null when always (设立日期).", find=True)
    until: date | None = at("until", "First day it is there no more; null while it is (撤销日期).", find=True)
    predecessors: Connection[Area] = along("<-[:BECAME]-", "Areas that it was made from, or took over (原区划).")
    successors: Connection[Area] = along("-[:BECAME]->", "Areas that it became (新区划).")
    leading_organization: PartyOrganization | None = dated_one(
        "<-[:LEADS]-", "The party organization that leads it (领导党组织).", there=True
    )
    horizontal_links: Connection[Tie] = along(TIES_UNDER, "Ties across the hierarchy (横向联动).", as_of=AS_OF)


@node("A city (市).")
class City(Area):
    """Level 1."""

    districts: Connection[District] = lasting("<-[:PART_OF]-", "Districts and counties right below it (区县).")


@node("A district or county (区县).")
class District(Area):
    """Level 2."""

    kind: DistrictKind | None = at("kind", "District or county (区县类别).", find=True, sort=True)
    subdistricts: Connection[Subdistrict] = lasting("<-[:PART_OF]-", "Subdistricts and towns right below it (镇街).")


@node("A subdistrict, town or township (镇街).")
class Subdistrict(Area):
    """Level 3."""

    kind: SubdistrictKind | None = at("kind", "Subdistrict, town or township (镇街类别).", find=True, sort=True)
    civil_code: str | None = at("civilCode", "Code in the civil-affairs scheme (民政区划代码).", find=True, plain=True)
    communities: Connection[Community] = lasting(
        "<-[:PART_OF]-", "Communities and villages right below it (村社区).", sort=True
    )
    big_work_committee: BigWorkCommittee | None = dated_one(
        "<-[:SERVES]-", "Work committee that units of the subdistrict sit on (大工委).", there=True, find=True
    )


@node("A community or village (村社区).")
class Community(Area):
    """Level 4."""

    kind: CommunityKind | None = at("kind", "Urban community or village (村社区类别).", find=True, sort=True)
    grids: Connection[Grid] = lasting("<-[:PART_OF]-", "General and special grids of the community (网格).", sort=True)
    estates: Connection[Estate] = lasting("<-[:PART_OF]-", "Housing estates in it (小区).")
    units: Connection[Unit] = dated("<-[:LOCATED_IN]-", "Units that stand here (驻区单位).", find=True, sort=True)
    big_party_committee: BigPartyCommittee | None = dated_one(
        "<-[:SERVES]-", "Party committee that units of the community sit on (大党委).", there=True, find=True
    )


@node("A grid, the smallest cell of governance (网格).")
class Grid(Area):
    """Level 5."""

    kind: GridKind | None = at("kind", "General or dedicated (网格类别).", find=True, sort=True)
    household_count: int | None = at(
        "households", "How many households live there, by the last count (户数).", find=True, sort=True
    )
    population: int | None = at("population", "People living here (人口数).", find=True, sort=True)
    estates: Connection[Estate] = dated("-[:CONTAINS]->", "Estates wholly or partly in it (小区).")
    neighbours: Connection[Grid] = dated("-[:ADJACENT_TO]-", "Neighbouring grids of its community (相邻网格).")
    line_grids: Connection[LineGrid] = dated("<-[:OVERLAPS]-", "Line grids on the same place (条线网格).", find=True)
    party_cells: Connection[PartyOrganization, Term] = dated(
        "<-[:COVERS]-", "Party cells that cover it (网格党组织).", there=True, find=True
    )
    forces: Connection[Person, Service] = dated("<-[:SERVES_IN]-", "Forces embedded here (嵌入力量).", sort=True)
    residents: Connection[Person] = dated("<-[:LIVES_IN]-", "People on record who live here (居民).", sort=True)


@node("A residential estate (小区).")
class Estate(Area):
    """Beside the grids: a large one is split over several, a small one shares one."""

    household_count: int | None = at(
        "households", "How many households live there, by the last count (户数).", find=True, sort=True
    )
    grids: Connection[Grid] = dated("<-[:CONTAINS]-", "Grids it lies in (所在网格).")
    party_cells: Connection[PartyOrganization, Term] = dated(
        "<-[:COVERS]-", "Party cells that cover it (小区党组织).", there=True, find=True
    )


@node("A grid of one line of work, until it is merged (条线网格, 多网合一).")
class LineGrid(Node):
    """A grid that one line of work drew for itself."""

    code: str = at("code", "As the line's own register has it (编码).", find=True, plain=True)
    name: str = at("name", "As the line calls it (名称).", find=True, sort=True)
    line: Line = at("line", "Line of work (条线).", find=True, sort=True)
    grids: Connection[Grid] = dated("-[:OVERLAPS]->", "Grids on the same place (重叠网格).")
