"""Rules of points (积分规则): what an hour of confirmed service earns and how much at most, dated, as a CSV table.

A locality hands in a table of its own (`GRAPHSVC_POINT_RULES`), which takes the place of `point_rules.csv`.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from graphsvc.errors import SetupError
from graphsvc.registration.model.registration import RegistrantKind, ServiceClass
from graphsvc.vocabulary.labelled import Labelled

FILE = Path(__file__).with_name("point_rules.csv")
ANY = "*"
"""The kind of a rule for every class of service that has none of its own."""
HUNDREDTHS = 100
"""Points are counted in whole hundredths, so that no sum is ever off."""
UNBOUND = 1_000_000
"""Points that nobody earns, where a rule has no cap."""
MOST_RULES = 200


class Wallet(Labelled):
    """Which account points are in (积分账户)."""

    DUTY = "DUTY", "先锋积分", "What a member has done for the Party's sake; it starts at 0 each year"
    EXCHANGE = "EXCHANGE", "兑换积分", "What can be exchanged for goods; it lapses each half year"


@dataclass(frozen=True, slots=True)
class PointRule:
    """What one hour earns from a day on, in hundredths; a cap that is None does not bind.

    `kind` is a class of service, or `*` for all that have no rule of their own. Caps of a day, month and year are kept
    over all services that the same kind of rule counts.
    """

    registrant: RegistrantKind
    wallet: Wallet
    kind: str
    since: date
    per_hour: int
    per_record: int | None
    per_day: int | None
    per_month: int | None
    per_year: int | None
    source: str

    @property
    def version(self) -> str:
        """Name the rule as entries keep it: wallet, kind and the day from which it holds."""
        return f"{self.wallet.value}/{self.kind}/{self.since.isoformat()}"


@dataclass(frozen=True, slots=True)
class PointRules:
    """A whole table of rules."""

    rules: tuple[PointRule, ...]

    def on(self, registrant: RegistrantKind, wallet: Wallet, service: ServiceClass, day: date) -> PointRule | None:
        """Find the rule that counts a service of a day: the class's own before the one for all, the latest of each."""
        held = [
            rule
            for rule in self.rules
            if rule.registrant is registrant
            and rule.wallet is wallet
            and rule.kind in (service.value, ANY)
            and rule.since <= day
        ]
        return max(held, key=lambda rule: (rule.kind != ANY, rule.since), default=None)

    def most(self) -> tuple[int, int]:
        """Tell how many whole points, rounded up, a service and a day can earn in one account, whenever it was.

        Of a day it is the sum over all kinds of rules, since each kind has a cap of its own.
        """
        service, days = 0, defaultdict[tuple[RegistrantKind, Wallet], dict[str, int]](dict)
        for rule in self.rules:
            day = days[rule.registrant, rule.wallet]
            day[rule.kind] = max(day.get(rule.kind, 0), _whole(rule.per_day))
            service = max(service, _whole(rule.per_record))
        return service, max((sum(kinds.values()) for kinds in days.values()), default=0)


@cache
def usual_rules() -> PointRules:
    """Return the table that comes with the service."""
    return read_rules(FILE)


def read_rules(path: Path) -> PointRules:
    """Read a table of rules.

    Raises:
        SetupError: the file cannot be read, or a row is none; the message names the row.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError):
        raise SetupError(f"无法读取积分规则 {path}。", f"The rules of points at {path} cannot be read.") from None
    rules = [_read(row, number) for number, row in enumerate(rows, start=2)]
    check_rules(rules)
    return PointRules(tuple(rules))


def check_rules(rules: Iterable[PointRule]) -> None:
    """Check that of each kind one rule begins on a day.

    Raises:
        SetupError: two begin on the same day.
    """
    seen = set()
    for rule in rules:
        if (rule.registrant, rule.version) in seen:
            raise SetupError(
                f"积分规则 {rule.version} 重复，同类规则每天只能有一条。",
                f"The rule of points {rule.version} stands there twice; of a kind one begins on a day.",
            )
        seen.add((rule.registrant, rule.version))


def hundredths(text: str) -> int:
    """Read points as people write them, with two places at most.

    Raises:
        ValueError: no such number, below 0, or of more places.
    """
    try:
        exact = Decimal(text) * HUNDREDTHS
    except InvalidOperation:
        raise ValueError(text) from None
    if not exact.is_finite() or exact != exact.to_integral_value() or not 0 <= exact <= 10**9:
        raise ValueError(text)
    return int(exact)


def _whole(cap: int | None) -> int:
    return UNBOUND if cap is None else -(-cap // HUNDREDTHS)


def _read(row: Mapping[str, str | None], number: int) -> PointRule:
    given = {name: (value or "").strip() for name, value in row.items() if isinstance(value, str) or value is None}
    try:
        record, day, month, year = (hundredths(given[name]) if given[name] else None for name in _CAPS)
        kind = given["kind"] if given["kind"] == ANY else ServiceClass(given["kind"]).value
        rule = PointRule(
            RegistrantKind(given["registrant"]),
            Wallet(given["wallet"]),
            kind,
            date.fromisoformat(given["since"]),
            hundredths(given["per_hour"]),
            record,
            day,
            month,
            year,
            given["source"],
        )
    except (KeyError, ValueError) as wrong:
        raise SetupError(
            f"积分规则第 {number} 行有误：{wrong}。",
            f"Row {number} of the rules of points is none: {wrong}. Columns: {', '.join(COLUMNS)}.",
        ) from None
    if not rule.source:
        raise SetupError(f"积分规则第 {number} 行没有写依据。", f"Row {number} of the rules of points names no source.")
    return rule


_CAPS = ("per_record", "per_day", "per_month", "per_year")
COLUMNS = ("registrant", "wallet", "kind", "since", "per_hour", *_CAPS, "source")
