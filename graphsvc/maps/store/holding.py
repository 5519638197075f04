"""Which areas hold a point, by their outlines of a day; what answers requests needs no shapely."""

from datetime import date
from pathlib import Path

from graphsvc.codes import prefix_of
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader
from graphsvc.maps.model.outlines import contains, of_geometry

TEXTS = statements(Path(__file__).with_name("holding.cypher"))


async def areas_at(graph: Reader, x: float, y: float, day: date, within: str) -> list[str]:
    """List the codes of areas whose outline of a day holds a point, the largest first."""
    asked = {"x": x, "y": y, "asOf": day, "prefix": prefix_of(within)}
    rows = await graph.read(Statement(TEXTS["at_point"], asked))
    return [code for code, shape in rows if contains(of_geometry(shape), x, y)]
