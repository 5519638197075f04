"""Points of a district as candidates to help, read by one statement."""

from datetime import date
from pathlib import Path

from graphsvc.china import in_utc
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader
from graphsvc.places.model.nearby import Asked, Candidate, Helper, OfferedItem, helpers
from graphsvc.places.model.points import ServicePointClass
from graphsvc.places.store.fragments import open_at

TEXTS = statements(Path(__file__).with_name("nearby.cypher"), open_at=open_at)


async def find_helpers(graph: Reader, asked: Asked) -> list[Helper]:
    """Rank the points of the place's district.

    Raises:
        BadInput: as `check`.
    """
    asked.check()
    rows = await graph.read(Statement(TEXTS["points"], {"stem": asked.area[:6], "at": in_utc(asked.at)}))
    found = []
    for id_, area, classes, is_open, opens, closes, shut_on, longitude, latitude, items in rows:
        stretches = tuple(zip(opens or (), closes or (), strict=True))
        shut = frozenset(date.fromisoformat(str(day)) for day in shut_on)
        offered = tuple(OfferedItem(item, ServicePointClass(kind), tuple(names)) for item, kind, names in items)
        kinds = tuple(map(ServicePointClass, classes))
        found.append(Candidate(id_, area, kinds, is_open, stretches, shut, longitude, latitude, offered))
    return helpers(asked, found)
