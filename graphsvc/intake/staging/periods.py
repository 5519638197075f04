"""Rows that tie the same two ends: one after the other they are periods of the tie, else one of them is refused."""

from collections.abc import Iterable, Iterator, Sequence

from graphsvc.intake.model.periods import PERIOD, Clash, in_periods
from graphsvc.intake.model.problems import Problem
from graphsvc.intake.model.table import Table
from graphsvc.intake.staging.faults import fault
from graphsvc.intake.staging.stage import Stage, Staged


def put_in_periods(stage: Stage, tables: Iterable[Table]) -> Iterator[Problem]:
    """Note on the stage which period each row is about; what cannot be comes back."""
    for table in tables:
        if not table.periods:
            continue
        columns = ", ".join(table.unique[0])
        for numbers in stage.alike(table.name, columns):
            rows = [Staged(n, *stage.place_of(n)) for n in numbers]
            if any(row.draft.bad for row in rows):
                continue
            found, clashes = in_periods([row.draft.values for row in rows])
            yield from (_clashing(columns, rows, clash) for clash in clashes)
            for row, period in zip(rows, found, strict=True):
                row.draft.values[PERIOD] = period.value
            stage.settle([(row.n, table.key_of(row.draft.values), row.draft.values) for row in rows])


def _clashing(columns: str, rows: Sequence[Staged], clash: Clash) -> Problem:
    row, first = rows[clash.second], rows[clash.first].draft.line
    if clash.again:
        found = fault(row, columns.split(", ")[0], f"与第 {first} 行重复", f"the same as in line {first}")
        advice = "删去其中一行；确有几段的，每段都填起止日期"
        place = found.sheet, found.cell, found.value, advice
        return Problem(found.file, found.line, columns, found.zh, found.en, *place)
    zh, en = f"与第 {first} 行的起止日期重叠", f"its days overlap with those of line {first}"
    return fault(row, "since", zh, en, "前一段填结束日期，不晚于后一段的起始日期")
