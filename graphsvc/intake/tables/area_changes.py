"""The table of a reorganisation (区划调整): which area becomes which on a day. No table of an import: it is applied."""

from graphsvc.codes import AreaLevel
from graphsvc.intake.model.columns import AREA, DAY, DIVISION, NAME, TEXT, Column, Row, one_of
from graphsvc.intake.model.table import Refusal, Table
from graphsvc.intake.tables.codes import level_of
from graphsvc.intake.tables.words import KINDS_OF_AREA
from graphsvc.org.model.areas import AreaChangeKind, CommunityKind, DistrictKind, GridKind, SubdistrictKind

_OTHERWISE = {"调整": AreaChangeKind.MOVED, "撤并": AreaChangeKind.MERGED, "撤乡设镇": AreaChangeKind.UPGRADED}
_KINDS: dict[AreaLevel, tuple[str, ...]] = {
    AreaLevel.CITY: (),
    AreaLevel.DISTRICT: tuple(DistrictKind),
    AreaLevel.SUBDISTRICT: tuple(SubdistrictKind),
    AreaLevel.COMMUNITY: tuple(CommunityKind),
    AreaLevel.GRID: tuple(GridKind),
    AreaLevel.ESTATE: (),
}
_IN_PLACE = (AreaChangeKind.RENAMED, AreaChangeKind.UPGRADED)


def _successor_fits(row: Row) -> Refusal | None:
    code, successor = str(row["code"]), row.get("successor")
    if successor is None:
        if row["kind"] in _IN_PLACE:
            return None
        return Refusal("successor", "须填写新代码", "required unless an area is renamed or upgraded where it is")
    if level_of(code) is not level_of(str(successor)):
        return Refusal("successor", "须与原代码同一层级", "of the level of the old code")
    if row["kind"] == AreaChangeKind.RENAMED and code != successor:
        return Refusal("successor", "更名不换代码；换代码的填“划转”", "blank when renamed; a new code is MOVED")
    if row["kind"] in (AreaChangeKind.MOVED, AreaChangeKind.MERGED) and code == successor:
        return Refusal("successor", "须是另一个代码", "another code than the old one")
    return None


def _says_something(row: Row) -> Refusal | None:
    stays = row.get("successor") in (None, row["code"]) and row["kind"] in _IN_PLACE
    if not stays or row.get("name") is not None or row.get("area_kind") is not None:
        return None
    return Refusal("name", "须填写新名称或新类别", "a new name or a new kind")


def _kind_fits(row: Row) -> Refusal | None:
    allowed = _KINDS[level_of(str(row["code"]))]
    if row.get("area_kind") in (None, *allowed):
        return None
    words = ", ".join(allowed)
    return Refusal("area_kind", f"该层级只能是 {words or '空'}", f"{words or 'blank'} at this level")


AREA_CHANGES = Table(
    "area_changes",
    columns=(
        Column("on", DAY, required=True),
        Column("kind", one_of(*AreaChangeKind, also=_OTHERWISE), required=True),
        Column("code", AREA, required=True),
        Column("successor", AREA),
        Column("name", NAME),
        Column(
            "area_kind",
            one_of(*DistrictKind, *SubdistrictKind, *CommunityKind, *GridKind, also=KINDS_OF_AREA),
        ),
        Column("civil_code", DIVISION),
        Column("document", TEXT, required=True),
    ),
    links=(),
    rules=(_successor_fits, _says_something, _kind_fits),
    unique=(("on", "kind", "code", "successor"),),
)
