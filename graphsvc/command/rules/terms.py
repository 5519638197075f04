"""Terms of appraisals and ratings (期限): within how many workdays and months they are objected to, decided and given.

`terms.csv` holds them; a locality puts a file of its own before it. A row holds in its `area` (everywhere without one)
from `since` and no more on `until`; of the rows of a term, that of the smallest area counts, and of one area the
locality's. The service's own hold everywhere and always, so that no term is ever missing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from graphsvc.command.rules.dated_rows import FOR_EVER, counting, grouped, read_table, term

FILE = Path(__file__).with_name("terms.csv")


class Term(StrEnum):
    """What is bounded in time."""

    OBJECTION_WORKDAYS = "OBJECTION_WORKDAYS"  # after the notice, for the area to object
    DECISION_WORKDAYS = "DECISION_WORKDAYS"  # after the objection, for the level above to decide
    RATING_OPENS_MONTHS = "RATING_OPENS_MONTHS"  # last months of a half in which it is rated
    RATING_CLOSES_MONTHS = "RATING_CLOSES_MONTHS"  # months after a half in which it is still rated


MOST = {
    Term.OBJECTION_WORKDAYS: 60,
    Term.DECISION_WORKDAYS: 60,
    Term.RATING_OPENS_MONTHS: 6,
    Term.RATING_CLOSES_MONTHS: 6,
}


@dataclass(frozen=True, slots=True)
class TermRow:
    """One row; `area` is a prefix of codes, empty for everywhere."""

    term: Term
    value: int
    area: str
    since: date
    until: date
    source: str


class Terms:
    """The rows of a service: those it comes with and those of its locality, the latter first."""

    def __init__(self, everywhere: Iterable[TermRow], local: Iterable[TermRow] = ()) -> None:
        """
        Raises:
            ValueError: a term would have two rows in one area on one day, or none, or a row ends before it begins.
        """
        own = list(everywhere)
        always = {row.term for row in own if (row.area, row.since, row.until) == ("", date.min, FOR_EVER)}
        if missing := set(Term) - always:
            raise ValueError(f"{', '.join(sorted(missing))}: no row that holds everywhere and always")
        self._rows = grouped(own, local, lambda row: row.term, lambda row: row.term, "row")

    def of(self, wanted: Term, place: str, day: date) -> int:
        """Tell how long a term is for an area, of what begins on a day."""
        (row,) = counting([self._rows[wanted]], place, day)
        return row.value


def read_terms(local: Path | None = None) -> Terms:
    """Read the rows that come with the service, and a locality's file before them.

    Raises:
        SetupError: the locality's file cannot be read, or a row is none.
    """
    return read_table(Terms, _row, FILE, local, "考核评议期限文件", "The file of terms")


def _row(row: Mapping[str, str]) -> TermRow:
    name, value = Term(row["term"]), int(row["value"])
    if not 1 <= value <= MOST[name]:
        raise ValueError(f"{name}: between 1 and {MOST[name]}")
    if not row["source"]:
        raise ValueError(f"{name}: the source is told")
    return TermRow(name, value, *term(row), row["source"])
