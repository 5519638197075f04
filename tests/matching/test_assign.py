"""The plan for many needs: as good as trying everything, never worse than greedy, and within its limits."""

from collections import Counter
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.matching.model.assignment import Limits, Option, Plan, greedy, optimal

OWNERS = {"r-1": "u-1", "r-2": "u-1", "r-3": "u-2", "r-4": "u-3"}
options = st.lists(
    st.builds(
        lambda need, resource, points: Option(need, resource, OWNERS[resource], points),
        st.sampled_from(["n-1", "n-2", "n-3"]),
        st.sampled_from(list(OWNERS)),
        st.integers(0, 10_000).map(lambda cents: cents / 100),
    ),
    max_size=9,
    unique_by=lambda option: option.pair,
)
limits = st.builds(
    Limits,
    per_need=st.integers(1, 3),
    per_unit=st.none() | st.integers(1, 3),
    capacity=st.dictionaries(st.sampled_from(list(OWNERS)), st.integers(0, 2)),
)
sized = st.lists(
    st.builds(
        lambda need, resource, points, quantity: Option(need, resource, OWNERS[resource], points, quantity),
        st.sampled_from(["n-1", "n-2", "n-3"]),
        st.sampled_from(list(OWNERS)),
        st.integers(0, 10_000).map(lambda cents: cents / 100),
        st.integers(1, 3),
    ),
    max_size=9,
    unique_by=lambda option: option.pair,
)


def keeps(chosen: tuple[Option, ...], given_limits: Limits) -> bool:
    needs = Counter(option.need for option in chosen)
    units = Counter(option.unit for option in chosen)
    resources: Counter[str] = Counter()
    for option in chosen:
        resources[option.resource] += option.quantity
    services = Counter((option.need, option.unit) for option in chosen)
    return (
        all(count <= given_limits.per_need for count in needs.values())
        and all(count <= (given_limits.per_unit or 99) for count in units.values())
        and all(count <= given_limits.capacity.get(resource, 99) for resource, count in resources.items())
        and all(count == 1 for count in services.values())
    )


def brute_force(given_options: list[Option], given_limits: Limits) -> float:
    return max(
        sum(round(option.points * 100) for option in chosen) / 100
        for size in range(len(given_options) + 1)
        for chosen in combinations(given_options, size)
        if keeps(chosen, given_limits) and given_limits.pinned <= {option.pair for option in chosen}
    )


def chosen(plan: Plan) -> tuple[Option, ...]:
    return tuple(pairing.option for pairing in plan.pairings)


@settings(max_examples=150, deadline=None)
@given(options, limits)
def test_the_plan_is_the_best_there_is_and_keeps_its_limits(given_options: list[Option], given_limits: Limits) -> None:
    plan = optimal(given_options, given_limits)
    assert plan.total == pytest.approx(brute_force(given_options, given_limits), abs=1e-9)
    assert keeps(chosen(plan), given_limits)
    assert plan.total == pytest.approx(sum(option.points for option in chosen(plan)), abs=1e-6)


@settings(max_examples=150, deadline=None)
@given(options, limits)
def test_the_plan_is_never_worse_than_greedy(given_options: list[Option], given_limits: Limits) -> None:
    assert optimal(given_options, given_limits).total >= greedy(given_options, given_limits).total
    assert keeps(chosen(greedy(given_options, given_limits)), given_limits)


@settings(max_examples=100, deadline=None)
@given(options, limits, st.randoms(use_true_random=False))
def test_a_permutation_of_the_input_changes_nothing(
    given_options: list[Option], given_limits: Limits, chance: Any
) -> None:
    shuffled = list(given_options)
    chance.shuffle(shuffled)
    assert optimal(shuffled, given_limits) == optimal(given_options, given_limits)
    assert greedy(shuffled, given_limits) == greedy(given_options, given_limits)


@settings(max_examples=100, deadline=None)
@given(options.filter(bool), st.data())
def test_what_is_promised_stays_and_the_rest_is_the_best_around_it(given_options: list[Option], data: Any) -> None:
    pinned = data.draw(st.sampled_from(given_options)).pair
    given_limits = Limits(per_need=2, pinned=frozenset({pinned}))
    plan = optimal(given_options, given_limits)
    assert [pairing.option.pair for pairing in plan.pairings if pairing.pinned] == [pinned]
    assert plan.total == pytest.approx(brute_force(given_options, given_limits), abs=1e-9)


@settings(max_examples=150, deadline=None)
@given(sized, limits)
def test_quantities_share_a_capacity_and_the_plan_is_never_worse_than_greedy(
    given_options: list[Option], given_limits: Limits
) -> None:
    plan, plain = optimal(given_options, given_limits), greedy(given_options, given_limits)
    assert keeps(chosen(plan), given_limits)
    assert plan.total >= plain.total
    assert plan.total <= brute_force(given_options, given_limits) + 1e-9


def test_a_canteen_of_eighty_does_not_feed_two_hundred_and_forty() -> None:
    wanted = [Option(f"n-{at}", "r-1", "u-1", 90 - at, quantity) for at, quantity in enumerate((240, 50, 40, 30))]
    plan = optimal(wanted, Limits(capacity={"r-1": 80}))
    assert sum(option.quantity for option in chosen(plan)) <= 80
    assert "n-0" in plan.unmet
    assert len(plan.pairings) == 2


CROWDED = [
    Option("n-1", "r-1", "u-1", 90),
    Option("n-1", "r-3", "u-2", 80),
    Option("n-2", "r-1", "u-1", 85),
]


def test_where_needs_crowd_the_best_for_one_yields_to_the_best_for_all() -> None:
    one_each = Limits(capacity={"r-1": 1})
    plan, by_hand = optimal(CROWDED, one_each), greedy(CROWDED, one_each)
    assert (plan.total, by_hand.total) == (165, 90)
    assert [(pairing.option.pair, pairing.regret) for pairing in plan.pairings] == [
        (("n-1", "r-3"), 10),
        (("n-2", "r-1"), 0),
    ]
    assert (plan.unmet, by_hand.unmet) == ((), ("n-2",))


def test_a_unit_serves_no_more_needs_than_its_share() -> None:
    plan = optimal(CROWDED, Limits(per_unit=1))
    assert [pairing.option.pair for pairing in plan.pairings] == [("n-1", "r-3"), ("n-2", "r-1")]


def test_a_need_gets_at_most_k_units_each_once() -> None:
    two = [Option("n-1", "r-1", "u-1", 90), Option("n-1", "r-2", "u-1", 89), Option("n-1", "r-3", "u-2", 10)]
    assert [option.resource for option in chosen(optimal(two, Limits(per_need=2)))] == ["r-1", "r-3"]


def test_a_need_whose_options_are_all_taken_is_named() -> None:
    assert optimal(CROWDED[:1], Limits(capacity={"r-1": 0})).unmet == ("n-1",)


@pytest.mark.parametrize(
    "bad",
    [
        Limits(per_need=0),
        Limits(per_unit=0),
        Limits(pinned=frozenset({("n-9", "r-1")})),
        Limits(capacity={"r-1": 1}, pinned=frozenset({("n-1", "r-1"), ("n-2", "r-1")})),
    ],
)
def test_limits_that_cannot_be_kept_are_refused(bad: Limits) -> None:
    with pytest.raises(ValueError, match=r"limits|pinned"):
        optimal(CROWDED, bad)
