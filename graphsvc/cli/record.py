"""`graphsvc audit-log verify`: whether the record of changes is what was written."""

from rich.console import Console

from graphsvc.db.driver import Graph
from graphsvc.log.chain import Fault, Record


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
