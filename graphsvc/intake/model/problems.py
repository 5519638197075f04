"""What is wrong with an import: each problem with its file, line and column, and the refusal that carries them."""

from collections.abc import Sequence
from dataclasses import dataclass

from graphsvc.errors import BadInput

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell, row or file that is not allowed, and what is; never the text of the cell, which may be personal.

    Attributes:
        line: line of the file, the header being 1; 0 when the file as a whole is meant.
        column: name of the column; empty when the row or file as a whole is meant.
    """

    file: str
    line: int
    column: str
    zh: str
    en: str

    def __str__(self) -> str:
        place = ":".join(part for part in (self.file, str(self.line or ""), self.column) if part)
        return f"{place}: {self.en}（{self.zh}）"


class RowsRefused(BadInput):
    """An import has problems; nothing of it was written."""

    code = "ROWS_REFUSED"

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the first 50 problems of every file, in the order of the file; `count` counts all of them."""
        ordered = sorted(problems, key=lambda problem: (problem.file, problem.line))
        self.problems = tuple(_first_of_each_file(ordered))
        self.count = len(problems)
        listed = "\n".join(map(str, self.problems))
        super().__init__(
            f"导入未写入任何数据：共 {self.count} 处不符合要求\n{listed}",
            f"nothing was written: {self.count} problem(s)\n{listed}",
        )


def _first_of_each_file(ordered: Sequence[Problem]) -> list[Problem]:
    seen: dict[str, int] = {}
    kept = []
    for problem in ordered:
        seen[problem.file] = seen.get(problem.file, 0) + 1
        if seen[problem.file] <= SHOWN:
            kept.append(problem)
    return kept
