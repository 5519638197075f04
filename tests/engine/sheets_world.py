"""Two small communities as sheets that change from month to month, for tests of history."""

import csv
import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

Rows = dict[str, dict[str, str]]
"""Rows of a sheet by what tells them apart."""

DISTRICT, SUBDISTRICT = "500103000000", "500103012000"
COMMUNITIES = ("500103012011", "500103012012")
GRIDS = tuple(f"{community}{number:03}" for community in COMMUNITIES for number in (1, 2, 3))
BRANCHES = ("party-b1", "party-b2", "party-b3", "party-b4")
ROLES = ("CADRE", "GRID_WORKER", "POLICE_OFFICER")


def _areas() -> Rows:
    chain = [
        ("500000000000", "CITY", "重庆市", "", ""),
        (DISTRICT, "DISTRICT", "渝中区", "500000000000", "DISTRICT"),
        (SUBDISTRICT, "SUBDISTRICT", "大坪街道", DISTRICT, "SUBDISTRICT"),
        *((code, "COMMUNITY", f"第{code[-1]}社区", SUBDISTRICT, "COMMUNITY") for code in COMMUNITIES),
    ]
    return {row[0]: dict(zip(("code", "level", "name", "parent", "kind"), row, strict=True)) for row in chain}


def _grids() -> Rows:
    return {code: _grid(code, f"第{code[-1]}网格") for code in GRIDS}


def _grid(code: str, name: str) -> dict[str, str]:
    row = {"code": code, "name": name, "community": code[:12], "kind": "GENERAL", "households": "300"}
    return {**row, "population": "900", "neighbours": f"{code[:12]}002" if code.endswith("001") else ""}


def _estates() -> Rows:
    return {
        f"{community}E001": {"code": f"{community}E001", "name": "天津城", "community": community}
        | {"households": "500", "grids": f"{community}001;{community}003"}
        for community in COMMUNITIES
    }


