"""`graphsvc warnings`: what is worth a look in an area before it grows, with what it was counted from."""

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.scope import Operation
from graphsvc.alerts.model.statistics import WarningRules
from graphsvc.alerts.store.warnings import Looked, read_warnings
from graphsvc.app import Service
from graphsvc.china import day_in_china
from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.run import refuse, run
from graphsvc.clock import utc_now
from graphsvc.codes import area_code
from graphsvc.errors import GraphsvcError


def warnings(
    area: Annotated[str, typer.Argument(help="Code of an area of any level.")],
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As counted on this day; today when left out.")
    ] = None,
) -> None:
    """Show repeated addresses, growing clusters, thinning visits and overloaded workers of an area (风险预警).

    Each with how many there were, how many were to be expected, and the rows it was counted from. Open tasks are told
    for today only. Exit codes: 0 none; 1 some.
    """
    try:
        area_code(area)
    except GraphsvcError as refusal:
        refuse(refusal, 2)
    today = day_in_china(utc_now())
    looked = Looked(area, on.date() if on else today, today)
    if run(with_graph(lambda service: _show(service, looked))):
        raise typer.Exit(1)


async def _show(service: Service, looked: Looked) -> int:
    grant = SERVICE.may(Operation.READ_CASES)
    found = await read_warnings(graph_of(service), grant, looked, WarningRules())
    table = Table("预警", "区域", "对象", "数量", "预期", "依据", "编号")
    for each in found:
        expected = f"{each.expected:.1f}" if each.expected else ""
        row = (each.kind.zh, each.area, each.about, str(each.observed), expected, " ".join(each.evidence[:5]), each.id)
        table.add_row(*row)
    Console(width=None if Console().is_terminal else 240).print(table)
    print(f"{looked.day}: {len(found)} warnings (预警)")
    return len(found)
