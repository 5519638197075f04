"""Areas that have ended by the day of the sheet: no row may begin to name one, and its fault says what it became."""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.intake.model.columns import Row
from graphsvc.intake.model.differences import plain
from graphsvc.intake.model.problems import Problem
from graphsvc.intake.model.table import Ref, Table
from graphsvc.intake.staging.faults import fault
from graphsvc.intake.staging.stage import Stage, Staged
from graphsvc.intake.store.held import CYPHER, said_id
from graphsvc.intake.store.lookups import Lookups
from graphsvc.intake.tables.areas import ANYWHERE


class Validity:
    """Looks up which of the areas that rows name are no more."""

    def __init__(self, stage: Stage, lookups: Lookups) -> None:
        self._stage = stage
        self._lookups = lookups

    async def settle(self, table: Table, batch: Sequence[Staged]) -> list[Problem]:
        """Rows that name an area that is no more; those that say again what they said while it was are right."""
        named = [each for staged in batch if not staged.draft.bad for each in _named(table, staged)]
        codes = {code for _, _, code in named}
        ended = await self._lookups.ended(codes - self._stage.tables_of(sorted(codes)).keys())
        late = [each for each in named if each[2] in ended]
        said = await self._said(table, [staged for staged, _, _ in late])

        def is_news(values: Row, column: str) -> bool:
            return bool(said.get(said_id(table, values), {}).get(column) != plain(values[column]))

        return [_over(row, ref, code, *ended[code]) for row, ref, code in late if is_news(row.draft.values, ref.column)]

    async def _said(self, table: Table, rows: Sequence[Staged]) -> dict[str, dict[str, Any]]:
        """What sheets said of these rows last."""
        if not rows:
            return {}
        ids = sorted({said_id(table, staged.draft.values) for staged in rows})
        found = await self._lookups.graph.read(Statement(CYPHER["said"], {"ids": ids}), Lane.HEAVY)
        return {note["id"]: orjson.loads(note["said"]) for (note,) in found}


def _named(table: Table, staged: Staged) -> Iterator[tuple[Staged, Ref, str]]:
    """The areas that a row names for the time from now on."""
    values = staged.draft.values
    for ref in table.references():
        if not set(ref.tables) <= set(ANYWHERE):
            continue
        ends = [link.properties.get("until", "") for link in table.links if ref in (link.start, link.end)]
        if not any(values.get(column) for column in (*ends, "dissolved_on")):
            yield from ((staged, ref, code) for code in ref.ids(values))


def _over(staged: Staged, ref: Ref, code: str, until: str, became: str) -> Problem:
    zh, en = f"{code} 已于 {until} 撤销", f"this area is no more since {until}"
    return fault(staged, ref.column, zh, en, f"现为{became}" if became else "改填现在的区划", code)
