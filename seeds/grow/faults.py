"""Plants known faults into a mended community, one subject each, and says what an audit has to find."""

from collections.abc import Iterator, Mapping, Sequence

from .fault import AS_OF, ENDED, Fault, Plant, add_estate, add_grid, any_branch
from .law_faults import LAW_PLANTS, URBAN
from .mend import FORCES, POSTS, SINCE, Mender
from .parties import committee_id
from .places import Site, dice, places

__all__ = ["AS_OF", "Fault", "Plant", "chosen", "planted"]

_LACKING = "COMMUNITY_DOCTOR"


def _uncovered_grid(mender: Mender) -> Fault:
    grid = add_grid(mender, 901)
    mender.cover(any_branch(mender), grid, until=ENDED)
    return Fault("GRID_UNCOVERED", grid)


def _uncovered_estate(mender: Mender) -> Fault:
    return Fault("ESTATE_UNCOVERED", add_estate(mender, 901))


def _overlap(mender: Mender) -> Fault:
    grid = add_grid(mender, 902)
    mender.cover(mender.branch("o1", 3), grid)
    mender.cover(mender.branch("o2", 3), grid)
    return Fault("CELL_OVERLAP", grid)


def _broken_chain(mender: Mender) -> Fault:
    id_ = mender.branch("astray", 3, superior=committee_id(mender.site.district.code))
    mender.cover(id_, add_estate(mender, 902))
    return Fault("CHAIN_BROKEN", id_)


def _too_few(mender: Mender) -> Fault:
    return Fault("BRANCH_BELOW_MINIMUM", mender.branch("few", 2))


def _organ(mender: Mender) -> str:
    """The committee of an organ more, whose only member leads it."""
    id_ = mender.branch("organ", 1, kind="COMMITTEE", formation=None)
    unit = {"id": f"unit-{mender.site.code}-organ", "name": f"{mender.site.name}机关", "kind": "ORGAN"}
    mender.tables["units"].append(
        {**unit, "community": mender.site.code, "party_organization": [id_], "co_forms": None}
    )
    return id_


def _too_many(mender: Mender) -> Fault:
    """A branch of 51; one of 50 below an organ's committee."""
    organ = dice(0, mender.site.code, "large").random() < 0.5
    id_ = mender.branch("many", 50, superior=_organ(mender)) if organ else mender.branch("many", 51)
    mender.committee(id_, mender.tables["people"][-len(POSTS) :])
    return Fault("BRANCH_TOO_LARGE", id_)


def _formed(mender: Mender, name: str, formation: str, units: int) -> str:
    id_ = mender.branch(name, 3, formation=formation)
    for unit in mender.tables["units"][:units]:
        before = unit.get("co_forms")
        unit["co_forms"] = [*(before if isinstance(before, list) else []), id_]
    return id_


def _too_wide(mender: Mender) -> Fault:
    return Fault("JOINT_BRANCH_TOO_WIDE", _formed(mender, "wide", "JOINT", 6))


def _mismatch(mender: Mender) -> Fault:
    odd = dice(0, mender.site.code, "mismatch").random() < 0.5
    id_ = _formed(mender, "lone", "JOINT", 1) if odd else _formed(mender, "several", "SINGLE", 2)
    return Fault("FORMATION_MISMATCH", id_)


def _no_committee(mender: Mender) -> Fault:
    return Fault("COMMITTEE_MISSING", mender.branch("large", 7))


def _no_secretary(mender: Mender) -> Fault:
    id_ = mender.branch("headless", 0)
    for _ in range(3):
        mender.person(id_)
    return Fault("SECRETARY_MISSING", id_)


def _expired(mender: Mender) -> Fault:
    return Fault("TERM_EXPIRED", mender.branch("late", 3, term_ends_on=ENDED), ENDED.isoformat())


def _no_joint_committee(mender: Mender) -> Fault:
    mender.tables["joint_committees"].clear()
    mender.tables["joint_meetings"].clear()
    return Fault("JOINT_COMMITTEE_MISSING", mender.site.code)


def _empty_joint_committee(mender: Mender) -> Fault:
    return Fault("JOINT_COMMITTEE_EMPTY", f"joint-{mender.site.code}")


def _lacking_force(mender: Mender) -> Fault:
    grid = add_grid(mender, 903, tuple(role for role in FORCES if role != _LACKING))
    mender.cover(any_branch(mender), grid)
    gone = {"person": mender.tables["people"][0]["id"], "grid": grid, "role": _LACKING}
    mender.tables["serves_in"].append({**gone, "since": SINCE, "until": ENDED})
    return Fault("FORCE_MISSING", grid, _LACKING)


def _not_merged(mender: Mender) -> Fault:
    grid = add_grid(mender, 904)
    mender.cover(any_branch(mender), grid)
    for line in ("CIVIL_AFFAIRS", "URBAN_MANAGEMENT"):
        code = f"{mender.site.code}-{line[0]}904"
        mender.tables["line_grids"].append(
            {"code": code, "name": code, "line": line, "community": mender.site.code, "overlaps": [grid]}
        )
    return Fault("GRID_NOT_MERGED", grid)


PLANTS: Mapping[str, Plant] = {
    "GRID_UNCOVERED": _uncovered_grid,
    "ESTATE_UNCOVERED": _uncovered_estate,
    "CELL_OVERLAP": _overlap,
    "CHAIN_BROKEN": _broken_chain,
    "BRANCH_BELOW_MINIMUM": _too_few,
    "BRANCH_TOO_LARGE": _too_many,
    "JOINT_BRANCH_TOO_WIDE": _too_wide,
    "FORMATION_MISMATCH": _mismatch,
    "COMMITTEE_MISSING": _no_committee,
    "SECRETARY_MISSING": _no_secretary,
    "TERM_EXPIRED": _expired,
    "JOINT_COMMITTEE_MISSING": _no_joint_committee,
    "JOINT_COMMITTEE_EMPTY": _empty_joint_committee,
    "FORCE_MISSING": _lacking_force,
    "GRID_NOT_MERGED": _not_merged,
    **LAW_PLANTS,
}
_UNITS_NEEDED = 6


def chosen(communities: Sequence[Site], each: int, seed: int) -> Mapping[str, list[Plant]]:
    """Where to plant: community -> what; `each` faults of every rule, no two of one rule in one community.

    Raises:
        ValueError: fewer communities with enough units than faults of a rule.
    """
    able = [site for site in communities if site.units >= _UNITS_NEEDED]
    found: dict[str, list[Plant]] = {}
    for rule, plant in PLANTS.items():
        free = [site for site in able if _may_take(rule, site, found.get(site.code, []))]
        for site in dice(seed, rule).sample(free, each):
            found.setdefault(site.code, []).append(plant)
    return found


def _may_take(rule: str, site: Site, there: list[Plant]) -> bool:
    """A community cannot both lack its joint committee and have an empty one; some rules hold in towns only."""
    if rule in URBAN and places()[site.code].kind == "VILLAGE":
        return False
    return rule != "JOINT_COMMITTEE_EMPTY" or _no_joint_committee not in there


def planted(mender: Mender, plants: Sequence[Plant]) -> Iterator[Fault]:
    """Plant these in one community."""
    for plant in plants:
        found = plant(mender)
        yield from found if isinstance(found, tuple) else (found,)
