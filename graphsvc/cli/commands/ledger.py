"""`graphsvc ledger`: the three lists of an area with their counts, as a workbook or as CSV files to hand in."""

import asyncio
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from graphsvc.china import day_in_china
from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.run import run
from graphsvc.clock import utc_now
from graphsvc.cobuilding.report.sheets import write_csv, write_xlsx
from graphsvc.cobuilding.store.ledger import List, counted, name_of, rows
from graphsvc.db.ports import Reader
from graphsvc.errors import BadInput


class Format(StrEnum):
    """What the ledger is written as."""

    CSV = "csv"
    XLSX = "xlsx"


def ledger(
    area: Annotated[str, typer.Argument(help="Code of the area (区划代码).")],
    format_: Annotated[Format, typer.Option("--format", "-f", help="A workbook, or a CSV a list.")] = Format.XLSX,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="File of the workbook, or folder of the CSVs.")
    ] = None,
) -> None:
    """Write the three lists of an area (三张清单台账): needs, resources, projects, counted by topic, state and age."""
    paths = run(
        with_graph(lambda service: write_ledger(graph_of(service), area, format_, out, day_in_china(utc_now())))
    )
    for path in paths:
        print(path)


async def write_ledger(graph: Reader, area: str, format_: Format, out: Path | None, today: date) -> list[Path]:
    """Write, and tell which files; one page of rows is in memory at a time.

    Raises:
        MalformedCode, NotFound: the area. BadInput: it cannot be written there.
    """
    await name_of(graph, area)
    counts = {kind: await counted(graph, kind, area, today) for kind in List}
    lists = {kind: rows(graph, kind, area) for kind in List}
    target = out or Path(f"ledger-{area}-{today}{'.xlsx' if format_ is Format.XLSX else ''}")
    try:
        if format_ is Format.CSV:
            await asyncio.to_thread(target.mkdir, parents=True, exist_ok=True)
            return await write_csv(target, counts, lists)
        await write_xlsx(target, counts, lists)
    except OSError as failure:
        text = f"{target}: {failure.strerror}"
        raise BadInput(f"无法写入 {text}", f"Cannot write {text}") from None
    return [target]
