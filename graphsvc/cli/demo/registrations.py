"""The registrations of the demo: most of its members and units report, serve and have the cards of two quarters."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from importlib import import_module

from graphsvc.china import day_in_china
from graphsvc.cli.registration.cards import freeze_batch
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.db.ports import Transaction
from graphsvc.intake.imports.running import Author
from graphsvc.paths import SEEDS_PACKAGE
from graphsvc.registration.cards.card import CardSeals, Quarter
from graphsvc.registration.cards.store import AT_ONCE, find_registrants
from graphsvc.registration.model.point_rules import PointRules

DISTRICT = "500103000000"
SHARES = {"members": 0.94, "units": 0.93, "both_ways": 0.3}
SERVICES = {"services": 5, "unit_services": 14}
_IS_REGISTERED = "OPTIONAL MATCH (p:Post {by: $by}) RETURN count(p) > 0 AS registered"
_BY = {"by": "示例"}
"""Who has done what the seeds grow."""
_HOLD = "MATCH (a:Area {code: $code}) SET a.code = a.code RETURN a.code"
"""Keeps a second demo waiting until the first has written all of it."""


async def register_demo(graph: Graph, rules: PointRules, seals: CardSeals, author: Author, now: datetime) -> None:
    """Register members and units of the demo in one transaction, unless it was done; the record hears of the cards."""
    if not (await graph.read(Statement(_IS_REGISTERED, _BY)))[0][0]:
        await graph.transact(partial(_register, rules=rules, seals=seals, author=author, now=now), Lane.SETUP)


async def _register(tx: Transaction, rules: PointRules, seals: CardSeals, author: Author, now: datetime) -> None:
    await tx.run(Statement(_HOLD, {"code": DISTRICT}))
    if (await tx.run(Statement(_IS_REGISTERED, _BY)))[0][0]:
        return
    grown, today = import_module(f"{SEEDS_PACKAGE}.registrations"), day_in_china(now)
    quarters = last_quarters(today)
    for year in sorted({quarters[0].year, today.year}):
        plan = grown.Plan(today, rules=rules, year=year, **SHARES, **SERVICES)
        await grown.fill_within(tx, DISTRICT, plan)
    for quarter in quarters:
        for ids in _batches(await find_registrants(tx, DISTRICT, quarter)):
            await freeze_batch(tx, ids, quarter, seals, author, now)


def last_quarters(today: date) -> tuple[Quarter, Quarter]:
    """Name the last two quarters that are over, the older one first."""
    last = Quarter.before(today)
    return Quarter.before(last.first), last


def _batches(ids: list[str]) -> Iterator[list[str]]:
    return (ids[begin : begin + AT_ONCE] for begin in range(0, len(ids), AT_ONCE))
