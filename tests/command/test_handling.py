"""Handling rules: the rules shipped, and one owner for every category, place and day whatever a locality adds."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.cases.model.categories import categories
from graphsvc.codes import AreaLevel, prefix_of
from graphsvc.command.model.handling import (
    FILE,
    HandlingRule,
    HandlingRules,
    level_above,
    owner_of,
    read_rules,
)
from graphsvc.command.rules.dated_rows import FOR_EVER
from graphsvc.errors import BadInput, SetupError
from graphsvc.org.model.work import Board

TODAY = date(2026, 11, 24)
GRID_CODE, ESTATE = "500103012011003", "500103012011E003"
PLACES = ("500000000000", "500103000000", "500103012000", "500103012011", GRID_CODE, ESTATE, "500104001001")
DAYS = [date(2026, 1, 1) + timedelta(days=30 * number) for number in range(6)]
HEAD = "category,area,since,until,level,board,lead,helpers,respond,verify,act,source\n"


def test_every_category_of_cases_has_a_rule_with_its_board_and_lead() -> None:
    rules = read_rules()
    known = categories()
    assert len(known) == 44
    assert list(rules.categories) == sorted(known)
    for code, category in known.items():
        rule = rules.find(code, GRID_CODE, TODAY)
        assert (rule.board, rule.lead) == (category.board, category.sectors[0])
        assert set(rule.helpers) <= {*category.sectors, *category.helpers}


def test_a_fire_is_responded_to_in_one_minute_verified_in_three_and_acted_on_in_five() -> None:
    rule = read_rules().find("D03", "500103012000", TODAY)
    assert (rule.respond, rule.verify, rule.act) == (1, 3, 5)
    assert (rule.level, level_above(rule, GRID_CODE)) == (AreaLevel.SUBDISTRICT, AreaLevel.DISTRICT)


def test_of_every_category_the_level_over_its_owner_takes_it_and_none_over_the_district() -> None:
    rules = read_rules()
    ladder = {15: AreaLevel.COMMUNITY, 12: AreaLevel.SUBDISTRICT, 9: AreaLevel.DISTRICT, 6: None}
    for code in rules.categories:
        for place in (GRID_CODE, ESTATE):
            rule = rules.find(code, place, TODAY)
            assert level_above(rule, place) is ladder[len(prefix_of(owner_of(rule, place)))], (code, place)


@pytest.mark.parametrize(
    ("level", "owners"),
    [
        (AreaLevel.GRID, (*PLACES[:5], "500103012011", "500104001001")),
        (AreaLevel.COMMUNITY, (*PLACES[:4], "500103012011", "500103012011", "500104001001")),
        (AreaLevel.SUBDISTRICT, (*PLACES[:3], *["500103012000"] * 3, "500104001000")),
        (AreaLevel.DISTRICT, (*PLACES[:2], *["500103000000"] * 4, "500104000000")),
    ],
)
def test_the_owner_is_the_area_of_the_level_that_holds_the_place(level: AreaLevel, owners: tuple[str, ...]) -> None:
    assert tuple(owner_of(rule("D03", level=level), place) for place in PLACES) == owners


def rule(
    category: str,
    area: str = "",
    since: date = date.min,
    until: date = FOR_EVER,
    level: AreaLevel = AreaLevel.COMMUNITY,
    lead: str = "公安",
) -> HandlingRule:
    return HandlingRule(category, area, since, until, level, Board.ECONOMY, lead, (), 1, 2, 3, "")


@st.composite
def overrides(draw: st.DrawFn) -> list[HandlingRule]:
    """Rules of a locality for two categories in some areas, each area's following one another, with gaps."""
    found = []
    for category in ("D01", "D03"):
        for place in draw(st.lists(st.sampled_from(PLACES), unique=True, max_size=4)):
            days = sorted(draw(st.lists(st.sampled_from(DAYS), unique=True, min_size=2, max_size=6)))
            for since, until in zip(days[::2], days[1::2], strict=False):
                level = draw(st.sampled_from([AreaLevel.GRID, AreaLevel.DISTRICT]))
                found.append(rule(category, prefix_of(place), since, until, level, lead=f"{place}/{since}"))
    return found


