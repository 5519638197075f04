"""Warnings as statistics: what is one, what is none, and what each was counted from."""

from datetime import date, timedelta

import pytest

from graphsvc.alerts.model.statistics import (
    Happened,
    Held,
    RiskWarningKind,
    Visited,
    WarningRules,
    above,
    below,
    growing_clusters,
    overloaded_workers,
    plain_address,
    repeated_addresses,
    thinning_visits,
)

TODAY, RULES = date(2026, 9, 7), WarningRules()
GRID, NEXT, OTHER = "500103012011001", "500103012011002", "500103012012001"


def case(number: int, days_ago: int, area: str = GRID, category: str = "C02", place: str = "3 栋") -> Happened:
    return Happened(f"case-{number}", area, category, place, TODAY - timedelta(days=days_ago))


def test_an_address_is_read_alike_however_it_is_written() -> None:
    spellings = ("桐花苑 3 栋", "桐花苑３号楼", "桐花苑3幢。", "桐花苑3栋")
    assert {plain_address(text) for text in spellings} == {"桐花苑3栋"}
    assert plain_address("  ") == ""


def test_five_cases_at_one_address_of_a_community_in_thirty_days_are_a_warning() -> None:
    cases = [case(n, n, (GRID, NEXT)[n % 2], place=("3栋", "3号楼")[n % 2]) for n in range(5)]
    (found,) = repeated_addresses(cases, TODAY, RULES)
    assert (found.kind, found.area, found.about, found.observed) == (
        RiskWarningKind.REPEATED_ADDRESS, GRID[:12], "3栋", 5
    )  # fmt: skip
    assert found.evidence == ("case-0", "case-1", "case-2", "case-3", "case-4")
    assert repeated_addresses(cases[:4], TODAY, RULES) == []
    assert repeated_addresses([*cases[:4], case(9, 30)], TODAY, RULES) == []
    assert repeated_addresses([*cases[:4], case(9, -1)], TODAY, RULES) == []
    assert repeated_addresses([*cases[:4], case(9, 1, OTHER)], TODAY, RULES) == []
    assert repeated_addresses([case(n, n, place="") for n in range(9)], TODAY, RULES) == []


def test_a_category_that_grows_beside_the_weeks_before_is_a_warning_in_its_grid() -> None:
    before = [case(n, 20 + n * 14) for n in range(6)]
    now = [case(100 + n, n) for n in range(8)]
    (found,) = growing_clusters([*before, *now], TODAY, RULES)
    assert (found.area, found.about, found.observed, found.expected) == (GRID, "C02", 8, 1.0)
    assert growing_clusters([*before, *now[:3]], TODAY, RULES) == []
    usual = [case(n, n % 98) for n in range(56)]
    assert growing_clusters(usual, TODAY, RULES) == []
    assert growing_clusters([case(n, n, category=f"C{n:02}") for n in range(12)], TODAY, RULES) == []


def test_a_grid_that_is_visited_less_than_before_is_a_warning() -> None:
    visits = [Visited(f"visit-{n}", GRID, TODAY - timedelta(days=42 + n)) for n in range(84)]
    (found,) = thinning_visits(visits, [GRID, NEXT], TODAY, RULES)
    assert (found.kind, found.area, found.observed, found.expected) == (RiskWarningKind.THINNING_VISITS, GRID, 0, 42.0)
    more = [Visited(f"more-{n}", GRID, TODAY - timedelta(days=n)) for n in range(15)]
    (found,) = thinning_visits([*visits, *more[:14]], [GRID], TODAY, RULES)
    assert found.observed == 14, "a third is left"
    assert thinning_visits([*visits, *more], [GRID], TODAY, RULES) == []
    few = thinning_visits([*visits[:20], *more[:3]], [GRID], TODAY, RULES)
    assert few == [], "three where ten are usual may be chance"
    assert thinning_visits(visits[:17], [GRID], TODAY, RULES) == []


def test_who_has_three_times_what_others_beside_have_is_overloaded() -> None:
    has = {f"p-{worker}": 12 if worker == 4 else 4 for worker in range(5)}
    held = [Held(f"s-{worker}-{n}", GRID, worker) for worker, many in has.items() for n in range(many)]
    (found,) = overloaded_workers(held, RULES)
    assert (found.area, found.about, found.observed, found.expected) == (GRID, "p-4", 12, 4.0)
    assert overloaded_workers([each for each in held if each.id != "s-p-4-0"], RULES) == []
    assert overloaded_workers([each for each in held if each.worker == "p-4"], RULES) == []


def test_a_warning_keeps_its_name_from_day_to_day() -> None:
    cases = [case(n, n) for n in range(6)]
    today, tomorrow = (repeated_addresses(cases, TODAY + timedelta(days=n), RULES)[0] for n in (0, 1))
    assert today.id == tomorrow.id
    assert today.id.startswith(f"warning-{GRID[:12]}-")


@pytest.mark.parametrize("before", [0, 3, 40])
def test_chances_of_more_and_of_fewer_make_a_whole(before: int) -> None:
    for now in range(1, 30):
        assert above(now, before, 0.25) + below(now - 1, before, 0.25) == pytest.approx(1.0)
    assert above(0, before, 0.25) == 1.0
