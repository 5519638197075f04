"""The rows of a whole district or city as a stream: what is above first, then one community after the other."""

from collections.abc import Iterator, Sequence

from graphsvc.intake.model.columns import Row

from .committees import joins, joint_committee, joint_committee_id, used_resources
from .ground import ground
from .lists import lists
from .models import rows
from .parties import parties, upper_parties
from .people import people
from .places import CITY, Place, Site, dice, districts, places, sites, under
from .units import units

Stream = Iterator[tuple[str, Sequence[Row]]]


def grow(district: str | None = None, scale: float = 1.0, seed: int = 1) -> Stream:
    """(table, rows), ready for `load_rows`; one community is held in memory at a time.

    Args:
        district: code of one district; None grows the whole city.
        scale: multiplies the number of grids, and with it everything else.
    """
    chosen = [place for place in districts() if district in (None, place.code)]
    yield "areas", areas(chosen)
    yield "topics", rows("topics")
    yield "party_organizations", upper_parties(district, dice(seed, CITY, "parties"))
    for place in chosen:
        yield from _district(place, sites(place.code, scale, seed), seed)


def _district(district: Place, communities: Sequence[Site], seed: int) -> Stream:
    for subdistrict in under(district.code, "SUBDISTRICT"):
        yield "joint_committees", joint_committee(subdistrict, seed)
    for site in communities:
        yield from community(site, seed)
    yield "joins", list(joins(communities, seed))
    yield "project_resources", list(used_resources(communities, seed))


def community(site: Site, seed: int) -> Stream:
    """What grows in one community; seats on committees and uses of resources come with its district."""
    land = ground(site, dice(seed, site.code, "ground"))
    chain = parties(site, land, dice(seed, site.code, "parties"))
    working = list(units(site, chain, dice(seed, site.code, "units")))
    own = {number: str(orgs[0]["id"]) for number, (_, orgs, _) in enumerate(working, start=1) if orgs}
    crowd = people(site, chain, own, dice(seed, site.code, "people"))
    listed = lists(site, land, joint_committee_id(site.code, seed), dice(seed, site.code, "lists"))
    yield "grids", land.grids
    yield "estates", land.estates
    yield "line_grids", land.line_grids
    yield "party_organizations", [*chain.rows, *(row for _, orgs, _ in working for row in orgs)]
    yield "covers", chain.covers
    yield "units", [unit for unit, _, _ in working]
    yield "joint_committees", joint_committee(places()[site.code], seed)
    yield "people", crowd.people
    yield "serves_in", crowd.serves_in
    yield "needs", listed.needs
    yield "resources", [row for _, _, offered in working for row in offered]
    yield "projects", listed.projects
    yield "joint_meetings", listed.meetings


def areas(chosen: Sequence[Place]) -> list[Row]:
    """The city and these districts with all that is under them."""
    return [_area(places()[CITY]), *(row for place in chosen for row in _areas(place))]


def _areas(district: Place) -> list[Row]:
    levels = ("DISTRICT", "SUBDISTRICT", "COMMUNITY")
    return [_area(place) for level in levels for place in under(district.code, level)]


def _area(place: Place) -> Row:
    return {
        "code": place.code,
        "level": place.level,
        "name": place.name,
        "parent": place.parent or None,
        "kind": place.kind or None,
        "civil_code": place.civil_code or None,
    }
