"""Who is to be called to a case: the departments that answer for its category, and neighbours that could help.

Departments are ranked by points, each of which is given a reason: the responsibility list (up to 45), how near the
unit is (20), seats on the committees that serve the place (15), areas that it stands by (10), ratings for cases of the
category (20), and what it has in hand already (up to 10 taken off).
Source of the points: the service's own order, responsibility first; ratings are drawn towards the middle while few.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphsvc.cases.model.categories import Category
from graphsvc.cases.store.cases import TEXTS
from graphsvc.china import day_in_china
from graphsvc.codes import AreaLevel, stem
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader

FIRST_SECTOR, OTHER_SECTOR = 45.0, 30.0
SAME_SUBDISTRICT, SAME_DISTRICT = 20.0, 10.0
SEATED = 15.0
PAIRED = 10.0
RATED = 20.0
MIDDLE, WEIGHT = 3.5, 5  # a unit's ratings count as if it had had five more of 3.5
HEAVIEST, TAKEN_OFF = 20, 10.0  # calls in hand that take off the most
SENT_BACK = 100.0  # more than all the other reasons together
MOST = 10


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of the points, and why, in Chinese."""

    points: float
    zh: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A department to be called; the points of its reasons add up to `points`."""

    unit: str
    name: str
    points: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Helper:
    """A unit that sits on a committee of the place and could lend a hand, with what it offers."""

    unit: str
    name: str
    committees: tuple[str, ...]
    resources: tuple[str, ...]
    zh: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Departments, the most fitting first, and neighbours; `empty` says in Chinese why no department fits."""

    departments: tuple[Suggestion, ...]
    helpers: tuple[Helper, ...]
    empty: str | None


async def suggest(
    graph: Reader, area_code: str, category: Category, now: datetime, went_back: Container[str] = ()
) -> Suggestions:
    """Suggest whom to call to a case of a category in an area.

    Args:
        went_back: units that have sent the case back already, or handed it over; they come last.
    """
    levels = AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT, AreaLevel.COMMUNITY
    district, subdistrict, community = (stem(area_code, level) for level in levels)
    given = {
        "district": district,
        "scope": [district],
        "subdistrict": subdistrict,
        "area": area_code,
        "served": [community, f"{subdistrict}000"],
        "category": category.code,
        "sectors": list(category.sectors),
        "helpers": list(category.helpers),
        "topics": list(category.topics),
        "now": now,
        "asOf": day_in_china(now),
    }
    rows = await graph.read(Statement(TEXTS["responsible"], given))
    suggested = (_suggestion(row, category, subdistrict, went_back) for row in rows)
    ranked = sorted(suggested, key=lambda each: -each.points)
    helpers = await graph.read(Statement(TEXTS["helpers"], given))
    chosen = {each.unit for each in ranked}
    words = "、".join(category.sectors)
    return Suggestions(
        tuple(ranked[:MOST]),
        tuple(_helper(row) for row in helpers if row[0] not in chosen)[:MOST],
        None if ranked else f"本区县的组织图中没有负责“{category.name}”的单位（{words}），请补充单位或调整职责清单。",
    )


def _suggestion(row: list[Any], category: Category, subdistrict: str, went_back: Container[str]) -> Suggestion:
    reasons = [*_reasons(row, category, subdistrict)]
    if row[0] in went_back:
        reasons.append(Reason(-SENT_BACK, "已退回或移交过这件事"))
    return Suggestion(row[0], row[1], round(sum(each.points for each in reasons), 2), tuple(reasons))


def _reasons(row: list[Any], category: Category, subdistrict: str) -> Iterator[Reason]:
    _, _, sector, level, area, handled, scores, rated, in_hand, returned, committees, paired = row
    main = sector == category.sectors[0]
    yield Reason(
        FIRST_SECTOR if main else OTHER_SECTOR,
        f"职责清单：“{category.name}”由{sector}{'牵头' if main else '配合'}",
    )
    if area.startswith(subdistrict):
        yield Reason(SAME_SUBDISTRICT, "驻在本镇街")
    else:
        yield Reason(SAME_DISTRICT, "服务全市" if level == "MUNICIPAL" else "服务本区县")
    if committees:
        yield Reason(SEATED, f"是{'、'.join(committees)}成员单位")
    if paired:
        yield Reason(PAIRED, f"包联{'、'.join(paired)}")
    yield _past(handled, scores or 0, rated, returned) if handled else Reason(0.0, "近期没有办过同类")
    if in_hand:
        yield Reason(-round(TAKEN_OFF * min(in_hand, HEAVIEST) / HEAVIEST, 2), f"手上还有 {in_hand} 件未办结")


def _past(handled: int, scores: int, rated: int, returned: int) -> Reason:
    """Ratings of 1 to 5 as 0 to `RATED` points, the more that was returned the fewer."""
    mean = (scores + MIDDLE * WEIGHT) / (rated + WEIGHT)
    points = RATED * (mean - 1) / 4 * (1 - returned / handled)
    said = f"，评价平均 {scores / rated:.1f} 分" if rated else ""
    back = f"，退回 {returned} 件" if returned else ""
    return Reason(round(points, 2), f"近期办过同类 {handled} 件{said}{back}")


def _helper(row: list[Any]) -> Helper:
    unit, name, sector, committees, resources = row
    offered = f"，可提供{'、'.join(resources)}" if resources else f"，属{sector}行业"
    return Helper(unit, name, tuple(committees), tuple(resources), f"{'、'.join(committees)}成员单位{offered}")
