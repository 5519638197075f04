"""Rules of the demo's rows, file by file: valid, as many as promised, and in the order of time."""

from collections import Counter
from datetime import date

import pytest
from stdnum.cn import uscc

from graphsvc.intake.files.sheets import unresolved
from graphsvc.intake.tables.declared import TABLES
from tests.seeds.demo import by_id, grouped, listed, rows, sheets

COUNTS = {
    "areas": 14,
    "grids": 160,
    "estates": 132,
    "line_grids": 17,
    "topics": 70,
    "party_organizations": 114,
    "covers": 149,
    "units": 40,
    "joint_committees": 12,
    "joins": 82,
    "people": 400,
    "committee_members": 4,
    "serves_in": 784,
    "needs": 60,
    "resources": 150,
    "projects": 40,
    "project_resources": 59,
    "joint_meetings": 18,
}
ORDERED = [
    ("party_organizations", "founded_on", "dissolved_on"),
    ("party_organizations", "founded_on", "term_ends_on"),
    ("joins", "since", "until"),
    ("covers", "since", "until"),
    ("people", "joined_on", "belongs_since"),
    ("people", "belongs_since", "secretary_since"),
    ("needs", "raised_on", "needed_from"),
    ("needs", "needed_from", "needed_to"),
    ("resources", "available_from", "available_to"),
    ("projects", "proposed_on", "delivered_on"),
    ("projects", "delivered_on", "rated_on"),
]


def test_every_row_of_every_file_is_valid() -> None:
    assert [problem for sheet in sheets() for problem in sheet.problems] == []


def test_there_is_a_file_for_every_table() -> None:
    assert [sheet.table.name for sheet in sheets()] == list(TABLES)


def test_there_are_as_many_rows_as_promised() -> None:
    assert {sheet.table.name: len(sheet.lines) for sheet in sheets()} == COUNTS


def test_every_reference_is_to_a_row_of_the_right_table() -> None:
    assert unresolved(sheets(), {}) == []


def test_the_demo_stands_on_the_real_codes_and_names() -> None:
    with_names = {row["code"]: row["name"] for row in rows("areas")}
    assert with_names["500103012000"] == "大坪街道"
    assert sorted(str(name) for code, name in with_names.items() if str(code).startswith("500103012")) == sorted(
        (
            "大坪街道",
            "马家堡社区",
            "浮图关社区",
            "肖家湾社区",
            "大黄路社区",
            "袁家岗社区",
            "七牌坊社区",
            "大坪正街社区",
            "天灯堡社区",
        )
    )


def test_every_community_of_the_subdistrict_has_about_twenty_grids() -> None:
    assert sorted(len(grids) for grids in grouped("grids", "community").values()) == [18, 18, 19, 20, 20, 21, 22, 22]


def test_every_credit_code_is_valid_and_there_once() -> None:
    codes = [str(unit["credit_code"]) for unit in rows("units")]
    assert [code for code in codes if not uscc.is_valid(code)] == []
    assert len(set(codes)) == 40


def test_no_credit_code_can_be_that_of_a_real_unit() -> None:
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    for unit in rows("units"):
        inner = str(unit["credit_code"])[8:17]
        check = 11 - sum(int(digit, 36) * weight for digit, weight in zip(inner[:8], weights, strict=True)) % 11
        assert inner[8] != {10: "X", 11: "0"}.get(check, str(check)), unit["id"]


def test_no_telephone_number_can_be_real() -> None:
    assert {(str(person["phone"])[:3], len(str(person["phone"]))) for person in rows("people")} == {("100", 11)}


@pytest.mark.parametrize(("table", "earlier", "later"), ORDERED)
def test_days_are_in_order(table: str, earlier: str, later: str) -> None:
    pairs = [(row.get(earlier), row.get(later)) for row in rows(table)]
    days = [(first, last) for first, last in pairs if isinstance(first, date) and isinstance(last, date)]
    assert days
    assert [(first, last) for first, last in days if first > last] == []


def test_a_project_is_proposed_after_its_need_was_raised() -> None:
    needs = by_id("needs")
    late = [p["id"] for p in rows("projects") if str(p["proposed_on"]) < str(needs[str(p["need"])]["raised_on"])]
    assert late == []


def test_ratings_are_from_1_to_5_and_only_rated_projects_have_them() -> None:
    rated = [project for project in rows("projects") if project["state"] == "RATED"]
    assert len(rated) == 17
    assert {p[side] for p in rated for side in ("community_rating", "unit_rating")} <= {1, 2, 3, 4, 5}
    others = [project for project in rows("projects") if project["state"] != "RATED"]
    assert {p[side] for p in others for side in ("community_rating", "unit_rating", "rated_on")} == {None}


def test_projects_are_in_every_state() -> None:
    assert Counter(project["state"] for project in rows("projects")) == {
        "RATED": 17,
        "CLAIMED": 5,
        "COORDINATING": 5,
        "DELIVERED": 4,
        "FEEDBACK": 3,
        "PROPOSED": 3,
        "DECLINED": 2,
        "WITHDRAWN": 1,
    }


def test_the_status_of_a_need_follows_from_its_project() -> None:
    expected = {
        **dict.fromkeys(("RATED", "FEEDBACK", "DELIVERED"), "MET"),
        **dict.fromkeys(("CLAIMED", "COORDINATING"), "IN_PROGRESS"),
        **dict.fromkeys(("PROPOSED", "DECLINED", "WITHDRAWN"), "OPEN"),
    }
    needs = by_id("needs")
    assert [p["id"] for p in rows("projects") if needs[str(p["need"])]["status"] != expected[str(p["state"])]] == []


def test_projects_in_progress_hold_no_more_than_a_resource_has() -> None:
    running = {p["id"] for p in rows("projects") if p["state"] in ("CLAIMED", "COORDINATING")}
    held: Counter[str] = Counter()
    for use in rows("project_resources"):
        if use["project"] in running:
            quantity = use["quantity"]
            assert isinstance(quantity, int)
            held[str(use["resource"])] += quantity
    capacity = {resource: row["capacity"] for resource, row in by_id("resources").items()}
    assert [resource for resource, quantity in held.items() if quantity > int(str(capacity[resource]))] == []


def test_texts_of_needs_and_resources_differ() -> None:
    for table in ("needs", "resources"):
        for column in ("title", "description"):
            assert len({row[column] for row in rows(table)}) == COUNTS[table], (table, column)


def test_topics_have_three_levels_and_every_topic_of_a_need_is_one() -> None:
    assert Counter(len(str(topic["code"])) // 2 for topic in rows("topics")) == {1: 10, 2: 30, 3: 30}
    codes = {topic["code"] for topic in rows("topics")}
    assert [need["id"] for need in rows("needs") if not set(listed(need, "topics")) <= codes] == []
