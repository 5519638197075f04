"""A finding by its id: looked for anew on its day, since findings are worked out and not kept."""

from __future__ import annotations

from graphsvc.access.scope import Operation
from graphsvc.coverage.api.queries import shown
from graphsvc.coverage.api.types import FoundFinding, thresholds_of
from graphsvc.coverage.changes.rule_checks import Order, take_row
from graphsvc.coverage.model.finding_key import FindingKey
from graphsvc.coverage.store.findings import finding_of
from graphsvc.errors import MalformedId, NotFound
from graphsvc.gql.execution.context import Info


async def finding_node(info: Info, id_: str) -> FoundFinding | None:
    """The finding, as of the day that its id names; None when it does not hold then, or not for this caller."""
    context = info.context
    grant = context.caller.granted(Operation.READ_FINDINGS)
    try:
        key = FindingKey.read(id_)
        asked = Order(grant, key.day).statement("subject", subject=key.subject, rule=key.rule)
        (area,) = take_row(await context.graph.read(asked))
    except (MalformedId, NotFound):
        return None
    found = await finding_of(context.graph, key.rule, key.subject, key.key, area, key.day, thresholds_of(info))
    return None if found is None else (await shown(context.graph, [found], key.day, grant.scope))[0]
