"""`graphsvc template`: workbooks with what the graph holds, to be edited and loaded again."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from graphsvc.app import Service
from graphsvc.china import day_in_china
from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.run import refuse, run
from graphsvc.clock import utc_now
from graphsvc.codes import prefix_of
from graphsvc.coverage.store.queries import code_of
from graphsvc.errors import BadInput
from graphsvc.intake.model.table import Table
from graphsvc.intake.store.rows_out import past_out, rows_out
from graphsvc.intake.tables.declared import TABLES, table_of
from graphsvc.intake.workbooks.template import write_template
from graphsvc.org.model.areas import CodeScheme


def template(
    tables: Annotated[list[str], typer.Argument(help=f"Which sheets: {', '.join(TABLES)}.")],
    area: Annotated[str, typer.Option(help="Code of the area whose rows fill the sheets.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write it, .xlsx.")],
    *,
    scheme: Annotated[CodeScheme | None, typer.Option(help="Scheme of the code, where it is ambiguous.")] = None,
    blank: Annotated[bool, typer.Option("--blank", help="Headers and checks only.")] = False,
    past: Annotated[
        bool, typer.Option("--past", help="Periods that have ended too: a row each, or in a sheet to be read.")
    ] = False,
) -> None:
    """Write a workbook with headers, drop-downs and checks, filled with today's rows; edit it, then `graphsvc load` it.

    Columns of personal data are left out: what is not in a sheet stays as it is.
    """
    try:
        asked = [table_of(name) for name in tables]
    except BadInput as refused:
        refuse(refused, 2)
    today = day_in_china(utc_now())
    run(with_graph(lambda service: _write(service, asked, (area, scheme), output, today, blank=blank, past=past)))


async def _write(
    service: Service,
    tables: list[Table],
    area: tuple[str, CodeScheme | None],
    output: Path,
    today: date,
    *,
    blank: bool,
    past: bool,
) -> None:
    within = prefix_of(await code_of(graph_of(service), *area, today))
    sheets, ended = [], []
    for table in tables:
        rows = [] if blank else await rows_out(graph_of(service), table, within, today, past=past)
        sheets.append((table, rows))
        ended += await past_out(graph_of(service), table, within, today) if past else []
    write_template(output, sheets, ended if past else None)
    print(f"{output}: " + ", ".join(f"{table.name} {len(rows)}" for table, rows in sheets))
