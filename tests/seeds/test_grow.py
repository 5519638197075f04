"""Rules of a grown graph: the same for the same seed, valid as an import, dense where cities are."""

import csv
import io
from collections import Counter
from datetime import date
from functools import cache

import pytest
from stdnum.cn import uscc

from graphsvc.intake.files.sheet import Sheet, check
from graphsvc.intake.files.sheets import unresolved
from graphsvc.intake.model.columns import Row, Value
from graphsvc.intake.tables.declared import TABLES
from seeds.grow.places import districts, sites
from seeds.grow.sound import grow_sound
from seeds.grow.stream import grow
from seeds.grow.units import credit_code

YUZHONG = "500103000000"
EDGES = {"covers", "joins", "serves_in", "project_resources"}

Grown = dict[str, list[Row]]


def grown(district: str = YUZHONG, scale: float = 0.05, seed: int = 1) -> Grown:
    tables: Grown = {}
    for name, rows in grow(district, scale, seed):
        tables.setdefault(name, []).extend(rows)
    return tables


@cache
def small() -> Grown:
    return grown()


def text(value: Value) -> str:
    if isinstance(value, list):
        return ";".join(value)
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def as_sheet(name: str, rows: list[Row]) -> Sheet:
    """The rows written as a file and read back by the import."""
    header = sorted({column for row in rows for column in row})
    file = io.StringIO()
    csv.writer(file).writerows([header, *([text(row.get(column)) for column in header] for row in rows)])
    return check(TABLES[name], f"{name}.csv", csv.reader(io.StringIO(file.getvalue())))


def test_the_same_seed_grows_the_same_graph() -> None:
    assert grown() == small()


def test_another_seed_grows_another_graph() -> None:
    assert grown(seed=2) != small()


@pytest.mark.parametrize("district", [YUZHONG, "500229000000"])
def test_every_grown_row_is_one_that_an_import_accepts(district: str) -> None:
    sheets = [as_sheet(name, rows) for name, rows in grown(district).items() if rows]
    assert [problem for sheet in sheets for problem in sheet.problems] == []
    assert unresolved(sheets, {}) == []


def test_a_stream_names_only_what_came_before_or_comes_with_it() -> None:
    known: set[str] = set()
    for name, rows in grow(YUZHONG, 0.05):
        table = TABLES[name]
        known |= {table.nodes.id.ids(row)[0] for row in rows} if table.nodes else set()
        assert {id_ for row in rows for ref in table.references() for id_ in ref.ids(row)} <= known, name


def test_a_central_district_has_about_66000_nodes() -> None:
    counts = Counter({name: len(rows) for name, rows in grown(scale=1.0).items()})
    assert sum(count for name, count in counts.items() if name not in EDGES) == 66_844
    assert counts["grids"] == 1636
    assert counts["people"] == 47_444


def test_the_city_has_about_two_million_nodes() -> None:
    grids = sum(site.grids for district in districts() for site in sites(district.code, 1.0, 1))
    assert grids == 50_054
    assert 1_900_000 < grids * 66_844 / 1636 < 2_100_000


def test_communities_in_the_centre_have_twenty_grids_and_villages_two() -> None:
    centre = [site.grids for site in sites(YUZHONG, 1.0, 1)]
    village = [site.grids for site in sites("500229000000", 1.0, 1) if site.name.endswith("村")]
    assert (min(centre), max(centre)) == (16, 24)
    assert set(village) == {2}


def test_scale_multiplies_the_grids_and_leaves_at_least_one() -> None:
    grids = {scale: sum(site.grids for site in sites(YUZHONG, scale, 1)) for scale in (0.001, 1.0, 10.0)}
    assert grids == {0.001: 80, 1.0: 1636, 10.0: 16_361}


def test_grown_credit_codes_are_valid_and_unique() -> None:
    codes = [credit_code("ENTERPRISE", site.code, n) for site in sites(YUZHONG, 1.0, 1) for n in range(1, 331)]
    assert len(set(codes)) == len(codes) == 26_400
    assert [code for code in codes if not uscc.is_valid(code)] == []


def test_units_sit_on_committees_of_other_places_of_their_district() -> None:
    across = [join for join in small()["joins"] if str(join["committee"])[6:15] != str(join["unit"])[5:14]]
    assert len(across) > 100
    assert {str(join["unit"])[5:11] for join in small()["joins"]} == {YUZHONG[:6]}


def test_some_grids_have_no_cell_and_most_have_one() -> None:
    tables = grown(scale=0.5)
    covered = {cover["place"] for cover in tables["covers"]}
    share = len(covered) / len(tables["grids"])
    assert 0.85 < share < 0.92


def test_all_five_forces_serve() -> None:
    assert {row["role"] for row in small()["serves_in"]} == {
        "CADRE",
        "COMMUNITY_DOCTOR",
        "GRID_WORKER",
        "MEMBER_VOLUNTEER",
        "POLICE_OFFICER",
    }


def test_branches_of_a_sound_district_hold_with_their_groups_what_a_branch_may_hold() -> None:
    tables: Grown = {}
    for name, rows in grow_sound("500120000000", 1.0, 1, 0, lambda _: None):
        if name in ("party_organizations", "people"):
            tables.setdefault(name, []).extend(rows)
    above = {row["id"]: row["superior"] for row in tables["party_organizations"] if row["kind"] == "GROUP"}
    branches = {row["id"] for row in tables["party_organizations"] if row["kind"] == "BRANCH"}
    belonging = [row["belongs_to"] for row in tables["people"] if row["belongs_to"]]
    sizes = Counter(above.get(id_, id_) for id_ in belonging)
    assert above
    assert max(sizes[id_] for id_ in branches) < 50
    assert min(sizes[id_] for id_ in branches) >= 3
