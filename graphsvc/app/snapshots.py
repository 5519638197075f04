"""Snapshots put together: the tables of the import, read from the graph, as sheets that stand by themselves."""

from datetime import date

from graphsvc.codes import prefix_of
from graphsvc.db.ports import Database
from graphsvc.exchange.model.snapshot import Reference, Sheet, Snapshot, make_snapshot
from graphsvc.intake.model.columns import Draft
from graphsvc.intake.model.table import Link, Table
from graphsvc.intake.store.rows_out import rows_out
from graphsvc.intake.tables.declared import TABLES
from graphsvc.intake.workbooks.template import columns_out

OF_PEOPLE = frozenset({"people", "committee_members", "serves_in"})
"""Tables of people: they go out when they are asked for, and never with numbers and addresses."""
NAMING_PEOPLE = frozenset({("joins", "representative"), ("resources", "contact"), ("resources", "verified_by")})
"""Columns of other tables in which people are named."""
AROUND = "areas"


async def take_snapshot(graph: Database, area: str, as_of: date, *, people: bool = False) -> Snapshot:
    """Read an area on a day as the import has it, with the areas that it lies in.

    Args:
        area: its code.
        people: with the tables of people, by their names.
    Raises:
        BadInput: a table has more rows under the area than a sheet is filled with.
    """
    within = prefix_of(area)
    sheets = []
    for table in TABLES.values():
        if people or table.name not in OF_PEOPLE:
            rows = await rows_out(graph, table, within, as_of)
            if table.name == AROUND:
                rows = await _with_those_around(graph, table, within, rows, as_of)
            sheets.append(_sheet(table, rows, people=people))
    return make_snapshot(area, as_of, sheets)


async def _with_those_around(graph: Database, table: Table, within: str, rows: list[Draft], as_of: date) -> list[Draft]:
    """The areas that an area lies in come before it."""
    if not within:
        return rows
    inside = {row["code"] for row in rows}
    everywhere = {str(row["code"]): row for row in await rows_out(graph, table, within[:2], as_of)}
    around: list[Draft] = []
    code = next((str(row["parent"]) for row in rows if row["parent"] and row["parent"] not in inside), None)
    while code in everywhere:
        around.insert(0, everywhere[code])
        code = str(everywhere[code]["parent"])
    return [*around, *rows]


def _sheet(table: Table, rows: list[Draft], *, people: bool) -> Sheet:
    columns = [c for c in columns_out(table) if people or (table.name, c.name) not in NAMING_PEOPLE]
    return Sheet(
        table.name,
        tuple(each.name for each in columns),
        table.nodes.id.column if table.nodes else None,
        frozenset(each.name for each in columns if each.required),
        tuple(Reference(ref.column, ref.tables, _beside(table, ref.column)) for ref in table.references()),
        tuple(_named_once(table, row) for row in rows),
    )


def _named_once(table: Table, row: Draft) -> Draft:
    """A row that names what lies beside it from the smaller id alone, so that no pair is named by both."""
    for link in table.links:
        if link.undirected and table.nodes and isinstance(named := row.get(link.end.column), list):
            own = str(row[table.nodes.id.column])
            row = row | {link.end.column: [each for each in named if each > own] or None}
    return row


def _beside(table: Table, column: str) -> tuple[str, ...]:
    """Columns that say something of the tie that a column names."""

    def names(link: Link) -> bool:
        return table.nodes is not None and table.other(link).column == column

    return tuple(of for link in table.links if names(link) for of in link.properties.values() if of != column)
