"""Evidence of responsibilities, counted in the graph as of the end of a day: what comes later does not move it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from graphsvc.access.principal import Grant
from graphsvc.china import day_bounds
from graphsvc.codes import DIGITS, AreaLevel, prefix_of
from graphsvc.command.rules.responsibilities import (
    LEVELS,
    Evidence,
    EvidenceKind,
    EvidenceRow,
    Responsibilities,
    Scored,
    score,
)
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput, NotFound

TEXTS = statements(Path(__file__).with_name("evidence.cypher"))
NOTICE_BY = (3, 31)
"""Month and day by which communities are appraised in time for the year before."""
MOST_ROWS = 200
"""Rows that are told of one responsibility, the first ones; all are counted."""

MOST_SAID = 200
"""Letters that are kept of what a row says."""


async def _unchanged(_: Transaction) -> None:
    pass


@dataclass(frozen=True, slots=True)
class AppraisalDays:
    """Which days are worked here, Monday to Friday unless holidays are wired in; `refresh` reads those that another
    process has changed."""

    is_worked: Callable[[date], bool] = lambda day: day.weekday() < 5
    refresh: Callable[[Transaction], Awaitable[None]] = _unchanged

    def after(self, begun: date, workdays: int) -> date:
        """Tell the last day of a term of so many workdays after a day."""
        day, left = begun, workdays
        while left:
            day += timedelta(days=1)
            left -= self.is_worked(day)
        return day


async def appraise(
    graph: Reader, grant: Grant, responsibilities: Responsibilities, area: str, day: date, today: date
) -> list[Scored]:
    """Score what an area answers for, from the first day of the year of a day to its end.

    Raises:
        NotFound: the area does not lie in the caller's, or there never was one. BadInput: no subdistrict or community,
        or a day to come.
    """
    prefix = prefix_of(area)
    if not any(prefix.startswith(scope) for scope in grant.scope):
        raise _absent()
    level = level_of(area)
    if day > today:
        raise BadInput("这一天还没有到。", "That day has not come.").at("asOf")
    if not await graph.read(Statement(TEXTS["known"], {"area": area})):
        raise _absent()
    begins = date(day.year, 1, 1)
    given = {
        "area": area,
        "prefix": prefix,
        "from": begins,
        "asOf": day,
        "start": day_bounds(begins)[0],
        "end": day_bounds(day)[1],
        "before": day.year - 1,
        "lastDay": date(day.year - 1, 12, 31),
        "noticeBy": date(day.year, *NOTICE_BY),
        "scope": list(grant.scope),
    }
    rows = responsibilities.of(level, area, day)
    found: dict[EvidenceKind, Evidence] = {}
    for kind in dict.fromkeys(row.evidence for row in rows):
        ((count, total, told),) = await graph.read(Statement(TEXTS[kind.value.lower()], given))
        found[kind] = Evidence(count, total, tuple(EvidenceRow(id_, _line(said)) for id_, said in told))
    return [score(row, found[row.evidence]) for row in rows]


def _line(said: str) -> str:
    """What a row says as one line, cut where it is long."""
    text = " ".join(said.split())
    return text if len(text) <= MOST_SAID else f"{text[: MOST_SAID - 1]}…"


def _absent() -> NotFound:
    return NotFound("没有这个区域，或不在您的管辖范围内。", "No such area, or none in your scope.")


def level_of(area: str) -> AreaLevel:
    """Tell whether an area is a subdistrict or a community.

    Raises:
        BadInput: neither.
    """
    for level in LEVELS:
        if len(prefix_of(area)) == DIGITS[level]:
            return level
    raise BadInput("职责清单只到镇街和社区。", "Responsibilities are those of subdistricts and communities.").at("area")
