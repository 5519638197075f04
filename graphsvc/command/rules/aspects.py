"""Aspects of ratings (评议指标): what is rated, by how many points, and below which a reason is told.

`aspects.csv` holds them; a locality puts a file of its own before it. A row holds in its `area` (everywhere without
one) from `since` and no more on `until`; of the rows of an aspect, that of the smallest area counts, and of one area
the locality's. A row of 0 points takes its aspect out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graphsvc.command.rules.dated_rows import counting, grouped, read_table, term
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


class Aspects:
    """The rows of a service: those it comes with and those of its locality, the latter first."""

    def __init__(self, everywhere: Iterable[Aspect], local: Iterable[Aspect] = ()) -> None:
        """
        Raises:
            ValueError: an aspect would have two rows of one kind and area on one day, a row ends before it begins, or a
                kind has more than 20 aspects.
        """
        self._rows = grouped(everywhere, local, lambda row: (row.rated, row.aspect), lambda row: row.aspect, "row")
        for kind in RatedKind:
            if sum(of is kind for of, _ in self._rows) > MOST_ASPECTS:
                raise ValueError(f"{kind}: at most {MOST_ASPECTS} aspects")

    def of(self, kind: RatedKind, place: str, day: date) -> Sequence[Aspect]:
        """List by what an area rates on a day, in the order of the file."""
        own = (rows for (of, _), rows in self._rows.items() if of is kind)
        return [row for row in counting(own, place, day) if row.most]


def read_aspects(local: Path | None = None) -> Aspects:
    """Read the rows that come with the service, and a locality's file before them.

    Raises:
        SetupError: the locality's file cannot be read, or a row is none.
    """
    return read_table(Aspects, _row, FILE, local, "评议指标文件", "The file of aspects of ratings")


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
        *term(row),
        row["source"],
    )
