"""Imports by somebody who is responsible for some areas alone: what they touch lies there, or nothing is written.

The check is made in the import's own transaction, on its journal: what was made or changed, as it was and as it is.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Database, Rows, Transaction
from graphsvc.errors import Forbidden
from graphsvc.intake.imports.running import CYPHER as IMPORTS
from graphsvc.intake.store.journal import Act, Entry, unpacked

CYPHER = statements(Path(__file__).with_name("within.cypher"))
_NODES = frozenset({Act.NODE_MADE, Act.NODE_SET})
_TIES = frozenset({Act.TIE_MADE, Act.TIE_SET, Act.TIE_DROPPED})
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Within:
    """A database in which an import touches nothing outside of some prefixes of area codes."""

    graph: Database
    scope: tuple[str, ...]

    async def read(self, statement: Statement, lane: Lane = Lane.LIGHT) -> Rows:
        """Read as ever."""
        return await self.graph.read(statement, lane)

    async def write(self, statement: Statement, lane: Lane = Lane.LIGHT) -> Rows:
        """Write as ever: a statement of its own is none of an import."""
        return await self.graph.write(statement, lane)

    async def transact(self, work: Callable[[Transaction], Awaitable[Result]], lane: Lane = Lane.LIGHT) -> Result:
        """Run a transaction; one that has written an import, whose id it gives, is looked at before it ends."""

        async def checked(tx: Transaction) -> Result:
            found = await work(tx)
            if isinstance(found, str):
                await check(tx, found, self.scope)
            return found

        return await self.graph.transact(checked, lane)


async def check(tx: Transaction, import_id: str, scope: Sequence[str]) -> None:
    """Refuse an import that touches anything outside of `scope`.

    Raises:
        Forbidden: it does; the transaction is to be given up.
    """
    outside: set[str] = set()
    for (number,) in await tx.run(Statement(IMPORTS["pieces"], {"id": import_id})):
        ((packed,),) = await tx.run(Statement(IMPORTS["piece"], {"id": import_id, "number": number}))
        entries = list(unpacked(packed))
        outside |= {entry.of[0] for entry in entries if entry.act in _NODES and _lay_elsewhere(entry, scope)}
        nodes = {entry.of[0] for entry in entries if entry.act in _NODES}
        ties = [entry.of[:2] for entry in entries if entry.act in _TIES]
        asked = sorted(nodes | {id_ for tie in ties for id_ in tie})
        gone = {id_ for (id_,) in await _outside(tx, asked, scope)}
        outside |= gone & nodes
        outside |= {tie[0] for tie in ties if gone.issuperset(tie)}
    if outside:
        named = "、".join(sorted(outside)[:10])
        raise Forbidden(
            f"这份表涉及辖区以外的内容（{named}），没有导入；请删去这些行，或由上一级导入。",
            f"This import touches what lies outside your areas ({named}); nothing was written.",
        )


def _lay_elsewhere(entry: Entry, scope: Sequence[str]) -> bool:
    """Whether a node was elsewhere before it was changed."""
    before: Any = entry.before.get("areaCode")
    return isinstance(before, str) and not any(before.startswith(prefix) for prefix in scope)


async def _outside(tx: Transaction, ids: Sequence[str], scope: Sequence[str]) -> Rows:
    found: Rows = []
    for start in range(0, len(ids), 200):
        params = {"ids": list(ids[start : start + 200]), "scope": list(scope)}
        found += await tx.run(Statement(CYPHER["outside"], params))
    return found
