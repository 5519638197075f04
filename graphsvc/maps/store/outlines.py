"""Outlines in the graph: each is of an area from a day on, until the next one of that area begins."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from graphsvc.china import in_utc
from graphsvc.codes import LEVELS, AreaLevel, prefix_of
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput
from graphsvc.log.events import Event
from graphsvc.maps.model.checks import Drawn, Kept, keep, problems_of
from graphsvc.maps.model.outlines import Crs, Feature, Naming, of_geometry, to_geometry

TEXTS = statements(Path(__file__).with_name("outlines.cypher"))
MOST_TOLD = 20
"""Faults that a refusal names."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What somebody brings: outlines, how they name areas, where they come from.

    They hold from `since` on (always, where it is none) and no more on `until`.
    """

    features: tuple[Feature, ...]
    naming: Naming
    source: str
    crs: Crs
    since: date | None = None
    until: date | None = None

    def day(self, today: date) -> date:
        """The day on which areas are what the outlines name: their first, or their last where they always held."""
        return self.since or (self.until - timedelta(days=1) if self.until else today)

    def check(self) -> None:
        """
        Raises:
            BadInput: the last day is before the first.
        """
        if self.since and self.until and self.until <= self.since:
            raise BadInput("截止日期应晚于起始日期。", "The day on which outlines end is after their first.")


@dataclass(frozen=True, slots=True)
class Matched:
    """Outlines with the areas they are of; `told` is every fault, in Chinese."""

    outlines: tuple[Drawn, ...]
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """How many outlines were written, how many stood there just so, and the entries for the record."""

    written: int
    unchanged: int
    events: tuple[Event, ...]


async def match_outlines(graph: Reader, sheet: Sheet, today: date) -> Matched:
    """Find the area of each outline, as areas are on its first day, and check them all; nothing is written."""
    day = sheet.day(today)
    found = await _areas(graph, sheet, day)
    told, outlines = [], []
    for feature in sheet.features:
        areas = found.get(feature.called, [])
        if len(areas) == 1:
            ((code, name, parent),) = areas
            outlines.append(Drawn(code, name, parent, feature.polygons))
        elif areas:
            told.append(
                f"“{feature.called}”有 {len(areas)} 个（{'、'.join(code for code, *_ in areas[:4])}），请限定范围"
            )
        else:
            told.append(f"“{feature.called}”在 {day} 不是已登记的区域")
    parents = sorted({each.parent for each in outlines if each.parent})
    ours = {each.code for each in outlines}
    rows = await graph.read(Statement(TEXTS["around"], {"parents": parents, "asOf": day}), Lane.HEAVY)
    drawn = [Drawn(code, name, up[0] if up else "", of_geometry(shape)) for code, name, up, shape in rows]
    stays = {each.code: each for each in drawn if each.code not in ours}
    above = stays | {each.code: each for each in outlines}
    around = [each for each in stays.values() if each.parent in parents]
    told += problems_of(outlines, around, above)
    return Matched(tuple(sorted(outlines, key=lambda each: each.code)), tuple(told))


async def import_outlines(tx: Transaction, sheet: Sheet, by: str, now: datetime, today: date) -> Imported:
    """Write outlines from their first day on, all or none; what stands there just so is left alone.

    Raises:
        BadInput: an area is not found, or an outline is unsound, juts out of the area above or overlaps its neighbour.
    """
    sheet.check()
    codes = [each.code for each in (await match_outlines(tx, sheet, today)).outlines]
    rows = await tx.run(Statement(TEXTS["hold"], {"codes": sorted(codes)}))
    matched = await match_outlines(tx, sheet, today)
    if matched.told:
        more = len(matched.told) - MOST_TOLD
        tail = f"；另有 {more} 处" if more > 0 else ""
        raise BadInput(
            "；".join(matched.told[:MOST_TOLD]) + tail + "。",
            f"{len(matched.told)} outlines cannot be taken, the Chinese text names them.",
        )
    held = {code: [tuple(each) for each in outlines] for code, outlines in rows}
    new = [each for each in matched.outlines if not _stands(held[each.code], sheet, _digest(each))]
    kept = keep(new)
    written = [_row(each, kept[each.code], sheet, held[each.code], by, now) for each in new]
    if written:
        await tx.run(Statement(TEXTS["keep"], {"rows": written}))
    told = {"since": sheet.since.isoformat() if sheet.since else None, "source": sheet.source, "crs": sheet.crs.value}
    events = tuple(Event("OUTLINE_IMPORTED", each.code, each.code, {}, told) for each in new)
    return Imported(len(new), len(matched.outlines) - len(new), events)


async def _areas(graph: Reader, sheet: Sheet, day: date) -> Mapping[str, list[tuple[str, str, str]]]:
    naming = sheet.naming
    levels = [naming.level.number] if naming.level else [each.number for each in LEVELS if each is not AreaLevel.ESTATE]
    asked = {
        "called": [each.called for each in sheet.features],
        "asOf": day,
        "within": prefix_of(naming.within) if naming.within else "",
        "levels": levels,
    }
    text = TEXTS["by_name" if naming.by_name else "by_code"]
    found: dict[str, list[tuple[str, str, str]]] = {}
    for called, code, name, parents in await graph.read(Statement(text, asked), Lane.HEAVY):
        found.setdefault(called, []).append((code, name, parents[0] if parents else ""))
    return found


def _digest(each: Drawn) -> str:
    return hashlib.sha256(to_geometry(each.polygons).encode()).hexdigest()


def _id(code: str, since: date | None) -> str:
    return f"outline-{code}-{since or 'always'}"


def _stands(outlines: Sequence[tuple[Any, ...]], sheet: Sheet, digest: str) -> bool:
    """Whether an outline is there just so; one that ended earlier since another came is."""
    last = sheet.until or date.max
    return any(
        _day(begun) == sheet.since and sha == digest and (_day(ended) or date.max) <= last
        for _, begun, ended, sha in outlines
    )


def _day(given: Any) -> date | None:
    return None if given is None else date.fromisoformat(str(given))


def _row(
    each: Drawn, kept: Kept, sheet: Sheet, held: Sequence[tuple[Any, ...]], by: str, now: datetime
) -> dict[str, Any]:
    """An outline as it is written, with the ids of those that end on its first day."""
    first = sheet.since or date.min
    later = [begun for _, given, *_ in held if (begun := _day(given) or date.min) > first]
    last = min([*later, sheet.until or date.max])
    ending = [
        id_
        for id_, given, ended, _ in held
        if (_day(given) or date.min) < first and (ended is None or (_day(ended) or date.max) > first)
    ]
    outline = {
        "id": _id(each.code, sheet.since),
        "areaCode": each.code,
        "since": sheet.since,
        "until": None if last == date.max else last,
        "geometry": to_geometry(each.polygons),
        "simplified": to_geometry(kept.simplified),
        "sha256": _digest(each),
        "west": kept.west,
        "south": kept.south,
        "east": kept.east,
        "north": kept.north,
        "longitude": kept.x,
        "latitude": kept.y,
        "squareKilometres": kept.square_kilometres,
        "vertices": kept.vertices,
        "source": sheet.source,
        "crs": sheet.crs.value,
        "importedAt": in_utc(now),
        "by": by,
    }
    return {"code": each.code, "ending": ending, "outline": outline}
