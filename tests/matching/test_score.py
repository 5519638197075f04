"""A score explains itself: parts are named, weighted, in range, and add up."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.matching.model.score import FIT, Reason, Weights, score

fractions = st.floats(0, 1)
weights = st.floats(0, 10)


@given(st.fixed_dictionaries(dict.fromkeys(Reason, fractions)), st.lists(weights, min_size=9, max_size=9))
def test_the_parts_add_up_to_the_total(values: dict[Reason, float], given_weights: list[float]) -> None:
    if not sum(given_weights):
        given_weights[0] = 1.0
    found = score(values, Weights(*given_weights).shares())
    assert abs(sum(part.points for part in found.parts) - found.total) <= 1e-9
    assert -1e-9 <= found.total <= 100 + 1e-9
    assert [part.reason for part in found.parts] == list(Reason)


def test_the_default_weights_have_one_share_a_reason_and_sum_to_one() -> None:
    shares = Weights().shares()
    assert list(shares) == list(Reason)
    assert math.fsum(shares.values()) == pytest.approx(1, abs=1e-12)


def test_without_the_model_its_weight_goes_to_topics_and_terms_alike() -> None:
    rest = dict.fromkeys(("form", "availability", "capacity", "rating", "load"), 0.0)
    shares = Weights(topic=0.3, text=0.4, terms=0.1, distance=0.2, **rest).shares(with_text=False)
    assert Reason.TEXT not in shares
    assert shares[Reason.TOPIC] == pytest.approx(0.5)
    assert shares[Reason.TERMS] == pytest.approx(0.3)
    assert shares[Reason.DISTANCE] == pytest.approx(0.2)


@pytest.mark.parametrize("bad", [{"topic": -0.1}, {"text": math.nan}, {"load": math.inf}])
def test_weights_that_mean_nothing_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="not negative"):
        Weights(**bad)


def test_all_weights_at_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="not all zero"):
        Weights(*[0.0] * 9)


@pytest.mark.parametrize("value", [-0.01, 1.01])
def test_a_value_outside_its_range_is_a_mistake(value: float) -> None:
    with pytest.raises(ValueError, match=r"outside 0\.\.1"):
        score(dict.fromkeys(Reason, 0.5) | {Reason.RATING: value}, Weights().shares())


def test_the_fit_is_what_topic_text_terms_and_form_say_whoever_offers_it() -> None:
    values = dict.fromkeys(Reason, 1.0) | {Reason.TOPIC: 0.5, Reason.TEXT: 0.25, Reason.TERMS: 0.0, Reason.FORM: 0.5}
    found = score(values, Weights(topic=0.4, text=0.4, terms=0.2, form=0.2).shares())
    assert found.fit == pytest.approx(0.4 / 1.2)
    other = score(
        values | {reason: 0.0 for reason in Reason if reason not in FIT}, Weights(0.4, 0.4, 0.2, 0.2).shares()
    )
    assert other.fit == pytest.approx(found.fit)
