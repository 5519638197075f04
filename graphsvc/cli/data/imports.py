"""`graphsvc imports`: what was loaded, by whom, and taking it back."""

from getpass import getuser
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from graphsvc.app import Service
from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.run import run
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.intake.imports.running import CYPHER, Author
from graphsvc.intake.imports.undo import undo as undo_import
from graphsvc.intake.store.mappings import keep_mapping
from graphsvc.intake.tables.declared import TABLES

imports = typer.Typer(add_completion=False, no_args_is_help=True, help="What was loaded, and taking it back (导入).")


def author_of(service: Service) -> Author:
    """Name whoever runs the command, as the machine knows them."""
    return Author(f"cli:{getuser()}", "SYSTEM", service.record)


@imports.command("list")
def show(limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20) -> None:
    """Show the last imports, the newest first."""
    run(with_graph(lambda service: _show(service, limit)))


async def _show(service: Service, limit: int) -> None:
    rows = await graph_of(service).read(Statement(CYPHER["imports"], {"limit": limit}), Lane.HEAVY)
    table = Table("编号", "状态", "来源", "基准日", "导入人", "行数", "新增", "变更", "开始", "结束", "差异")
    for (kept,) in rows:
        counts = [str(kept.get(name, 0)) for name in ("rows", "new", "changed", "begun", "ended", "differences")]
        table.add_row(kept["id"], kept["state"], kept["source"], str(kept["asOf"]), kept["by"], *counts)
    Console(width=None if Console().is_terminal else 200).print(table)


@imports.command("map")
def confirm(
    source: Annotated[str, typer.Argument(help="Whose sheets: as `graphsvc load --source` names it.")],
    table: Annotated[str, typer.Argument(help=f"Of which table: {', '.join(TABLES)}.")],
    headers: Annotated[
        list[str] | None, typer.Argument(help="HEADER=COLUMN; HEADER=- is passed over; HEADER= ends it.")
    ] = None,
) -> None:
    """Confirm once which column a header of a source is (列的对应); without headers, show what is confirmed."""
    words = dict(each.partition("=")[::2] for each in headers or [])
    run(with_graph(lambda service: _confirm(service, source, table, words)))


async def _confirm(service: Service, source: str, table: str, words: dict[str, str]) -> None:
    author, now = author_of(service), utc_now()
    kept = await graph_of(service).transact(
        lambda tx: keep_mapping(tx, source, table, words, author.by, now), Lane.HEAVY
    )
    for header, column in sorted(kept.items()):
        print(f"{header} = {column}")


@imports.command("undo")
def take_back(import_id: Annotated[str, typer.Argument(help="Its id, as `graphsvc imports list` shows it.")]) -> None:
    """Undo an import exactly; refused where later changes build on it."""
    run(with_graph(lambda service: _take_back(service, import_id)))


async def _take_back(service: Service, import_id: str) -> None:
    count = await undo_import(graph_of(service), import_id, author_of(service), utc_now())
    print(f"{import_id} undone: {count} entries of its journal")
