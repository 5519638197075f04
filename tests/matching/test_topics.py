"""How near a resource's topics are to those of a problem."""

import numpy as np
import pytest

from graphsvc.matching.model.topics import (
    CLOSENESS,
    Likely,
    Relation,
    Topic,
    best_of,
    by_model,
    by_wordings,
    by_words,
    fits,
    likeliest,
    picked,
    relation,
)
from tests.matching.offers import TOPICS


@pytest.mark.parametrize(
    ("problem", "resource", "expected"),
    [
        ("0101", "0101", Relation.SAME),
        ("0101", "010102", Relation.NARROWER),
        ("0101", "01", Relation.BROADER),
        ("010101", "010102", Relation.SIBLING),
        ("01", "04", None),
        ("010101", "0102", None),
    ],
)
def test_a_topic_stands_to_another_by_its_code(problem: str, resource: str, expected: Relation | None) -> None:
    assert relation(problem, resource) is expected


def test_same_is_nearer_than_narrower_than_broader_than_sibling() -> None:
    values = [CLOSENESS[each] for each in (Relation.SAME, Relation.NARROWER, Relation.BROADER, Relation.SIBLING)]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == 4


def test_the_best_of_a_resources_topics_counts() -> None:
    found = fits([Likely(topic, 1.0 if topic.code == "010101" else 0.0) for topic in TOPICS])
    best = best_of(found, ["04", "010102"])
    assert (best.value, best.resource, best.problem, best.relation) == (0.4, "010102", "010101", Relation.SIBLING)
    assert best_of(found, ["99"]).value == 0


def test_the_model_finds_topics_by_cosine_and_drops_what_is_unlike() -> None:
    cosines = np.array([0.1, 0.3, 0.65, 1.0, 0.2], np.float32)
    assert [round(one.likelihood, 4) for one in by_model(TOPICS, cosines)] == [0, 0, 0.5, 1, 0]


def test_three_topics_are_proposed_best_first_and_none_that_has_nothing_to_do_with_it() -> None:
    likely = by_model(TOPICS, np.array([0.4, 0.5, 0.9, 0.8, 0.1], np.float32))
    assert [one.topic.code for one in likeliest(likely)] == ["010101", "010102", "0101"]
    assert likeliest(by_model(TOPICS, np.zeros(5, np.float32))) == []


def test_what_an_official_picks_is_certain() -> None:
    likely = picked(by_model(TOPICS, np.full(5, 0.65, np.float32)), ["04"])
    assert {one.topic.code: round(one.likelihood, 3) for one in likely}["04"] == 1
    assert likeliest(likely)[0].topic.code == "04"


def test_without_the_model_a_synonym_in_the_text_names_the_topic() -> None:
    meals, security = by_words((Topic("010101", "老年助餐", ("送餐",)), Topic("04", "平安")), "想找人给老人送餐")
    assert (meals.likelihood, security.likelihood) == (0.8, 0.0)


def test_without_the_model_part_of_a_name_counts_half_as_much() -> None:
    (one,) = by_words((Topic("030101", "义诊体检"),), "老人想体检")
    assert one.likelihood == pytest.approx(0.4 / 3)


def test_the_phrase_book_draws_the_likelihood_of_topics_whose_names_it_knows() -> None:
    lamps, meals, boats = Topic("01", "路灯"), Topic("02", "助餐"), Topic("03", "船")
    likely = [Likely(lamps, 0.5), Likely(meals, 0.5), Likely(boats, 0.5)]
    drawn = by_wordings(likely, {"路灯": 1.0}, {"路灯", "助餐"})
    assert [round(one.likelihood, 9) for one in drawn] == [0.6, 0.4, 0.5]
