"""Figures and trials of rules without a database."""

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import BadInput
from graphsvc.registration.model.point_rules import PointRules, Wallet, usual_rules
from graphsvc.registration.model.registration import ServiceClass
from graphsvc.registration.model.replay import Served, replay
from graphsvc.registration.model.statistics import Figures, months_of, share, total
from graphsvc.registration.store.statistics import Window

COUNTS = [each.name for each in fields(Figures)]


@given(st.lists(st.builds(Figures, **{name: st.integers(0, 99) for name in COUNTS}), max_size=5))
def test_parts_add_up_to_the_whole_count_by_count(parts: list[Figures]) -> None:
    whole = total(parts)
    assert all(getattr(whole, name) == sum(getattr(each, name) for each in parts) for name in COUNTS)


def test_a_quarter_is_three_months_and_its_days() -> None:
    assert [list(months_of(each)) for each in (1, 4)] == [[0, 1, 2], [9, 10, 11]]
    assert len(months_of(None)) == 12
    assert [Window(2026, each).days for each in (None, 1, 2, 3, 4)] == [
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 12, 31)),
    ]
    with pytest.raises(BadInput):
        months_of(5)


def test_nothing_is_shared_in_nothing() -> None:
    assert (share(1, 4), share(0, 0)) == (0.25, None)


def test_a_year_is_counted_anew_by_other_rules() -> None:
    year = [Served(ServiceClass.HEALTH, date(2025, 3, day), 120) for day in range(1, 31)]
    (duty,) = [each for each in usual_rules().rules if each.wallet is Wallet.DUTY]
    before = replay(usual_rules(), year)
    after = replay(PointRules((replace(duty, per_year=5_000),)), year)
    assert (before.points[Wallet.DUTY], before.passed) == (6_000, True)
    assert (after.points, after.passed) == ({Wallet.DUTY: 5_000, Wallet.EXCHANGE: 0}, True)
    assert not replay(usual_rules(), year[:20]).passed
