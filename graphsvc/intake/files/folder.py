"""A folder of CSV files, each named after its table, read and checked before anything is written."""

from pathlib import Path

from graphsvc.intake.files.sheet import Sheet, read_sheet
from graphsvc.intake.model.problems import Problem, RowsRefused
from graphsvc.intake.tables.declared import TABLES


def read_folder(folder: Path) -> list[Sheet]:
    """All sheets of a folder, in the order in which they will be written.

    Raises:
        RowsRefused: no file at all, a file that is no table, or rows that are not allowed.
    """
    names = sorted(path.stem for path in folder.glob("*.csv"))
    if not names:
        raise RowsRefused([Problem(folder.name, 0, "", "文件夹中没有 CSV 表", "holds no CSV table")])
    if strange := [_strange(name) for name in names if name not in TABLES]:
        raise RowsRefused(strange)
    sheets = [read_sheet(table, folder / f"{name}.csv") for name, table in TABLES.items() if name in names]
    if problems := [problem for sheet in sheets for problem in sheet.problems]:
        raise RowsRefused(problems)
    return sheets


def _strange(name: str) -> Problem:
    known = ", ".join(TABLES)
    return Problem(f"{name}.csv", 0, "", f"没有这张表；可用：{known}", f"no such table; known: {known}")
