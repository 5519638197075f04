"""Plants what the regulations on groups, committees, secretaries, terms and members forbid, each on its boundary."""

from collections.abc import Mapping
from datetime import date, timedelta

from .fault import AS_OF, ENDED, Fault, Plant, add_grid, any_branch
from .mend import SINCE, Mender
from .parties import committee_id
from .places import dice

_HALF_A_YEAR_ON = date(2027, 5, 24)
_A_YEAR_AGO = date(2025, 11, 24)
_A_DAY = timedelta(days=1)


def _roll(mender: Mender, name: str, sides: int) -> int:
    return dice(0, mender.site.code, name).randrange(sides)


def _group(mender: Mender, name: str, members: int, superior: str) -> str:
    id_ = mender.branch(name, 0, kind="GROUP", formation=None, term_ends_on=None, superior=superior)
    for _ in range(members):
        mender.person(id_)
    return id_


def _misplaced_group(mender: Mender) -> Fault:
    return Fault("GROUP_MISPLACED", _group(mender, "lost", 3, committee_id(mender.site.code)))


def _small_group(mender: Mender) -> Fault:
    return Fault("GROUP_TOO_SMALL", _group(mender, "tiny", 2, mender.branch("above", 3)))


def _irregular_committee(mender: Mender) -> Fault:
    """In a branch of six; with a stranger; with a probationary member."""
    roll = _roll(mender, "committee", 3)
    id_ = mender.branch("odd", 6 if roll == 0 else 7)
    if roll == 0:
        own = mender.tables["people"][-3:]
    else:
        branch = id_ if roll == 2 else mender.branch("other", 3)
        odd = mender.person(branch, membership="PROBATIONARY" if roll == 2 else "FULL")
        own = [odd, *mender.full()[id_][1:3]]
    mender.committee(id_, own)
    return Fault("COMMITTEE_IRREGULAR", id_)


def _unqualified_secretary(mender: Mender) -> Fault | tuple[Fault, ...]:
    """Probationary; a day short of a year in the Party; of another branch; one of two; of two branches."""
    roll = _roll(mender, "secretary", 5)
    id_ = mender.branch("headed", 0)
    for _ in range(3):
        mender.person(id_)
    if roll == 0:
        mender.person(id_, secretary=True, membership="PROBATIONARY")
    elif roll == 1:
        late = _A_YEAR_AGO + _A_DAY
        mender.person(id_, secretary=True, joined_on=late, belongs_since=late, secretary_since=late)
        exactly = mender.branch("exactly", 0)
        for _ in range(2):
            mender.person(exactly)
        days = dict.fromkeys(("joined_on", "belongs_since", "secretary_since"), _A_YEAR_AGO)
        mender.person(exactly, secretary=True, **days)
    elif roll == 2:
        mender.person(mender.branch("elsewhere", 3), secretary_of=id_, secretary_since=SINCE)
    elif roll == 3:
        mender.person(id_, secretary=True)
        mender.person(id_, secretary=True)
    else:
        other = mender.branch("shared", 0)
        for _ in range(3):
            mender.person(other)
        mender.person(id_, secretary_of=[id_, other], secretary_since=SINCE)
        return Fault("SECRETARY_UNQUALIFIED", id_), Fault("SECRETARY_UNQUALIFIED", other)
    return Fault("SECRETARY_UNQUALIFIED", id_)


def _ending_term(mender: Mender) -> Fault:
    mender.branch("later", 3, term_ends_on=_HALF_A_YEAR_ON + _A_DAY)
    ends = _HALF_A_YEAR_ON if _roll(mender, "ending", 2) else AS_OF + _A_DAY
    return Fault("TERM_ENDING_SOON", mender.branch("soon", 3, term_ends_on=ends), ends.isoformat())


def _unit(mender: Mender, name: str, kind: str, members: int) -> str:
    id_ = f"unit-{mender.site.code}-{name}"
    unit = {"id": id_, "name": f"{mender.site.name}{name}", "kind": kind, "community": mender.site.code}
    mender.tables["units"].append({**unit, "party_organization": None, "co_forms": None})
    branch = mender.branch(f"of-{name}", 4 - members)
    for _ in range(members):
        mender.person(branch, works_for=[id_])
    return id_


def _unorganized_unit(mender: Mender) -> Fault:
    return Fault("UNIT_WITHOUT_ORGANIZATION", _unit(mender, "bare", "PUBLIC_INSTITUTION", 3))


def _unorganized_enterprise(mender: Mender) -> Fault:
    return Fault("ENTERPRISE_WITHOUT_ORGANIZATION", _unit(mender, "firm", "ENTERPRISE", 2))


def _pocket_member(mender: Mender) -> Fault:
    return Fault("MEMBER_WITHOUT_ORGANIZATION", str(mender.person(None)["id"]))


def _left_behind(mender: Mender) -> Fault:
    gone = mender.branch("gone", 0, dissolved_on=ENDED)
    return Fault("MEMBER_OF_DISSOLVED", str(mender.person(gone)["id"]))


def _large_grid(mender: Mender) -> Fault:
    grid = add_grid(mender, 905, households=501)
    mender.cover(any_branch(mender), grid)
    return Fault("GRID_TOO_LARGE", grid)


def _small_grid(mender: Mender) -> Fault:
    grid = add_grid(mender, 906, households=299)
    mender.cover(any_branch(mender), grid)
    return Fault("GRID_TOO_SMALL", grid)


def _without_dates(mender: Mender) -> Fault:
    return Fault("DATES_MISSING", mender.branch("dateless", 3, founded_on=None, term_ends_on=None))


def _too_old_ties(mender: Mender) -> Fault:
    return Fault("TIES_BEFORE_FOUNDING", mender.branch("young", 3, founded_on=SINCE + _A_DAY))


def _loop(mender: Mender) -> tuple[Fault, ...]:
    names = ("ring1", "ring2")
    top = committee_id(mender.site.code)
    for name, above in (names, names[::-1]):
        mender.branch(name, 1, kind="GENERAL_BRANCH", formation=None, superior=f"{top}-{above}")
    return tuple(Fault("SUPERIOR_LOOP", f"{top}-{name}") for name in names)


LAW_PLANTS: Mapping[str, Plant] = {
    "GROUP_MISPLACED": _misplaced_group,
    "GROUP_TOO_SMALL": _small_group,
    "COMMITTEE_IRREGULAR": _irregular_committee,
    "SECRETARY_UNQUALIFIED": _unqualified_secretary,
    "TERM_ENDING_SOON": _ending_term,
    "UNIT_WITHOUT_ORGANIZATION": _unorganized_unit,
    "ENTERPRISE_WITHOUT_ORGANIZATION": _unorganized_enterprise,
    "MEMBER_WITHOUT_ORGANIZATION": _pocket_member,
    "MEMBER_OF_DISSOLVED": _left_behind,
    "GRID_TOO_LARGE": _large_grid,
    "GRID_TOO_SMALL": _small_grid,
    "DATES_MISSING": _without_dates,
    "TIES_BEFORE_FOUNDING": _too_old_ties,
    "SUPERIOR_LOOP": _loop,
}
URBAN = frozenset({"JOINT_COMMITTEE_MISSING", "GRID_TOO_LARGE", "GRID_TOO_SMALL"})
"""Rules for urban communities alone."""
