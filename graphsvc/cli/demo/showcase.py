"""What the demo shows: a horizontal question answered, the stories of a case and a member, and then the service."""

import asyncio
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table
from rich.tree import Tree

from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.app import Service
from graphsvc.cli.attach import graph_of
from graphsvc.cli.demo.member_story import MemberTeller, member_lines
from graphsvc.cli.demo.places import list_demo_places
from graphsvc.cli.demo.registrations import register_demo
from graphsvc.cli.demo.story import AWAY, tell_story, timeline
from graphsvc.cli.demo.where import addresses, tokens
from graphsvc.cli.patience import PATIENCE_SECONDS, retry_while_away
from graphsvc.cli.progress import reporting
from graphsvc.cli.serve import address, serving
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import SetupError, Unavailable
from graphsvc.intake.imports.running import Author
from graphsvc.intake.load import load
from graphsvc.paths import SCHEMA_DIR, SEEDS_DIR
from graphsvc.settings import Settings

QUERY = SCHEMA_DIR / "examples" / "01_horizontal_view.graphql"
IS_LOADED = "OPTIONAL MATCH (m:Node:JointMeeting {id: $id})-[:DECIDED]->() RETURN count(m) > 0 AS loaded"
LAST_LOADED = "meeting-18"
"""The last row of the last table, so that a load that was broken off is done again."""


async def show(service: Service, listener: socket.socket, *, once: bool) -> None:
    """Load the demo unless it is there, serve, ask, play; then serve until Ctrl-C unless `once`."""
    graph, author = graph_of(service), Author(record=service.record)
    await retry_while_away(partial(load_demo, graph, service.keys, author))
    registering = partial(register_demo, graph, service.point_rules, service.card_seals, author, utc_now())
    await retry_while_away(registering)
    await retry_while_away(partial(list_demo_places, graph, utc_now()))
    async with serving(service, listener) as server:
        story, member, answer = await asyncio.gather(
            tell_story(service, utc_now()),
            tell_story(service, utc_now(), MemberTeller),
            retry_while_away(partial(_ask, service.settings)),
        )
        _show(answer, (timeline(story), member_lines(member)), service, once=once)
        if not once:
            with _kept_attached(service):
                await server


async def load_demo(graph: Graph, keys: FieldKeys, author: Author = Author()) -> None:  # noqa: B008
    """Load the demo unless all of it is there."""
    if not (await graph.read(Statement(IS_LOADED, {"id": LAST_LOADED})))[0][0]:
        with reporting() as report:
            await load(graph, SEEDS_DIR / "demo", keys, report.rows, author=author)


@contextmanager
def _kept_attached(service: Service) -> Iterator[None]:
    """Start Neo4j again whenever it has ended, until the block ends."""
    keeping = asyncio.create_task(service.keep_attached())
    try:
        yield
    finally:
        keeping.cancel()


async def _ask(settings: Settings) -> dict[str, Any]:
    """The answer over HTTP.

    Raises:
        Unavailable: a JVM that has just started plans longer than a request may take.
        SetupError: the question was refused.
    """
    question = {"query": QUERY.read_text(encoding="utf-8")}
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_SECONDS) as client:
        body: dict[str, Any] = (await client.post(f"{address(settings)}/graphql", json=question)).json()
    if "errors" not in body:
        community: dict[str, Any] = body["data"]["community"]
        return community
    refused = body["errors"][0]
    if refused["extensions"]["code"] in AWAY:
        raise Unavailable(refused["extensions"]["zh"], refused["message"])
    raise SetupError("示例查询没有成功。", f"The demo query failed: {refused['message']}")


def _show(community: dict[str, Any], stories: Sequence[Table], service: Service, *, once: bool) -> None:
    console = Console(file=sys.stdout, highlight=False)
    console.print(tree(community))
    for story in stories:
        console.print(story)
    for line in (*addresses(service), *(() if once else tokens(service, utc_now()))):
        console.print(line, soft_wrap=True)
    if not once:
        console.print("按 Ctrl-C 结束 / Ctrl-C ends it")


def tree(community: dict[str, Any]) -> Tree:
    """Draw the answer as a tree: community, its big party committee, who sits on it, what each can offer."""
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
