"""A grown district or city in which no rule of the audit is broken, but for the faults planted in it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from graphsvc.intake.model.columns import Draft

from .committees import joins
from .faults import Fault, Plant, chosen, planted
from .mend import FOUNDED, TERM_ENDS, Mender, Tables, mend
from .parties import committee_id, upper_parties
from .places import CITY, Place, Site, dice, districts, sites, under
from .stream import Stream, areas, community
from .units import unit_id

_FOUNDED = date(2021, 1, 1)
_ENDED = date(2026, 10, 1)

Told = Callable[[Fault], None]
Plants = Mapping[str, Sequence[Plant]]


def grow_sound(district: str | None, scale: float, seed: int, each: int, tell: Told) -> Stream:
    """(table, rows), ready for `load_rows`; topics, needs, resources and projects are left out.

    Args:
        district: code of one district; None for the whole city.
        each: how many faults of every rule to plant.
        tell: hears of each fault when it is planted.
    """
    places = [place for place in districts() if district in (None, place.code)]
    grown = {place.code: sites(place.code, scale, seed) for place in places}
    plants = chosen([site for found in grown.values() for site in found], each, seed)
    upper = [dict(row) for row in upper_parties(district, dice(seed, CITY, "parties"))]
    for row in upper:
        row.update(founded_on=FOUNDED, leads_since=FOUNDED, term_ends_on=TERM_ENDS if row["term_ends_on"] else None)
    yield "areas", areas(places)
    yield "party_organizations", upper
    for place in places:
        yield from _district(place, grown[place.code], upper, plants, seed, tell)


def _district(
    district: Place,
    communities: Sequence[Site],
    upper: list[Draft],
    plants: Plants,
    seed: int,
    tell: Told,
) -> Stream:
    empty: set[str] = set()
    lost: set[str] = set()

    def note(fault: Fault) -> None:
        if fault.rule == "JOINT_COMMITTEE_EMPTY":
            empty.add(fault.subject)
        if fault.rule == "JOINT_COMMITTEE_MISSING":
            lost.add(f"joint-{fault.subject}")
        tell(fault)

    for subdistrict in under(district.code, "SUBDISTRICT"):
        yield "joint_committees", [_joint_committee(subdistrict.code, subdistrict.name, "BIG_WORK_COMMITTEE")]
    for code, group in groupby(communities, key=lambda site: site.subdistrict.code):
        for number, site in enumerate(group):
            above = [row for row in upper if row["area"] == code] if number == 0 else []
            yield from _community(site, above, plants.get(site.code, ()), seed, note)
    yield "joins", list(_joins(communities, seed, empty, lost))


def _community(site: Site, above: list[Draft], plants: Sequence[Plant], seed: int, note: Told) -> Stream:
    tables: Tables = {}
    for name, rows in community(site, seed):
        tables.setdefault(name, []).extend(dict(row) for row in rows)
    for left_out in ("needs", "resources", "projects", "joint_meetings"):
        tables[left_out] = []
    tables["joint_committees"] = [_joint_committee(site.code, site.name, "BIG_PARTY_COMMITTEE")]
    mender: Mender = mend(site, tables, above, seed)
    for fault in planted(mender, plants):
        note(fault)
    yield from ((name, rows) for name, rows in tables.items())


def _joint_committee(area: str, name: str, kind: str) -> Draft:
    ending = "大工委" if kind == "BIG_WORK_COMMITTEE" else "大党委"
    return {
        "id": f"joint-{area}",
        "name": f"{name}{ending}",
        "kind": kind,
        "founded_on": _FOUNDED,
        "serves": area,
        "convened_by": committee_id(area),
    }


def _joins(communities: Sequence[Site], seed: int, empty: set[str], lost: set[str]) -> Iterator[Draft]:
    """Seats of the district: at least one that lasts on every committee, none that lasts on those meant to be empty."""
    held: set[str] = set()
    for row in joins(communities, seed):
        committee = str(row["committee"])
        if committee in lost:
            continue
        draft = dict(row)
        if committee in empty:
            draft["until"] = _ENDED
        elif draft["until"] is None:
            held.add(committee)
        yield draft
    wanted = {f"joint-{area}": site for site in communities for area in (site.code, site.subdistrict.code)}
    for committee, site in wanted.items():
        if committee not in held | empty | lost:
            unit = unit_id(site.code, 1)
            yield {"unit": unit, "committee": committee, "since": _FOUNDED, "until": None, "seat": "CHAIR"}
