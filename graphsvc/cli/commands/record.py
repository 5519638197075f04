"""`graphsvc audit-log verify`: whether the record of changes is what was written."""

import typer
from rich.console import Console

from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.run import run
from graphsvc.db.driver import Graph
from graphsvc.log.chain import Fault, Record

audit_log = typer.Typer(no_args_is_help=True, help="The sealed record of changes (操作记录).")


@audit_log.callback()
def _group() -> None:
    """Keep the name of the one command."""


@audit_log.command("verify")
def verify() -> None:
    """Check that no entry of the record was changed, added or taken away; exit code 1 when one was."""
    printed = Console(soft_wrap=True)
    if not run(with_graph(lambda service: verified(graph_of(service), service.record, printed))):
        raise typer.Exit(1)


async def verified(graph: Graph, record: Record, out: Console) -> bool:
    """Follow every chain and print a line for each; whether all are whole."""
    whole = True
    async for verdict in record.verify(graph):
        if isinstance(verdict, Fault):
            whole = False
            out.print(f"[red]✗[/] {verdict.district}  第 {verdict.number} 条：{verdict.zh}")
        else:
            out.print(f"[green]✓[/] {verdict.district}  {verdict.entries} 条记录完整")
    return whole
