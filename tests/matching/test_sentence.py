"""A sentence says what is so: each clause is derived again from the rows."""

from datetime import date, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.matching.api.sentence import sentence
from graphsvc.matching.model.candidates import Offer
from graphsvc.matching.model.distance import Distance
from graphsvc.matching.model.rank import rank
from graphsvc.matching.model.topics import best_of
from tests.matching.offers import COMMITTEES, MARCH, TOPICS, found, offer, problem

NAMES = {topic.code: topic.name for topic in TOPICS}
DAYS = [MARCH.first + timedelta(days=number) for number in range(MARCH.count)]
days = st.none() | st.integers(-20, 50).map(lambda number: str(MARCH.first + timedelta(days=number)))
OFFERS = st.builds(
    lambda opens, closes, recurrence, capacity, held, unit, rated: offer(
        opens=opens, closes=closes, recurrence=recurrence, capacity=capacity, held=held, provider=unit, **rated
    ),
    days,
    days,
    st.sampled_from([None, None, "FREQ=WEEKLY;BYDAY=TU", "FREQ=MONTHLY;BYDAY=2SA", "FREQ=DAILY", "每周二"]),
    st.none() | st.integers(1, 9),
    st.integers(0, 9),
    st.sampled_from(["unit-own", "unit-next", "unit-street", "unit-away"]),
    st.sampled_from([{"rated": 0, "stars": 0}, {"rated": 3, "stars": 10}]),
)


def open_days(one: Offer) -> list[date]:
    """Day by day, without the code that is tested."""
    inside = [
        day for day in DAYS if (not one.opens or str(day) >= one.opens) and (not one.closes or str(day) <= one.closes)
    ]
    if not one.recurrence or not inside:
        return inside
    start = f"DTSTART:{(one.opens or str(inside[0])).replace('-', '')}T000000\n"
    sessions = {moment.date() for moment in rrulestr(f"{start}RRULE:{one.recurrence}").xafter(
        rrulestr(f"{start}RRULE:{one.recurrence}")[0], count=200, inc=True)}  # fmt: skip
    return [day for day in inside if day in sessions]


def said_of_days(one: Offer) -> str:
    if one.recurrence == "每周二":
        return "开放时间请与提供方核实"
    there = open_days(one)
    if one.recurrence:
        return f"需求期内定期开放 {len(there)} 天，最近 {there[0]}"
    return "需求期内全程可用" if there == DAYS else f"需求期 31 天内可用 {len(there)} 天"


def said_of_distance(one: Offer) -> str:
    names = {id_: each.name for each in reversed(COMMITTEES) for id_ in each.members}
    said = {"unit-own": "同在{}", "unit-next": "在邻近的{}", "unit-street": "同在{}", "unit-away": "同在本区县"}
    return said[one.provider].format(names.get(one.provider))


@given(OFFERS)
def test_every_clause_follows_from_the_rows(one: Offer) -> None:
    asked = problem()
    ranking = rank(asked, found([one]), None)
    if one.recurrence != "每周二" and not open_days(one):
        assert ranking.units == ()
        return
    if not ranking.units:
        assert open_days(one) == []
        return
    (unit,) = ranking.units
    said = sentence(unit, best_of(asked.topics, one.topics), NAMES, MARCH)
    free = "名额不限" if one.capacity is None else f"余 {max(one.capacity - one.held, 0)} 人"
    clauses = ["主题“老年助餐”相合", said_of_distance(one), said_of_days(one), free]
    clauses += ["往期评分 3.3"] if one.rated else []
    assert said == f"{one.offered_by.name}可提供“{one.title}”：{'，'.join(clauses)}。"


@pytest.mark.parametrize(
    ("likely", "word"), [(0.8, "主题“老年助餐”相合"), (0.4, "主题“老年助餐”相近"), (0.0, "文字相近")]
)
def test_a_topic_is_called_what_it_is(likely: float, word: str) -> None:
    asked = problem("长者食堂与送餐，八十岁以上送到家门", t010101=likely)
    (unit,) = rank(asked, found([offer()]), None).units
    assert word in sentence(unit, best_of(asked.topics, ["010101"]), NAMES, MARCH)
    assert unit.distance is Distance.SAME_DISTRICT
