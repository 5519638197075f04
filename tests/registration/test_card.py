"""Rules of quarterly cards without a database: what a card tells, that all of them add up, and the seal."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import BadInput, Conflict
from graphsvc.registration.cards.card import SAYS, CardLineKind, CardSeals, Quarter, Served, lines_of
from graphsvc.registration.model.registration import ServiceClass

Q3 = Quarter(2026, 3)


def served(record: str, on: date, minutes: int) -> Served:
    return Served(record, on, minutes, ServiceClass.HEALTH, "量血压")


def test_a_quarter_has_its_days() -> None:
    assert [(Quarter(2026, n).first, Quarter(2026, n).last) for n in (1, 2, 3, 4)] == [
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 12, 31)),
    ]


@pytest.mark.parametrize("text", ["2026", "2026Q0", "2026Q5", "2026-Q3", "Q3", "２０２６Q3"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        Quarter.of(text)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_the_last_quarter_that_is_over_ends_before_today(today: date) -> None:
    last = Quarter.before(today)
    assert last.last < today <= last.last + timedelta(days=92)
    assert Quarter.of(str(last)) == last
    last.check_over(today)
    with pytest.raises(Conflict):
        last.check_over(last.last)


def test_a_card_tells_what_those_before_it_have_not_told() -> None:
    confirmed = [
        served("new", date(2026, 7, 1), 60),
        served("late", date(2026, 6, 30), 90),
        served("less", date(2026, 6, 1), 30),
        served("same", date(2026, 6, 2), 60),
        served("next", date(2026, 10, 1), 60),
    ]
    lines = lines_of(Q3, confirmed, {"less": 120, "same": 60})
    assert [(each.served.record, each.kind, each.minutes) for each in lines] == [
        ("less", CardLineKind.CORRECTED, -90),
        ("late", CardLineKind.LATE, 90),
        ("new", CardLineKind.SERVED, 60),
    ]


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from("abcdef"),
            st.tuples(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 24).map(lambda n: n * 30)),
        ),
        min_size=4,
        max_size=4,
    )
)
def test_all_cards_come_to_what_stood_confirmed_when_the_last_was_frozen(
    changes: list[dict[str, tuple[date, int]]],
) -> None:
    standing: dict[str, tuple[date, int]] = {}
    told: Counter[str] = Counter()
    for number, changed in enumerate(changes, 1):
        standing |= changed
        confirmed = [served(record, *of) for record, of in standing.items()]
        for line in lines_of(quarter := Quarter(2026, number), confirmed, told):
            told[line.served.record] += line.minutes
        for record, (on, minutes) in standing.items():
            if on <= quarter.last:
                assert told[record] == minutes
    assert told == Counter({record: minutes for record, (_, minutes) in standing.items()})


def test_a_seal_covers_everything_that_a_card_says_and_nothing_else() -> None:
    seals = CardSeals(b"key")
    card = {"id": "card-1", "minutes": 60, "recordDays": [date(2026, 7, 1)], "records": ["a"], "person": None}
    card |= {"frozenAt": datetime(2026, 10, 1, tzinfo=UTC)}
    sealed = card | {"seal": seals.seal(card)}
    assert seals.holds(sealed)
    assert seals.holds(sealed | {"areaCode": "500103012011"})
    assert not CardSeals(b"another").holds(sealed)
    assert not seals.holds(card)
    for name in SAYS:
        assert not seals.holds(sealed | {name: "changed"}), name
