"""What the audit asks, planned by Neo4j before somebody waits for it: most of it takes longer to plan than to run."""

import logging
from datetime import date

from graphsvc.coverage.model.rules import RULES
from graphsvc.coverage.store.advice import proposals_between
from graphsvc.coverage.store.counts import coverage_of
from graphsvc.coverage.store.findings import stretch
from graphsvc.coverage.store.queries import BEYOND, Place, responsible_for
from graphsvc.db.ports import Reader
from graphsvc.errors import GraphsvcError

log = logging.getLogger(__name__)

_NOWHERE = Place(BEYOND, "", 3, BEYOND)
"""Past the last code, so that what is asked of it runs and finds nothing: EXPLAIN leaves half of a first run undone."""


async def plan_audit(reader: Reader, today: date) -> None:
    """Have the statements of pages of the audit planned, one at a time, so that requests beside it hardly feel it.

    A plan holds for every place and day. Where Neo4j fails, the first requests will plan for themselves.
    """
    try:
        await coverage_of(reader, _NOWHERE, today)
        for rule in RULES.values():
            await stretch(reader, rule, _NOWHERE, today, 1, None)
        await responsible_for(reader, {BEYOND: BEYOND}, today)
        await proposals_between(reader, _NOWHERE.prefix, _NOWHERE.prefix + BEYOND, today)
    except GraphsvcError as failure:
        log.warning("the audit is not planned ahead: %s", failure.code)
