"""`graphsvc sources`: who answers for sheets, how their codes are read, and which are older than was promised."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from graphsvc.app import Service
from graphsvc.china import day_in_china
from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.data.imports import author_of
from graphsvc.cli.run import run
from graphsvc.clock import utc_now
from graphsvc.db.ports import Transaction
from graphsvc.intake.sources.source import Source, keep_source, read_sources
from graphsvc.org.model.areas import CodeScheme

sources = typer.Typer(add_completion=False, no_args_is_help=True, help="Sources of sheets (数据来源).")


@sources.command("list")
def show() -> None:
    """Show every source with its last sheet, the day the next one is due, and whether it is stale (STALE_SOURCE)."""
    run(with_graph(_show))


async def _show(service: Service) -> None:
    today = day_in_china(utc_now())
    table = Table("来源", "部门", "负责人", "代码体系", "周期（天）", "最近基准日", "应更新于", "状态")
    for each in await read_sources(graph_of(service)):
        stands = "过期 STALE_SOURCE" if each.is_stale(today) else "正常"
        days = [str(day or "") for day in (each.last, each.due_on)]
        scheme = each.scheme.zh if each.scheme else ""
        table.add_row(each.name, each.department, each.owner, scheme, str(each.cycle or ""), *days, stands)
    Console(width=None if Console().is_terminal else 200).print(table)


@sources.command("keep")
def keep(
    name: Annotated[str, typer.Argument(help="As `graphsvc load --source` names it.")],
    department: Annotated[str, typer.Option(help="Which department keeps it (部门).")] = "",
    owner: Annotated[str, typer.Option(help="Which post answers for it (负责岗位).")] = "",
    cycle: Annotated[int | None, typer.Option(help="Days from one sheet to the next (周期).")] = None,
    scheme: Annotated[CodeScheme | None, typer.Option(help="How its codes are read, unless `load` says.")] = None,
) -> None:
    """Tell of a source, in place of what was told before."""
    run(with_graph(lambda service: _keep(service, Source(name, department, owner, cycle, scheme))))


async def _keep(service: Service, source: Source) -> None:
    author, now = author_of(service), utc_now()

    async def work(tx: Transaction) -> None:
        event = await keep_source(tx, source)
        if author.record:
            await author.record.append(tx, [event], author.by, author.role, now)

    await graph_of(service).transact(work)
    print(f"{source.name}: 已登记 (kept)")
