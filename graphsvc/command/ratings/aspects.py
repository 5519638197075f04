"""Aspects of ratings (评议指标): what is rated, by how many points, and below which a reason is told.

`aspects.csv` holds them; a locality puts a file of its own before it. A row holds in its `area` (everywhere without
one) from `since` and no more on `until`; of the rows of an aspect, that of the smallest area counts, and of one area
the locality's. A row of 0 points takes its aspect out.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from graphsvc.codes import area_code, prefix_of
from graphsvc.errors import GraphsvcError, SetupError
from graphsvc.vocabulary.labelled import Labelled

FILE = Path(__file__).with_name("aspects.csv")
MOST_ASPECTS = 20
MOST_POINTS = 100


class RatedKind(Labelled):
    """Who is rated (被评议对象类别)."""

    DEPARTMENT = "DEPARTMENT", "部门单位", "A department or unit, by subdistricts and communities"
    COMMUNITY = "COMMUNITY", "村社区", "A community, by its subdistrict"


@dataclass(frozen=True, slots=True)
class Aspect:
    """One row; `area` is a prefix of codes, empty for everywhere; fewer points than `reason_below` want a reason."""

    aspect: str
    rated: RatedKind
    title: str
    most: int
    reason_below: int
    area: str
    since: date
    until: date
    source: str

    def holds(self, place: str, day: date) -> bool:
        """Whether it is in force at a place, named by a prefix of codes, on a day."""
        return place.startswith(self.area) and self.since <= day and (day < self.until or self.until == date.max)


class Aspects:
    """The rows of a service: those it comes with and those of its locality, the latter first."""

    def __init__(self, everywhere: Iterable[Aspect], local: Iterable[Aspect] = ()) -> None:
        """
        Raises:
            ValueError: an aspect would have two rows of one kind and area on one day, a row ends before it begins, or a
                kind has more than 20 aspects.
        """
        self._rows: dict[tuple[RatedKind, str], list[Aspect]] = defaultdict(list)
        for own in (list(local), list(everywhere)):
            _check_terms(own)
            for row in own:
                self._rows[row.rated, row.aspect].append(row)
        for kind in RatedKind:
            if sum(of is kind for of, _ in self._rows) > MOST_ASPECTS:
                raise ValueError(f"{kind}: at most {MOST_ASPECTS} aspects")
        for rows in self._rows.values():
            rows.sort(key=lambda row: -len(row.area))

    def of(self, kind: RatedKind, place: str, day: date) -> Sequence[Aspect]:
        """List by what an area rates on a day, in the order of the file."""
        prefix = prefix_of(place)
        found = (
            next((row for row in rows if row.holds(prefix, day)), None)
            for (of, _), rows in self._rows.items()
            if of is kind
        )
        return [row for row in found if row is not None and row.most]


def read_aspects(local: Path | None = None) -> Aspects:
    """Read the rows that come with the service, and a locality's file before them.

    Raises:
        SetupError: the locality's file cannot be read, or a row is none.
    """
    try:
        return Aspects(_rows(FILE), _rows(local) if local else ())
    except (OSError, ValueError, KeyError, TypeError, csv.Error, GraphsvcError) as fault:  # a row cut short lacks cells
        said = fault.en if isinstance(fault, GraphsvcError) else str(fault)
        raise SetupError(
            f"评议指标文件 {local} 有误：{said}", f"The file of aspects of ratings {local} is wrong: {said}"
        ) from None


def _rows(path: Path) -> list[Aspect]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [_row(row) for row in csv.DictReader(file)]


def _row(row: Mapping[str, str]) -> Aspect:
    most, below = int(row["most"]), int(row["reason_below"])
    if not row["aspect"] or not row["title"] or not row["source"]:
        raise ValueError(f"{row['aspect']}: aspect, title and source are told")
    if not 0 <= most <= MOST_POINTS or not 0 <= below <= most + 1:
        raise ValueError(f"{row['aspect']}: points out of bounds")
    return Aspect(
        row["aspect"],
        RatedKind(row["rated"]),
        row["title"],
        most,
        below,
        prefix_of(area_code(row["area"])) if row["area"] else "",
        date.fromisoformat(row["since"]) if row["since"] else date.min,
        date.fromisoformat(row["until"]) if row["until"] else date.max,
        row["source"],
    )


def _check_terms(rows: Iterable[Aspect]) -> None:
    found: dict[tuple[RatedKind, str, str], list[Aspect]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.since):
        found[row.rated, row.aspect, row.area].append(row)
    for (_, aspect, area), own in found.items():
        if any(row.until <= row.since for row in own):
            raise ValueError(f"{aspect} {area or 'everywhere'}: a row ends before it begins")
        if any(first.until > second.since for first, second in pairwise(own)):
            raise ValueError(f"{aspect} {area or 'everywhere'}: two rows on one day")
