"""`graphsvc migrate` and `graphsvc load`: the schema of the graph, and rows into it."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from graphsvc.app import Service
from graphsvc.china import day_in_china
from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.connected import connect_graph
from graphsvc.cli.data.imports import author_of
from graphsvc.cli.data.rehearsal import Told, print_differences, rehearse_and_tell
from graphsvc.cli.progress import reporting
from graphsvc.cli.run import refuse, run, settings
from graphsvc.clock import utc_now
from graphsvc.db.migrations import Migration, Phase
from graphsvc.db.migrations import migrate as migrate_graph
from graphsvc.errors import SetupError
from graphsvc.intake.load import load as load_folder
from graphsvc.matching.store.index import embed_missing
from graphsvc.org.model.areas import CodeScheme
from graphsvc.paths import SEEDS_DIR

SEEDS = ("demo", "chongqing")


def migrate(
    after: Annotated[
        bool, typer.Option("--after", help="What older programs cannot bear too; when none is left.")
    ] = False,
) -> None:
    """Run the migrations that only add, beside older programs; then start the new ones, and run `migrate --after`."""
    phases = frozenset(Phase) if after else frozenset({Phase.BEFORE})

    async def run_due() -> list[Migration]:
        async with connect_graph(settings()) as graph:
            return await migrate_graph(graph, utc_now(), phases=phases)

    for each in run(run_due()):
        print(f"{each.number:04}_{each.name}")
    print("up to date")


def load(
    source: Annotated[str, typer.Argument(help="A folder of spreadsheets, one of them, or demo or chongqing.")],
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day whose state the sheets tell; today unless given."),
    ] = None,
    whose: Annotated[str | None, typer.Option("--source", help="Whose sheets these are; the folder's name.")] = None,
    area: Annotated[str | None, typer.Option(help="Code of the area in which names of places are looked for.")] = None,
    scheme: Annotated[CodeScheme | None, typer.Option(help="Scheme of the codes, where they are ambiguous.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would do, and write nothing.")] = False,
    report: Annotated[
        Path | None, typer.Option(help="With --dry-run: where to write the sheets with every wrong cell marked, .xlsx.")
    ] = None,
) -> None:
    """Load spreadsheets into the graph; safe to repeat. Nothing is written when a row is wrong.

    What was decided in the service stays; where a sheet says otherwise, the difference is printed and not applied.
    """
    folder = SEEDS_DIR / source if source in SEEDS else Path(source)
    if not folder.exists():
        refuse(
            SetupError(
                f"没有这个文件或文件夹：{folder}",
                f"No such file or folder: {folder}. Give spreadsheets, demo or chongqing.",
            )
        )
    day = as_of.date() if as_of else day_in_china(utc_now())
    told = Told(day, whose, area, scheme or (CodeScheme.STATISTICAL if source in SEEDS else None))
    if dry_run:
        run(with_graph(lambda service: rehearse_and_tell(service, folder, told, report)))
        return
    run(with_graph(lambda service: _load(service, folder, told)))


async def _load(service: Service, folder: Path, told: Told) -> None:
    graph = graph_of(service)
    with reporting() as report:
        author = author_of(service)
        loaded = await load_folder(
            graph,
            folder,
            service.keys,
            report.rows,
            as_of=told.as_of,
            source=told.whose,
            area=told.area,
            scheme=told.scheme,
            author=author,
        )
    print(f"{loaded.total} rows from {folder}, import {loaded.import_id}")
    print_differences(loaded.differences)
    if model := await service.model_read():
        print(f"{await embed_missing(graph, model)} vectors")
