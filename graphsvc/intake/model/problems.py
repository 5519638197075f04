"""What is wrong with an import: each problem with its file, sheet and cell, and the refusal that carries them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from graphsvc.errors import BadInput

SHOWN = 50
"""Problems of one file that a message lists."""
LONGEST = 60
"""Characters of a cell that a problem shows."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell, row or file that is not allowed, and what is.

    Attributes:
        line: row of the sheet, counted from 1; 0 when the file or sheet as a whole is meant.
        column: name of the column; empty when the row or file as a whole is meant.
        sheet: empty in a file of one table.
        cell: such as B5; empty when no cell is meant.
        value: what stands there, cut short; empty in personal columns, whose text never leaves the file.
        advice: what can be done, in Chinese.
        table: the table whose header has a column that nobody knows; empty of any other problem.
        sought: tables in which what stands there was looked for and not found.
    """

    file: str
    line: int
    column: str
    zh: str
    en: str
    sheet: str = field(default="", compare=False)
    cell: str = field(default="", compare=False)
    value: str = field(default="", compare=False)
    advice: str = field(default="", compare=False)
    table: str = field(default="", compare=False)
    sought: tuple[str, ...] = field(default=(), compare=False)

    @property
    def place(self) -> str:
        """File, sheet, row and column in one word."""
        where = f"{self.file}[{self.sheet}]" if self.sheet else self.file
        return ":".join(part for part in (where, str(self.line or ""), self.column) if part)

    @property
    def chinese(self) -> str:
        """In one Chinese line."""
        advice = f"；{self.advice}" if self.advice else ""
        return f"{self.place}: {self.zh}{advice}"

    @property
    def english(self) -> str:
        """In one English line."""
        return f"{self.place}: {self.en}"

    def __str__(self) -> str:
        return f"{self.place}: {self.en}（{self.zh}）"


class RowsRefused(BadInput):
    """An import has problems; nothing of it was written."""

    code = "ROWS_REFUSED"

    def __init__(self, problems: Iterable[Problem], count: int | None = None) -> None:
        """Keep the first 50 problems of every file, in the order of the file; `count` counts all of them."""
        found = list(problems)
        self.problems = tuple(first_of_each_file(sorted(found, key=lambda problem: (problem.file, problem.line))))
        self.count = len(found) if count is None else count
        zh, en = "\n".join(each.chinese for each in self.problems), "\n".join(each.english for each in self.problems)
        super().__init__(
            f"导入未写入任何数据：共 {self.count} 处不符合要求\n{zh}",
            f"nothing was written: {self.count} problem(s)\n{en}",
        )


def first_of_each_file(ordered: Iterable[Problem]) -> list[Problem]:
    """The first 50 problems of every file."""
    seen: dict[str, int] = {}
    kept = []
    for problem in ordered:
        seen[problem.file] = seen.get(problem.file, 0) + 1
        if seen[problem.file] <= SHOWN:
            kept.append(problem)
    return kept
