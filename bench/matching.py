"""Runs matching over a labelled folder: `python -m bench.matching --data DIR --problems FILE --out RUN.json`.

The folder (of the form of bench/matching_data, or of tables as in seeds/demo) is loaded into a fresh embedded Neo4j,
each problem is asked over GraphQL, and the units of `matchUnits` are written best first: {problem id: [unit id, …]}.
What the run says of itself goes to the error stream.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from bench.evaluation.sheets import Spreadsheets, ground
from bench.ground import PATIENT
from bench.labelled import FOLDER, Asked, Labelled, ndcg
from graphsvc.access.authenticator import SERVICE
from graphsvc.access.sealing.keys import field_keys
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import start
from graphsvc.db.migrations import migrate
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.intake.load import load_rows
from graphsvc.log.chain import Record
from graphsvc.log.record_key import record_key
from graphsvc.matching.store.index import embed_missing
from graphsvc.matching.store.matcher import Matcher
from graphsvc.matching.store.phrasebook import memory_of, read_book
from graphsvc.matching.store.understanding import Understanding
from graphsvc.settings import Settings
from graphsvc.text.model import model_of

ASKED_UNITS = 20
TODAY = date(2026, 1, 1)  # windows come with every problem; the day only dates seats and loads
DOCUMENT = """\
query ($text: String!, $area: ID!, $window: WindowInput!, $first: Int!) {
  matchUnits(problem: {text: $text, area: $area}, window: $window) {
    confidence units(first: $first) { nodes { provider { id } } } }
}"""


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of the units, best first, and whether the answer calls itself uncertain."""

    units: list[str]
    low: bool


@asynccontextmanager
async def fresh(settings: Settings) -> AsyncIterator[Graph]:
    """A new, empty, migrated graph that is gone after the block."""
    with tempfile.TemporaryDirectory(prefix="graphsvc-matching-") as folder:
        child = await start(settings.model_copy(update={"data_dir": Path(folder), "train_aot": False}))
        graph = Graph(child.address, PATIENT)
        try:
            await migrate(graph, utc_now())
            yield graph
        finally:
            await graph.close()
            await child.stop()


async def answers(
    data: Labelled | Spreadsheets, problems: Sequence[Asked], settings: Settings, today: date = TODAY
) -> list[Found]:
    """Load the folder and ask every problem over GraphQL, in order."""
    now = datetime.combine(today, time.min, UTC)
    model, keys = await model_of(settings), field_keys(settings)
    async with fresh(settings) as graph:
        await load_rows(graph, data.tables(), keys, fresh=True)
        if model:
            await embed_missing(graph, model)
        folder = settings.cache_dir.absolute() / "phrases"
        memory = await memory_of(model, read_book(), folder) if model else None
        matcher = Matcher(graph, Understanding(model, memory))
        await matcher.warm(today)
        record = Record(record_key(settings))
        executor = Executor(documents(), graph, record, keys, now=lambda: now, tools={Matcher: matcher})
        return [await _asked(executor, each) for each in problems]


async def _asked(executor: Executor, asked: Asked) -> Found:
    variables = {
        "text": asked.text,
        "area": asked.area,
        "window": {"from": str(asked.days.first), "to": str(asked.days.last)},
        "first": ASKED_UNITS,
    }
    body = (await executor.answer(Request(DOCUMENT, SERVICE, variables))).body
    if errors := body.get("errors"):
        raise RuntimeError(f"{asked.id}: {errors[0]['message']}")
    matches = body["data"]["matchUnits"]
    return Found([unit["provider"]["id"] for unit in matches["units"]["nodes"]], matches["confidence"] == "LOW")


def main(
    data: Annotated[Path, typer.Option(help="Folder of units, resources, topics, areas, memberships.")] = FOLDER,
    problems: Annotated[Path, typer.Option(help="Problems of the same form.")] = FOLDER / "problems_dev.json",
    out: Annotated[Path | None, typer.Option(help="Where the run goes; nowhere unless told.")] = None,
    labels: Annotated[Path | None, typer.Option(help="Labels: print what the run is worth.")] = None,
    today: Annotated[str, typer.Option(help="The day on which seats and loads are looked at.")] = str(TODAY),
) -> None:
    """Rank the units of a labelled folder for its problems."""
    folder = ground(data)
    asked = folder.problems(problems)
    began = perf_counter()
    found = asyncio.run(answers(folder, asked, Settings(), date.fromisoformat(today)))
    run = {each.id: one.units for each, one in zip(asked, found, strict=True)}
    if out:
        out.write_text(json.dumps(run, ensure_ascii=False, indent=1), encoding="utf-8")
    low = {each.id: one.low for each, one in zip(asked, found, strict=True)}
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
