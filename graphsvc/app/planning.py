"""What was asked of late and what the audit asks, planned by Neo4j before somebody waits for it.

Most of it takes longer to plan than to run.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from graphsvc.coverage.changes.rule_checks import ask_of_nothing
from graphsvc.coverage.model.rules import RULES
from graphsvc.coverage.store.advice import proposals_between
from graphsvc.coverage.store.counts import coverage_of
from graphsvc.coverage.store.findings import stretch
from graphsvc.coverage.store.queries import BEYOND, Place, responsible_for
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.db.long_work import LongWork
from graphsvc.db.ports import Reader
from graphsvc.errors import GraphsvcError
from graphsvc.gql.execution.documents import Documents
from graphsvc.gql.execution.warm_up import warmed
from graphsvc.rounds.asked import AskedStatements

log = logging.getLogger(__name__)

_NOWHERE = Place(BEYOND, "", 3, BEYOND)
"""Past the last code, so that what is asked of it runs and finds nothing: EXPLAIN leaves half of a first run undone."""


async def warm(graph: Graph, documents: Documents, trusted: frozenset[str], now: datetime) -> None:
    """Have the trusted documents planned, here and in Neo4j, before the first of them is asked for.

    They are run with sample values, since EXPLAIN leaves half of a first run's work undone.
    """
    ready = warmed(documents, trusted, now)
    for text, why in ready.refused.items():
        log.warning("a trusted document does not fit the schema: %s: %s", why, text[:80])
    for statement in ready.statements:
        try:
            await graph.read(statement, Lane.HEAVY)
        except GraphsvcError as failure:  # its first request will be slower, or be refused by itself
            log.warning("a trusted document is not planned yet: %s", failure.code)


async def plan_audit(reader: Reader, today: date) -> None:
    """Have the statements of pages of the audit planned, one at a time, so that requests beside it hardly feel it.

    A plan holds for every place and day.
    """
    with _if_it_can_be("the audit is"):
        await coverage_of(reader, _NOWHERE, today)
        for rule in RULES.values():
            await stretch(reader, rule, _NOWHERE, today, 1, None)
        await responsible_for(reader, {BEYOND: BEYOND}, today)
        await proposals_between(reader, _NOWHERE.prefix, _NOWHERE.prefix + BEYOND, today)


@contextmanager
def _if_it_can_be(what: str) -> Iterator[None]:
    """Go on where Neo4j fails: the first requests will plan for themselves."""
    try:
        yield
    except GraphsvcError as failure:
        log.warning("%s not planned ahead: %s", what, failure.code)


KEPT_EVERY_SECONDS = 300.0


async def plan_ahead(graph: Graph, asked: AskedStatements, today: date) -> None:
    """Have everything planned that is likely to be asked, one at a time."""
    planned = 0
    for statement in asked.samples():
        try:
            await graph.explain(statement)
        except GraphsvcError as failure:
            if graph.is_away:
                log.warning("what was asked of late is not planned ahead: %s", failure.code)
                return
        else:
            planned += 1
    if planned:
        log.info("%d statements that were asked of late are planned", planned)
    await plan_audit(graph, today)
    await plan_changes(graph, today)


async def plan_changes(graph: Graph, today: date) -> None:
    """Have the rules planned by which changes of organizations are judged: the first would wait ten seconds."""
    with _if_it_can_be("changes of organizations are"):
        await ask_of_nothing(LongWork(graph), today)


async def keep_asked(asked: AskedStatements, today: Callable[[], date]) -> None:
    """Write down from time to time what was asked, so that a process that is killed has not forgotten all of it."""
    while True:
        await asyncio.sleep(KEPT_EVERY_SECONDS)
        asked.write(today())
