"""Writers that repeat each change with its key until it is acknowledged, and readers; what both saw."""

import asyncio
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

NEED = "mutation ($need: NeedInput!, $key: ID) { publishNeed(need: $need, key: $key) { id title } }"
READ = '{ community(code: "500103012011") { name grids(first: 3) { nodes { name } } } }'
AREAS = ("500103012011", "500103012013")
CLIENT_SECONDS = 30.0
"""A request that lasts longer is given up: it has missed its goal long before."""


@dataclass
class Seen:
    """What the clients saw of all requests."""

    acknowledged: dict[str, str] = field(default_factory=dict)  # title → id
    in_doubt: set[str] = field(default_factory=set)  # titles asked for and not acknowledged
    changed_answers: list[str] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    repeats: int = 0
    reads: int = 0

    def took(self, seconds: float, code: str) -> None:
        """A request has ended."""
        self.longest = max(self.longest, seconds)
        self.codes[code] += 1


async def write(client: httpx.AsyncClient, seen: Seen, random: Random, stop: asyncio.Event) -> None:
    """Publish needs, one after the other; each is asked for with its key until it is acknowledged."""
    while not stop.is_set():
        title, key = f"faults {uuid.UUID(int=random.getrandbits(128))}", str(uuid.UUID(int=random.getrandbits(128)))
        seen.in_doubt.add(title)
        need = {"title": title, "area": random.choice(AREAS), "raisedBy": "unit-01", "topics": ["01"]}
        while not stop.is_set():
            if data := await ask(client, seen, NEED, need=need, key=key):
                seen.in_doubt.discard(title)
                seen.acknowledged[title] = data["publishNeed"]["id"]
                if random.random() < 0.05 and (again := await ask(client, seen, NEED, need=need, key=key)):
                    seen.repeats += 1
                    if again != data:
                        seen.changed_answers.append(title)
                break
            await asyncio.sleep(random.uniform(0.1, 0.5))
        await asyncio.sleep(random.uniform(0, 0.1))


async def read(client: httpx.AsyncClient, seen: Seen, random: Random, stop: asyncio.Event) -> None:
    """Ask for the same view again and again."""
    while not stop.is_set():
        seen.reads += 1
        await ask(client, seen, READ)
        await asyncio.sleep(random.uniform(0.02, 0.2))


async def ask(client: httpx.AsyncClient, seen: Seen, query: str, **variables: Any) -> dict[str, Any] | None:
    """The data of an answer; None when there was none, for whatever reason."""
    begun = time.monotonic()
    code, data = "OK", None
    try:
        response = await client.post("/graphql", json={"query": query, "variables": variables})
        body = response.json()
        data = body.get("data")
        if errors := body.get("errors"):
            code, data = errors[0]["extensions"]["code"], None
    except (httpx.ConnectError, httpx.ConnectTimeout):
        code = "no connection"
    except httpx.TimeoutException:
        code = "no answer"
    except (httpx.TransportError, ValueError):
        code = "connection lost"
    seen.took(time.monotonic() - begun, code)
    return data
