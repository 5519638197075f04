"""Mappings: which header of a source's sheets is which column, confirmed once by a person and kept."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput
from graphsvc.intake.files.headers import IGNORED, Mappings, header_word
from graphsvc.intake.store.held import CYPHER
from graphsvc.intake.tables.declared import table_of


def confirmed(table: str, words: Mapping[str, str]) -> dict[str, str]:
    """Headers as they are compared, each with its column; `-` passes one over, and blank forgets it.

    Raises:
        BadInput: no such table or column, a header of nothing, or two that are read as one and told apart.
    """
    columns = [column.name for column in table_of(table).columns]
    for header, column in words.items():
        if column not in (*columns, IGNORED, "") or not header_word(header):
            known = ", ".join(columns)
            raise BadInput(
                f"{header}={column}：没有这一列；可用：{known}，或 - 表示不导入",
                f"{header}={column}: no such column; known: {known}, or - to pass it over",
            )
    firsts: dict[str, str] = {}
    for header, column in words.items():
        first = firsts.setdefault(header_word(header), header)
        if words[first] != column:
            raise BadInput(
                f"表头“{first}”和“{header}”按同一个表头读取，只能对应同一列；请选同一列，或先改表里的写法。",
                f"The headers {first} and {header} are read as one, so both are one column; or rename one of them.",
            )
    return {word: words[first] for word, first in firsts.items()}


async def keep_mapping(
    tx: Transaction, source: str, table: str, words: Mapping[str, str], by: str, now: datetime
) -> dict[str, str]:
    """Keep what somebody has confirmed for a source; what is kept for it of this table afterwards.

    Raises:
        BadInput: as for `confirmed`.
    """
    found = confirmed(table, words)
    ids = {header: f"{source}/{table}/{header}" for header in found}
    about = {"source": source, "table": table, "by": by, "at": now.isoformat()}
    rows = [
        {"id": ids[header], "header": header, "column": column, **about} for header, column in found.items() if column
    ]
    await tx.run(Statement(CYPHER["map"], {"rows": rows}))
    await tx.run(Statement(CYPHER["unmap"], {"ids": [ids[header] for header, column in found.items() if not column]}))
    return dict((await read_mappings(tx, source)).get(table, {}))


async def read_mappings(reader: Reader, source: str) -> Mappings:
    """Read what was confirmed for a source."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for table, header, column in await reader.read(Statement(CYPHER["mappings"], {"source": source}), Lane.HEAVY):
        found[table][header] = column
    return dict(found)
