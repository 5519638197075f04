"""`graphsvc migrate` and `graphsvc load`: the schema of the graph, and rows into it."""

from pathlib import Path
from typing import Annotated

import typer

from graphsvc.app import Service
from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.progress import reporting
from graphsvc.cli.run import refuse, run
from graphsvc.errors import SetupError
from graphsvc.intake.load import load as load_folder
from graphsvc.matching.store.index import embed_missing
from graphsvc.paths import SEEDS_DIR

SEEDS = ("demo", "chongqing")


def migrate() -> None:
    """Bring the schema of the graph up to date."""
    run(with_graph(_attached_is_migrated))


async def _attached_is_migrated(_: Service) -> None:
    print("up to date")


def load(
    source: Annotated[str, typer.Argument(help="A folder of CSV files, or a shipped one: demo, chongqing.")],
) -> None:
    """Load CSV files into the graph; safe to repeat. Nothing is written when a row is wrong."""
    folder = SEEDS_DIR / source if source in SEEDS else Path(source)
    if not folder.is_dir():
        refuse(
            SetupError(
                f"没有这个文件夹：{folder}", f"No such folder: {folder}. Give one of CSV files, demo or chongqing."
            )
        )
    run(with_graph(lambda service: _load(service, folder)))


async def _load(service: Service, folder: Path) -> None:
    graph = graph_of(service)
    with reporting() as report:
        loaded = await load_folder(graph, folder, service.keys, report.rows)
    print(f"{loaded.total} rows from {folder}")
    if model := await service.model_read():
        print(f"{await embed_missing(graph, model)} vectors")
