"""Party organizations from the city down to the cells of a community, and which grids the cells cover."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from graphsvc.intake.model.columns import Draft, Row

from .ground import Ground
from .places import CITY, Place, Site, districts, places, under

_GRIDS_A_BRANCH = 3
_BRANCHES_A_GENERAL_BRANCH = 4
_UNCOVERED = 0.12  # share of grids that no cell covers
_JOINT = 0.7  # share of communities with a joint branch
_GROUP = 0.5  # share of branches with a group


@dataclass(frozen=True, slots=True)
class Cell:
    """A branch or group, the numbers of its grids, and whether several units form it."""

    id: str
    grids: tuple[int, ...]
    joint: bool = False


@dataclass(frozen=True, slots=True)
class Parties:
    """The organizations of a community."""

    rows: list[Row] = field(default_factory=list)
    covers: list[Row] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)


def committee_id(area: str) -> str:
    """Id of the organization that leads an area."""
    return f"party-{area}"


def organization(id_: str, name: str, kind: str, area: str, superior: str | None, chance: Random) -> Draft:
    """A row with a founding day and an end of term."""
    founded = day(chance, date(2004, 1, 1), date(2023, 1, 1))
    ends = day(chance, date(2026, 9, 1), date(2029, 12, 31))
    return {
        "id": id_,
        "name": name,
        "kind": kind,
        "formation": "SINGLE" if kind == "BRANCH" else None,
        "founded_on": founded,
        "term_ends_on": None if kind in ("GROUP", "WORKING_COMMITTEE") else ends,
        "area": area,
        "superior": superior,
    }


def day(chance: Random, first: date, last: date) -> date:
    """A day from `first` to `last`, both allowed."""
    return first + timedelta(days=chance.randint(0, (last - first).days))


def upper_parties(district: str | None, chance: Random) -> list[Row]:
    """The chain above the communities: of the city, and of one district or all of them with their subdistricts."""
    chosen = [place for place in districts() if district in (None, place.code)]
    rows = [_leader(places()[CITY], "中共重庆市委员会", "COMMITTEE", None, chance)]
    for place in chosen:
        rows.append(_leader(place, f"中共{place.name}委员会", "COMMITTEE", committee_id(CITY), chance))
        rows += [_working_committee(place, below, chance) for below in under(place.code, "SUBDISTRICT")]
    return rows


def _working_committee(district: Place, place: Place, chance: Random) -> Row:
    kind = "WORKING_COMMITTEE" if place.kind == "SUBDISTRICT" else "COMMITTEE"
    name = f"中共{district.name}{place.name}{'工作' if kind == 'WORKING_COMMITTEE' else ''}委员会"
    return _leader(place, name, kind, committee_id(district.code), chance)


def _leader(place: Place, name: str, kind: str, superior: str | None, chance: Random) -> Row:
    row = organization(committee_id(place.code), name, kind, place.code, superior, chance)
    return row | {"leads": place.code, "leads_since": row["founded_on"]}


def parties(site: Site, ground: Ground, chance: Random) -> Parties:
    """Committee, general branches, branches and groups of a community; a grid in eight has no cell."""
    made = Parties()
    top = committee_id(site.code)
    name = f"中共{site.subdistrict.name}{site.name}委员会"
    made.rows.append(_leader(places()[site.code], name, "COMMITTEE", committee_id(site.subdistrict.code), chance))
    covered = [n for n in range(1, site.grids + 1) if chance.random() >= _UNCOVERED]
    parts = [tuple(covered[at : at + _GRIDS_A_BRANCH]) for at in range(0, len(covered), _GRIDS_A_BRANCH)]
    for number, part in enumerate(parts):
        superior = top
        if len(parts) > _BRANCHES_A_GENERAL_BRANCH:
            superior = f"{top}-z{number // _BRANCHES_A_GENERAL_BRANCH + 1}"
            if number % _BRANCHES_A_GENERAL_BRANCH == 0:
                general = f"{site.name}第{number // _BRANCHES_A_GENERAL_BRANCH + 1}党总支部"
                made.rows.append(organization(superior, general, "GENERAL_BRANCH", site.code, top, chance))
        _branch(site, ground, made, part, superior, chance)
    if chance.random() < _JOINT and site.units > 2:
        _joint_branch(site, made, top, chance)
    return made


def _branch(site: Site, ground: Ground, made: Parties, part: tuple[int, ...], superior: str, chance: Random) -> None:
    id_ = f"{committee_id(site.code)}-b{len(made.cells) + 1}"
    place = ground.known_as[part[0]]
    made.rows.append(organization(id_, f"{site.name}{place}党支部", "BRANCH", site.code, superior, chance))
    own = part
    if len(part) > 1 and chance.random() < _GROUP:
        own, group = part[:-1], f"{id_}-g"
        name = f"{site.name}{ground.known_as[part[-1]]}党小组"
        made.rows.append(organization(group, name, "GROUP", site.code, id_, chance))
        _cell(site, made, Cell(group, part[-1:]), chance)
    _cell(site, made, Cell(id_, own), chance)


def _joint_branch(site: Site, made: Parties, superior: str, chance: Random) -> None:
    id_ = f"{superior}-j1"
    row = organization(id_, f"{site.name}两新组织联合党支部", "BRANCH", site.code, superior, chance)
    made.rows.append(row | {"formation": "JOINT"})
    _cell(site, made, Cell(id_, (site.grids,), joint=True), chance)


def _cell(site: Site, made: Parties, cell: Cell, chance: Random) -> None:
    made.cells.append(cell)
    for number in cell.grids:
        since = day(chance, date(2023, 1, 1), date(2026, 6, 30))
        made.covers.append({"party_organization": cell.id, "place": site.grid(number), "since": since})
