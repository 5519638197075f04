"""Runs matching over a labelled folder: `python -m bench.matching --data DIR --problems FILE --out RUN.json`.

The folder (of the form of bench/matching_data) is loaded into a fresh embedded Neo4j, each problem is asked, and the
units found are written best first: {problem id: [unit id, …]}. What the run says of itself goes to the error stream.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from bench.ground import PATIENT
from bench.labelled import FOLDER, Asked, Labelled, ndcg
from graphsvc.access.field_keys import field_keys
from graphsvc.db.driver import Graph
from graphsvc.db.embedded import start
from graphsvc.db.migrate import migrate
from graphsvc.intake.load import load_rows
from graphsvc.matching.find import Answer, Matcher, Question
from graphsvc.matching.index import embed_missing
from graphsvc.settings import Settings
from graphsvc.text.model import model_of

ASKED_UNITS = 20


@asynccontextmanager
async def fresh(settings: Settings) -> AsyncIterator[Graph]:
    """A new, empty, migrated graph that is gone after the block."""
    with tempfile.TemporaryDirectory(prefix="graphsvc-matching-") as folder:
        child = await start(settings.model_copy(update={"data_dir": Path(folder), "train_aot": False}))
        graph = Graph(child.address, PATIENT)
        try:
            await migrate(graph)
            yield graph
        finally:
            await graph.close()
            await child.stop()


async def answers(data: Labelled, problems: Sequence[Asked], settings: Settings) -> list[Answer]:
    """Load the folder and ask every problem, in order."""
    model = await model_of(settings)
    async with fresh(settings) as graph:
        await load_rows(graph, data.tables(), field_keys(settings), fresh=True)
        if model:
            await embed_missing(graph, model)
        matcher = Matcher(graph, model)
        today = date.today()  # windows come with every problem; the day only dates ties and loads
        return [
            await matcher.match(Question(each.text, each.area, each.days), today, first=ASKED_UNITS)
            for each in problems
        ]


def main(
    data: Annotated[Path, typer.Option(help="Folder of units, resources, topics, areas, memberships.")] = FOLDER,
    problems: Annotated[Path, typer.Option(help="Problems of the same form.")] = FOLDER / "problems_dev.json",
    out: Annotated[Path | None, typer.Option(help="Where the run goes; nowhere unless told.")] = None,
    labels: Annotated[Path | None, typer.Option(help="Labels: print what the run is worth.")] = None,
) -> None:
    """Rank the units of a labelled folder for its problems."""
    folder = Labelled.of(data)
    asked = folder.problems(problems)
    began = perf_counter()
    found = asyncio.run(answers(folder, asked, Settings()))
    run = {each.id: [unit.provider.id for unit in one.ranking.units] for each, one in zip(asked, found, strict=True)}
    if out:
        out.write_text(json.dumps(run, ensure_ascii=False, indent=1), encoding="utf-8")
    low = {each.id: one.ranking.confidence == "LOW" for each, one in zip(asked, found, strict=True)}
    print(f"{len(run)} problems in {perf_counter() - began:.0f} s; LOW or empty: {sum(low.values())}", file=sys.stderr)
    if labels:
        _worth(run, low, json.loads(labels.read_text("utf-8")))


def _worth(run: dict[str, list[str]], low: dict[str, bool], labels: dict[str, dict[str, dict[str, float]]]) -> None:
    suited = [id_ for id_ in run if max(labels[id_]["units"].values(), default=0) > 0]
    gains = [ndcg(run[id_], labels[id_]["units"]) for id_ in suited]
    unsure = sum(low[id_] for id_ in suited)
    rest = [low[id_] for id_ in run if id_ not in suited]
    print(f"NDCG@5 {sum(gains) / len(gains):.4f}; LOW {unsure}/{len(suited)}, of unsuited {sum(rest)}/{len(rest)}")


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
app.command()(main)

if __name__ == "__main__":
    app()
