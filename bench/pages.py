"""What pages of the console cost beside the documents they show: `python -m bench.pages [--strict]`.

A service as in production on the demo graph, asked by an official of a subdistrict. Each page is opened as a browser
opens it, with a session; its document is asked with the page's own variables over HTTP, with the same token, in turns
with the page. Processor time of the service alone counts, as the median of rounds. Exit codes: 0 measured; 3 with
--strict, a page costs more than the goal, or too few of 今日 are answered a second.
"""

import asyncio
import html
import os
import re
import time
from dataclasses import dataclass
from statistics import median
from typing import Annotated

import httpx
import orjson
import typer
from platformdirs import user_cache_path
from rich.console import Console
from rich.table import Table

from bench.clock import spent
from bench.greed import signed
from bench.ground import DEMO, ground
from bench.served import Http, service
from bench.wire import HOST, request
from graphsvc.access.role import Role
from graphsvc.access.sign_in.development import Development
from graphsvc.clock import utc_now
from graphsvc.settings import Settings

CACHE = user_cache_path("graphsvc") / "bench"
STREET, COMMUNITY = "500103012000", "500103012011"
PAGES = (
    "today",
    "cases",
    "needs?state=OPEN",
    "needs/need-01",
    f"areas/{COMMUNITY}",
    "units/unit-10",
    f"screen?area={STREET}",
    f"coverage?area={STREET}",
    f"findings?area={COMMUNITY}",
    "posts",
)
ROUNDS, A_ROUND, WARM = 7, 40, 20
MOST_RATIO = 2.5
LEAST_A_SECOND = 50.0
FAST = "today"
progress = Console(stderr=True)
_CODE = re.compile(r'aria-label="(文档|变量)"><code>(.*?)</code>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of the service's processor time for a page and for its document, and the page's size."""

    page: str
    page_ms: float
    document_ms: float
    kilobytes: float

    @property
    def ratio(self) -> float:
        """How many times its document a page costs."""
        return self.page_ms / self.document_ms


def _opening(path: str, cookie: str) -> bytes:
    """The request of a browser that opens a page."""
    head = f"GET /console/{path} HTTP/1.1\r\nhost: {HOST}\r\naccept: text/html\r\naccept-encoding: identity\r\n"
    return f"{head}cookie: {cookie}\r\n\r\n".encode()


async def _signed_in(port: int) -> str:
    """The cookie of a session of an official."""
    async with httpx.AsyncClient(base_url=f"http://{HOST}:{port}", trust_env=False) as client:
        await client.get("/console/sign-in")
        await client.post("/console/sign-in", data={"role": Role.SUBDISTRICT_OFFICIAL, "place": STREET, "next": ""})
        (cookie,) = client.cookies.jar
        return f"{cookie.name}={cookie.value}"


async def _document_of(way: Http, opening: bytes, token: str) -> tuple[bytes, float]:
    """The request for a page's document, as the page itself shows it; and the page's size."""
    text = (await way.caller.ask(opening)).decode()
    shown = {name: html.unescape(code) for name, code in _CODE.findall(text)}
    body = {"query": shown["文档"], "variables": orjson.loads(shown["变量"])}
    return signed(request("/graphql", orjson.dumps(body)), token), len(text.encode()) / 1000


async def _cost(way: Http, page: str, cookie: str, token: str) -> Cost:
    opening = _opening(page, cookie)
    asking, size = await _document_of(way, opening, token)
    times: dict[bytes, list[float]] = {opening: [], asking: []}
    for each in times:
        await way.caller.run([each], 0, WARM, 1)
    for _ in range(ROUNDS):
        for each, found in times.items():
            before = spent(way.pid)
            await way.caller.run([each], 0, A_ROUND, 1)
            found.append((spent(way.pid) - before) / A_ROUND * 1000)
    return Cost(page, median(times[opening]), median(times[asking]), size)


async def measure() -> tuple[list[Cost], float]:
    """What each page costs, and how many of the fast one are answered a second."""
    token = Development(Settings()).mint(Role.SUBDISTRICT_OFFICIAL, [STREET], None, "bench", utc_now())
    async with ground(DEMO, CACHE, progress) as here, service(here, ()) as way:
        cookie = await _signed_in(way.caller.port)
        costs = []
        for page in PAGES:
            costs.append(await _cost(way, page, cookie, token))
            progress.print(f"{page} …")
        began, count = time.perf_counter(), ROUNDS * A_ROUND
        await way.caller.run([_opening(FAST, cookie)], 0, count, 8)
        return costs, count / (time.perf_counter() - began)


def main(
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 3 where a goal is missed.")] = False,
) -> None:
    """Print what pages cost."""
    os.environ.setdefault("GRAPHSVC_RATE_PER_SECOND", "0")  # the service that is started turns nobody away
    costs, rate = asyncio.run(measure())
    goals = f"goals: ratio ≤ {MOST_RATIO}, {FAST} ≥ {LEAST_A_SECOND:.0f} a second; {FAST}: {rate:.0f} a second"
    table = Table(title="Service CPU of a page / of its document over HTTP", caption=goals)
    for head in ("page", "page ms", "document ms", "ratio", "kB"):
        table.add_column(head)
    for each in costs:
        table.add_row(
            each.page, f"{each.page_ms:.2f}", f"{each.document_ms:.2f}", f"{each.ratio:.2f}", f"{each.kilobytes:.0f}"
        )
    Console().print(table)
    if strict and (rate < LEAST_A_SECOND or any(each.ratio > MOST_RATIO for each in costs)):
        raise typer.Exit(3)


if __name__ == "__main__":
    typer.run(main)
