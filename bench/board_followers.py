"""What many screens of one district cost that are open at once: cores of the service and of its Neo4j together."""

import asyncio
import time

import orjson

from bench.clock import spent
from bench.ground import Ground
from bench.served import service
from bench.wire import HOST, Caller, request
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane

SECONDS = 60.0
SETTLE_SECONDS = 10.0
QUIET_SECONDS, QUIET_CORES = 5.0, 0.15
QUIET_AFTER_SECONDS = 300.0
"""A service that has just begun is waited for so long, until it is quiet."""
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
        await _until_quiet(way.pid, ground.jvm)
        screens = [Screen(way.caller.port, area) for _ in range(followers)]
        tasks = [asyncio.create_task(part()) for each in screens for part in (each.follow, each.refresh)]
        tasks.append(asyncio.create_task(_raise_cases(Caller(way.caller.port), grid)))
        await asyncio.sleep(SETTLE_SECONDS)
        here, there = await _cores(way.pid, ground.jvm, SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    told, asked = min(each.told for each in screens), min(each.asked for each in screens)
    refused = sum(each.refused for each in screens)
    print(f"{followers} screens: each was told at least {told} times, asked at least {asked} times; {refused} refused")
    print(f"cores: service {here:.2f}, Neo4j {there:.2f}")
    return here + there


async def _cores(service: int, jvm: int, seconds: float) -> tuple[float, float]:
    """The cores that service and Neo4j use for a while."""
    began, before = time.monotonic(), (spent(service), spent(jvm))
    await asyncio.sleep(seconds)
    took = time.monotonic() - began
    return (spent(service) - before[0]) / took, (spent(jvm) - before[1]) / took


async def _until_quiet(service: int, jvm: int) -> None:
    """Wait until what a service does first, such as looking at all clocks again, is over."""
    end = time.monotonic() + QUIET_AFTER_SECONDS
    while sum(await _cores(service, jvm, QUIET_SECONDS)) > QUIET_CORES and time.monotonic() < end:
        pass


class Screen:
    """A page that hangs on a wall: it follows changes, and asks for the figures again when there were some."""

    def __init__(self, port: int, area: str) -> None:
        self._port, self._area = port, area
        self._changed = asyncio.Event()
        self.told = self.asked = self.refused = 0

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
                try:
                    answer = await caller.ask(asked)
                    self.asked += 1
                    self.refused += b'"errors"' in answer
                except ConnectionError as failure:
                    self._changed.set()
                    if not str(failure).startswith("status"):
                        continue  # the server hung up on a line that was idle
                    self.refused += 1
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
