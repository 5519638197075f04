"""Rules of the areas file: what the real city has, and that it hangs together."""

import csv
from collections import Counter
from functools import cache

from graphsvc.codes import prefix_of
from graphsvc.intake.files.sheet import Sheet, read_sheet
from graphsvc.intake.reorganisation.change import read_changes
from graphsvc.intake.reorganisation.planning import KnownArea, old_codes, plan_changes
from graphsvc.intake.tables.declared import TABLES
from graphsvc.paths import SEEDS_DIR

FILE = SEEDS_DIR / "chongqing" / "areas.csv"
IN_TWO_DISTRICTS = {"蔡家岗街道", "水土街道", "复兴街道", "童家溪镇", "施家梁镇"}


@cache
def areas() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def sheet() -> Sheet:
    return read_sheet(TABLES["areas"], FILE)


def test_every_row_is_one_the_import_accepts() -> None:
    assert sheet().problems == ()
    assert len(sheet().lines) == 12_340


def test_the_city_has_38_districts_1031_subdistricts_and_11270_communities() -> None:
    assert Counter(area["level"] for area in areas()) == {
        "CITY": 1,
        "DISTRICT": 38,
        "SUBDISTRICT": 1031,
        "COMMUNITY": 11_270,
    }


def test_kinds_are_those_of_the_source() -> None:
    assert Counter(area["kind"] for area in areas()) == {
        "": 1,
        "DISTRICT": 26,
        "COUNTY": 12,
        "SUBDISTRICT": 245,
        "TOWN": 625,
        "TOWNSHIP": 161,
        "COMMUNITY": 3324,
        "VILLAGE": 7946,
    }


def test_no_area_is_an_orphan_and_what_is_above_comes_first() -> None:
    seen = {""}
    for area in areas():
        assert area["parent"] in seen, area["code"]
        seen.add(area["code"])
    assert len(seen) == 12_341


def test_a_code_starts_with_the_digits_of_its_parent() -> None:
    assert [a["code"] for a in areas() if a["parent"] and not a["code"].startswith(prefix_of(a["parent"]))] == []


def test_communities_are_below_200_and_villages_from_200() -> None:
    wrong = [
        area["code"]
        for area in areas()
        if area["level"] == "COMMUNITY" and (int(area["code"][9:]) >= 200) != (area["kind"] == "VILLAGE")
    ]
    assert wrong == []


def test_civil_codes_are_unique_and_only_subdistricts_have_one() -> None:
    civil = [area["civil_code"] for area in areas() if area["civil_code"]]
    assert len(civil) == len(set(civil)) == 1011
    assert {area["level"] for area in areas() if area["civil_code"]} == {"SUBDISTRICT"}


def test_five_places_of_beibei_have_the_civil_codes_of_liangjiang() -> None:
    moved = [a for a in areas() if a["name"] in IN_TWO_DISTRICTS and a["code"].startswith("500109")]
    assert [area["civil_code"][:6] for area in moved] == ["500157"] * 5


def test_the_reorganisation_of_2025_leads_every_subdistrict_of_two_districts_to_its_civil_code() -> None:
    changes = read_changes(FILE.parent / "area_changes" / "2025-11-06.csv")
    street = {area["code"]: area for area in areas() if area["level"] == "SUBDISTRICT"}
    moved = {change.code: change.successor for change in changes if change.kind == "MOVED"}
    assert moved == {code: street[code]["civil_code"] for code in moved}
    of_two = {code for code in street if code.startswith(("500105", "500112"))}
    assert moved.keys() - of_two == {
        code for code in street if code[:6] == "500109" and street[code]["name"] in IN_TWO_DISTRICTS
    }
    assert of_two <= moved.keys()
    assert Counter(code[:6] for code in moved.values()) == {"500157": 42, "500109": 5}
    known = [KnownArea(area["code"], area["name"], area["kind"] or None) for area in areas()]
    plan = plan_changes("2025-11-06.csv", changes, known, set())
    assert plan.problems == []
    follows = old_codes(plan.steps)
    assert len(follows) == len(set(follows.values()) | {""}) == 647


def test_300_civil_codes_are_the_statistical_code_of_another_place() -> None:
    codes = {area["code"] for area in areas()}
    assert sum(area["civil_code"] in codes and area["civil_code"] != area["code"] for area in areas()) == 300


def test_names_leave_out_the_committee() -> None:
    names = {area["name"] for area in areas() if area["level"] == "COMMUNITY"}
    assert [name for name in names if not name.endswith(("社区", "村"))] == []
    assert {"马家堡社区", "双龙村", "化龙桥社区"} <= names


def test_no_two_areas_under_one_parent_share_name_and_kind() -> None:
    twice = Counter((area["parent"], area["name"], area["kind"]) for area in areas())
    assert max(twice.values()) == 1


def test_twenty_one_villages_are_called_shuanglong() -> None:
    assert sum(1 for area in areas() if area["name"] == "双龙村") == 21
