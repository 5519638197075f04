"""Mends a grown community until no rule of the audit is broken there, so that planted faults are all there are."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from graphsvc.intake.model.columns import Draft, Value

from .names import person_name
from .parties import committee_id
from .places import Site, dice

Tables = dict[str, list[Draft]]

TERM_ENDS = date(2029, 6, 30)
SINCE = date(2023, 3, 1)
FORCES = ("CADRE", "COMMUNITY_DOCTOR", "GRID_WORKER", "MEMBER_VOLUNTEER", "POLICE_OFFICER")
POSTS = ("DEPUTY_SECRETARY", "ORGANIZATION", "PUBLICITY", "DISCIPLINE")
FOUNDED = date(1980, 1, 1)
"""Before anything else that is grown."""

_MOST = 47  # members of a branch and its groups: an organ's may have 49, and a secretary may come from outside
_GROUP = 3  # members of a group
_HOUSEHOLDS = (300, 500)  # of a general grid
_LEAST = 3  # full members of a branch
_WITH_COMMITTEE = 7  # full members from which a branch has a committee
_ELECTED = ("BRANCH", "GENERAL_BRANCH", "COMMITTEE")


class Mender:
    """One community's rows, and who was added to them."""

    def __init__(self, site: Site, tables: Tables, seed: int) -> None:
        self.site = site
        self.tables = tables
        self._chance = dice(seed, site.code, "mend")
        self._added = 0

    def person(self, organization: str | None, *, secretary: bool = False, **columns: Value) -> Draft:
        """A full member more, who lives in the first grid."""
        self._added += 1
        row: Draft = {
            "id": f"person-{self.site.code}-m{self._added}",
            "name": person_name(self._chance),
            "phone": f"100{self._chance.randrange(10**8):08}",
            "membership": "FULL",
            "joined_on": SINCE,
            "grid": self.site.grid(1),
            "belongs_to": organization,
            "belongs_since": SINCE if organization else None,
            "works_for": None,
            **({"secretary_of": organization, "secretary_since": SINCE} if secretary else {}),
            **columns,
        }
        self.tables["people"].append(row)
        return row

    def branch(self, name: str, members: int, **columns: Value) -> str:
        """A branch more, with a secretary and as many full members; its id."""
        id_ = f"{committee_id(self.site.code)}-{name}"
        row: Draft = {
            "id": id_,
            "name": f"{self.site.name}{name}党支部",
            "kind": "BRANCH",
            "formation": "SINGLE",
            "founded_on": SINCE,
            "term_ends_on": TERM_ENDS,
            "area": self.site.code,
            "superior": committee_id(self.site.code),
        }
        self.tables["party_organizations"].append(row | columns)
        for number in range(members):
            self.person(id_, secretary=number == 0)
        return id_

    def cover(self, organization: str, place: str, until: date | None = None) -> None:
        """Let a cell cover a place."""
        self.tables["covers"].append(
            {"party_organization": organization, "place": place, "since": SINCE, "until": until}
        )

    def committee(self, organization: str, people: list[Draft]) -> None:
        """Put the first people who are no secretaries on the committee of a branch."""
        members = [row for row in people if not row.get("secretary_of")]
        self.tables["committee_members"] += [
            {"person": row["id"], "party_organization": organization, "post": post, "since": SINCE}
            for row, post in zip(members, POSTS, strict=False)
        ]

    def forces(self, grid: str, roles: tuple[str, ...] = FORCES) -> None:
        """Let the community's first person serve in a grid in these roles."""
        first = self.tables["people"][0]["id"]
        self.tables["serves_in"] += [{"person": first, "grid": grid, "role": role, "since": SINCE} for role in roles]

    def full(self) -> Mapping[str, list[Draft]]:
        """Full members by organization."""
        found: dict[str, list[Draft]] = defaultdict(list)
        for row in self.tables["people"]:
            if row.get("belongs_to") and row["membership"] == "FULL":
                found[str(row["belongs_to"])].append(row)
        return found


def mend(site: Site, tables: Tables, above: list[Draft], seed: int) -> Mender:
    """Mend every rule of one community.

    Args:
        above: organizations above the community whose secretaries live in it.
    """
    mender = Mender(site, tables, seed)
    tables["committee_members"] = []
    for organization in tables["party_organizations"]:
        organization["founded_on"] = FOUNDED
        if organization["kind"] in _ELECTED:
            organization["term_ends_on"] = TERM_ENDS
    _belonging(mender)
    _members(mender)
    _secretaries(mender, above)
    _committees(mender)
    _cells(mender)
    _forces(mender)
    for grid in tables["grids"]:
        if grid["kind"] == "GENERAL":
            grid["households"] = min(max(int(str(grid["households"])), _HOUSEHOLDS[0]), _HOUSEHOLDS[1])
    tables["line_grids"] = [row for row in tables["line_grids"] if row["line"] == "PUBLIC_SECURITY"]
    return mender


