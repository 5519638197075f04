"""Likely duplicates: open cases that the index of words finds near a place, ranked by what they have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphsvc.cases.duplicates.likeness import SHOWN_FROM, Sign, Told, compare_cases, points_of, terms_of
from graphsvc.cases.store.cases import Caller
from graphsvc.china import in_utc
from graphsvc.codes import AreaLevel, prefix_of, stem
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader
from graphsvc.errors import NotFound

CYPHER = statements(Path(__file__).with_name("duplicates.cypher"))
COMPARED = 60  # hits of the index
MOST = 10  # shown


@dataclass(frozen=True, slots=True)
class Likely:
    """A case that may tell of the same event; the points of its signs add up to `points`."""

    case: str
    points: float
    signs: tuple[Sign, ...]


async def likely_duplicates(graph: Reader, caller: Caller, told: Told, case_id: str = "") -> list[Likely]:
    """Find open cases in the caller's scope and the same subdistrict that may tell of the same event, at most `MOST`.

    Args:
        case_id: of the case itself, where it has been raised already.
    """
    query = search_text(told, caller.scope)
    if query is None:
        return []
    asked = {"query": query, "id": case_id, "most": COMPARED, "scope": list(caller.scope)}
    rows = await graph.read(Statement(CYPHER["candidates"], asked))
    found = [(id_, compare_cases(told, _told(case))) for id_, case in rows]
    likely = [Likely(id_, points_of(signs), signs) for id_, signs in found if points_of(signs) >= SHOWN_FROM]
    return sorted(likely, key=lambda each: (-each.points, each.case))[:MOST]


async def read_told(graph: Reader, caller: Caller, case_id: str) -> Told:
    """Read what a case tells.

    Raises:
        NotFound: no such case, or none that the caller may see.
    """
    rows = await graph.read(Statement(CYPHER["told"], {"id": case_id, **caller.params}))
    if not rows:
        raise NotFound("没有这个事件，或不在您的管辖范围内。", "No such case, or none in your scope.")
    return _told(rows[0][0])


def search_text(told: Told, scope: tuple[str, ...]) -> str | None:
    """Ask the index of words for open cases of the subdistrict, as far as it lies in scope.

    None where none of it does, or where there is no letter or digit to ask for.
    """
    around = stem(prefix_of(told.area_code), AreaLevel.SUBDISTRICT)
    reach = {max(prefix, around, key=len) for prefix in scope if prefix.startswith(around) or around.startswith(prefix)}
    terms = terms_of(told)
    if not reach or not terms:
        return None
    areas = " ".join(f"openIn:{prefix.lower()}*" for prefix in sorted(reach))
    return f"+({areas}) +({' '.join(terms)})"


def _told(case: Mapping[str, Any]) -> Told:
    return Told(
        case["areaCode"],
        case["category"],
        case["title"],
        in_utc(case["raisedAt"]),
        case["description"],
        case["place"],
        case["latitude"],
        case["longitude"],
    )
