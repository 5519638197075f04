"""Tables of days off and days made up: the days that the law fixes by the moon, and a locality's own arrangement.

`holidays.csv` holds what follows from the law (全国年节及纪念日放假办法, 2024) for years whose arrangement the State
Council has not announced yet; a locality's file has the same columns and comes first.
"""

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from graphsvc.errors import SetupError

FILE = Path(__file__).with_name("holidays.csv")
OFF, MADE_UP = "HOLIDAY", "MAKE_UP"


@cache
def lunar_holidays() -> Mapping[date, bool]:
    """Read the days off that the law fixes by the lunar calendar and the sun, for years to come."""
    return read_days(FILE)


def read_days(path: Path) -> dict[date, bool]:
    """Read a table with the columns `day`, `kind` (HOLIDAY 放假, MAKE_UP 调休上班) and `name`.

    Returns:
        Whether each of its days is worked.
    Raises:
        SetupError: no such table, a day twice, or a kind that is none.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [(date.fromisoformat(row["day"].strip()), row["kind"].strip()) for row in csv.DictReader(file)]
    except (OSError, KeyError, ValueError, AttributeError, UnicodeDecodeError) as fault:
        raise _wrong(path, str(fault)) from None
    days = {day: kind == MADE_UP for day, kind in rows}
    if len(days) < len(rows):
        raise _wrong(path, "a day stands there twice")
    if other := sorted({kind for _, kind in rows} - {OFF, MADE_UP}):
        raise _wrong(path, f"no such kind: {other[0]}")
    return days


def _wrong(path: Path, why: str) -> SetupError:
    return SetupError(
        f"节假日表 {path.name} 不对（{why}）：列为 day,kind,name，kind 填 HOLIDAY 放假或 MAKE_UP 调休上班，每天一行。",
        f"The table of holidays {path.name} cannot be read ({why}): columns day,kind,name, kind HOLIDAY or MAKE_UP.",
    )
