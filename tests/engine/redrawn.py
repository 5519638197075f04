"""A reorganisation for tests: a subdistrict of the demo moves on a day to a district that follows the old one."""

from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from graphsvc.coverage.model.rules import RULES, Rule
from graphsvc.coverage.store.counts import Coverage, coverage
from graphsvc.coverage.store.findings import stream
from graphsvc.coverage.store.queries import place
from graphsvc.db.driver import Graph
from graphsvc.intake.imports.running import Author
from tests.conftest import RECORD
from tests.engine.contents import ask

DAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 27, 8, tzinfo=UTC)
AUTHOR = Author("civil-affairs", "SYSTEM", RECORD)
HEAD = "on,kind,code,successor,name,area_kind,civil_code,document\n"
STREET, NEW_STREET, NEW_DISTRICT = "500103012000", "500157012000", "500157000000"
COMMUNITY = "500103012011"
MOVED = f"""\
{HEAD}{DAY},划转,{STREET},{NEW_STREET},,,,渝府〔2026〕1号
{DAY},合并,500103000000,{NEW_DISTRICT},两江新区,区,,渝府〔2026〕1号
"""


def changes(folder: Path, text: str) -> Path:
    path = folder / "changes.csv"
    path.write_text(text, encoding="utf-8")
    return path


async def audit(graph: Graph, code: str, day: date) -> Any:
    """All that an audit of a day says of an area."""
    area = await place(graph, code)

    async def of(rule: Rule) -> list[str]:
        return [str(asdict(each)) async for each in stream(graph, rule, area, day)]

    counts = await coverage(graph, code, day)
    return [asdict(part) for part in counts.parts], [each for rule in RULES.values() for each in await of(rule)]


def figures(found: Coverage) -> tuple[Any, ...]:
    return found.grids, found.estates, found.members


async def lying(graph: Graph, prefix: str) -> Counter[str]:
    """What stores an area under a prefix, by label; areas, decisions and changes themselves aside."""
    text = """MATCH (n:Node) WHERE n.areaCode STARTS WITH $prefix
      AND NOT n:Area AND NOT n:FindingDecision AND NOT n:AreaChange
      UNWIND labels(n) AS label RETURN label, count(*) AS number"""
    return Counter(dict(await ask(graph, text, prefix=prefix)))  # type: ignore[arg-type]
