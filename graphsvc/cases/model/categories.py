"""The responsibility list (职责清单): what a category of case belongs to, who answers for it, and how fast.

`categories.csv` holds it, one category a row, to be edited by whoever keeps the list. `sectors` are the words by which
the organization graph knows the departments that answer for it, the first one first; `helpers` the sectors that can
lend a hand; `topics` the codes of the topics under which units offer resources for it.

Where rules of handling (分级分类) are wired in, the rule that holds at a place on a day says whose a case is before the
list does: this room knows them by what it asks of them alone.
"""

import csv
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Protocol

from graphsvc.cases.model.deadlines import CallTimes, Policy, policy_for, timed
from graphsvc.codes import AreaLevel
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

    def policy(self, urgency: Urgency, handling: "Handling | None" = None) -> Policy:
        """Return the times of a case of this category; those of the handling that holds for it, where one does."""
        policy = policy_for(urgency, self.handle_days)
        return timed(policy, handling.times) if handling else policy

    def led_by(self, handling: "Handling | None") -> "Category":
        """Name who leads and helps by the handling that holds, before those of the list."""
        if handling is None:
            return self
        sectors = dict.fromkeys((handling.lead, *self.sectors))
        helpers = dict.fromkeys((*handling.helpers, *self.helpers))
        return replace(self, board=handling.board, sectors=tuple(sectors), helpers=tuple(helpers))


@dataclass(frozen=True, slots=True)
class Handling:
    """Whose a case is at its place and day: level and board that own it, sectors that lead and help, and how fast."""

    level: AreaLevel
    board: Board
    lead: str
    helpers: tuple[str, ...]
    times: CallTimes


class FindHandling(Protocol):
    """How the handling of a category at a place, the code of an area, is found for a day; None where none holds."""

    def __call__(self, category: str, place: str, day: date, /) -> Handling | None: ...


@dataclass(frozen=True, slots=True)
class Handlings:
    """The rules of handling that `app` wires in; without them no rule holds anywhere."""

    find: FindHandling = lambda category, place, day: None


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
