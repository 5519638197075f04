"""What every question of the audit asks of the graph: the named statements, the days, and an area as it is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from graphsvc.codes import area_code
from graphsvc.coverage.model.names import Names
from graphsvc.cypher.files import statements
from graphsvc.cypher.fragments import holds
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader
from graphsvc.errors import ImportUnfinished, NotFound, ambiguous_code
from graphsvc.org.model.areas import CodeScheme

_FILE = Path(__file__).with_name("coverage.cypher")


def _in_range(row: str, label: str) -> str:
    """Rows of a label between two codes, from behind (area code, id) on, as an index has them."""
    known = f"{row}.areaCode >= $low AND {row}.areaCode < $high AND ({row}.areaCode > $low OR {row}.id > $lastId)"
    return f"MATCH ({row}:{label})\nWHERE {known}"


def _by_id(row: str, label: str) -> str:
    """Rows of a label with one of some ids."""
    return f"MATCH ({row}:Node:{label})\nUSING INDEX {row}:Node(id)\nWHERE {row}.id IN $ids"


def _lying_then(row: str, then: str, label: str = "PartyOrganization") -> str:
    """Organizations or committees that lay between two codes on a day, each with what it was: itself, or a `Past`."""
    return (
        "CALL () {\n"
        f"  MATCH ({row}:{label})\n"
        f"  WHERE {row}.areaCode >= $low AND {row}.areaCode < $high AND NOT coalesce({row}.changedOn > $asOf, false)\n"
        f"  RETURN {row}, {row} AS {then}\n"
        "  UNION ALL\n"
        f"  MATCH ({row}:{label})-[past:WAS]->({then}:Past)\n"
        f"  WHERE past.areaCode >= $low AND past.areaCode < $high AND {holds('past')}\n"
        f"  RETURN {row}, {then}\n"
        "}\n"
        f"WITH {row}, {then}\nWHERE ({then}.areaCode > $low OR {row}.id > $lastId)"
    )


def _now_by_id(row: str, then: str, label: str = "PartyOrganization") -> str:
    """Organizations, or committees, with one of some ids, as they are."""
    return f"{_by_id(row, label)}\nWITH {row}, {row} AS {then}\nWHERE true"


STATEMENTS: Mapping[str, str] = statements(_FILE, among=_in_range, organizations=_lying_then)
RULES_BY_ID: Mapping[str, str] = statements(_FILE, among=_by_id, organizations=_now_by_id)
"""The rules again, asked of named subjects instead of a stretch of codes."""
BEYOND = "~"
"""Sorts after every digit and letter of a code: everything under X lies from X up to X~."""


@dataclass(frozen=True, slots=True)
class Place:
    """An area: its code, name, level (1 city … 5 grid, 6 estate) and what every code under it starts with."""

    code: str
    name: str
    level: int
    prefix: str


def statement(name: str, as_of: date, **params: Any) -> Statement:
    """A named statement about one day."""
    return Statement(STATEMENTS[name], {"asOf": as_of, **params})


async def place(reader: Reader, code: str) -> Place:
    """An area by its code.

    Raises:
        MalformedCode: no area code.
        NotFound: no such area.
        ImportUnfinished: a load of rows in this area has not come to its end, so that no figure would be right.
    """
    rows = await reader.read(Statement(STATEMENTS["area"], {"code": area_code(code)}), Lane.LIGHT)
    if not rows:
        raise NotFound(f"没有代码为 {code} 的区域。", f"No area has the code {code}.")
    *found, unfinished = rows[0]
    if unfinished:
        raise ImportUnfinished(
            f"导入 {unfinished} 尚未完成，审计结果会不准；请先完成或撤销该次导入。",
            f"The import {unfinished} is unfinished, an audit would be wrong: finish it first, or undo it.",
        )
    return Place(code, *found)


async def code_of(reader: Reader, code: str, scheme: CodeScheme | None, as_of: date) -> str:
    """The code by which the graph knows an area that is named in one of the two schemes, as of a day.

    Raises:
        MalformedCode: no area code.
        NotFound: no such area.
        AmbiguousCode: it names another area in each scheme, and no scheme is given.
    """
    asked = statement("codes", as_of, code=area_code(code), scheme=scheme.name if scheme else "EITHER")
    found = [each for (each,) in await reader.read(asked, Lane.LIGHT)]
    if not found:
        raise NotFound(f"没有代码为 {code} 的区域。", f"No area has the code {code}.")
    if len(found) > 1:
        raise ambiguous_code()
    return str(found[0])


async def names_of(reader: Reader, ids: Iterable[str], as_of: date) -> Names:
    """The names on a day of areas, organizations, units and line grids; one statement, none where there is no id."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = await reader.read(statement("names", as_of, ids=wanted, limit=len(wanted)), Lane.HEAVY)
    return {id_: name for id_, name in rows if name}
