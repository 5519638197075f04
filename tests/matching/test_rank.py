"""A ranking: gates before scores, every order explained, nothing decided by the order of the input."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.cobuilding.model.measure import Amount
from graphsvc.matching.model.candidates import Offer
from graphsvc.matching.model.distance import Distance
from graphsvc.matching.model.eligibility import NEXT_STEP, NO_FIT, OF_ONE, TOGETHER, Gate
from graphsvc.matching.model.rank import LOW_ADVICE, Confidence, Ranking, rank
from graphsvc.matching.model.score import Reason, Weights
from tests.matching.offers import found, offer, problem

GATES = st.sampled_from([None, None, None, *Gate])
OFFERS = st.lists(
    st.builds(
        lambda number, topic, stars, held, gate, unit: {
            "id_": f"r-{number:02}",
            "topics": [topic],
            "rated": 1 if stars else 0,
            "stars": stars,
            "held": held,
            "gate": gate,
            "provider": f"unit-{unit}",
        },
        st.integers(0, 99),
        st.sampled_from(["010101", "010102", "0101", "04"]),
        st.integers(0, 5),
        st.integers(0, 9),
        GATES,
        st.integers(0, 3),
    ),
    max_size=12,
    unique_by=lambda each: each["id_"],
).map(lambda rows: [offer(**row) for row in rows])


def units(ranking: Ranking) -> list[str]:
    return [unit.provider.id for unit in ranking.units]


@given(OFFERS, st.randoms())
def test_a_permutation_of_the_input_changes_nothing(offers: list[Offer], chance: object) -> None:
    shuffled = list(offers)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rank(problem(), found(shuffled), None) == rank(problem(), found(offers), None)


@given(OFFERS)
def test_the_parts_of_every_score_add_up_to_what_it_is_ranked_by(offers: list[Offer]) -> None:
    ranking = rank(problem(), found(offers), None)
    totals = [unit.score.total for unit in ranking.units]
    assert totals == sorted(totals, reverse=True)
    for unit in ranking.units:
        for match in unit.matches:
            assert abs(sum(part.points for part in match.score.parts) - match.score.total) <= 1e-9


@given(OFFERS, st.data())
def test_a_gate_that_is_raised_stops_its_resource_and_opens_no_other(offers: list[Offer], data: st.DataObject) -> None:
    open_ = {one.provider for one in offers if one.gate is None}
    stopped = data.draw(st.sets(st.sampled_from([one.id for one in offers]))) if offers else set()
    gated = [one._replace(gate=Gate.PAUSED) if one.id in stopped else one for one in offers]
    after = rank(problem(), found(gated), None, first=99)
    shown = {match.offer.id for unit in after.units for match in unit.matches}
    assert shown.isdisjoint(stopped)
    assert {unit.provider.id for unit in after.units} <= open_


@pytest.mark.parametrize("gate", list(Gate))
def test_what_a_gate_stops_is_never_ranked_whatever_its_score(gate: Gate) -> None:
    ranking = rank(problem(), found([offer("r-1", gate=gate, rated=9, stars=45)]), None)
    assert ranking.units == ()
    assert ranking.advice == NEXT_STEP
    assert [(miss.offer.id, miss.gate) for miss in ranking.near_misses] == [("r-1", gate)]


@pytest.mark.parametrize(
    ("gate", "given_days", "words"),
    [
        (Gate.NOT_YET, {"opens": "2026-12-03"}, "12-03 起可用"),
        (Gate.NOT_YET, {"opens": "2027-01-03"}, "2027-01-03 起可用"),
        (Gate.EXPIRED, {"closes": "2026-02-01"}, "已于 2026-02-01 到期"),
        (Gate.FULL, {}, "名额已满"),
        (Gate.OUT_OF_AREA, {}, "不在服务范围"),
        (Gate.PAUSED, {}, "暂停提供"),
    ],
)
def test_a_near_miss_says_what_stopped_it(gate: Gate, given_days: dict[str, str], words: str) -> None:
    (miss,) = rank(problem(), found([offer(gate=gate, **given_days)]), None).near_misses
    assert miss.words == words


def test_a_gated_resource_that_does_not_fit_is_no_near_miss() -> None:
    ranking = rank(problem(), found([offer("r-1"), offer("r-2", topics=["04"], title="巡逻", gate=Gate.FULL)]), None)
    assert ranking.near_misses == ()


def test_a_recurrence_without_a_day_in_the_window_is_a_gate() -> None:
    ranking = rank(problem(), found([offer("r-1", recurrence="FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1")]), None)
    assert units(ranking) == []
    assert [(miss.gate, miss.words) for miss in ranking.near_misses] == [(Gate.NO_SESSION, "该时段无开放场次")]


def test_the_next_best_resource_of_a_unit_stands_in_for_one_without_a_session() -> None:
    shut = offer("r-1", provider="u", recurrence="FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1")
    ranking = rank(problem(), found([shut, offer("r-2", provider="u", rated=1, stars=1)]), None)
    assert [match.offer.id for match in ranking.units[0].matches] == ["r-2"]


def test_equal_scores_are_ordered_by_id() -> None:
    assert units(rank(problem(), found([offer("r-2"), offer("r-1"), offer("r-3")]), None)) == [
        "unit-of-r-1",
        "unit-of-r-2",
        "unit-of-r-3",
    ]


def test_a_unit_shows_its_best_three_resources_and_is_ranked_by_the_best() -> None:
    many = [offer(f"r-{n}", provider="u", rated=10, stars=10 * n) for n in range(1, 6)]
    (unit,) = rank(problem(), found(many), None).units
    assert [match.offer.id for match in unit.matches] == ["r-5", "r-4", "r-3"]
    assert unit.score == unit.matches[0].score


def test_nearer_better_rated_freer_and_less_burdened_each_come_first_when_all_else_is_equal() -> None:
    plain = offer("r-a")
    for better in (
        offer("r-z", provider="unit-own", stands="500103012011"),
        offer("r-z", rated=4, stars=20),
    ):
        assert units(rank(problem(), found([plain, better]), None))[0] == better.provider
    for worse in (offer("r-0", held=10, capacity=10), offer("r-0", lately=2), offer("r-0", opens="2026-03-20")):
        assert units(rank(problem(), found([plain, worse]), None))[0] == plain.provider, worse


def test_one_bad_rating_weighs_less_than_ten() -> None:
    def rating(count: int) -> float:
        offers = [offer("r-1", rated=count, stars=count), offer("r-2", rated=20, stars=80)]
        ranking = rank(problem(), found(offers), None)
        (parts,) = [unit.score.parts for unit in ranking.units if unit.provider.id == "unit-of-r-1"]
        return next(part.value for part in parts if part.reason is Reason.RATING)

    assert 0.75 > rating(1) > rating(10) > 0


def test_a_weak_best_fit_is_marked_and_sent_to_the_subdistrict() -> None:
    ranking = rank(problem("外国租客语言不通", t010101=0.2), found([offer("r-1")]), None)
    assert (ranking.confidence, ranking.advice) == (Confidence.LOW, LOW_ADVICE)
    assert units(ranking) == ["unit-of-r-1"]


def test_where_nothing_fits_the_answer_is_empty_and_says_so() -> None:
    ranking = rank(problem("外国租客语言不通", t04=0.01), found([offer("r-1")]), None)
    assert (ranking.units, ranking.confidence, ranking.advice) == ((), Confidence.LOW, NO_FIT)


def test_too_little_is_a_gate_with_words() -> None:
    asked = replace(problem(), amount=Amount(500))
    ranking = rank(
        asked, found([offer("r-1", capacity=30, held=0, capacity_unit="份"), offer("r-2", capacity=600)]), None
    )
    assert units(ranking) == ["unit-of-r-2"]
    assert [(miss.gate, miss.words) for miss in ranking.near_misses] == [(Gate.SHORT, "余 30 份，需 500")]
    assert (ranking.together, ranking.lacking) == ((), 0)
    endless = rank(asked, found([offer("r-1", capacity=None)]), None)
    assert units(endless) == ["unit-of-r-1"]


def test_several_together_meet_a_quantity_that_none_meets_alone() -> None:
    asked = replace(problem(), amount=Amount(100))
    offers = [
        offer("r-1", capacity=90, held=20, capacity_unit="份", rated=9, stars=45),
        offer("r-2", capacity=50, capacity_unit="份", rated=9, stars=36),
        offer("r-3", capacity=99, capacity_unit="场", rated=9, stars=20),
        offer("r-4", capacity=50, capacity_unit="份", topics=["04"], title="巡逻", description=""),
    ]
    ranking = rank(asked, found(offers), None)
    assert ranking.units == ()
    assert [(one.offer.id, one.quantity) for one in ranking.together] == [("r-1", 70), ("r-2", 30)]
    assert (ranking.lacking, ranking.advice, ranking.confidence) == (0, TOGETHER, Confidence.HIGH)
    less = rank(replace(asked, amount=Amount(200)), found(offers), None)
    assert (sum(one.quantity for one in less.together), less.lacking) == (120, 80)
    assert less.advice == "所列资源合起来仍缺 80，可先承接一部分，其余另行对接。"
    own = [offer(id_, provider="u", capacity=50, capacity_unit="份", rated=9, stars=36) for id_ in ("r-1", "r-2")]
    assert rank(asked, found(own), None).advice == OF_ONE


@pytest.mark.parametrize(("counted", "gate"), [("户", Gate.SHORT), (None, Gate.SHORT), ("场", None)])
def test_a_quantity_is_held_against_what_counts_the_same(counted: str | None, gate: Gate | None) -> None:
    asked = replace(problem(), amount=Amount(41, "户"))
    ranking = rank(asked, found([offer("r-1", capacity=8, held=0, capacity_unit=counted)]), None)
    assert [miss.gate for miss in ranking.near_misses] == ([gate] if gate else [])
    assert [miss.words for miss in ranking.near_misses] == ([f"余 8 {counted or '份'}，需 41 户"] if gate else [])
    assert bool(ranking.units) is (gate is None)


@pytest.mark.parametrize(
    ("asked", "capacity", "counted", "taken"),
    [
        (Amount(41, "人"), 80, "名", 41),
        (Amount(41, "户"), 8, "场", 1),
        (Amount(41, "户"), None, "户", 1),
        (None, 80, "份", 1),
    ],
)
def test_a_match_says_how_much_a_project_would_take(
    asked: Amount | None, capacity: int | None, counted: str, taken: int
) -> None:
    found_ = found([offer("r-1", capacity=capacity, held=0, capacity_unit=counted)])
    (unit,) = rank(replace(problem(), amount=asked), found_, None).units
    assert [match.quantity for match in unit.matches] == [taken]


def test_what_is_open_once_a_month_comes_after_what_is_always_open() -> None:
    monthly = offer("r-1", recurrence="FREQ=MONTHLY;BYDAY=2SA")
    assert units(rank(problem(), found([monthly, offer("r-2")]), None)) == ["unit-of-r-2", "unit-of-r-1"]


def test_a_good_best_fit_is_not_marked() -> None:
    ranking = rank(problem(), found([offer("r-1")]), None)
    assert (ranking.confidence, ranking.advice) == (Confidence.HIGH, "")


def test_with_the_model_the_nearer_text_wins() -> None:
    towards = np.eye(512, dtype=np.float32)[0]
    vectors = np.stack([np.eye(512, dtype=np.float32)[1], towards])
    ranking = rank(problem(vector=towards), found([offer("r-1"), offer("r-2")]), vectors)
    assert units(ranking) == ["unit-of-r-2"]
    values = {part.reason: part.value for part in ranking.units[0].score.parts}
    assert values[Reason.TEXT] == 1.0


def test_what_fits_far_less_than_the_best_is_not_shown_unless_it_fits_well_by_itself() -> None:
    near, half, far = (offer(f"r-{at}", topics=[topic]) for at, topic in enumerate(("010101", "010102", "04")))
    weights = Weights(**dict.fromkeys(("topic", "text", "terms", "form"), 0.0) | {"topic": 1.0})
    assert units(rank(problem(t010101=0.5), found([near, half, far]), None, weights)) == ["unit-of-r-0"]
    assert units(rank(problem(t010101=1.0), found([near, half, far]), None, weights)) == ["unit-of-r-0", "unit-of-r-1"]
    assert units(rank(problem(t010101=0.5), found([half]), None, weights)) == ["unit-of-r-1"]


def test_weights_decide_what_counts() -> None:
    near, liked = offer("r-near", provider="unit-own"), offer("r-liked", rated=9, stars=45)
    only = dict.fromkeys(("topic", "text", "terms", "availability", "capacity", "load"), 0.0)
    assert units(rank(problem(), found([near, liked]), None, Weights(**only, distance=1, rating=0)))[0] == "unit-own"
    assert (
        units(rank(problem(), found([near, liked]), None, Weights(**only, distance=0, rating=1)))[0] == liked.provider
    )


def test_every_unit_shows_the_path_that_links_it_to_the_place() -> None:
    (unit,) = rank(problem(), found([offer("r-1", provider="unit-street", called="派出所")]), None).units
    assert unit.distance is Distance.SAME_BIG_WORK_COMMITTEE
    assert [(step.label, step.name, step.by, step.forward) for step in unit.path] == [
        ("Community", "马家堡社区", None, True),
        ("Subdistrict", "大坪街道", "PART_OF", True),
        ("BigWorkCommittee", "大坪街道大工委", "SERVES", False),
        ("Unit", "派出所", "JOINS", False),
        ("Resource", "长者食堂与送餐", "OFFERS", True),
    ]


def test_an_answer_holds_no_more_than_asked() -> None:
    ranking = rank(problem(), found([offer(f"r-{n}") for n in range(5)]), None, first=2)
    assert len(ranking.units) == 2
    assert date(2026, 3, 1) == problem().days.first
