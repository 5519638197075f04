"""Where a row came from: the sheets that told of it, and the imports that brought them (数据来源)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader
from graphsvc.intake.imports.running import CYPHER
from graphsvc.intake.tables.declared import TABLES

MOST_PLACES = 21
"""Of a row: the last, and the twenty before it that are kept."""


@dataclass(frozen=True, slots=True)
class RowSource:
    """A line of a sheet that told of a row, and the import that brought it.

    Attributes:
        sheet: its name; empty where the file has none.
    """

    table: str
    file: str
    sheet: str
    line: int
    batch: str
    source: str
    as_of: date
    by: str
    at: datetime


async def trace(graph: Reader, id_: str, grant: Grant) -> list[RowSource]:
    """What sheets told of a row, the latest first; nothing of a row that lies elsewhere or was entered by hand."""
    keys = [f"{table.name}/{id_}" for table in TABLES.values() if table.nodes]
    asked = {"id": id_, "keys": keys, "scope": list(grant.scope)}
    found = []
    for key, places, imports in await graph.read(Statement(CYPHER["lineage"], asked)):
        by_id = {each["id"]: each for each in imports}
        told = (_source(key.partition("/")[0], place, by_id) for place in places)
        found += [each for each in told if each]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _source(table: str, place: str, imports: dict[str, Any]) -> RowSource | None:
    """A place as it is kept: import, file, sheet and line between bars; a name of a file may hold bars of its own."""
    batch, _, rest = place.partition("|")
    file, sheet, line = rest.rsplit("|", 2)
    brought = imports.get(batch)
    if brought is None:
        return None
    at, as_of = datetime.fromisoformat(brought["startedAt"]), brought["asOf"].to_native()
    return RowSource(table, file, sheet, int(line), batch, brought["source"], as_of, brought["by"], at)
