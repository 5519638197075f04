"""`graphsvc quality`: how complete the data of an area is, and what in it cannot be right."""

from datetime import date, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from graphsvc.app import Service
from graphsvc.china import day_in_china
from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.run import run
from graphsvc.clock import utc_now
from graphsvc.coverage.store.queries import code_of
from graphsvc.intake.quality.quality import EVERYWHERE, count_faults, measure_tables, page_of_faults
from graphsvc.org.model.areas import CodeScheme

SHOWN = 200
_WORDS = {
    "PartyOrganization": "党组织",
    "JointCommittee": "大工委大党委",
    "Unit": "单位",
    "Grid": "网格",
    "Estate": "小区",
    "Member": "党员",
}


def quality(
    area: Annotated[str, typer.Argument(help="Code of the area (区划代码).")],
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day that is looked at; today unless given."),
    ] = None,
    scheme: Annotated[CodeScheme | None, typer.Option(help="Scheme of the code, where it is ambiguous.")] = None,
) -> None:
    """Tell how complete each table is in each part of an area, and list faults of the data (DATA_FAULT).

    Faults are no findings: an audit neither counts nor hides them.
    """
    day = as_of.date() if as_of else day_in_china(utc_now())
    run(with_graph(lambda service: _tell(service, area, scheme, day)))


async def _tell(service: Service, area: str, scheme: CodeScheme | None, day: date) -> None:
    graph = graph_of(service)
    code = await code_of(graph, area, scheme, day)
    console = Console(width=None if Console().is_terminal else 200)
    parts = Table("下级区划", "数据", "条数", "完整", "完整率", title=f"数据质量 {code}")
    for each in await measure_tables(graph, code, day):
        share = f"{each.complete / each.rows:.1%}"
        parts.add_row(each.part, _WORDS[each.label], str(each.rows), str(each.complete), share)
    console.print(parts)
    counted = await count_faults(graph, code, day)
    count, above = sum(each.count for each in counted), any(each.above for each in counted)
    said = f"{count} 处以上" if above else f"{count} 处"
    faults = Table("疑点", "对象", "所在区划", "说明", title=f"数据疑点 {said}（截止 {day}，不计入审计问题）")
    for fault in await page_of_faults(graph, code, day, EVERYWHERE, size=SHOWN):
        faults.add_row(fault.kind.zh, fault.subject, fault.area, fault.detail)
    console.print(faults)
    if count > SHOWN:
        print(f"只显示前 {SHOWN} 处，共 {said}")
