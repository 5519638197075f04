"""A locality's days in the graph: one node a day behind the lock of their table, and read by whoever counts by them."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.cases.holidays import HolidayKind, NamedDay
from graphsvc.cases.holidays.arrangement import check_apart, check_days
from graphsvc.cases.holidays.local_days import TABLE, EnteredDay, LocalDays
from graphsvc.china import day_in_china, in_utc
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Store, Transaction
from graphsvc.errors import BadInput, Conflict, NotFound, Unavailable
from graphsvc.log.events import Done, Event, Looked

SEEN_AGAIN = (0.05, 0.2, 0.5)
"""Seconds before looks at days of which only a part could be seen."""
CYPHER = statements(Path(__file__).with_name("holidays.cypher"))


@dataclass(frozen=True, slots=True)
class Order:
    """Who changes the table, when, and as it was last read."""

    table: str
    grant: Grant
    by: str
    now: datetime
    expected: int

    @property
    def params(self) -> dict[str, Any]:
        """What each statement is given."""
        return {
            "table": TABLE,
            "expected": self.expected,
            "now": in_utc(self.now),
            "by": self.by,
            "asOf": day_in_china(self.now),
            **self.grant.params,
        }


async def refresh(graph: Store, local: LocalDays) -> None:
    """Count by what the graph holds now: one look at the version, and the days where that has changed."""
    if await _behind(graph, local):
        try:
            await graph.transact(partial(_take, local=local))
        except Unavailable:
            if not await _see(graph, local):
                raise


async def _see(graph: Reader, local: LocalDays) -> bool:
    """Count by the days without their lock, while writes are held; whether they were all there to be read."""
    for pause in (0.0, *SEEN_AGAIN):
        await asyncio.sleep(pause)
        ((version, stamp, days),) = await graph.read(Statement(CYPHER["seen"], {"table": TABLE}))
        ((after,),) = await graph.read(Statement(CYPHER["look"], {"table": TABLE}))
        if version == after and stamp == sum(each.get("version", 0) + 1 for each in days):
            local.use(version, map(_entered, days))
            return True
    return False


async def refresh_within(tx: Transaction, local: LocalDays) -> None:
    """Count as `refresh` does, in a transaction that is open; the table stays locked until it ends."""
    if await _behind(tx, local):
        await _take(tx, local)


async def _behind(graph: Reader, local: LocalDays) -> bool:
    ((version,),) = await graph.read(Statement(CYPHER["look"], {"table": TABLE}))
    return bool(version != local.version)


async def _take(tx: Transaction, local: LocalDays) -> None:
    """Count by the days while their table is locked, so that of two looks at once the later one counts."""
    found = await tx.run(Statement(CYPHER["read"], {"table": TABLE}))
    version, days = found[0] if found else (0, [])
    local.use(version, map(_entered, days))


async def follow(tx: Transaction, now: datetime, local: LocalDays) -> Looked:
    """Count by what other processes have entered."""
    await refresh_within(tx, local)
    return Looked()


def _entered(row: Mapping[str, Any]) -> EnteredDay:
    return EnteredDay(_named(row), row["document"], in_utc(row["setAt"]))


def _named(row: Mapping[str, Any]) -> NamedDay:
    kind = HolidayKind.MAKE_UP if row["worked"] else HolidayKind.HOLIDAY
    return NamedDay(row["day"].to_native(), kind, row["name"])


async def set_days(tx: Transaction, days: Sequence[NamedDay], document: str, local: LocalDays, order: Order) -> Done:
    """Enter days, each in place of what was entered for it; other days stay.

    Raises:
        BadInput: what `check_days` refuses. NotFound: no such table, or the caller does not answer for every district.
        Conflict: the table has moved on, or there is no district yet.
    """
    check_days(days, local, day_in_china(order.now))
    districts, before = await _lock(tx, [each.day for each in days], order)
    rows = [
        {
            "day": each.day,
            "worked": each.worked,
            "name": each.name,
            "document": document,
            "setBy": order.by,
            "setAt": in_utc(order.now),
        }
        for each in days
    ]
    await tx.run(Statement(CYPHER["enter"], {"days": rows, **order.params}))
    return _done("HOLIDAYS_SET", districts, _told(before), {**_told(days), "document": document})


async def remove_days(tx: Transaction, days: Sequence[date], reason: str, order: Order) -> Done:
    """Take days back that were entered; the file, the announcement or the law says again what they are.

    Raises:
        BadInput: a day twice, or one that was not entered. NotFound, Conflict: as of `set_days`.
    """
    check_apart(days)
    districts, before = await _lock(tx, days, order)
    check_entered(days, [each.day for each in before])
    await tx.run(Statement(CYPHER["remove"], {"days": list(days), **order.params}))
    return _done("HOLIDAYS_REMOVED", districts, _told(before), {}, reason)


def check_entered(days: Iterable[date], entered: Collection[date]) -> None:
    """
    Raises:
        BadInput: one of these days was not entered.
    """
    if missing := sorted(set(days) - set(entered)):
        raise BadInput(
            f"{missing[0]} 没有在本服务录入过，不能删除。", f"{missing[0]} was not entered here, and cannot be removed."
        ).at("fallOn")


async def check_scope(graph: Reader, grant: Grant, now: datetime) -> None:
    """
    Raises:
        NotFound: the caller does not answer for every district. Conflict: there is none yet.
    """
    given = {"asOf": day_in_china(now), **grant.params}
    _check_districts(await graph.read(Statement(CYPHER["districts"], given)))


def _check_districts(districts: Sequence[Sequence[Any]]) -> None:
    if not all(inside for _, inside in districts):
        raise NotFound(
            "节假日安排对所有区县生效，有的不在您的管辖范围内；由管辖全部区县的人员录入。",
            "Holidays count in every district, and some are outside your scope; who answers for all enters them.",
        )
    if not districts:
        raise Conflict("还没有区县，先导入区划。", "There is no district yet; load the areas first.")


async def _lock(tx: Transaction, days: Sequence[date], order: Order) -> tuple[list[str], list[NamedDay]]:
    """Lock the table for a change: the districts that it concerns, and what was entered for these days."""
    if order.table != TABLE:
        raise NotFound("没有这张节假日录入表。", "There is no such table of holidays.")
    ((seen, districts, before),) = await tx.run(Statement(CYPHER["lock"], {"days": list(days), **order.params}))
    _check_districts(districts)
    if not seen:
        raise Conflict(
            "节假日安排已被他人改动，请重新查看。", "The holidays have changed since you saw them; look again."
        )
    return [code for code, _ in districts], [_named(each) for each in before]


def _told(days: Sequence[NamedDay]) -> dict[str, Any]:
    """What the record says of days: which are off, which made up."""
    kinds = {"daysOff": HolidayKind.HOLIDAY, "daysMadeUp": HolidayKind.MAKE_UP}
    found = {
        name: [
            f"{each.day} {each.name}".strip() for each in sorted(days, key=lambda each: each.day) if each.kind is kind
        ]
        for name, kind in kinds.items()
    }
    return {name: told for name, told in found.items() if told}


def _done(
    action: str, districts: Sequence[str], before: Mapping[str, Any], after: Mapping[str, Any], note: str = ""
) -> Done:
    """The change, told in the record of every district, since it moves deadlines in each."""
    return Done((TABLE,), tuple(Event(action, TABLE, district, before, after, note) for district in districts))