def _belonging(mender: Mender) -> None:
    """Members who belong nowhere are none, and units without an organization have no full members."""
    own = {row["id"] for row in mender.tables["units"] if row["party_organization"]}
    for row in mender.tables["people"]:
        if row["membership"] and not row["belongs_to"]:
            row.update(membership=None, joined_on=None, secretary_of=None)
        works_for = row.get("works_for")
        if row["membership"] == "FULL" and isinstance(works_for, list) and not own & set(works_for):
            row["works_for"] = None


def _members(mender: Mender) -> None:
    """Branches are neither too small nor, with their groups, too large."""
    members: dict[str, list[Draft]] = defaultdict(list)
    for row in mender.tables["people"]:
        members[str(row.get("belongs_to"))].append(row)
    grouped: Counter[str] = Counter()
    for organization in mender.tables["party_organizations"]:
        if organization["kind"] == "GROUP":
            grouped[str(organization["superior"])] += max(len(members[str(organization["id"])]), _GROUP)
    full = mender.full()
    for organization in mender.tables["party_organizations"]:
        id_ = str(organization["id"])
        if organization["kind"] == "GROUP":
            for _ in range(_GROUP - len(full.get(id_, []))):
                mender.person(id_)
        if organization["kind"] != "BRANCH":
            continue
        for row in members[id_][max(_MOST - grouped[id_], _LEAST) :]:
            row.update(belongs_to=None, belongs_since=None, membership=None, joined_on=None, secretary_of=None)
        for _ in range(_LEAST - len(full.get(id_, []))):
            mender.person(id_)


def _secretaries(mender: Mender, above: list[Draft]) -> None:
    for row in mender.tables["people"]:
        if row.get("secretary_of"):
            row.update(joined_on=min(row["joined_on"] or SINCE, SINCE), belongs_since=SINCE, secretary_since=SINCE)
    led = {row.get("secretary_of") for row in mender.tables["people"]}
    full = mender.full()
    for organization in [*mender.tables["party_organizations"], *above]:
        id_ = str(organization["id"])
        if organization["kind"] not in _ELECTED or id_ in led:
            continue
        free = [row for row in full.get(id_, []) if not row.get("secretary_of")]
        if free:
            free[0].update(joined_on=SINCE, belongs_since=SINCE, secretary_of=id_, secretary_since=SINCE)
        else:
            mender.person(id_, secretary=True)


def _committees(mender: Mender) -> None:
    """A branch with its groups is as large as the law counts it."""
    full = dict(mender.full())
    for row in mender.tables["party_organizations"]:
        if row["kind"] == "GROUP" and row["superior"]:
            full.setdefault(str(row["superior"]), []).extend(full.pop(str(row["id"]), []))
    for row in mender.tables["party_organizations"]:
        people = full.get(str(row["id"]), [])
        if row["kind"] == "BRANCH" and len(people) >= _WITH_COMMITTEE:
            mender.committee(str(row["id"]), people)


def _cells(mender: Mender) -> None:
    """One branch a grid, and none without."""
    kinds = {row["id"]: row["kind"] for row in mender.tables["party_organizations"]}
    kept: list[Draft] = []
    cell: dict[object, str] = {}
    for row in mender.tables["covers"]:
        if kinds[row["party_organization"]] == "GROUP" or row["place"] not in cell:
            cell[row["place"]] = str(row["party_organization"])
            kept.append(row)
    mender.tables["covers"] = kept
    without = [str(row["code"]) for row in mender.tables["grids"] if row["code"] not in cell]
    if without:
        owner = next((str(row["party_organization"]) for row in kept), None) or mender.branch("first", _LEAST)
        for grid in without:
            mender.cover(owner, grid)


def _forces(mender: Mender) -> None:
    present = defaultdict(set)
    for row in mender.tables["serves_in"]:
        present[str(row["grid"])].add(row["role"])
    for grid in mender.tables["grids"]:
        code = str(grid["code"])
        mender.forces(code, tuple(role for role in FORCES if role not in present[code]))
