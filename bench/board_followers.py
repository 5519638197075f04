"""What many screens of one district cost that are open at once: cores of the service and of its Neo4j together."""

import asyncio
import time
from contextlib import suppress

import orjson

from bench.clock import spent
from bench.ground import Ground
from bench.served import service
from bench.wire import HOST, Caller, request
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane

SECONDS = 60.0
SETTLE_SECONDS = 10.0
PAUSE_SECONDS = 5.0
"""Between two times that a screen asks for its figures, as the console's page has it."""
CHANGES = "subscription ($area: ID!) { boardChanges(area: $area) { kinds happenedAt } }"
BOARD = """query ($area: ID!) { board(area: $area) { at cursor figures {
  kind board light count medianMinutes p90Minutes document variables } } }"""
DISCOVER = "mutation ($case: CaseInput!) { discoverCase(case: $case) { id } }"
A_GRID = "MATCH (g:Grid) WHERE g.areaCode STARTS WITH $prefix RETURN g.code ORDER BY g.code LIMIT 1"


async def cores_of_followers(ground: Ground, area: str, followers: int) -> float:
    """Open so many screens, raise a case every second, and tell the cores in use; also prints what they were told."""
    ((grid,),) = await ground.graph.read(Statement(A_GRID, {"prefix": area[:6]}), Lane.HEAVY)
    async with service(ground, ()) as way:
        screens = [Screen(way.caller.port, area) for _ in range(followers)]
        tasks = [asyncio.create_task(part()) for each in screens for part in (each.follow, each.refresh)]
        tasks.append(asyncio.create_task(_raise_cases(Caller(way.caller.port), grid)))
        await asyncio.sleep(SETTLE_SECONDS)
        began, used = time.monotonic(), spent(way.pid) + spent(ground.jvm)
        await asyncio.sleep(SECONDS)
        cores = (spent(way.pid) + spent(ground.jvm) - used) / (time.monotonic() - began)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    least = min(each.told for each in screens), min(each.asked for each in screens)
    print(f"{followers} screens: told at least {least[0]} changes, asked at least {least[1]} times each")
    return cores


class Screen:
    """A page that hangs on a wall: it follows changes, and asks for the figures again when there were some."""

    def __init__(self, port: int, area: str) -> None:
        self._port, self._area = port, area
        self._changed = asyncio.Event()
        self.told = self.asked = 0

    async def follow(self) -> None:
        """Follow the changes of the area, as server-sent events."""
        reader, writer = await asyncio.open_connection(HOST, self._port)
        body = orjson.dumps({"query": CHANGES, "variables": {"area": self._area}})
        head = f"Host: {HOST}\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n"
        writer.write(f"POST /graphql/stream HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        try:
            while line := await reader.readline():
                if line.startswith(b"data: ") and b"boardChanges" in line:
                    self.told += 1
                    self._changed.set()
        finally:
            writer.close()

    async def refresh(self) -> None:
        """Ask for the figures whenever something has changed, at most every few seconds."""
        caller = Caller(self._port)
        asked = request("/graphql", orjson.dumps({"query": BOARD, "variables": {"area": self._area}}))
        try:
            while True:
                await self._changed.wait()
                self._changed.clear()
                with suppress(ConnectionError):
                    await caller.ask(asked)
                    self.asked += 1
                await asyncio.sleep(PAUSE_SECONDS)
        finally:
            caller.close()


async def _raise_cases(caller: Caller, grid: str) -> None:
    number = 0
    while True:
        number += 1
        case = {"area": grid, "category": "C02", "title": f"第 {number} 件"}
        await caller.ask(request("/graphql", orjson.dumps({"query": DISCOVER, "variables": {"case": case}})))
        await asyncio.sleep(1.0)
