"""A screen that hangs on the wall for long: `python -m bench.screen`, in a real browser, on a graph of its own.

    python -m bench.screen                              30 minutes, 10,000 events, five cuts, two restarts
    python -m bench.screen --minutes 3 --events 600     a short one

Cases are raised at an even pace while the network between browser and service is cut and the service is restarted. At
the end the page must have told each change once, its figures must be those of the API, and the memory of the page and
of the service must be what it was after the first third. Exit code 1 when one of them is not so.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import httpx
import orjson
import psutil
import typer

from bench.ground import FIELD_KEY, KEYS, RECORD_KEY
from bench.served import SERVICE, START_SECONDS
from bench.wire import HOST
from graphsvc.clock import utc_now
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import start
from graphsvc.db.embedded.state_file import free_port
from graphsvc.db.migrations import migrate
from graphsvc.intake.load import load
from graphsvc.paths import SEEDS_DIR
from graphsvc.settings import Settings
from tests.acceptance.browser import Tab, launched, opened
from tests.acceptance.person import Person
from tests.acceptance.relay import Relay, relayed
from tests.acceptance.serving import answers, environment, until

STREET, GRID = "500103012000", "500103012011001"
FAULTS = ("cut", "cut", "restart", "cut", "cut", "restart", "cut")
CUT_SECONDS = 8.0
PAGE_SECONDS = 6.0
"""Between two answers of the page, at most, while something changes."""
LAST_SECONDS = 120.0
"""For the page to tell what is left, when nothing changes any more."""
WEIGHED = 60
"""How often memory is noted in a run."""
MOST_GROWTH = 1.2
"""Median memory of the last third to that of the second."""
DISCOVER = "mutation ($case: CaseInput!, $key: ID) { discoverCase(case: $case, key: $key) { id } }"
BOARD = "query ($area: ID!) { board(area: $area) { figures { kind board light count } } }"
SHOWN = """[...document.querySelectorAll("#figures .great a, #figures td a, #figures dd > a")]
  .map((each) => Number(each.textContent.replaceAll(",", "")))"""
TOLD = "Number(document.getElementById('happened').dataset.count ?? 0)"


@dataclass
class Run:
    """What is run, and what has come of it so far."""

    url: str
    events: int
    seconds: float
    began: float = field(default_factory=time.monotonic)
    written: int = 0
    pages: list[float] = field(default_factory=list)
    services: list[float] = field(default_factory=list)

    async def write(self) -> None:
        """Raise cases at an even pace; one that was not acknowledged is raised again by its key."""
        async with httpx.AsyncClient(base_url=self.url, timeout=10, trust_env=False) as client:
            while self.written < self.events:
                await asyncio.sleep(max(0.0, self.began + self.seconds * self.written / self.events - time.monotonic()))
                case = {"area": GRID, "category": "C02", "title": f"第 {self.written + 1} 件"}
                asked = {"query": DISCOVER, "variables": {"case": case, "key": f"screen-{self.written}"}}
                self.written += await _is_done(client, asked)


async def _is_done(client: httpx.AsyncClient, asked: dict[str, Any]) -> bool:
    try:
        answer = await client.post("/graphql", json=asked)
    except httpx.TransportError:
        await asyncio.sleep(0.5)
        return False
    return "errors" not in answer.json()


@asynccontextmanager
async def _served(port: int, given: Mapping[str, object]) -> AsyncIterator[psutil.Process]:
    """A service at a port, ready to answer; ended with the block."""
    settings = environment(port=port, profile="developer", text_model="off", **given)
    command = (sys.executable, *SERVICE)
    process = await asyncio.create_subprocess_exec(*command, env=settings, stderr=asyncio.subprocess.DEVNULL)
    try:
        async with httpx.AsyncClient(base_url=f"http://{HOST}:{port}", trust_env=False) as client:
            await until(lambda: answers(client, "/health/ready"), START_SECONDS)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        await process.wait()


async def _harass(run: Run, relay: Relay, restart: Callable[[], Awaitable[None]]) -> None:
    """Cut the network and restart the service, evenly spread over the run."""
    for number, fault in enumerate(FAULTS, start=1):
        await asyncio.sleep(max(0.0, run.began + run.seconds * number / (len(FAULTS) + 1) - time.monotonic()))
        if fault == "cut":
            relay.cut()
            await asyncio.sleep(CUT_SECONDS)
            relay.mend()
        else:
            await restart()


async def _weigh(run: Run, tab: Tab, service: Callable[[], psutil.Process]) -> None:
    """Note the memory of the page, after its garbage is gone, and of the service, again and again."""
    cdp = await tab.page.context.new_cdp_session(tab.page)
    await cdp.send("Performance.enable")
    while True:
        await asyncio.sleep(run.seconds / WEIGHED)
        await cdp.send("HeapProfiler.collectGarbage")
        metrics = (await cdp.send("Performance.getMetrics"))["metrics"]
        run.pages.append(next(each["value"] for each in metrics if each["name"] == "JSHeapUsedSize"))
        with suppress(psutil.Error):  # between two processes
            run.services.append(service().memory_info().rss)


def growth(weights: Sequence[float]) -> float:
    """How many times its middle third the last third weighs, by their medians."""
    third = max(1, len(weights) // 3)
    return round(median(weights[-third:]) / median(weights[third : 2 * third] or weights), 3)


async def _shown(tab: Tab, run: Run) -> tuple[list[int], list[int]]:
    """The figures of the page and those of the API, in the same order, once the page has told the last change."""
    told = f"{TOLD} >= {run.events}"
    async with asyncio.timeout(LAST_SECONDS):
        while not await tab.page.evaluate(told):  # noqa: ASYNC110 - the page is another process
            await asyncio.sleep(1)
        await asyncio.sleep(2 * PAGE_SECONDS)
        person = Person(tab, run.url)
        counted = [each["count"] for each in (await person.prepare(BOARD, area=STREET))["board"]["figures"]]
        return await tab.page.evaluate(SHOWN), counted


async def _ran(folder: Path, events: int, seconds: float) -> dict[str, Any]:
    neo4j = await start(Settings(data_dir=folder))
    port, keys = free_port(), {"field_key": FIELD_KEY, "record_key": RECORD_KEY}
    reached = {"neo4j_uri": neo4j.address.uri, "neo4j_password": neo4j.address.password, "data_dir": folder}
    try:
        graph = Graph(neo4j.address, Timing(light=30, heavy=120))
        await migrate(graph, utc_now())
        await load(graph, SEEDS_DIR / "demo", KEYS)
        await graph.close()
        async with AsyncExitStack() as stack, AsyncExitStack() as serving:
            service = await serving.enter_async_context(_served(port, reached | keys))

            async def restart() -> None:
                nonlocal service
                await serving.aclose()
                service = await serving.enter_async_context(_served(port, reached | keys))

            relay, address = await stack.enter_async_context(relayed(port))
            browser = await stack.enter_async_context(launched())
            tab = await stack.enter_async_context(opened(browser, viewport={"width": 1920, "height": 1080}))
            await Person(tab, address).enter("镇街干部")
            await tab.page.goto(f"{address}/console/screen?area={STREET}&wall=1")
            await tab.until("document.getElementById('state').textContent.startsWith('实时')")
            run = Run(f"http://{HOST}:{port}", events, seconds)
            weighing = asyncio.create_task(_weigh(run, tab, lambda: service))
            await asyncio.gather(run.write(), _harass(run, relay, restart))
            weighing.cancel()
            page, counted = await _shown(tab, run)
            told = await tab.page.evaluate(TOLD)
    finally:
        await neo4j.stop()
    return {
        "events": events,
        "told": told,
        "figures_equal": page == counted,
        "cuts": FAULTS.count("cut"),
        "restarts": FAULTS.count("restart"),
        "page_growth": growth(run.pages),
        "service_growth": growth(run.services),
        "page_mb": round(run.pages[-1] / 1e6, 1),
        "service_mb": round(run.services[-1] / 1e6, 1),
        "seconds": round(time.monotonic() - run.began, 1),
    }


def main(
    events: Annotated[int, typer.Option(help="How many cases are raised.")] = 10_000,
    minutes: Annotated[float, typer.Option(help="Over how long.")] = 30.0,
) -> None:
    """Keep a screen open and print what it showed, as JSON."""
    with tempfile.TemporaryDirectory(prefix="graphsvc-screen-") as folder:
        found = asyncio.run(_ran(Path(folder), events, minutes * 60))
    print(orjson.dumps(found).decode())
    flat = found["page_growth"] <= MOST_GROWTH and found["service_growth"] <= MOST_GROWTH
    if found["told"] != events or not found["figures_equal"] or not flat:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
