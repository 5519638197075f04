"""Coverage in numbers as GraphQL reads it: one compiled statement, the same that `counts` runs, no Python a field."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import strawberry

from graphsvc.codes import AreaLevel
from graphsvc.coverage.store.counts import PARTS
from graphsvc.coverage.store.queries import STATEMENTS
from graphsvc.cypher.plan import TODAY
from graphsvc.gql.schema.fields import Argument, at, each, find, one, row
from graphsvc.org.api.areas import LEVEL
from graphsvc.org.api.arguments import AREA_CODE
from graphsvc.org.api.queries import IN_SCHEME

if TYPE_CHECKING:
    from graphsvc.org.api.areas import Area

MOST_PARTS = 1_000
"""Grids and estates of the largest community; the sums hold all of them in any case."""

_COVERED = "@this.single + @this.joint + @this.both"


_LEVELS = " ".join(f"WHEN {level} THEN {parts}" for level, parts in PARTS.items())
"""Levels of the parts of an area, by its own."""
_COUNTS = STATEMENTS["counts"].replace("$levels", f"CASE area.level {_LEVELS} END").replace("$prefix", "area.prefix")


def _total(places: str) -> str:
    counts = ("total", "single", "joint", "both")
    sums = (f"{name}: reduce(sum = 0, part IN parts | sum + part.{places}.{name})" for name in counts)
    return f"{{{', '.join(sums)}}}"


def _inside(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


_COVERAGE = f"""\
CALL () {{
{_inside(STATEMENTS["codes"].replace("$code", "$area").partition("RETURN DISTINCT")[0])}
  RETURN DISTINCT a AS area
}}
WITH area, COLLECT {{
{_inside(_COUNTS)}
}} AS parts
WITH {{
  area: area, asOf: $asOf, parts: parts, grids: {_total("grids")}, estates: {_total("estates")},
  members: reduce(sum = 0, part IN parts | sum + part.members)
}} AS @it"""


@row("Places by the cells that cover them (覆盖计数).")
class CoverageTally:
    """`@this` is a map of counts of grids or estates."""

    total: int = at("@this.total", "All (总数).")
    single: int = at("@this.single", "Covered by single cells only (单独组建).")
    joint: int = at("@this.joint", "Covered by joint cells only (联合组建).")
    both: int = at("@this.both", "Covered by both (两者兼有).")
    none: int = at(f"@this.total - ({_COVERED})", "Covered by none (未覆盖).")
    share: float | None = at(
        f"CASE @this.total WHEN 0 THEN null ELSE toFloat({_COVERED}) / @this.total END",
        "Covered of all, 0 to 1; null where there are none (覆盖率).",
    )


@row("Coverage of one area below the one asked about (下级覆盖情况).", order=("@this.code",))
class CoveragePart:
    """`@this` is a map, one row of `coverage.cypher#counts`."""

    code: str = at("@this.code", "To go on from here: `coverage(area:)` (区划代码).")
    name: str = at("@this.name", "As the statistics office publishes it (名称).")
    level: AreaLevel = at(LEVEL, "Where it stands in the chain from city to grid (层级).")
    grids: CoverageTally = one("WITH @this.grids AS @it", "Covered and not among its grids (网格).")
    estates: CoverageTally = one("WITH @this.estates AS @it", "Covered and not among its housing estates (小区).")
    member_count: int = at("@this.members", "Members who live there and had joined by the day (党员数).")


@row("Coverage of an area by party cells on a day (党组织覆盖).")
class Coverage:
    """The whole, and its parts, which add up to it."""

    area: Area = one("WITH @this.area AS @it", "Whose coverage is told, with all below it (区域).")
    as_of: date = at("@this.asOf", "The day (截止日期).")
    grids: CoverageTally = one("WITH @this.grids AS @it", "All its grids (网格).")
    estates: CoverageTally = one("WITH @this.estates AS @it", "All its estates (小区).")
    member_count: int = at("@this.members", "All members who live there (党员数).")
    parts: list[CoveragePart] = each(
        "UNWIND @this.parts AS @it", f"The areas directly below it, at most {MOST_PARTS} (下级).", most=MOST_PARTS
    )


COUNTING = 31_000
"""A city's takes seconds: more than what goes beside light requests."""


class CoverageNumbers:
    """The root over coverage: numbers are structure, open to everyone who is signed in."""

    coverage: Coverage | None = find(
        _COVERAGE,
        "Coverage of an area by party cells on a day; null when there is no such area (党组织覆盖).",
        COUNTING,
        area=Argument(
            strawberry.ID,
            "Code of an area of any level (区划代码).",
            constraint=AREA_CODE,
        ),
        scheme=IN_SCHEME,
        as_of=Argument(date | None, None, otherwise=TODAY),
    )
