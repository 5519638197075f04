"""响应率, 解决率 and 满意率 of the cases raised in some days: counted once, by place, month and department.

What a case is counted by was noted when its steps were taken, so that the counts are those of the record.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graphsvc.cases.model.case import DISSATISFIED
from graphsvc.cases.model.states import GONE, State
from graphsvc.cases.store.cases import TEXTS
from graphsvc.cases.store.digest import FIRST_DAY, least_of, most_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader
from graphsvc.errors import BadInput


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of some cases, or of the calls in them.

    Attributes:
        responded: answered by the community, signed by the department, within their time.
        solved: said to be solved by now, and the reporter does not say otherwise.
        rated: rated by the reporter, or in a call-back; `satisfied` at least 3 of 5.
    """

    count: int = 0
    responded: int = 0
    solved: int = 0
    rated: int = 0
    satisfied: int = 0

    def plus(self, other: "Counts") -> "Counts":
        """Add those of others."""
        return Counts(
            self.count + other.count,
            self.responded + other.responded,
            self.solved + other.solved,
            self.rated + other.rated,
            self.satisfied + other.satisfied,
        )


def share(part: int, whole: int) -> float | None:
    """Part of a whole, 0 to 1; None of nothing."""
    return part / whole if whole else None


@dataclass(frozen=True, slots=True)
class Rates:
    """Counts of cases, whole and by month and community, and of calls, whole and by unit."""

    cases: Counts
    by_month: dict[str, Counts]
    by_community: dict[str, Counts]
    calls: Counts
    by_unit: dict[str, Counts]


async def case_rates(graph: Reader, prefix: str, since: date, until: date) -> Rates:
    """Count the cases under a prefix that were raised from one day to another, both included.

    Cases withdrawn are left out, and those that go with another, which stands for them; of calls those
    that were called off, let off or handed over.

    Raises:
        BadInput: the days run backwards or lie before 2020.
    """
    if not FIRST_DAY <= since <= until:
        raise BadInput("起止日期不对。", f"The days run from {FIRST_DAY} on, the first not after the last.")
    given = {
        "scope": [prefix],
        "from": least_of(since),
        "last": most_of(until),
        "leftOut": [State.WITHDRAWN.value, State.MERGED.value],
        "gone": [state.value for state in GONE],
        "complaint": DISSATISFIED,
    }
    cases = await graph.read(Statement(TEXTS["case_rates"], given))
    calls = await graph.read(Statement(TEXTS["call_rates"], given))
    return Rates(
        _sum(cases),
        _grouped(cases, lambda row: row[0]),
        _grouped(cases, lambda row: row[1]),
        _sum(calls),
        _grouped(calls, lambda row: row[0]),
    )


Row = Sequence[Any]


def _counts(row: Row) -> Counts:
    return Counts(*row[-5:])


def _sum(rows: Iterable[Row]) -> Counts:
    whole = Counts()
    for row in rows:
        whole = whole.plus(_counts(row))
    return whole


def _grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, Counts]:
    found: dict[str, Counts] = {}
    for row in rows:
        found[key(row)] = found.get(key(row), Counts()).plus(_counts(row))
    return dict(sorted(found.items()))
