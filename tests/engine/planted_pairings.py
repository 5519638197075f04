"""Pairings in a planted district: every community has one on the day, but for some that a day keeps from it."""

from datetime import date, timedelta

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from seeds.grow.faults import AS_OF, Fault

DAY = timedelta(days=1)
HELD = ((AS_OF, None), (AS_OF - DAY, AS_OF + DAY), (AS_OF - DAY, None))
"""First days, and first days no more, of pairings that hold on the day."""
OTHER = ((AS_OF - 2 * DAY, AS_OF), (AS_OF + DAY, None))
"""Of pairings that are over on the day, and that begin after it; a third kind of community has none at all."""

_COMMUNITIES = (
    "MATCH (c:Community) WHERE c.areaCode STARTS WITH $district AND c.until IS NULL RETURN c.code ORDER BY c.code"
)
_PAIR = """\
MATCH (u:Unit)
WITH u ORDER BY u.id LIMIT 1
UNWIND $rows AS row
MATCH (a:Community {code: row.area})
CREATE (u)-[:HOLDS_PAIRING]->(p:Node:Pairing)-[:PAIRED_WITH]->(a)
SET p = row.said, p.unit = u.id"""


async def plant_pairings(graph: Graph, district: str, places: int) -> list[Fault]:
    """Pair all communities of a district but some."""
    communities = [code for (code,) in await graph.read(Statement(_COMMUNITIES, {"district": district}))]
    assert len(communities) > 2 * places > 2
    alone = communities[:places]
    terms = {code: OTHER[n] for n, code in enumerate(alone) if n < len(OTHER)}
    terms |= {code: HELD[n % len(HELD)] for n, code in enumerate(communities[places:])}
    rows = [{"area": code, "said": _said(code, *term)} for code, term in terms.items()]
    await graph.write(Statement(_PAIR, {"rows": rows}))
    return [Fault("COMMUNITY_UNPAIRED", code) for code in alone]


def _said(code: str, since: date, until: date | None) -> dict[str, object]:
    said = {"id": f"pairing-{code}", "areaCode": code, "version": 1, "since": since, "until": until}
    return said | {"contactEveryDays": 30, "contactDueOn": since + 30 * DAY}
