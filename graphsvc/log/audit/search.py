"""The record searched by person, kind, thing, area and time, and written out for keeping elsewhere."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader
from graphsvc.log.chain import CYPHER, STRETCH, Head

SEARCH = statements(Path(__file__).with_name("search.cypher"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for; empty texts stand for anything. `area` is the beginning of an area code."""

    since: datetime
    until: datetime
    by: str = ""
    action: str = ""
    subject: str = ""
    area: str = ""
    most: int = 1000

    def statement(self) -> Statement:
        """Choose the statement that starts from the index which leaves least."""
        name = "by_person" if self.by else "by_subject" if self.subject else "by_action" if self.action else "by_time"
        params = {
            "from": self.since.astimezone(UTC).isoformat(),
            "until": self.until.astimezone(UTC).isoformat(),
            **{field: getattr(self, field) for field in ("by", "action", "subject", "area", "most")},
        }
        return Statement(SEARCH[name], params)


async def search(graph: Reader, wanted: Wanted) -> list[dict[str, Any]]:
    """Search entries, the latest first."""
    return [row for (row,) in await graph.read(wanted.statement(), Lane.HEAVY)]


async def export(graph: Reader, heads: list[Head], since: datetime, until: datetime) -> AsyncIterator[dict[str, Any]]:
    """Export the entries of a time, chain by chain in order, each with its hash to verify a copy by."""
    begin, end = since.astimezone(UTC).isoformat(), until.astimezone(UTC).isoformat()
    for head in heads:
        for after in range(0, head.number, STRETCH):
            asked = {"district": head.district, "after": after, "to": min(head.number, after + STRETCH)}
            for (row,) in await graph.read(Statement(CYPHER["stretch"], asked), Lane.HEAVY):
                if begin <= row["at"] < end:
                    yield row
