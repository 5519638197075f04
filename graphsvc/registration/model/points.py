"""Points (积分) as a journal: what a confirmed service earns, what is taken back, exchanged and closed; pure.

Entries are only added, and a balance is the sum of its entries. What an entry got wrong, a counter entry takes away.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from graphsvc.errors import Conflict
from graphsvc.registration.model.point_rules import HUNDREDTHS, PointRule, PointRules, Wallet
from graphsvc.registration.model.registration import RegistrantKind, ServiceClass
from graphsvc.vocabulary.labelled import Labelled

GRACE = timedelta(days=31)
"""How long after its end a period stays open: services of its last days are confirmed then, and points exchanged."""
PASS = 60 * HUNDREDTHS
PASS_MINUTES = 50 * 60
"""A year's duty is done with 60 points or 50 hours. Source: 邢台桥西."""


class PointEntryKind(Labelled):
    """Why points came or went (积分变动类别)."""

    EARNED = "EARNED", "服务记分", "A service was confirmed"
    CORRECTED = "CORRECTED", "更正", "Takes an entry away whose service was corrected"
    SPENT = "SPENT", "兑换", "Exchanged for something"
    RETURNED = "RETURNED", "退回", "Takes an exchange back"
    CLOSED = "CLOSED", "结清", "The period is over; what was left has lapsed"


EARNING = (PointEntryKind.EARNED, PointEntryKind.CORRECTED)
"""Entries that caps count."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal; `amount` is in hundredths, `on` the day of what it is for, `rule` a rule's version."""

    kind: PointEntryKind
    wallet: Wallet
    amount: int
    on: date
    period: str
    rule_kind: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Earned:
    """What a record of service has in the journal, or the others of its registrant, summed by rule and day."""

    own: bool
    wallet: Wallet
    rule_kind: str
    rule: str
    on: date
    amount: int


@dataclass(frozen=True, slots=True)
class Service:
    """A confirmed record of service as rules look at it."""

    registrant: RegistrantKind
    service: ServiceClass
    on: date
    minutes: int


def period_of(wallet: Wallet, day: date) -> str:
    """Name the period of a wallet that a day lies in: a year of duty, half a year of exchange, e.g. 2026H1."""
    return f"{day.year}" if wallet is Wallet.DUTY else f"{day.year}H{1 if day.month <= 6 else 2}"


def closes_on(period: str) -> date:
    """Tell the first day on which a period is closed."""
    year, half = int(period[:4]), period[4:]
    last = date(year, 6, 30) if half == "H1" else date(year, 12, 31)
    return last + GRACE + timedelta(days=1)


def credit(rule: PointRule, service: Service, earned: Iterable[tuple[date, int]]) -> int:
    """Count what a service earns, in hundredths: by the hour, under each cap that is left.

    Args:
        earned: what other services have earned under the same kind of rule in its year, by day.
    """
    day = month = year = 0
    for on, amount in earned:
        year += amount if on.year == service.on.year else 0
        month += amount if (on.year, on.month) == (service.on.year, service.on.month) else 0
        day += amount if on == service.on else 0
    room = [rule.per_hour * service.minutes // 60]
    room += [] if rule.per_record is None else [rule.per_record]
    caps = (rule.per_day, day), (rule.per_month, month), (rule.per_year, year)
    room += [cap - used for cap, used in caps if cap is not None]
    return max(0, min(room))


def settle(rules: PointRules, service: Service, earned: Sequence[Earned]) -> list[Entry]:
    """Say what to add to the journal for a service as it is now: nothing where that stands there already.

    What it had earned otherwise is taken away by counter entries, of the same day and rule, before it is counted anew.
    """
    entries: list[Entry] = []
    for wallet in Wallet:
        rule = rules.on(service.registrant, wallet, service.service, service.on)
        mine = [each for each in earned if each.own and each.wallet is wallet and each.amount]
        others = [] if rule is None else _others(earned, rule)
        amount = credit(rule, service, others) if rule else 0
        if rule and [(each.rule, each.on, each.amount) for each in mine] == [(rule.version, service.on, amount)]:
            continue
        entries += [_counter(each) for each in mine]
        if rule and amount:
            period = period_of(wallet, service.on)
            kind, version = rule.kind, rule.version
            entries.append(Entry(PointEntryKind.EARNED, wallet, amount, service.on, period, kind, version))
    return entries


def spend(amount: int, left: Iterable[tuple[str, int]], today: date) -> list[Entry]:
    """Take points for an exchange from the periods that are open, the one that lapses first before the others.

    Args:
        left: what is left of each period, in hundredths.
    Raises:
        Conflict: there are not so many.
    """
    entries, wanted = [], amount
    for period, held in sorted(left):
        if (taken := min(wanted, held)) > 0 and closes_on(period) > today:
            entries.append(Entry(PointEntryKind.SPENT, Wallet.EXCHANGE, -taken, today, period))
            wanted -= taken
    if wanted:
        have = (amount - wanted) / HUNDREDTHS
        raise Conflict(f"可兑换积分只有 {have:g} 分。", f"There are only {have:g} points to exchange.")
    return entries


def close(wallet: Wallet, period: str, left: int, today: date) -> Entry:
    """Close a period: what is left of it lapses."""
    return Entry(PointEntryKind.CLOSED, wallet, -left, today, period)


def with_lapse(entries: Sequence[Entry], closed: Iterable[tuple[Wallet, str]], today: date) -> list[Entry]:
    """Let what is added to a period that has been closed lapse at once, so that it stays at 0."""
    shut, all_ = set(closed), []
    for entry in entries:
        all_.append(entry)
        if (entry.wallet, entry.period) in shut:
            all_.append(close(entry.wallet, entry.period, entry.amount, today))
    return all_


def has_passed(points: int, minutes: int) -> bool:
    """Whether a year's duty is done: by points, in hundredths, or by minutes."""
    return points >= PASS or minutes >= PASS_MINUTES


def _others(earned: Iterable[Earned], rule: PointRule) -> list[tuple[date, int]]:
    return [
        (each.on, each.amount)
        for each in earned
        if not each.own and each.wallet is rule.wallet and each.rule_kind == rule.kind
    ]


def _counter(each: Earned) -> Entry:
    period = period_of(each.wallet, each.on)
    return Entry(PointEntryKind.CORRECTED, each.wallet, -each.amount, each.on, period, each.rule_kind, each.rule)
