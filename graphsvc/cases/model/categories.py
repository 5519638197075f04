"""The responsibility list (职责清单): what a category of case belongs to, who answers for it, and how fast.

`categories.csv` holds it, one category a row, to be edited by whoever keeps the list. `sectors` are the words by which
the organization graph knows the departments that answer for it, the first one first; `helpers` the sectors that can
lend a hand; `topics` the codes of the topics under which units offer resources for it.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graphsvc.cases.model.deadlines import Policy, policy_for
from graphsvc.errors import BadInput
from graphsvc.org.model.work import Board, Urgency

FILE = Path(__file__).parent / "categories.csv"


@dataclass(frozen=True, slots=True)
class Category:
    """One row; `local` says that a community can usually settle it alone, `handle_days` are working days."""

    code: str
    name: str
    board: Board
    sectors: tuple[str, ...]
    helpers: tuple[str, ...]
    urgency: Urgency
    handle_days: int | None
    local: bool
    topics: tuple[str, ...]

    def policy(self, urgency: Urgency) -> Policy:
        """Return the times of a case of this category."""
        return policy_for(urgency, self.handle_days)


@cache
def categories(path: Path = FILE) -> dict[str, Category]:
    """Return all categories by code, in the order of the file.

    Raises:
        ValueError: a code twice, a category that nobody answers for, or a word that is no board or urgency.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = [_category(row) for row in csv.DictReader(file)]
    found = {row.code: row for row in rows}
    if len(found) < len(rows):
        raise ValueError(f"{path.name}: a code is given twice")
    if vacant := [row.code for row in rows if not row.sectors]:
        raise ValueError(f"{path.name}: nobody answers for {', '.join(vacant)}")
    return found


def category(code: str) -> Category:
    """Find the category of a code.

    Raises:
        BadInput: there is none.
    """
    if code not in categories():
        raise BadInput(
            f"没有类别 {code[:20]}；类别代码见职责清单，例如 C01 路灯与公共照明。",
            "No such category; codes are those of the responsibility list, such as C01.",
        )
    return categories()[code]


def _category(row: dict[str, str]) -> Category:
    return Category(
        code=row["code"],
        name=row["name"],
        board=Board(row["board"]),
        sectors=_words(row["sectors"]),
        helpers=_words(row["helpers"]),
        urgency=Urgency(row["urgency"]),
        handle_days=int(row["handle_days"]) if row["handle_days"] else None,
        local=row["local"] == "1",
        topics=_words(row["topics"]),
    )


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word for word in cell.split(";") if word)
