"""Tables of key groups in the graph: filed once, read as they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china, in_utc
from graphsvc.codes import prefix_of
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput, Conflict, NotFound
from graphsvc.log.events import Done, Event
from graphsvc.places.model.groups import NOT_TOLD, GroupReport, GroupRules, KeyGroupKind, table_of

TEXTS = statements(Path(__file__).with_name("groups.cypher"))
_SUBDISTRICT = len("500103012")


async def file_groups(
    tx: Transaction, grant: Grant, report: GroupReport, by: str, now: datetime, rules: GroupRules
) -> Done:
    """File the counts of a subdistrict on a day; the record says that they were, and not which.

    Raises:
        NotFound: no such subdistrict in the caller's areas. Conflict: that day has a table already.
        BadInput: a line is of no grid there today, a sheet leaves one out, or as `check`.
    """
    report.check(day_in_china(now))
    id_ = f"groups-{report.area}-{report.counted_on}"
    scope = list(grant.scope)
    rows = await tx.run(Statement(TEXTS["grids"], {"area": report.area, "id": id_, "scope": scope}))
    if not rows:
        raise NotFound("没有这个镇街，或不在您的管辖范围内。", "No such subdistrict in your scope.")
    grids, before = rows[0]
    if before:
        raise Conflict(
            "该日已填报，填报后不再更改；请按新的统计日期填报。",
            "That day has its table, which stays as it is; file the counts of another day.",
        )
    if unknown := {line.grid for line in report.lines} - set(grids):
        raise BadInput(f"没有网格 {min(unknown)}，或已撤销。", f"There is no grid {min(unknown)}, or no more.").at(
            "report", "lines"
        )
    if report.listed is not None and (left_out := set(grids) - report.listed):
        raise BadInput(
            f"表里缺 {len(left_out)} 个网格，如 {min(left_out)}；没有人的网格也要有一行。",
            f"The sheet leaves out {len(left_out)} grids, as {min(left_out)}; a grid without anybody has its row too.",
        ).at("report", "sheet")
    table = table_of(report, grids, rules.threshold)
    row = {
        "id": id_,
        "areaCode": report.area,
        "countedOn": report.counted_on,
        "source": report.source,
        "threshold": rules.threshold,
        "codes": list(table.codes),
        "kinds": [kind.value for kind in table.figures],
        "figures": [figure for kind in table.figures for figure in table.figures[kind]],
        "filedAt": in_utc(now),
        "by": by,
    }
    await tx.run(Statement(TEXTS["file"], {"area": report.area, "table": row, "scope": scope}))
    told = {"countedOn": report.counted_on.isoformat(), "source": report.source}
    return Done((report.area,), (Event("KEY_GROUPS_FILED", report.area, report.area, {}, told),))


@dataclass(frozen=True, slots=True)
class Figure:
    """How many of a kind there are in an area; None where that is not told or not known.

    `source` and `counted_on` are those of a subdistrict's table; above, the earliest day, and of how many
    subdistricts the figure lacks.
    """

    kind: KeyGroupKind
    count: int | None
    counted_on: date
    source: str | None = None
    lacking: int = 0


@dataclass(frozen=True, slots=True)
class _Table:
    area: str
    counted_on: date
    source: str
    figures: dict[KeyGroupKind, dict[str, int]]


@dataclass(frozen=True, slots=True)
class AreaGroups:
    """The figures of an area, and of those directly below it."""

    figures: tuple[Figure, ...]
    parts: tuple[tuple[str, tuple[Figure, ...]], ...]


async def read_groups(graph: Reader, grant: Grant, area: str, day: date, kinds: Sequence[KeyGroupKind]) -> AreaGroups:
    """Read the figures that are told for an area on a day.

    Args:
        kinds: those that are wanted; all where empty.
    Raises:
        NotFound: no such area in the caller's areas.
    """
    asked = {"area": area, "scope": list(grant.scope), "day": day}
    rows = await graph.read(Statement(TEXTS["place"], asked))
    if not rows:
        raise NotFound("没有这个区域，或不在您的管辖范围内。", "No such area in your scope.")
    _, prefix, codes = rows[0]
    tables = [_table(row) for row in await graph.read(Statement(TEXTS["tables"], asked))]
    wanted = tuple(kind for kind in KeyGroupKind if not kinds or kind in kinds)
    own = _figures(tables, prefix, area, wanted)
    return AreaGroups(own, tuple((code, _figures(tables, prefix_of(code), code, wanted)) for code in codes))


def _table(row: Sequence[Any]) -> _Table:
    area, counted_on, source, codes, kinds, figures = row
    size = len(codes)
    told = {
        KeyGroupKind(kind): dict(zip(codes, figures[n * size : (n + 1) * size], strict=True))
        for n, kind in enumerate(kinds)
    }
    return _Table(str(area), date.fromisoformat(str(counted_on)), str(source), told)


def _figures(tables: Sequence[_Table], prefix: str, code: str, wanted: Sequence[KeyGroupKind]) -> tuple[Figure, ...]:
    """Those of the area's own table, or above a subdistrict sums of what the tables below tell of themselves."""
    if len(prefix) >= _SUBDISTRICT:
        mine = [each for each in tables if prefix.startswith(prefix_of(each.area))]
        return tuple(
            Figure(kind, _told(table, kind, code), table.counted_on, table.source)
            for table in mine
            for kind in wanted
            if code in table.figures.get(kind, {})
        )
    below = [each for each in tables if each.area.startswith(prefix)]
    found = []
    for kind in wanted:
        counted = [each for each in below if kind in each.figures]
        if not counted:
            continue
        shown = [told for each in counted if (told := _told(each, kind, each.area)) is not None]
        days = min(each.counted_on for each in counted)
        found.append(Figure(kind, sum(shown) if shown else None, days, lacking=len(counted) - len(shown)))
    return tuple(found)


def _told(table: _Table, kind: KeyGroupKind, code: str) -> int | None:
    figure = table.figures[kind][code]
    return None if figure == NOT_TOLD else figure
