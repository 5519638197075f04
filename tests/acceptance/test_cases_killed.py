"""Sixteen clients moving the same cases over HTTP, the service killed ten times: no step is lost, none doubled."""

import asyncio
import random
from collections import Counter, defaultdict
from functools import partial
from pathlib import Path

import httpx
import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.state_file import free_port
from tests.acceptance.killed import answer_to, living
from tests.acceptance.serving import until
from tests.conftest import Neo4j, patience
from tests.engine.cases_world import new_case, place, replayed, stands

pytestmark = [pytest.mark.slow, pytest.mark.alone]

CLIENTS, CASES, KILLS = 16, 200, 10
STEPS_A_LIFE = (25, 60)
"""Acknowledged steps after which a service is killed, so that every life is in the middle of work on any machine."""
PATH = [
    ("acceptCase", ""),
    ("whistleCase", ', departments: ["unit-water", "unit-fire"], kind: EMERGENCY'),
    *[("remindCase", ', note: "抓紧"'), ("superviseCase", "")] * 20,
]


async def test_a_service_killed_ten_times_keeps_every_acknowledged_step_and_doubles_none(
    clean_graph: Graph, neo4j: Neo4j, tmp_path: Path
) -> None:
    await place(clean_graph)
    cases: list[str] = []
    while len(cases) < CASES:
        cases += await asyncio.gather(*(new_case(clean_graph) for _ in range(20)))
    port, address = free_port(), neo4j.address
    acknowledged: dict[str, set[int]] = defaultdict(set)
    seen = Counter[str]()
    running = True

    async def step(client: httpx.AsyncClient, case_id: str, version: int) -> None:
        """One step, sent again under its key until somebody answers."""
        name, more = PATH[version - 1]
        asked = f'{name}(id: "{case_id}", expectedVersion: {version}, key: $key{more})'
        text = f"mutation ($key: ID) {{ {asked} {{ version }} }}"
        answer = await answer_to(client, text, seen, lambda: running)
        if answer and "errors" not in answer:
            acknowledged[case_id].add(answer["data"][name]["version"])
        elif answer:
            seen["not told"] += not answer["errors"][0]["extensions"]["allowed"]

    def moved() -> int:
        return sum(map(len, acknowledged.values()))

    async def reached(steps: int) -> bool:
        return moved() >= steps

    async def client(number: int) -> None:
        chance = random.Random(number)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as connection:
            while running:
                case_id = chance.choice(cases)
                version = max(acknowledged[case_id], default=1)
                if version <= len(PATH):
                    await step(connection, case_id, version)

    reached_at = {"neo4j_uri": address.uri, "neo4j_password": address.password, "data_dir": tmp_path}
    async with living(port, **reached_at) as service:
        clients = [asyncio.create_task(client(number)) for number in range(CLIENTS)]
        chance = random.Random(1)
        for life in range(KILLS + 1):
            await until(partial(reached, moved() + chance.randint(*STEPS_A_LIFE)), patience(60))
            if life < KILLS:
                service.kill()
                await service.start()
        running = False
        await asyncio.gather(*clients)
    steps = await clean_graph.read(
        Statement("MATCH (c:Case)-[:WENT_THROUGH]->(s) WITH c, s ORDER BY s.version LIMIT 99999 RETURN c.id, s.version")
    )
    versions: dict[str, list[int]] = defaultdict(list)
    for case_id, version in steps:
        versions[case_id].append(version)
    for case_id in cases:
        assert versions[case_id] == list(range(1, len(versions[case_id]) + 1))
        assert acknowledged[case_id] <= set(versions[case_id])
    assert moved() > CASES, dict(seen)
    assert seen["cut off"] >= KILLS
    assert seen["not told"] == 0
    for case_id in cases[:20]:
        assert await stands(clean_graph, case_id) == await replayed(clean_graph, case_id)
    print({**seen, "acknowledged": moved(), "written": len(steps) - CASES})
