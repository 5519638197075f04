"""Tables of the areas (组织链条): divisions, grids, estates, line grids."""

from graphsvc.codes import AreaLevel, prefix_of
from graphsvc.intake.model.columns import COUNT, DIVISION, ESTATE, GRID, ID, IDS, NAME, Column, Kind, Row, one_of
from graphsvc.intake.model.table import Link, Nodes, Ref, Refusal, Table
from graphsvc.intake.tables.codes import is_part_of, level_of
from graphsvc.intake.tables.words import ALSO, KINDS_OF_AREA
from graphsvc.org.model.areas import CommunityKind, DistrictKind, GridKind, Line, SubdistrictKind
from graphsvc.text.pinyin import reading

CHAIN = (AreaLevel.CITY, AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT, AreaLevel.COMMUNITY)
"""Levels that have codes of the state."""
ANYWHERE = ("areas", "grids", "estates")
"""Tables of all that a code of a place may name."""
_KINDS: dict[str, tuple[str, ...]] = {
    AreaLevel.CITY: (),
    AreaLevel.DISTRICT: tuple(DistrictKind),
    AreaLevel.SUBDISTRICT: tuple(SubdistrictKind),
    AreaLevel.COMMUNITY: tuple(CommunityKind),
}
_LABELS = {str(level): level.capitalize() for level in _KINDS}
_LEVEL = one_of(*CHAIN, also=ALSO)
_KIND = one_of(*DistrictKind, *SubdistrictKind, *CommunityKind, also=KINDS_OF_AREA)
_GRID_KIND = one_of(*GridKind, also=KINDS_OF_AREA)
_LINE = one_of(*Line)


def named(row: Row) -> dict[str, str]:
    """The readings of a row's name, for search."""
    pinyin, initials = reading(str(row["name"]))
    return {"pinyin": pinyin, "initials": initials}


def _area(row: Row) -> Row:
    code = str(row["code"])
    return {"level": level_of(code).number, "prefix": prefix_of(code), "areaCode": code, **named(row)}


def _level_fits(row: Row) -> Refusal | None:
    if level_of(str(row["code"])) == row["level"]:
        return None
    return Refusal("level", "须与代码末尾的零相符", "the level its code has by its trailing zeros")


def _kind_fits(row: Row) -> Refusal | None:
    allowed = _KINDS[str(row["level"])]
    if row.get("kind") in (allowed or (None,)):
        return None
    words = ", ".join(allowed)
    return Refusal("kind", f"该层级只能是 {words or '空'}", f"{words or 'blank'} at this level")


def _parent_fits(row: Row) -> Refusal | None:
    parent = row.get("parent")
    fits = row["level"] == "CITY" if parent is None else is_part_of(str(row["code"]), str(parent))
    if fits:
        return None
    return Refusal("parent", "须是上一级区划的代码", "the code of the area one level up, with the same leading digits")


def _inside_community(row: Row) -> Refusal | None:
    if is_part_of(str(row["code"]), str(row["community"])):
        return None
    return Refusal("community", "须是代码的前 12 位", "the first 12 digits of the code")


def _neighbours_fit(row: Row) -> Refusal | None:
    code = str(row["code"])
    if all(other[:12] == code[:12] and other != code for other in Ref("neighbours", ()).ids(row)):
        return None
    return Refusal("neighbours", "只列同社区内的其他网格", "other grids of the same community")


def _code(kind: Kind) -> Column:
    return Column("code", kind, "code", required=True)


_NAME = Column("name", NAME, "name", required=True)
_COMMUNITY = Column("community", DIVISION, required=True)
_SIZED = ("name", "kind", "households", "population")
_PART_OF_COMMUNITY = Ref("community", ("areas",))

AREAS = Table(
    "areas",
    columns=(
        _code(DIVISION),
        Column("level", _LEVEL, required=True),
        _NAME,
        Column("parent", DIVISION),
        Column("kind", _KIND, "kind"),
        Column("civil_code", DIVISION, "civilCode"),
    ),
    nodes=Nodes(Ref("code", ("areas",)), ("Area",), ("level", _LABELS), _area, ("name", "kind"), begins=True),
    links=(Link("PART_OF", Ref("code", ("areas",)), Ref("parent", ("areas",))),),
    rules=(_level_fits, _kind_fits, _parent_fits),
    unique=(("code",), ("civil_code",)),
)

GRIDS = Table(
    "grids",
    columns=(
        _code(GRID),
        _NAME,
        _COMMUNITY,
        Column("kind", _GRID_KIND, "kind", required=True),
        Column("households", COUNT, "households"),
        Column("population", COUNT, "population"),
        Column("neighbours", IDS),
    ),
    nodes=Nodes(Ref("code", ("grids",)), ("Area", "Grid"), derive=_area, kept=_SIZED, begins=True),
    links=(
        Link("PART_OF", Ref("code", ("grids",)), _PART_OF_COMMUNITY),
        Link("ADJACENT_TO", Ref("code", ("grids",)), Ref("neighbours", ("grids",)), dated=True, undirected=True),
    ),
    rules=(_inside_community, _neighbours_fit),
    unique=(("code",),),
)

ESTATES = Table(
    "estates",
    columns=(_code(ESTATE), _NAME, _COMMUNITY, Column("households", COUNT, "households"), Column("grids", IDS)),
    nodes=Nodes(Ref("code", ("estates",)), ("Area", "Estate"), derive=_area, kept=_SIZED, begins=True),
    links=(
        Link("PART_OF", Ref("code", ("estates",)), _PART_OF_COMMUNITY),
        Link("CONTAINS", Ref("grids", ("grids",)), Ref("code", ("estates",)), dated=True),
    ),
    rules=(_inside_community,),
    unique=(("code",),),
)

LINE_GRIDS = Table(
    "line_grids",
    columns=(
        _code(ID),
        _NAME,
        Column("line", _LINE, "line", required=True),
        Column("community", DIVISION, "areaCode", required=True),
        Column("overlaps", IDS),
    ),
    nodes=Nodes(Ref("code", ("line_grids",)), ("LineGrid",)),
    links=(Link("OVERLAPS", Ref("code", ("line_grids",)), Ref("overlaps", ("grids",)), dated=True),),
    unique=(("code",),),
    places=(_PART_OF_COMMUNITY,),
)
