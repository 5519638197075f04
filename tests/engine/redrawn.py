"""A reorganisation for tests: a subdistrict of the demo moves on a day to a district that follows the old one."""

from datetime import UTC, date, datetime
from pathlib import Path

from graphsvc.intake.imports.running import Author
from tests.conftest import RECORD

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