def _organizations() -> Rows:
    above = [("party-top", "街道党工委", "WORKING_COMMITTEE", "", SUBDISTRICT, "", SUBDISTRICT)]
    above += [
        (f"party-{code}", f"第{code[-1]}社区党委", "COMMITTEE", "", code, "party-top", code) for code in COMMUNITIES
    ]
    for number, branch in enumerate(BRANCHES):
        code = COMMUNITIES[number // 2]
        formation = "JOINT" if number % 2 else "SINGLE"
        above.append((branch, f"第{number + 1}支部", "BRANCH", formation, code, f"party-{code}", ""))
    names = ("id", "name", "kind", "formation", "area", "superior", "leads")
    rows = {row[0]: dict(zip(names, row, strict=True)) for row in above}
    return {id_: {**row, "founded_on": "2020-01-01", "term_ends_on": ""} for id_, row in rows.items()}


def _people() -> Rows:
    found = {}
    for number in range(24):
        id_ = f"person-{number:02}"
        member = number < 18
        row = {"id": id_, "name": f"人{number:02}", "grid": GRIDS[number % 6]}
        row |= {"membership": "FULL" if member else "", "joined_on": "2015-01-01" if member else ""}
        row |= {"belongs_to": BRANCHES[number % 4] if member else "", "belongs_since": ""}
        row |= {"secretary_of": BRANCHES[number] if number < 4 else "", "secretary_since": ""}
        found[id_] = row | {"works_for": f"unit-{number % 3}"}
    return found


def _ties(first: str, second: str, pairs: list[tuple[str, str]], **more: str) -> Rows:
    return {f"{one}/{two}": {first: one, second: two, "since": "", "until": "", **more} for one, two in pairs}


def _tables() -> dict[str, Rows]:
    units = {
        f"unit-{number}": {"id": f"unit-{number}", "name": f"单位{number}", "kind": "ENTERPRISE"}
        | {"community": COMMUNITIES[number % 2], "party_organization": "", "co_forms": "party-b2;party-b4"}
        for number in range(3)
    }
    committees = {
        "joint-1": {"id": "joint-1", "name": "大工委", "kind": "BIG_WORK_COMMITTEE", "serves": SUBDISTRICT}
        | {"founded_on": "2021-01-01", "convened_by": "party-top"}
    }
    covers = [(BRANCHES[number // 2 + number // 4], code) for number, code in enumerate(GRIDS[:5])]
    forces = [(f"person-{number + 18:02}", GRIDS[number]) for number in range(4)]
    return {
        "areas": _areas(),
        "grids": _grids(),
        "estates": _estates(),
        "party_organizations": _organizations(),
        "covers": _ties("party_organization", "place", covers),
        "units": units,
        "joint_committees": committees,
        "joins": _ties("unit", "committee", [("unit-0", "joint-1")], seat="MEMBER"),
        "people": _people(),
        "committee_members": _ties(
            "person", "party_organization", [("person-04", BRANCHES[0]), ("person-08", BRANCHES[0])], post="MEMBER"
        ),
        "serves_in": _ties("person", "grid", forces, role="CADRE"),
    }


@dataclass
class World:
    """The sheets as they are now, and what may happen to them until the next load."""

    dice: random.Random
    tables: dict[str, Rows] = field(default_factory=_tables)
    deck: list[Callable[["World", date], None]] = field(default_factory=list)
    made: int = 0

    def copy(self) -> dict[str, Rows]:
        return deepcopy(self.tables)

    def write(self, folder: Path, last: dict[str, Rows] | None = None) -> Path:
        """Write the sheets, or those that are not as they were last."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in self.tables.items():
            if rows and (last is None or rows != last[name]):
                with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                    writer = csv.DictWriter(file, list(next(iter(rows.values()))), lineterminator="\n")
                    writer.writeheader()
                    writer.writerows(rows.values())
        return folder

    def one(self, table: str) -> dict[str, str]:
        """A row of a table, by chance."""
        return self.dice.choice(list(self.tables[table].values()))

    def member(self) -> dict[str, str]:
        return self.dice.choice([row for row in self.tables["people"].values() if row["membership"]])

    def change(self, day: date) -> str:
        """One ordinary change of the sheets, which tells nothing of a day before this one; each comes in its turn."""
        self.deck = self.deck or self.dice.sample(CHANGES, len(CHANGES))
        what = self.deck.pop()
        what(self, day)
        return what.__name__


def move_member(world: World, day: date) -> None:
    world.member()["belongs_to"] = world.dice.choice(BRANCHES)


def move_member_on_its_day(world: World, day: date) -> None:
    world.member().update(belongs_to=world.dice.choice(BRANCHES), belongs_since=day.isoformat())


def turn_probationary(world: World, day: date) -> None:
    world.member()["membership"] = world.dice.choice(["PROBATIONARY", "FULL"])


def leave_the_party(world: World, day: date) -> None:
    gone = ("membership", "joined_on", "belongs_to", "belongs_since", "secretary_of", "secretary_since")
    world.member().update(dict.fromkeys(gone, ""))


def move_house(world: World, day: date) -> None:
    world.one("people")["grid"] = world.dice.choice(GRIDS)


def change_work(world: World, day: date) -> None:
    world.one("people")["works_for"] = world.dice.choice(["unit-0", "unit-1", "unit-1;unit-2", ""])


def come_in(world: World, day: date) -> None:
    world.made += 1
    id_ = f"person-new-{world.made}"
    world.tables["people"][id_] = {**world.member(), "id": id_, "name": id_, "secretary_of": "", "secretary_since": ""}
    world.tables["people"][id_]["belongs_since"] = ""


def drop_out_of_the_sheet(world: World, day: date) -> None:
    world.tables["people"].pop(world.one("people")["id"])


def name_secretary(world: World, day: date) -> None:
    member = world.member()
    if member["belongs_to"] in BRANCHES:
        for row in world.tables["people"].values():
            if row["secretary_of"] == member["belongs_to"]:
                row["secretary_of"] = ""
        member["secretary_of"] = member["belongs_to"]


def change_superior(world: World, day: date) -> None:
    row = world.tables["party_organizations"][world.dice.choice(BRANCHES)]
    row["superior"] = world.dice.choice(["party-top", *(f"party-{code}" for code in COMMUNITIES)])


def turn_into(world: World, day: date) -> None:
    row = world.tables["party_organizations"][world.dice.choice(BRANCHES)]
    kind = world.dice.choice(["BRANCH", "GENERAL_BRANCH"])
    row.update(kind=kind, formation=world.dice.choice(["SINGLE", "JOINT"]) if kind == "BRANCH" else "")


def rename_or_postpone(world: World, day: date) -> None:
    row = world.tables["party_organizations"][world.dice.choice(BRANCHES)]
    row.update(name=f"{row['name'][:4]}{day.month}", term_ends_on=world.dice.choice(["2026-03-01", "2029-01-01", ""]))


def move_organization(world: World, day: date) -> None:
    world.tables["party_organizations"][world.dice.choice(BRANCHES)]["area"] = world.dice.choice(COMMUNITIES)


def found_organization(world: World, day: date) -> None:
    world.made += 1
    id_ = f"party-new-{world.made}"
    row = {**world.tables["party_organizations"]["party-b1"], "id": id_, "name": id_, "founded_on": ""}
    world.tables["party_organizations"][id_] = row | {"term_ends_on": ""}
    world.tables["covers"][f"{id_}/{GRIDS[5]}"] = {**world.one("covers"), "party_organization": id_} | {
        "place": GRIDS[5],
        "since": "",
        "until": "",
    }


def end_coverage(world: World, day: date) -> None:
    row = world.one("covers")
    row["until"] = row["until"] or day.isoformat()


def cover_more(world: World, day: date) -> None:
    branch, grid = world.dice.choice(BRANCHES), world.dice.choice(GRIDS)
    row = {"party_organization": branch, "place": grid, "since": world.dice.choice(["", day.isoformat()]), "until": ""}
    world.tables["covers"].setdefault(f"{branch}/{grid}", row)


def form_jointly(world: World, day: date) -> None:
    world.one("units")["co_forms"] = world.dice.choice(["party-b2", "party-b4", "", "party-b2;party-b4"])


def move_unit(world: World, day: date) -> None:
    row = world.one("units")
    row.update(community=world.dice.choice(COMMUNITIES), party_organization=world.dice.choice(["", *BRANCHES]))


def draw_grid(world: World, day: date) -> None:
    world.made += 1
    code = f"{world.dice.choice(COMMUNITIES)}{100 + world.made}"
    world.tables["grids"][code] = _grid(code, f"第{100 + world.made}网格")


def redraw_grid(world: World, day: date) -> None:
    row = world.one("grids")
    row.update(name=f"{row['name'][:5]}{day.day}", households=str(world.dice.randrange(100, 900)))
    others = [code for code in world.tables["grids"] if code[:12] == row["community"] and code != row["code"]]
    row["neighbours"] = world.dice.choice(["", *others])


def redraw_estate(world: World, day: date) -> None:
    row = world.one("estates")
    row.update(grids=f"{row['community']}00{world.dice.randrange(1, 4)}", households=str(world.dice.randrange(9, 99)))


def seat_units(world: World, day: date) -> None:
    unit = world.dice.choice(["unit-1", "unit-2"])
    row = {"unit": unit, "committee": "joint-1", "since": "", "until": "", "seat": "MEMBER"}
    world.tables["joins"].setdefault(f"{unit}/joint-1", row)["seat"] = world.dice.choice(["CHAIR", "MEMBER"])


def found_committee(world: World, day: date) -> None:
    code = world.dice.choice(COMMUNITIES)
    row = {"id": f"joint-{code}", "name": "大党委", "kind": "BIG_PARTY_COMMITTEE", "serves": code, "founded_on": ""}
    world.tables["joint_committees"].setdefault(f"joint-{code}", row | {"convened_by": f"party-{code}"})


def serve_elsewhere(world: World, day: date) -> None:
    row = world.one("serves_in")
    row["until"] = row["until"] or day.isoformat()
    person, grid, role = row["person"], world.dice.choice(GRIDS), world.dice.choice(ROLES)
    new = {"person": person, "grid": grid, "since": "", "until": "", "role": role}
    if grid != row["grid"]:
        world.tables["serves_in"].setdefault(f"{person}/{grid}/{role}", new)


CHANGES: list[Callable[[World, date], None]] = [
    move_member,
    move_member_on_its_day,
    turn_probationary,
    leave_the_party,
    move_house,
    change_work,
    come_in,
    drop_out_of_the_sheet,
    name_secretary,
    change_superior,
    turn_into,
    rename_or_postpone,
    move_organization,
    found_organization,
    end_coverage,
    cover_more,
    form_jointly,
    move_unit,
    draw_grid,
    redraw_grid,
    redraw_estate,
    seat_units,
    found_committee,
    serve_elsewhere,
]
