"""A folder of spreadsheets such as seeds/demo as ground for labelled problems, whose places are then area codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bench.labelled import Asked, Labelled, Tables, asked
from graphsvc.intake.files.sheets import read_folder
from graphsvc.intake.model.columns import Row


@dataclass(frozen=True)
class Spreadsheets:
    """The folder's rows, of the same face as `Labelled`."""

    folder: Path

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        """Rows of every table, read once."""
        return {sheet.table.name: [line.row for line in sheet.lines] for sheet in read_folder(self.folder)}

    def tables(self) -> Tables:
        """Rows for `load_rows`, in its order."""
        yield from self.rows.items()

    def problems(self, path: Path) -> list[Asked]:
        """The problems of a file; `community` is the code of the place."""
        return asked(path, {str(row["code"]): str(row["code"]) for row in self.rows["areas"]})


def ground(folder: Path) -> Labelled | Spreadsheets:
    """A folder of either form: of bench/matching_data, or of tables that the import takes."""
    return Labelled.of(folder) if (folder / "units.json").exists() else Spreadsheets(folder)


def rows_of(data: Labelled | Spreadsheets, table: str) -> Sequence[Row]:
    """The rows of one table."""
    return [row for name, rows in data.tables() if name == table for row in rows]
