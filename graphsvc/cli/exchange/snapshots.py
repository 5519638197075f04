"""`graphsvc export`: an area as files that others read, and that can be loaded again."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from graphsvc.access.authenticator import SERVICE
from graphsvc.app import Service
from graphsvc.app.snapshots import take_snapshot
from graphsvc.china import day_in_china
from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.run import refuse, run
from graphsvc.clock import utc_now
from graphsvc.codes import area_code
from graphsvc.coverage.store.queries import code_of
from graphsvc.errors import SetupError
from graphsvc.exchange.report.snapshot_files import write_snapshot
from graphsvc.log.events import Event

EXPORTED = "AREA_EXPORTED"


def export(
    area: Annotated[str, typer.Argument(help="Code of the area.")],
    to: Annotated[Path, typer.Option("--to", help="A new or empty folder.")],
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day whose state is told; today unless given.")
    ] = None,
    people: Annotated[bool, typer.Option("--people", help="With people's names; never numbers and addresses.")] = False,
) -> None:
    """Write what the graph holds of an area: CSV as `graphsvc load` reads it, JSON Lines, checksums. It is recorded."""
    run(with_graph(lambda service: _export(service, area, to, as_of, people=people)))


async def _export(service: Service, area: str, to: Path, as_of: datetime | None, *, people: bool) -> None:
    now = utc_now()
    day = as_of.date() if as_of else day_in_china(now)
    graph = graph_of(service)
    code = area_code(await code_of(graph, area, None, day))
    snapshot = await take_snapshot(graph, code, day, people=people)
    try:
        write_snapshot(snapshot, to, (service.settings.public_url or "").rstrip("/"))
    except OSError as failure:
        refuse(SetupError(f"无法写入 {to}：{failure}", f"{to} cannot be written: {failure}"))
    event = Event(EXPORTED, code, code, {}, {"digest": snapshot.digest, "people": people, "asOf": day.isoformat()})
    await graph.transact(lambda tx: service.record.append(tx, [event], SERVICE.subject, SERVICE.role, now))
    print(f"{to}: {sum(len(sheet.rows) for sheet in snapshot.sheets)} rows, digest {snapshot.digest}")
    for name, count in snapshot.left_out.items():
        print(f"left out, since it leads beyond the area: {name} {count}")
