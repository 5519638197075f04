"""Joint committees and the ties that cross the hierarchy: who sits where, and whose resources a project uses."""

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from graphsvc.intake.model.columns import Row

from .lists import project_id, projects_of
from .names import person_name
from .parties import committee_id, day
from .places import Place, Site, dice
from .units import OFFERS_A_UNIT, resource_id, unit_id

_MISSING = 0.03  # share of communities and subdistricts without a joint committee
_LOCAL = 8
_FROM_ELSEWHERE = 3
_SUBDISTRICT_LOCAL = 12
_SUBDISTRICT_ELSEWHERE = 6
_ELSEWHERE = 0.25  # share of projects that use what a unit of another community offers


def joint_committee_id(area: str, seed: int) -> str | None:
    """Id of an area's joint committee; None where it has none."""
    return None if dice(seed, area, "committee").random() < _MISSING else f"joint-{area}"


def joint_committee(area: Place, seed: int) -> list[Row]:
    """大工委 of a subdistrict or 大党委 of a community, convened by the organization that leads there."""
    id_ = joint_committee_id(area.code, seed)
    if id_ is None:
        return []
    big_party = area.level == "COMMUNITY"
    founded = day(dice(seed, area.code, "founded"), date(2019, 9, 1), date(2022, 6, 30))
    return [
        {
            "id": id_,
            "name": f"{area.name}{'大党委' if big_party else '大工委'}",
            "kind": "BIG_PARTY_COMMITTEE" if big_party else "BIG_WORK_COMMITTEE",
            "founded_on": founded,
            "serves": area.code,
            "convened_by": committee_id(area.code),
        }
    ]


def joins(district: Sequence[Site], seed: int) -> Iterator[Row]:
    """Seats on every committee of a district: units from there, and some that are not under it."""
    for site in district:
        local = [unit_id(site.code, number) for number in range(1, min(site.units, _LOCAL) + 1)]
        yield from _seats(site.code, local, district, _FROM_ELSEWHERE, seed)
    by_subdistrict: dict[str, list[Site]] = {}
    for site in district:
        by_subdistrict.setdefault(site.subdistrict.code, []).append(site)
    for code, below in by_subdistrict.items():
        local = [unit_id(site.code, n) for n in (1, 2, 3) for site in below if n <= site.units]
        yield from _seats(code, local[:_SUBDISTRICT_LOCAL], district, _SUBDISTRICT_ELSEWHERE, seed)


def _seats(area: str, local: Sequence[str], district: Sequence[Site], guests: int, seed: int) -> Iterator[Row]:
    committee = joint_committee_id(area, seed)
    if committee is None:
        return
    chance = dice(seed, area, "seats")
    elsewhere = [unit_id(site.code, 1) for site in chance.sample(district, min(guests, len(district)))]
    for number, unit in enumerate(dict.fromkeys([*local, *elsewhere])):
        ended = chance.random() < 0.04
        since = day(chance, date(2022, 7, 1), date(2025, 12, 31))
        yield {
            "unit": unit,
            "committee": committee,
            "since": since,
            "until": day(chance, date(2026, 1, 1), date(2026, 10, 31)) if ended else None,
            "seat": "CHAIR" if number == 0 else chance.choice(("PART_TIME_MEMBER", "MEMBER", "MEMBER")),
            "representative": person_name(chance),
        }


def used_resources(district: Sequence[Site], seed: int) -> Iterator[Row]:
    """One or two resources for each project; a quarter of the projects look beyond their community."""
    for site in district:
        chance = dice(seed, site.code, "uses")
        for number in range(1, projects_of(site) + 1):
            found = [_resource(site, district, chance) for _ in range(chance.choice((1, 1, 2)))]
            for resource in dict.fromkeys(found):
                yield {"project": project_id(site.code, number), "resource": resource, "quantity": 1}


def _resource(site: Site, district: Sequence[Site], chance: Random) -> str:
    number = chance.randrange(OFFERS_A_UNIT)
    if chance.random() < _ELSEWHERE:
        return resource_id(chance.choice(district).code, 1, number)
    return resource_id(site.code, chance.randint(1, site.units), number)
