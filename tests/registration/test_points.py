"""Rules and journal of points without a database: what is counted, capped, taken back, exchanged and closed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from graphsvc.errors import Conflict, SetupError
from graphsvc.registration.model.point_rules import (
    ANY,
    COLUMNS,
    PointRule,
    PointRules,
    Wallet,
    read_rules,
    usual_rules,
)
from graphsvc.registration.model.points import (
    EARNING,
    Earned,
    Entry,
    PointEntryKind,
    Service,
    close,
    closes_on,
    credit,
    has_passed,
    period_of,
    settle,
    spend,
    with_lapse,
)
from graphsvc.registration.model.registration import RegistrantKind, ServiceClass

DAY = date(2026, 9, 5)
RULE = PointRule(RegistrantKind.MEMBER, Wallet.DUTY, ANY, date(2026, 1, 1), 100, 200, 300, 500, 600, "某地")
HEALTH = replace(RULE, kind="HEALTH", per_hour=150)
SERVICE = Service(RegistrantKind.MEMBER, ServiceClass.CULTURE_AND_SPORT, DAY, 90)


def table(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "rules.csv"
    path.write_text("\n".join([",".join(COLUMNS), *rows]), encoding="utf-8")
    return path


def test_the_usual_rules_are_read_and_each_names_its_source() -> None:
    rule = usual_rules().on(RegistrantKind.MEMBER, Wallet.DUTY, ServiceClass.HEALTH, DAY)
    assert rule
    assert (rule.per_hour, rule.per_record, rule.version) == (100, 200, "DUTY/*/2020-01-01")
    assert all(each.source for each in usual_rules().rules)
    assert usual_rules().on(RegistrantKind.UNIT, Wallet.DUTY, ServiceClass.HEALTH, DAY) is None


def test_a_class_of_its_own_goes_before_the_rule_for_all_and_the_latest_before_earlier_ones() -> None:
    later = replace(RULE, since=date(2026, 9, 6), per_hour=50)
    rules = PointRules((later, HEALTH, RULE))
    found = [
        rules.on(RegistrantKind.MEMBER, Wallet.DUTY, service, day)
        for service, day in (
            (ServiceClass.HEALTH, later.since),
            (ServiceClass.OTHER, later.since),
            (ServiceClass.OTHER, DAY),
            (ServiceClass.OTHER, date(2025, 12, 31)),
        )
    ]
    assert found == [HEALTH, later, RULE, None]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("MEMBER,DUTY,*,2026-01-01,1,2,,,,", "第 2 行没有写依据"),
        ("MEMBER,DUTY,*,2026-13-01,1,2,,,,某地", "第 2 行有误"),
        ("MEMBER,DUTY,*,2026-01-01,-1,2,,,,某地", "第 2 行有误"),
        ("MEMBER,DUTY,*,2026-01-01,1.005,2,,,,某地", "第 2 行有误"),
        ("MEMBER,DUTY,*,2026-01-01,,2,,,,某地", "第 2 行有误"),
        ("MEMBER,CASH,*,2026-01-01,1,2,,,,某地", "第 2 行有误"),
        ("MEMBER,DUTY,COOKING,2026-01-01,1,2,,,,某地", "第 2 行有误"),
        ("MEMBER,DUTY,*,2026-01-01,1,2", "第 2 行"),
        ("MEMBER,DUTY,*,2026-01-01,1,2,,,,某地\nMEMBER,DUTY,*,2026-01-01,2,2,,,,某地", "重复"),
    ],
)
def test_a_table_that_is_wrong_is_refused_by_its_row(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(SetupError) as refusal:
        read_rules(table(tmp_path, row))
    assert says in refusal.value.zh


def test_a_table_of_a_locality_is_read_with_half_points_and_without_caps(tmp_path: Path) -> None:
    (rule,) = read_rules(table(tmp_path, "UNIT,EXCHANGE,LEGAL_AID,2026-07-01,2.5,,,,,某地")).rules
    assert (rule.per_hour, rule.per_record, rule.per_year) == (250, None, None)
    with pytest.raises(SetupError):
        read_rules(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("minutes", "earned", "points"),
    [
        (30, [], 50),
        (90, [], 150),
        (720, [], 200),  # a record
        (90, [(DAY, 200)], 100),  # a day
        (90, [(DAY, 300)], 0),
        (90, [(date(2026, 9, 1), 400)], 100),  # a month
        (90, [(date(2026, 1, 5), 580)], 20),  # a year
        (90, [(date(2025, 9, 5), 600)], 150),
    ],
)
def test_a_service_earns_by_the_hour_what_its_caps_leave(
    minutes: int, earned: list[tuple[date, int]], points: int
) -> None:
    assert credit(RULE, replace(SERVICE, minutes=minutes), earned) == points


def test_a_service_that_is_settled_adds_nothing_and_one_corrected_is_taken_back_first() -> None:
    rules = PointRules((RULE,))
    (entry,) = settle(rules, SERVICE, [])
    assert (entry.amount, entry.period, entry.rule) == (150, "2026", "DUTY/*/2026-01-01")
    stands = [Earned(True, Wallet.DUTY, ANY, entry.rule, DAY, 150)]
    assert settle(rules, SERVICE, stands) == []
    counter, anew = settle(rules, replace(SERVICE, minutes=30), stands)
    assert (counter.kind, counter.amount, anew.amount) == (PointEntryKind.CORRECTED, -150, 50)
    (gone,) = settle(PointRules(()), SERVICE, stands)
    assert gone.amount == -150


def test_periods_are_named_and_closed_after_a_month_of_grace() -> None:
    names = [period_of(wallet, day) for wallet in Wallet for day in (date(2026, 6, 30), date(2026, 7, 1))]
    assert names == ["2026", "2026", "2026H1", "2026H2"]
    assert [closes_on(each) for each in ("2026", "2026H1", "2026H2")] == [
        date(2027, 2, 1),
        date(2026, 8, 1),
        date(2027, 2, 1),
    ]


def test_an_exchange_takes_from_what_lapses_first_and_never_more_than_there_is() -> None:
    left = [("2026H2", 300), ("2026H1", 100)]
    assert [(each.period, each.amount) for each in spend(250, left, date(2026, 7, 5))] == [
        ("2026H1", -100),
        ("2026H2", -150),
    ]
    assert [each.period for each in spend(250, left, date(2026, 8, 1))] == ["2026H2"]
    with pytest.raises(Conflict) as refusal:
        spend(401, left, date(2026, 7, 5))
    assert refusal.value.zh == "可兑换积分只有 4 分。"


def test_what_is_added_to_a_closed_period_lapses_at_once() -> None:
    entry = Entry(PointEntryKind.EARNED, Wallet.DUTY, 150, DAY, "2026", ANY, RULE.version)
    added = with_lapse([entry], [(Wallet.DUTY, "2026")], date(2027, 2, 3))
    assert [each.amount for each in added] == [150, -150]


def test_a_year_is_passed_by_points_or_by_hours() -> None:
    assert [has_passed(*each) for each in ((6000, 0), (0, 3000), (5999, 2999))] == [True, True, False]


@dataclass
class Kept:
    """A record of service and what has been settled of it."""

    service: Service


class Journal(RuleBasedStateMachine):
    """Services of one member are confirmed and corrected in any order, points exchanged, returned and closed."""

    def __init__(self) -> None:
        super().__init__()
        exchange = replace(RULE, wallet=Wallet.EXCHANGE, per_month=None, per_year=None)
        self.table = PointRules((RULE, replace(HEALTH, since=date(2026, 3, 1)), exchange))
        self.records: list[Kept] = []
        self.entries: list[tuple[int | None, Entry]] = []
        self.closed: set[tuple[Wallet, str]] = set()
        self.today = date(2026, 6, 25)

    def earned(self, number: int) -> list[Earned]:
        return [
            Earned(of == number, each.wallet, each.rule_kind, each.rule, each.on, each.amount)
            for of, each in self.summed()
        ]

    def summed(self) -> Iterator[tuple[int | None, Entry]]:
        sums: dict[tuple[int | None, Wallet, str, str, date], Entry] = {}
        for of, each in self.entries:
            if each.kind in EARNING:
                key = (of, each.wallet, each.rule_kind, each.rule, each.on)
                before = sums[key].amount if key in sums else 0
                sums[key] = replace(each, amount=before + each.amount)
        yield from ((key[0], entry) for key, entry in sums.items())

    def add(self, number: int | None, entries: list[Entry]) -> None:
        self.entries += [(number, each) for each in with_lapse(entries, self.closed, self.today)]

    def left(self, wallet: Wallet) -> dict[str, int]:
        sums: dict[str, int] = {}
        for _, each in self.entries:
            if each.wallet is wallet:
                sums[each.period] = sums.get(each.period, 0) + each.amount
        return sums

    @rule(
        ago=st.integers(0, 90),
        halves=st.integers(1, 24),
        of=st.sampled_from([ServiceClass.HEALTH, ServiceClass.OTHER]),
    )
    def confirm(self, ago: int, halves: int, of: ServiceClass) -> None:
        day = max(self.today - timedelta(days=ago), date(2026, 1, 1))
        service = Service(RegistrantKind.MEMBER, of, day, halves * 30)
        self.records.append(Kept(service))
        number = len(self.records) - 1
        self.add(number, settle(self.table, service, self.earned(number)))

    @precondition(lambda self: self.records)
    @rule(which=st.integers(0, 99), halves=st.integers(1, 24), earlier=st.integers(0, 3))
    def correct(self, which: int, halves: int, earlier: int) -> None:
        number = which % len(self.records)
        before = self.records[number].service
        day = max(before.on - timedelta(days=earlier), date(2026, 1, 1))
        self.records[number].service = service = replace(before, minutes=halves * 30, on=day)
        self.add(number, settle(self.table, service, self.earned(number)))

    @rule(amount=st.integers(1, 400))
    def exchange(self, amount: int) -> None:
        left = self.left(Wallet.EXCHANGE)
        open_ = sum(max(0, held) for period, held in left.items() if closes_on(period) > self.today)
        try:
            entries = spend(amount, left.items(), self.today)
        except Conflict:
            assert amount > open_
            return
        assert amount <= open_
        self.add(None, entries)

    @rule(days=st.integers(1, 40))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)
        for wallet in Wallet:
            for period, held in self.left(wallet).items():
                if closes_on(period) <= self.today and (wallet, period) not in self.closed:
                    self.add(None, [close(wallet, period, held, self.today)])
                    self.closed.add((wallet, period))

    @invariant()
    def caps_hold_and_nothing_is_counted_twice(self) -> None:
        for rule_ in self.table.rules:
            days: dict[date, int] = {}
            records: dict[int | None, int] = {}
            for of, each in self.summed():
                if (each.wallet, each.rule) == (rule_.wallet, rule_.version):
                    days[each.on] = days.get(each.on, 0) + each.amount
                    records[of] = records.get(of, 0) + each.amount
            months = {(d.year, d.month) for d in days}
            assert all(0 <= amount <= (rule_.per_day or 10**9) for amount in days.values())
            assert all(0 <= amount <= (rule_.per_record or 10**9) for amount in records.values())
            for month in months:
                spent = sum(n for d, n in days.items() if (d.year, d.month) == month)
                assert spent <= (rule_.per_month or 10**9)
            for year in {d.year for d in days}:
                assert sum(n for d, n in days.items() if d.year == year) <= (rule_.per_year or 10**9)

    @invariant()
    def closed_periods_stay_at_nothing(self) -> None:
        assert all(self.left(wallet).get(period, 0) == 0 for wallet, period in self.closed)

    @invariant()
    def what_stands_is_what_the_records_earn(self) -> None:
        for number, kept in enumerate(self.records):
            mine = [each for each in self.earned(number) if each.own and each.amount]
            assert all(each.on == kept.service.on for each in mine)
            assert len(mine) <= len(Wallet)


Journal.TestCase.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
TestJournal = Journal.TestCase
