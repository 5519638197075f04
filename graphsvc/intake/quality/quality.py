"""Quality of an area's data by table and part, and its faults: kept apart from what breaks a rule of the audit.

Faults are read a page at a time, and counted up to a bound, so that a city full of them fits any memory.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from graphsvc.codes import prefix_of
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader
from graphsvc.vocabulary.labelled import Labelled

_FILE = Path(__file__).with_name("quality.cypher")


def _behind(area: str, id_: str) -> str:
    """The row comes after the last that was read, in the order of areas and ids."""
    return f"({area} > $area OR ({area} = $area AND {id_} > $id))"


CYPHER = statements(_FILE, rows=lambda row: f"({row}:Node)", behind=_behind)
FILLED: Mapping[str, tuple[str, ...]] = {
    "PartyOrganization": ("foundedOn",),
    "JointCommittee": ("foundedOn",),
    "Unit": ("creditCode",),
    "Grid": ("households", "population"),
    "Estate": ("households",),
    "Member": ("joinedOn",),
}
"""Labels, and the properties that make one of their rows complete."""
OF_LABEL = {
    label: statements(_FILE, rows=lambda row, label=label: f"({row}:{label})", behind=_behind) for label in FILLED
}
MOST_COUNTED = 1000
"""Faults of a kind that are counted; of more it is said that there are more."""
PAGE = 200
EVERYWHERE = ("",)
"""The scope that all areas lie in."""
_BELOW = {2: 6, 6: 9, 9: 12, 12: 15}


class DataFault(Labelled):
    """What cannot be right in the data, whatever the rules of the audit say of it (数据疑点)."""

    BEFORE_FOUNDING = "BEFORE_FOUNDING", "关系早于党组织成立", "Ties that begin before their organization was founded"
    NO_FOUNDING = "NO_FOUNDING", "党组织没有成立日期", "An organization whose founding nobody knows"
    SUPERIOR_LOOP = "SUPERIOR_LOOP", "上级党组织互为上级", "An organization that is above itself"
    SEVERAL_LEADERS = "SEVERAL_LEADERS", "一个区划有多个领导党组织", "An area that several organizations lead"
    SAME_PERSON = "SAME_PERSON", "同一证件号有多人", "Several people with one identity number"
    DAY_TO_COME = "DAY_TO_COME", "日期在今天以后", "Ties that begin on a day to come"


@dataclass(frozen=True, slots=True)
class Suspect:
    """A fault of the data: what it is of, where, and what stands against what; no names of people."""

    kind: DataFault
    subject: str
    area: str
    detail: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many rows of a table lie in a part of an area, and how many of them are complete."""

    part: str
    label: str
    rows: int
    complete: int


@dataclass(frozen=True, slots=True)
class FaultCount:
    """How many faults of a kind there are: at most 1,000 are counted, and `above` says whether there are more."""

    kind: DataFault
    count: int
    above: bool


async def is_area(reader: Reader, code: str, scope: Sequence[str]) -> bool:
    """Tell whether an area has this code, in the caller's scope."""
    return bool(await reader.read(Statement(CYPHER["area"], {"code": code, "scope": list(scope)}), Lane.LIGHT))


async def count_faults(reader: Reader, area: str, as_of: date) -> list[FaultCount]:
    """Count what cannot be right in an area as of a day, by kind; nothing of it is kept but the counts."""
    found = []
    for kind in DataFault:
        rows = await _rows(reader, kind, area, as_of, ("", ""), MOST_COUNTED + 1, EVERYWHERE)
        found.append(FaultCount(kind, min(len(rows), MOST_COUNTED), len(rows) > MOST_COUNTED))
    return found


async def page_of_faults(
    reader: Reader,
    area: str,
    as_of: date,
    scope: Sequence[str],
    kind: DataFault | None = None,
    after: Suspect | None = None,
    size: int = PAGE,
) -> list[Suspect]:
    """List what cannot be right in an area as of a day, of one kind or kind by kind, in each by area and subject.

    Args:
        scope: prefixes of the areas where people are told by their ids; of others it is told how many there are.
        after: the last of the page before; its kind, area and subject are enough.
    """
    found: list[Suspect] = []
    kinds = [kind] if kind else list(DataFault)
    for each in kinds[kinds.index(after.kind) if after and after.kind in kinds else 0 :]:
        begin = (after.area, after.subject) if after and after.kind is each else ("", "")
        rows = await _rows(reader, each, area, as_of, begin, size - len(found), scope)
        found += [Suspect(each, *row) for row in rows]
        if len(found) >= size:
            break
    return found


async def _rows(
    reader: Reader,
    kind: DataFault,
    area: str,
    as_of: date,
    after: tuple[str, str],
    limit: int,
    scope: Sequence[str],
) -> Sequence[Sequence[str]]:
    asked: dict[str, Any] = {"prefix": prefix_of(area), "asOf": as_of, "area": after[0], "id": after[1], "limit": limit}
    asked["scope"] = list(scope)
    return await reader.read(Statement(CYPHER[kind.value.lower()], asked), Lane.HEAVY)


async def measure_tables(reader: Reader, area: str, as_of: date) -> Sequence[Completeness]:
    """How complete each table is in each part right below an area, by part, without what is dissolved by a day."""
    prefix = prefix_of(area)
    asked = {"prefix": prefix, "asOf": as_of, "digits": _BELOW.get(len(prefix), len(prefix))}
    found: list[Completeness] = []
    for label, names in FILLED.items():
        statement = Statement(OF_LABEL[label]["complete"], {**asked, "names": list(names)})
        rows = await reader.read(statement, Lane.HEAVY)
        found += [Completeness(part, label, count, complete) for part, count, complete in rows]
    return sorted(found, key=lambda each: (each.part, list(FILLED).index(each.label)))
