"""What matching costs among 60,000 resources: `python -m bench.crowd --folder DIR [--plan]`.

Grows one district, ten times its size, into an embedded Neo4j in DIR, once (minutes), with stand-ins for the vectors,
since random ones cost the same to compare. Then `matchUnits` is asked over GraphQL by one client; with
--plan the best plan is made for 3,000 open needs of the district instead.
"""

import asyncio
import json
import os
import statistics
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Annotated

import numpy as np
import typer

from bench.clock import spent
from bench.counting import CountingGraph
from bench.ground import KEYS, PATIENT
from bench.labelled import FOLDER
from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents, set_aside
from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import start
from graphsvc.db.migrations import migrate
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.intake.load import load_rows
from graphsvc.log.chain import Record
from graphsvc.log.record_key import record_key
from graphsvc.matching.model.assignment import Limits
from graphsvc.matching.store.matcher import CYPHER, Matcher
from graphsvc.matching.store.phrasebook import memory_of, read_book
from graphsvc.matching.store.planner import planned
from graphsvc.matching.store.understanding import Understanding
from graphsvc.settings import Settings
from graphsvc.text.model import model_of
from graphsvc.text.terms import joined, key
from graphsvc.text.vectors import packed
from seeds.grow.stream import grow

DISTRICT, SCALE = "500103000000", 10.2
LEFT_OUT = ("people", "serves_in", "covers", "line_grids", "joint_meetings")
NEEDS = 3_000
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
PLACES = """\
MATCH (a:Community) WHERE a.areaCode STARTS WITH $prefix WITH a.code AS code ORDER BY code
WITH collect(code) AS codes RETURN [at IN range(0, size(codes) - 1, 17) | codes[at]]"""
OPEN = """\
MATCH (n:Need) WHERE n.areaCode STARTS WITH $prefix AND n.status = 'OPEN'
RETURN n.id ORDER BY n.areaCode, n.id LIMIT $most"""
DOCUMENT = """\
query ($text: String!, $area: ID!) { matchUnits(problem: {text: $text, area: $area}) {
  confidence advice topics { likelihood topic { code name } } nearMisses { words resource { id title } }
  units(first: 10) { nodes { name score sentence provider { id } parts { reason weight value points }
    path { name node { id } } resources { resource { id title } } } } } }"""


@asynccontextmanager
async def crowded(folder: Path) -> AsyncIterator[tuple[Graph, int]]:
    """The graph of a folder, grown when it is empty, and the id of its process."""
    child = await start(Settings().model_copy(update={"data_dir": folder, "train_aot": False}))
    graph = Graph(child.address, PATIENT)
    try:
        await migrate(graph, utc_now())
        if await graph.read(Statement("MATCH (r:Resource) RETURN count(r) = 0"), Lane.HEAVY) == [[True]]:
            stream = ((table, rows) for table, rows in grow(DISTRICT, SCALE, 1) if table not in LEFT_OUT)
            await load_rows(graph, stream, KEYS, fresh=True)
            await _stand_in(graph)
        yield graph, child.pid
    finally:
        await graph.close()
        await child.stop()


async def _stand_in(graph: Graph) -> None:
    chance, area, id_ = np.random.default_rng(1), "", ""
    while rows := await graph.read(
        Statement(CYPHER["resource_texts"], {"area": area, "id": id_, "size": 2_000}), Lane.HEAVY
    ):
        vectors = chance.normal(size=(len(rows), 512)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        found = [
            {"id": row[0], "key": key(joined(row[2], row[3])), "vector": packed(vector)}
            for row, vector in zip(rows, vectors, strict=True)
        ]
        await graph.write(Statement(CYPHER["set_vectors"], {"rows": found}), Lane.HEAVY)
        id_, area = rows[-1][0], rows[-1][1]


async def asked(graph: Graph, jvm: int, understanding: Understanding, rounds: int) -> dict[str, float]:
    """One client's `matchUnits`, in milliseconds; `rounds` requests after as many to warm up."""
    counting, settings = CountingGraph(graph), Settings()
    matcher = Matcher(counting, understanding)
    tools = {Matcher: matcher}
    executor = Executor(documents(), counting, Record(record_key(settings)), KEYS, now=lambda: NOW, tools=tools)  # type: ignore[arg-type]
    ((places,),) = await graph.read(Statement(PLACES, {"prefix": DISTRICT[:6]}), Lane.HEAVY)
    texts = [each["title"] for each in json.loads((FOLDER / "problems_dev.json").read_text("utf-8"))]

    async def one(at: int) -> float:
        began = perf_counter()
        given = {"text": texts[at % len(texts)], "area": places[at % len(places)]}
        assert "errors" not in (await executor.answer(Request(DOCUMENT, SERVICE, given))).body
        return 1000 * (perf_counter() - began)

    for at in range(rounds):
        await one(at)
    set_aside()
    counting.reads, service, database = 0, process_time(), spent(jvm)
    times = [await one(at) for at in range(rounds)]
    service, database = process_time() - service, spent(jvm) - database
    afresh = understanding.afresh()
    reading = process_time()
    for text in texts:
        await afresh.read(text)
    return {
        "p50": statistics.median(times),
        "p95": statistics.quantiles(times, n=20)[-1],
        "service cpu": 1000 * service / rounds,
        "of it the model": 1000 * (process_time() - reading) / len(texts),
        "database cpu": 1000 * database / rounds,
        "statements": counting.reads / rounds,
    }


async def plan(graph: Graph, understanding: Understanding) -> dict[str, float]:
    """The best plan for the first open needs of the district, end to end, in seconds."""
    rows = await graph.read(Statement(OPEN, {"prefix": DISTRICT[:6], "most": NEEDS}), Lane.HEAVY)
    began, cpu = perf_counter(), process_time()
    found = await planned(graph, understanding, DISTRICT, Limits(), day_in_china(NOW), [id_ for (id_,) in rows])
    return {
        "seconds": perf_counter() - began,
        "service cpu s": process_time() - cpu,
        "needs": len(found.needs),
        "solving s": found.seconds,
        "pairings": len(found.plan.pairings),
        "total": found.plan.total,
        "greedy pairings": len(found.greedy.pairings),
        "greedy total": found.greedy.total,
    }


def _show(found: dict[str, float]) -> None:
    for name, value in found.items():
        print(f"{name:18}{value:12.1f}")
    print(f"{'load average':18}{os.getloadavg()[0]:12.1f}")


async def _run(folder: Path, rounds: int, plans: bool) -> None:
    model = await model_of(Settings())
    assert model is not None, "the figures are those of the model"
    understanding = Understanding(model, await memory_of(model, read_book(), Settings().cache_dir / "phrases"))
    async with crowded(folder) as (graph, jvm):
        _show(await plan(graph, understanding) if plans else await asked(graph, jvm, understanding, rounds))


def main(
    folder: Annotated[Path, typer.Option(help="Where the graph is kept.")],
    rounds: Annotated[int, typer.Option(min=20)] = 200,
    plans: Annotated[bool, typer.Option("--plan", help="Make the plan instead.")] = False,
) -> None:
    """Measure matching among 60,000 resources."""
    asyncio.run(_run(folder, rounds, plans))


if __name__ == "__main__":
    typer.run(main)
