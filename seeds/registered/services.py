"""Services of a registrant in a year, with the points they earn, as the service itself would have written them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from graphsvc.registration.model.point_rules import PointRules, Wallet
from graphsvc.registration.model.points import Earned, Entry, PointEntryKind, Service, close, closes_on, settle
from graphsvc.registration.model.registration import RegistrantKind, ServiceClass
from graphsvc.registration.model.service_record import ServiceRecordState

CONTENTS = {
    ServiceClass.ORGANIZATION: ("协助开展主题党日", "整理党员活动室"),
    ServiceClass.LEGAL_AID: ("接待居民法律咨询", "讲解物业合同"),
    ServiceClass.HARDSHIP_AND_JOBS: ("上门看望独居老人", "帮助填写求职登记"),
    ServiceClass.GOVERNANCE: ("参加楼栋议事", "清理楼道杂物"),
    ServiceClass.HEALTH: ("为老人量血压", "义诊导诊"),
    ServiceClass.CULTURE_AND_SPORT: ("布置社区书屋", "带操晨练"),
    ServiceClass.SAFETY_AND_PATROL: ("夜间巡逻", "检查消防通道"),
    ServiceClass.OTHER: ("维持核验秩序", "搬运物资"),
}
LONGEST_WAIT = 10
"""Days after which every grown service has been decided on; a finding wants more."""
REFUSED = 0.015
LASTED = (40, 60, 60, 90, 120, 120, 150, 180)
LOCAL = timedelta(hours=8)
BY = "示例"
"""Who has done what a community does; shown on its pages."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Who has registered where, from which day on."""

    id: str
    kind: RegistrantKind
    place: str
    since: date
    kinds: tuple[ServiceClass, ...]


@dataclass(slots=True)
class Year:
    """What was done in a year: records with the entries that each has caused, and entries that close a period."""

    records: list[dict[str, Any]] = field(default_factory=list)
    closing: list[dict[str, Any]] = field(default_factory=list)
    minutes: list[int] = field(default_factory=lambda: [0] * 12)
    closes: date | None = None


def serve(chance: random.Random, whose: Whose, count: int, today: date, rules: PointRules) -> Year:
    """Have somebody serve so many times until today, each on a day of its own."""
    year, earned, booked = Year(), list[Earned](), list[Entry]()
    last = min(today, date(whose.since.year, 12, 31))
    days = (last - whose.since).days
    for number, after in enumerate(sorted(chance.sample(range(days), min(count, days)))):
        record = _record(chance, whose, number, whose.since + timedelta(days=after), today)
        entries = list[Entry]()
        if record["state"] == ServiceRecordState.CONFIRMED:
            service = Service(whose.kind, ServiceClass(record["serviceClass"]), record["servedOn"], record["minutes"])
            entries = settle(rules, service, earned)
            earned += [Earned(False, e.wallet, e.rule_kind, e.rule, e.on, e.amount) for e in entries]
            booked += entries
            year.minutes[service.on.month - 1] += service.minutes
        year.records.append({"says": record, "entries": [*_booked(whose, record, entries)], "post": None})
    _close(year, whose, booked, today)
    return year


def _record(chance: random.Random, whose: Whose, number: int, day: date, today: date) -> dict[str, Any]:
    began = datetime(day.year, day.month, day.day, chance.randint(8, 18), 30 * chance.randint(0, 1), tzinfo=UTC) - LOCAL
    lasted = chance.choice(LASTED)
    kind = chance.choice(whose.kinds)
    waits = chance.randint(0, LONGEST_WAIT)
    over = day + timedelta(days=waits) < today
    state = ServiceRecordState.WRITTEN
    if over:
        state = ServiceRecordState.REJECTED if chance.random() < REFUSED else ServiceRecordState.CONFIRMED
    ended = began + timedelta(minutes=lasted)
    record = {
        "id": f"service-{whose.id}-{day.year}-{number:02}",
        "areaCode": whose.place,
        "version": 2 if over else 1,
        "state": state.value,
        "startedAt": began,
        "endedAt": ended,
        "servedOn": day,
        "minutes": (lasted + 15) // 30 * 30,
        "content": chance.choice(CONTENTS[kind]),
        "serviceClass": kind.value,
        "by": whose.id,
        "writtenAt": ended + timedelta(hours=1),
        _named(whose): whose.id,
    }
    if over:
        record |= {"decidedAt": ended + timedelta(days=waits, hours=2), "decidedBy": BY}
    if state is ServiceRecordState.REJECTED:
        record["note"] = "未见到岗"
    return record


def _booked(whose: Whose, record: dict[str, Any], entries: Sequence[Entry]) -> Iterator[dict[str, Any]]:
    for number, entry in enumerate(entries):
        caused = {"record": record["id"], "recordVersion": record["version"]}
        yield _row(whose, entry, f"points-{record['id']}-{number}", record["decidedAt"]) | caused


def _close(year: Year, whose: Whose, booked: Sequence[Entry], today: date) -> None:
    """Close the periods that have lapsed by today; the next one says when there is something to do."""
    left: dict[tuple[Wallet, str], int] = {}
    for entry in booked:
        left[entry.wallet, entry.period] = left.get((entry.wallet, entry.period), 0) + entry.amount
    for (wallet, period), amount in sorted(left.items()):
        day = closes_on(period)
        if day > today:
            year.closes = min(day, year.closes or day)
            continue
        at = datetime(day.year, day.month, day.day, tzinfo=UTC)
        entry = close(wallet, period, amount, day)
        year.closing.append(_row(whose, entry, f"points-{whose.id}-{wallet}-{period}", at))


def _row(whose: Whose, entry: Entry, id_: str, at: datetime) -> dict[str, Any]:
    row = {
        "id": id_,
        "areaCode": whose.place,
        "kind": entry.kind.value,
        "wallet": entry.wallet.value,
        "amount": entry.amount,
        "on": entry.on,
        "period": entry.period,
        "by": "graphsvc" if entry.kind is PointEntryKind.CLOSED else BY,
        "bookedAt": at,
        _named(whose): whose.id,
    }
    return row | ({"ruleKind": entry.rule_kind, "rule": entry.rule} if entry.rule else {})


def _named(whose: Whose) -> str:
    return "person" if whose.kind is RegistrantKind.MEMBER else "unit"
