"""Names of what findings and plans mention by id, so that their sentences read without a look into the graph."""

from collections import Counter
from collections.abc import Iterable, Mapping

from graphsvc.coverage.asked import STATEMENTS, Reader
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane

Names = Mapping[str, str]
"""Id, or code of an area -> name; what is not in it is shown by its id."""


async def names_of(reader: Reader, ids: Iterable[str]) -> Names:
    """The names of areas, organizations, units and line grids; one statement, none where there is no id."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = await reader.read(Statement(STATEMENTS["names"], {"ids": wanted, "limit": len(wanted)}), Lane.HEAVY)
    return {id_: name for id_, name in rows if name}


def named(ids: Iterable[str], names: Names) -> str:
    """Names in a row; the id behind those that several of them share."""
    shown = [(id_, names.get(id_, id_)) for id_ in ids]
    shared = Counter(name for _, name in shown)
    return "、".join(f"{name}（{id_}）" if shared[name] > 1 else name for id_, name in shown)
