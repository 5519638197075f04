"""Days off and days made up that are not read from the State Council's announcement: by law, and a locality's own.

`holidays.csv` holds what follows from the law (全国年节及纪念日放假办法, 2024) for years whose arrangement the State
Council has not announced yet; a locality's file has the same columns and comes before what is announced, and what is
entered in the service before both.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from graphsvc.errors import BadInput, SetupError
from graphsvc.vocabulary.labelled import Labelled

FILE = Path(__file__).with_name("holidays.csv")
COLUMNS = "day,kind,name"


class HolidayKind(Labelled):
    """Whether a day is off or made up (放假安排)."""

    HOLIDAY = "HOLIDAY", "放假", "Off"
    MAKE_UP = "MAKE_UP", "调休上班", "Worked, for another that is off"


@dataclass(frozen=True, slots=True)
class NamedDay:
    """One day of a table, and what it is called, such as 春节."""

    day: date
    kind: HolidayKind
    name: str = ""

    @property
    def worked(self) -> bool:
        """Whether it is worked."""
        return self.kind is HolidayKind.MAKE_UP


@cache
def lawful_days() -> Mapping[date, NamedDay]:
    """Read the days off that the law fixes by the lunar calendar and the sun, for years to come."""
    return {each.day: each for each in read_table(FILE)}


@cache
def lunar_holidays() -> Mapping[date, bool]:
    """Tell of the days that the law fixes by the lunar calendar and the sun whether they are worked: none is."""
    return worked_days(lawful_days().values())


def worked_days(days: Iterable[NamedDay]) -> dict[date, bool]:
    """Tell of each day whether it is worked."""
    return {each.day: each.worked for each in days}


def read_table(path: Path) -> list[NamedDay]:
    """Read a file with the columns `day`, `kind` (HOLIDAY 放假, MAKE_UP 调休上班) and `name`.

    Raises:
        SetupError: no such table, a day twice, or a kind that is none.
    """
    try:
        return parse_table(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise _wrong(path, str(fault), str(fault)) from None
    except BadInput as fault:
        raise _wrong(path, fault.zh, fault.en) from None


def _wrong(path: Path, zh: str, en: str) -> SetupError:
    return SetupError(
        f"节假日表 {path.name} 不对（{zh}）：列为 {COLUMNS}，kind 填 HOLIDAY 放假或 MAKE_UP 调休上班，每天一行。",
        f"The table of holidays {path.name} cannot be read ({en}): columns {COLUMNS}, kind HOLIDAY or MAKE_UP.",
    )


def parse_table(text: str) -> list[NamedDay]:
    """Read the lines of a table, each with its day.

    Raises:
        BadInput: other columns, a day or kind that is none, a day twice; the line is named.
    """
    reader = csv.DictReader(text.lstrip("\ufeff").splitlines())
    names = [(name or "").strip() for name in reader.fieldnames or ()]
    if not {"day", "kind"} <= set(names):
        raise BadInput(f"第一行应为列名 {COLUMNS}。", f"The first line names the columns: {COLUMNS}.")
    reader.fieldnames = names
    found: dict[date, NamedDay] = {}
    for row in reader:
        each = _row(row, reader.line_num)
        if each.day in found:
            raise twice(each.day, f"第 {reader.line_num} 行：", f"Line {reader.line_num}: ")
        found[each.day] = each
    return list(found.values())


def twice(day: date, zh: str = "", en: str = "") -> BadInput:
    """A day stands there more than once."""
    return BadInput(f"{zh}{day} 填了两次。", f"{en}{day} stands there twice.")


def _row(row: Mapping[str, str | None], line: int) -> NamedDay:
    day, kind, name = ((row.get(column) or "").strip() for column in ("day", "kind", "name"))
    try:
        found = date.fromisoformat(day)
    except ValueError as fault:
        raise BadInput(
            f"第 {line} 行：没有 {day or '空的'} 这一天，应写成 2027-02-05。",
            f"Line {line}: {day or 'no day'}: {fault}; days are written 2027-02-05.",
        ) from None
    if kind not in tuple(HolidayKind):
        raise BadInput(
            f"第 {line} 行：没有 {kind or '空的'} 这一类，填 HOLIDAY 放假或 MAKE_UP 调休上班。",
            f"Line {line}: no such kind: {kind}; HOLIDAY or MAKE_UP.",
        )
    return NamedDay(found, HolidayKind(kind), name)
