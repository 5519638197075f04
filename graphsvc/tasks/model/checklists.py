"""Ready-made checklists of grid workers (网格员任务清单), kept in `checklists.csv`, one item a row."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graphsvc.errors import BadInput
from graphsvc.tasks.model.task import Item

FILE = Path(__file__).parent / "checklists.csv"


@dataclass(frozen=True, slots=True)
class Checklist:
    """One list by its code."""

    code: str
    name: str
    items: tuple[Item, ...]


@cache
def checklists(path: Path = FILE) -> dict[str, Checklist]:
    """Return all lists by code, in the order of the file."""
    found: dict[str, Checklist] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            before = found.get(row["list"], Checklist(row["list"], row["name"], ()))
            item = Item(row["item"], row["required"] == "1")
            found[row["list"]] = Checklist(before.code, before.name, (*before.items, item))
    return found


def checklist(code: str) -> Checklist:
    """Find the list of a code.

    Raises:
        BadInput: there is none.
    """
    if code not in checklists():
        known = "、".join(f"{each.code} {each.name}" for each in checklists().values())
        raise BadInput(f"没有这份清单；现有：{known}。", f"No such checklist; there are {', '.join(checklists())}.")
    return checklists()[code]
