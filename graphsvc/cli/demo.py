"""The demo: one command from nothing to an answer and the story of a case, then a service to try."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import uvicorn
from rich.console import Console
from rich.tree import Tree

from graphsvc.app import Service, create_app
from graphsvc.cli.progress import reporting
from graphsvc.cli.story import timeline, told
from graphsvc.cypher.statement import Statement
from graphsvc.db.embedded import connect_or_start
from graphsvc.errors import SetupError
from graphsvc.gql.execution import utc_now
from graphsvc.intake.load import load
from graphsvc.paths import SCHEMA_DIR, SEEDS_DIR
from graphsvc.settings import Settings

QUERY = SCHEMA_DIR / "examples" / "01_horizontal_view.graphql"
IS_LOADED = "OPTIONAL MATCH (n:Area {code: $code}) RETURN n IS NOT NULL AS loaded"
SHOWN_COMMUNITY = "500103012011"
START_SECONDS = 10.0


async def demo(settings: Settings, *, once: bool) -> None:
    """Start, load, serve, ask one horizontal question, play one case; show both; then serve until Ctrl-C unless `once`.

    Raises:
        SetupError: the port is taken, or the database cannot be started.
    """
    service = Service(settings)
    try:
        with reporting() as report:
            service.reached = await connect_or_start(settings, report.step)
            graph = await service.attach()
            if not (await graph.read(Statement(IS_LOADED, {"code": SHOWN_COMMUNITY})))[0][0]:
                await load(graph, SEEDS_DIR / "demo", service.keys, report.rows)
        async with serving(service) as server:
            story = await told(service, utc_now())
            _show(await _ask(settings), story, settings, once=once)
            if not once:
                await server
    finally:
        await service.close()


@asynccontextmanager
async def serving(service: Service) -> AsyncIterator[asyncio.Task[None]]:
    """An HTTP server over an attached service; ends with the block.

    Raises:
        SetupError: the port is taken.
    """
    settings = service.settings
    app = create_app(service, attached=True, seen=lambda *_: None)  # a terminal shows the demo, not its log
    server = uvicorn.Server(server_config(app, settings))
    task = asyncio.create_task(_serve(server, settings))
    try:
        while not server.started:
            if task.done():
                await task
            await asyncio.sleep(0.01)
        yield task
    finally:
        server.should_exit = True
        with suppress(KeyboardInterrupt):
            await task


async def _serve(server: uvicorn.Server, settings: Settings) -> None:
    try:
        await server.serve()
    except SystemExit:
        raise SetupError(
            f"端口 {settings.port} 已被占用；请设置 GRAPHSVC_PORT 换一个端口。",
            f"Port {settings.port} is taken; choose another by GRAPHSVC_PORT.",
        ) from None


def server_config(app: Any, settings: Settings) -> uvicorn.Config:
    """How the service is served: one process, no access log of its own, loopback unless told, no proxy unless named."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_graceful_shutdown=3,
        lifespan="on",
    )


async def _ask(settings: Settings) -> dict[str, Any]:
    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.post(
            f"{address(settings)}/graphql", json={"query": QUERY.read_text(encoding="utf-8")}, timeout=START_SECONDS
        )
    body: dict[str, Any] = response.json()
    if "errors" in body:
        raise SetupError("示例查询没有成功。", f"The demo query failed: {body['errors'][0]['message']}")
    community: dict[str, Any] = body["data"]["community"]
    return community


def address(settings: Settings) -> str:
    """Where the service is to be found."""
    return f"http://{settings.host}:{settings.port}"


def _show(community: dict[str, Any], story: dict[str, Any], settings: Settings, *, once: bool) -> None:
    console = Console(file=sys.stdout)
    console.print(tree(community))
    console.print(timeline(story))
    console.print(f"查询台 / explorer: {address(settings)}/    GraphQL: {address(settings)}/graphql")
    if not once:
        console.print("按 Ctrl-C 结束 / Ctrl-C ends it")


def tree(community: dict[str, Any]) -> Tree:
    """The answer as a tree: community, its big party committee, who sits on it, what each can offer."""
    committee = community["bigPartyCommittee"]
    members = committee["members"]
    shown = Tree(f"{community['parent']['name']} · {community['name']}")
    branch = shown.add(
        f"{committee['name']}（召集：{committee['convener']['name']}，{members['totalCount']} 个成员单位）"
    )
    for edge in members["edges"]:
        unit = edge["node"]
        leaf = branch.add(f"{unit['name']}（驻 {unit['community']['name']}，{edge['since']} 起）")
        for resource in unit["resources"]["nodes"]:
            leaf.add(resource["title"])
    return shown
