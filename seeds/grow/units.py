"""Units of a community with credit codes of their own, their party organizations, and what they offer."""

from collections.abc import Iterator
from datetime import date
from random import Random

from stdnum.cn import uscc

from graphsvc.intake.model.columns import Row

from .models import Model, models, unit_name
from .names import word
from .parties import Parties, committee_id, day, organization
from .places import Site

OFFERS_A_UNIT = 3
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_HEADS = {
    "ORGAN": "11",
    "PUBLIC_INSTITUTION": "12",
    "SCHOOL": "12",
    "HOSPITAL": "12",
    "SOCIAL_ORGANIZATION": "52",
    "ENTERPRISE": "91",
}
_SPREAD = 15_485_863  # a prime: neighbouring numbers look nothing alike
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # of GB 11714, for the check digit inside
_OWN_ORGANIZATION = 0.6  # share of local units with a party organization of their own
_CO_FORMING = 4
_SCOPES = {"DISTRICT": 6, "MUNICIPAL": 6, "SUBDISTRICT": 9, "COMMUNITY": 12}


def unit_id(community: str, number: int) -> str:
    """Id of a unit, counted from 1; the first of a community is one of the whole district or city."""
    return f"unit-{community}-{number}"


def resource_id(community: str, unit: int, number: int) -> str:
    """Id of what a unit offers, counted from 0."""
    return f"resource-{community}-{(unit - 1) * OFFERS_A_UNIT + number + 1}"


def credit_code(kind: str, community: str, number: int) -> str:
    """A code with a right last check digit, unlike that of any other unit grown.

    The check digit inside (GB 11714) is wrong on purpose: no real unit has this code.
    """
    serial = (int(community[6:]) * 1000 + number) * _SPREAD % 31**7
    digits = "M" + "".join(_ALPHABET[serial // 31**power % 31] for power in range(7))
    right = 11 - sum(int(digit, 36) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11
    start = f"{_HEADS[kind]}{community[:6]}{digits}{(right + 1) % 9 + 1}"
    return str(start + uscc.calc_check_digit(start))


def units(site: Site, parties: Parties, chance: Random) -> Iterator[tuple[Row, list[Row], list[Row]]]:
    """Each unit with its party organization, if it has one, and its resources."""
    joint = next((cell.id for cell in parties.cells if cell.joint), None)
    wide, local = models()
    for number in range(1, site.units + 1):
        model = chance.choice(wide if number == 1 else local)
        own = word(chance)
        name = unit_name(model, own, site.district.name, site.subdistrict.name)
        co_forms = joint is not None and 1 < number <= _CO_FORMING
        organizations = [] if co_forms else _organization(site, number, name, model, chance)
        unit: Row = {
            "id": unit_id(site.code, number),
            "name": name,
            "credit_code": credit_code(model.kind, site.code, number),
            "kind": model.kind,
            "sector": model.sector,
            "level": model.level,
            "community": site.code,
            "party_organization": [str(row["id"]) for row in organizations] or None,
            "co_forms": [joint] if co_forms and joint else None,
        }
        yield unit, organizations, [_resource(site, number, n, model, own, chance) for n in range(OFFERS_A_UNIT)]


def _organization(site: Site, number: int, name: str, model: Model, chance: Random) -> list[Row]:
    if number > 1 and chance.random() >= _OWN_ORGANIZATION:
        return []
    above = {"COMMUNITY": site.code, "SUBDISTRICT": site.subdistrict.code}.get(model.level, site.district.code)
    kind = chance.choice(("COMMITTEE", "GENERAL_BRANCH")) if number == 1 else "BRANCH"
    ending = {"COMMITTEE": "党委", "GENERAL_BRANCH": "党总支部", "BRANCH": "党支部"}[kind]
    id_ = f"party-{unit_id(site.code, number)}"
    return [organization(id_, name + ending, kind, site.code, committee_id(above), chance)]


def _resource(site: Site, unit: int, number: int, model: Model, own: str, chance: Random) -> Row:
    offered = model.offers[number] if number < len(model.offers) else chance.choice(chance.choice(models()[1]).offers)
    verified = day(chance, date(2026, 1, 5), date(2026, 11, 20)) if chance.random() < 0.8 else None
    return {
        **offered,
        "id": resource_id(site.code, unit, number),
        "title": f"{own}{offered['title']}",
        "service_area": site.code[: _SCOPES[model.level]].ljust(12, "0"),
        "contact": f"{own}联络员",
        "verified_at": verified,
        "verified_by": f"{site.name}工作人员" if verified else None,
        "status": "ACTIVE" if chance.random() < 0.95 else "PAUSED",
        "area": site.code,
        "offered_by": unit_id(site.code, unit),
    }
