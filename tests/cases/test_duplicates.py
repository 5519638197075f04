"""Two cases about one event, by their signs; and a case that goes with another, without a graph."""

from dataclasses import replace
from datetime import timedelta

import pytest

from graphsvc.cases.duplicates.likeness import SHOWN_FROM, Told, compare_cases, points_of, terms_of
from graphsvc.cases.duplicates.search import search_text
from graphsvc.cases.model.case import replay
from graphsvc.cases.model.states import Action
from graphsvc.cases.store.cases import Draft
from graphsvc.errors import BadInput, StepRefused
from tests.cases.actors import COMMUNITY, GRID, START, SUBDISTRICT, Story

GRID_CODE, NEXT_GRID, ELSEWHERE = "500103012011001", "500103012011002", "500103014009001"
WATER = Told(GRID_CODE, "C02", "三单元停水", START, "早上起来就没有水了", "3 栋")


@pytest.mark.parametrize(
    ("other", "points"),
    [
        (WATER, 100.0),  # word for word
        (Told(GRID_CODE, "C02", "停水好几天", START + timedelta(hours=2), None, "3栋"), 66.2),  # one pair of four
        (Told(NEXT_GRID, "C02", "三单元停水", START + timedelta(days=2)), 78.0),  # 45 + same community 12 + 15 + 6
        (Told(GRID_CODE, "C02", "自来水龙头不出水", START + timedelta(hours=1)), 45.0),  # no word in common
        (Told(GRID_CODE, "D08", "楼道堆放杂物", START + timedelta(days=3)), 26.0),  # the place and the days alone
        (Told(ELSEWHERE, "D08", "广场舞噪音扰民", START + timedelta(days=30)), 0.0),
    ],
)
def test_two_cases_are_as_alike_as_their_signs_add_up_to(other: Told, points: float) -> None:
    signs = compare_cases(WATER, other)
    assert points_of(signs) == points == points_of(compare_cases(other, WATER))
    assert all(sign.points > 0 and sign.zh for sign in signs)


def test_places_are_near_by_their_coordinates() -> None:
    here = Told(GRID_CODE, "C02", "停水", START, latitude=29.5430, longitude=106.5160)
    for metres, points in ((50, 30.0), (300, 20.0), (2_000, 12.0)):  # the last by the community alone
        north = here.latitude + metres / 111_195 if here.latitude else 0
        there = Told(NEXT_GRID, "D08", "噪音", START + timedelta(days=30), latitude=north, longitude=106.5160)
        assert points_of(compare_cases(here, there)) == points


def test_a_search_holds_letters_and_digits_alone_and_no_wider_area_than_ones_own() -> None:
    wild = Told(GRID_CODE, "C02", 'a" OR *:* +(停水', START, place="~3栋^9 \\", description="停/水 AND [a TO b]")
    for each in (wild, replace(wild, category='+-&|!(){}[]^"~*?:\\/'), replace(wild, category="ＡND) OR c02")):
        assert all(term.isalnum() and term == term.lower() for term in terms_of(each))
    assert "c02" in terms_of(wild)
    assert SHOWN_FROM == 45
    for scope, areas in (
        ((GRID_CODE,), "openIn:500103012011001*"),
        (("500103012011",), "openIn:500103012011*"),
        (("500103",), "openIn:500103012*"),
        (("500103014", "500103012011"), "openIn:500103012011*"),
    ):
        assert (search_text(wild, scope) or "").startswith(f"+({areas}) +(")
    assert search_text(wild, ("500103014",)) is None
    assert search_text(Told(GRID_CODE, "?", "!", START), ("500103",)) is None


def test_a_case_that_goes_with_another_is_owed_nothing_until_it_leaves() -> None:
    story = Story()
    after = story.take(COMMUNITY, Action.JOIN, note="同一处停水", cases=("the-event",))
    assert (after.state.value, after.open, after.into) == ("MERGED", False, "the-event")
    for actor, action in ((GRID, Action.WITHDRAW), (COMMUNITY, Action.ACCEPT), (COMMUNITY, Action.CLOSE)):
        with pytest.raises(StepRefused, match="not possible from MERGED"):
            story.take(actor, action, note="不行")
    back = story.take(SUBDISTRICT, Action.LEAVE, note="不是同一处", cases=("the-event",))
    assert (back.state.value, back.open, back.into) == ("ACCEPTED", True, None)
    assert replay(story.steps) == back


def test_a_case_stands_for_others_until_they_are_split_off() -> None:
    story = Story()
    with pytest.raises(StepRefused, match="No case goes with it"):
        story.take(COMMUNITY, Action.SPLIT, note="拆", cases=("a",))
    with pytest.raises(BadInput, match="names the other cases"):
        story.take(COMMUNITY, Action.MERGE, note="合")
    story.take(COMMUNITY, Action.MERGE, note="合", cases=("a", "b"))
    with pytest.raises(StepRefused, match="2 cases go with it; split them off first"):
        story.take(GRID, Action.WITHDRAW, note="不用了")
    with pytest.raises(BadInput, match="c does not go with this case"):
        story.take(COMMUNITY, Action.SPLIT, note="拆", cases=("c",))
    story.take(COMMUNITY, Action.ACCEPT)
    story.whistle("water")
    assert story.take(COMMUNITY, Action.MERGE, note="又一件", cases=("c",)).state.value == "WHISTLED"
    with pytest.raises(StepRefused, match="JOIN is not possible from WHISTLED"):
        story.take(COMMUNITY, Action.JOIN, note="并入", cases=("z",))
    after = story.take(SUBDISTRICT, Action.SPLIT, note="拆", cases=("b",))
    assert after.merged == ("a", "c")
    assert replay(story.steps) == after


def test_the_number_of_another_channel_is_one_however_it_is_typed() -> None:
    keys = {Draft(GRID_CODE, "C02", "停水", source_number=number).source_key for number in ("gd-１2", " GD-12 ")}
    assert keys == {"GRID:GD-12"}
    assert Draft(GRID_CODE, "C02", "停水", source_number="  ").source_key is None