@settings(max_examples=60, deadline=None)
@given(local=overrides())
def test_every_category_has_one_owner_at_every_place_and_day_whatever_a_locality_adds(
    local: list[HandlingRule],
) -> None:
    rules = HandlingRules([rule("D01"), rule("D03")], local)
    for category in rules.categories:
        for place in PLACES:
            for day in (date.min, *DAYS, DAYS[2] + timedelta(days=7), date.max):
                found = rules.find(category, place, day)
                holding = [each for each in local if each.category == category and each.holds(prefix_of(place), day)]
                nearest = max((len(each.area) for each in holding), default=-1)
                owners = [each for each in holding if len(each.area) == nearest] or [rule(category)]
                assert [found] == owners
                assert place.startswith(prefix_of(owner_of(found, place)).split("E")[0])


def test_of_one_area_the_locality_goes_before_the_service_and_a_smaller_area_before_both() -> None:
    shipped = [rule("D03"), rule("D03", "500103", lead="区")]
    local = [rule("D03", "500103", TODAY, lead="本地"), rule("D03", lead="全市")]
    rules = HandlingRules(shipped, local)
    before = TODAY - timedelta(days=1)
    assert [rules.find("D03", "500103012000", day).lead for day in (before, TODAY)] == ["区", "本地"]
    assert rules.find("D03", "500104001000", TODAY).lead == "全市"
    with pytest.raises(BadInput, match="No such category"):
        rules.find("Z99", GRID_CODE, TODAY)


WRONG = {
    "D03,500103000000,2026-01-01,2026-03-01,DISTRICT,ECONOMY,公安,,1,2,3,\n"
    "D03,500103000000,2026-02-01,,DISTRICT,ECONOMY,公安,,1,2,3,\n": "two rules on one day",
    "D03,500103000000,2026-03-01,2026-01-01,DISTRICT,ECONOMY,公安,,1,2,3,\n": "ends before it begins",
    "Z99,,,,DISTRICT,ECONOMY,公安,,1,2,3,\n": "no rule for everywhere: Z99",
    "D03,,,,CITY,ECONOMY,公安,,1,2,3,\n": "CITY handles no cases",
    "D03,,,,DISTRICT,ECONOMY,公安,,5,3,1,\n": "times do not rise",
    "D03,,,,DISTRICT,ECONOMY,,,1,3,5,\n": "nobody leads",
    "D03,5001,,,DISTRICT,ECONOMY,公安,,1,3,5,\n": "An area code has 12 digits",
    "D03,,,,DISTRICT,CHESS,公安,,1,3,5,\n": "CHESS",
}


@pytest.mark.parametrize(("rows", "said"), WRONG.items(), ids=WRONG.values())
def test_a_file_that_leaves_no_owner_or_two_is_refused_and_says_why(tmp_path: Path, rows: str, said: str) -> None:
    path = tmp_path / "rules.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(SetupError, match=said):
        read_rules(path)
    with pytest.raises(SetupError, match="nowhere"):
        read_rules(tmp_path / "nowhere.csv")


def test_a_gap_in_the_rules_for_everywhere_is_refused() -> None:
    gap = [rule("D03", until=DAYS[1]), rule("D03", since=DAYS[2])]
    with pytest.raises(ValueError, match="no rule on some day"):
        HandlingRules(gap)
    assert HandlingRules([rule("D03", until=DAYS[1]), rule("D03", since=DAYS[1])]).categories == ["D03"]


def test_a_locality_may_write_its_file_with_a_mark_of_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "rules.csv"
    with FILE.open(encoding="utf-8") as file:
        row = next(each for each in csv.DictReader(file) if each["category"] == "D03")
    row |= {"area": "500103012000", "since": "2026-06-01", "act": "4"}
    path.write_text("\ufeff" + HEAD + ",".join(row.values()) + "\n", encoding="utf-8")
    rules = read_rules(path)
    assert [rules.find("D03", GRID_CODE, day).act for day in (date(2026, 5, 31), date(2026, 6, 1))] == [5, 4]
