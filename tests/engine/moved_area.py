"""A community of the case world that is given another code, or taken in by another community."""

from datetime import datetime

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.intake.model.columns import Row
from graphsvc.intake.reorganisation.redraw import Order, read_rows, redraw
from tests.engine.cases_world import COMMUNITY_CODE, STREET

MOVED_TO, OTHER = "500103012019", "500103012012"
_OTHER = """\
MATCH (s:Node {id: $street})
CREATE (:Node:Area:Community {id: $code, code: $code, level: 4, areaCode: $code, prefix: $code, name: '梧桐社区'})
  -[:PART_OF]->(s)"""


async def add_other(graph: Graph) -> None:
    """Put another community into the street."""
    await graph.write(Statement(_OTHER, {"street": STREET, "code": OTHER}))


async def moved(graph: Graph, now: datetime, to: str = MOVED_TO, kind: str = "MOVED") -> str:
    """Redraw the community today; the code of the area that follows."""
    day = day_in_china(now)
    row: Row = {"kind": kind, "on": day, "code": COMMUNITY_CODE, "successor": to, "document": "街道〔2026〕1号"}
    order = Order(Grant(("500103",)), "district", now)
    await graph.transact(lambda tx: redraw(tx, read_rows([row]), order), Lane.HEAVY)
    return to
