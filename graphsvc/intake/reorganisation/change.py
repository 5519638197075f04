"""A change of an area (区划变更): what becomes of which area on which day, and by which document."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graphsvc.codes import AreaLevel
from graphsvc.intake.files.sheet import read_sheet
from graphsvc.intake.model.columns import Row
from graphsvc.intake.model.lines import Line
from graphsvc.intake.model.problems import RowsRefused
from graphsvc.intake.tables.area_changes import AREA_CHANGES
from graphsvc.intake.tables.codes import level_of
from graphsvc.org.model.areas import AreaChangeKind


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a reorganisation.

    Attributes:
        code, successor: of the area that changes and of what follows it; equal when it stays where it is.
        name, area_kind, civil_code: of what follows; None leaves what the area has.
        line: where it stands in its file.
    """

    on: date
    kind: AreaChangeKind
    code: str
    successor: str
    name: str | None
    area_kind: str | None
    civil_code: str | None
    document: str
    line: int = 0

    @property
    def id(self) -> str:
        """Its key: the same change told again is not made again."""
        return f"area-change:{self.on:%Y%m%d}:{self.kind}:{self.code}:{self.successor}"

    @property
    def level(self) -> AreaLevel:
        """The level of the area that changes."""
        return level_of(self.code)

    @property
    def stays(self) -> bool:
        """Whether the area goes on under its code."""
        return self.code == self.successor


def read_changes(path: Path) -> tuple[Change, ...]:
    """Read the changes of a file, in the order of its lines.

    Raises:
        RowsRefused: lines that say no change.
    """
    sheet = read_sheet(AREA_CHANGES, path)
    if sheet.problems:
        raise RowsRefused(sheet.problems)
    return tuple(map(change_of, sheet.lines))


def change_of(line: Line) -> Change:
    """Read the change that a line says, which has been checked."""
    row = line.row
    on = row["on"]
    assert isinstance(on, date)
    code = str(row["code"])
    return Change(
        on,
        AreaChangeKind(str(row["kind"])),
        code,
        _text(row, "successor") or code,
        _text(row, "name"),
        _text(row, "area_kind"),
        _text(row, "civil_code"),
        str(row["document"]),
        line.number,
    )


def _text(row: Row, column: str) -> str | None:
    value = row.get(column)
    return None if value is None else str(value)
