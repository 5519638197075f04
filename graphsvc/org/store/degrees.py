"""Whether degrees can be those of a place in an area, as far as the caller may know where that lies."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.whereabouts import box_of, refuse_far

TEXTS = statements(Path(__file__).with_name("degrees.cypher"))


async def check_degrees(
    tx: Transaction,
    scope: Sequence[str],
    area: str,
    longitude: float | None,
    latitude: float | None,
    today: date,
    field: str,
) -> None:
    """Check degrees of something in an area; none are as good as any, and so are those of an area out of scope.

    Raises:
        BadInput: they are far from the area; `field` is the input whose longitude and latitude they are.
    """
    if longitude is None or latitude is None:
        return
    given = {"area": area, "asOf": today, "scope": list(scope)}
    rows = await tx.run(Statement(TEXTS["whereabouts"], given))
    if rows:
        refuse_far(longitude, latitude, box_of(area, rows[0][0]), field, "longitude")
