"""The journal of points in the graph: a registrant is locked, what stands there is read, and entries are added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from graphsvc.access.principal import EVERYWHERE, Grant
from graphsvc.china import day_in_china, in_utc
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import Conflict, NotFound
from graphsvc.log.events import Done, Event, Looked
from graphsvc.registration.model.point_rules import HUNDREDTHS, PointRules, Wallet
from graphsvc.registration.model.points import (
    EARNING,
    Earned,
    Entry,
    PointEntryKind,
    Service,
    close,
    closes_on,
    settle,
    spend,
    with_lapse,
)
from graphsvc.registration.model.post import ABLE
from graphsvc.registration.model.registration import RegistrantKind, RegistrationState, ServiceClass
from graphsvc.registration.store import caller_params

TEXTS = statements(Path(__file__).with_name("points.cypher"))
AT_ONCE = 100
"""Registrations of which one transaction closes periods."""
THE_SERVICE = Grant(EVERYWHERE)


@dataclass(frozen=True, slots=True)
class _Account:
    """A registration as a change of its points finds it: what is left of each period, and which are closed."""

    state: RegistrationState
    version: int
    area: str
    left: Mapping[tuple[Wallet, str], int]
    closed: frozenset[tuple[Wallet, str]]


async def credit_service(
    tx: Transaction, grant: Grant, record: str, rules: PointRules, by: str, now: datetime
) -> Sequence[Event]:
    """Book what a record of service earns as it was just confirmed or corrected; nothing that stands there already."""
    rows = await tx.run(
        Statement(TEXTS["service"], {"id": record, "earning": [k.value for k in EARNING], **caller_params(grant)})
    )
    registration, area, kind, service, on, minutes, version, earned, closed = rows[0]
    served = Service(RegistrantKind(kind), ServiceClass(service), _day(on), minutes)
    entries = settle(rules, served, [_earned(each) for each in earned])
    if not entries:
        return ()
    shut = {(Wallet(wallet), period) for wallet, period in closed}
    entries = with_lapse(entries, shut, day_in_china(now))
    cause = {"record": record, "recordVersion": version}
    await _book(tx, grant, registration, None, entries, by, now, cause)
    return (_told("POINTS_EARNED", registration, area, entries, ""),)


async def spend_points(
    tx: Transaction, grant: Grant, id_: str, expected: int, amount: int, what: str, by: str, now: datetime
) -> Done:
    """Exchange points of a registration, in hundredths.

    Raises:
        NotFound: no such registration for this caller.
        Conflict: there are not so many, it has moved on meanwhile, or its state allows no exchange.
    """
    account = await _account(tx, grant, id_, expected)
    if account.state not in ABLE:
        raise Conflict(
            f"报到“{account.state.zh}”，不能兑换积分。", f"A registration that is {account.state} spends none."
        )
    left = [(period, held) for (wallet, period), held in account.left.items() if wallet is Wallet.EXCHANGE]
    entries = spend(amount, left, day_in_china(now))
    await _book(tx, grant, id_, account.version + 1, entries, by, now, {"note": what})
    return Done((id_,), (_told("POINTS_SPENT", id_, account.area, entries, what),))


async def return_points(
    tx: Transaction, grant: Grant, id_: str, expected: int, entry: str, reason: str, by: str, now: datetime
) -> Done:
    """Take an exchange back by a counter entry of its period, once.

    Raises:
        NotFound: no such registration or entry for this caller. Conflict: it is none, or is taken back already.
    """
    account = await _account(tx, grant, id_, expected)
    rows = await tx.run(Statement(TEXTS["spending"], {"id": id_, "entry": entry, **caller_params(grant)}))
    if not rows:
        raise NotFound("这份报到没有这笔积分。", "The registration has no such entry.")
    kind, amount, period, returned = rows[0]
    if kind != PointEntryKind.SPENT or returned:
        raise Conflict("只能退回尚未退回的兑换。", "Only an exchange that is not returned yet is taken back.")
    today = day_in_china(now)
    entries: Sequence[Entry] = [Entry(PointEntryKind.RETURNED, Wallet.EXCHANGE, -amount, today, period)]
    entries = with_lapse(entries, account.closed, today)
    await _book(tx, grant, id_, account.version + 1, entries, by, now, {"note": reason, "returns": entry})
    return Done((id_,), (_told("POINTS_RETURNED", id_, account.area, entries, reason),))


async def close_periods(tx: Transaction, now: datetime) -> Looked:
    """Close periods that are over and whose days of grace have passed; each is closed by one of several workers."""
    today, events = day_in_china(now), []
    rows = await tx.run(
        Statement(TEXTS["closing"], {"today": today, "most": AT_ONCE, "scope": list(THE_SERVICE.scope)})
    )
    for (id_,) in rows:
        account = await _account(tx, THE_SERVICE, id_)
        over = [each for each in sorted(account.left) if closes_on(each[1]) <= today and each not in account.closed]
        entries = [close(wallet, period, account.left[wallet, period], today) for wallet, period in over]
        if entries:
            await _book(tx, THE_SERVICE, id_, account.version, entries, "graphsvc", now, {})
            events.append(_told("POINTS_CLOSED", id_, account.area, entries, ""))
        later = min((closes_on(period) for _, period in account.left if closes_on(period) > today), default=None)
        given = {"id": id_, "closesOn": later, "scope": list(THE_SERVICE.scope)}
        await tx.run(Statement(TEXTS["closed"], given))
    return Looked(len(rows), tuple(events))


async def _account(tx: Transaction, grant: Grant, id_: str, expected: int | None = None) -> _Account:
    rows = await tx.run(Statement(TEXTS["account"], {"id": id_, **caller_params(grant)}))
    if not rows:
        raise NotFound("没有这份报到，或不在可见范围内。", "No such registration, or none that you may see.")
    state, version, area, sums = rows[0]
    if expected is not None and version != expected:
        raise Conflict("报到已被更新，请刷新后再试。", f"The registration has moved on to version {version}.")
    left = {(Wallet(wallet), period): amount for wallet, period, amount, _ in sums}
    closed = frozenset((Wallet(wallet), period) for wallet, period, _, shut in sums if shut)
    return _Account(RegistrationState(state), version, area, left, closed)


async def _book(
    tx: Transaction,
    grant: Grant,
    id_: str,
    version: int | None,
    entries: Sequence[Entry],
    by: str,
    now: datetime,
    cause: Mapping[str, Any],
) -> None:
    stem = uuid4().hex[:16]  # lines of one moment stand in the order of their ids
    rows = [_row(each, f"points-{stem}-{number}", by, now, cause) for number, each in enumerate(entries)]
    later = [closes_on(each.period) for each in entries if each.kind is not PointEntryKind.CLOSED]
    given = {"id": id_, "version": version, "entries": rows, "closesOn": min(later, default=None)}
    await tx.run(Statement(TEXTS["book"], {**given, **caller_params(grant)}))


def _row(entry: Entry, id_: str, by: str, now: datetime, cause: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": id_,
        "kind": entry.kind.value,
        "wallet": entry.wallet.value,
        "amount": entry.amount,
        "on": entry.on,
        "period": entry.period,
        "ruleKind": entry.rule_kind or None,
        "rule": entry.rule or None,
        "by": by,
        "bookedAt": in_utc(now),
        **(cause if entry.kind is not PointEntryKind.CLOSED else {}),
    }


def _earned(row: Sequence[Any]) -> Earned:
    own, wallet, rule_kind, rule, on, amount = row
    return Earned(bool(own), Wallet(wallet), rule_kind, rule, _day(on), amount)


def _day(value: Any) -> date:
    day: date = value if isinstance(value, date) else value.to_native()
    return day


def _told(action: str, id_: str, area: str, entries: Sequence[Entry], note: str) -> Event:
    """What the record hears: how each wallet changed, in points."""
    sums = {wallet: sum(each.amount for each in entries if each.wallet is wallet) for wallet in Wallet}
    after = {wallet.value: amount / HUNDREDTHS for wallet, amount in sums.items() if amount}
    return Event(action, id_, area, {}, after, note)
