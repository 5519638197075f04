"""Sixteen clients moving the same 200 cases, and clients cut off again and again: no step is lost, none comes twice."""

import asyncio
import random
from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

import pytest

from graphsvc.cases.model.states import Action, WhistleKind
from graphsvc.cases.store.cases import Caller, read_steps
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.errors import StepRefused, Unavailable
from tests.conftest import Neo4j
from tests.engine.cases_world import (
    CLOCK,
    COMMUNITY,
    START,
    SUBDISTRICT,
    UNITS,
    Single,
    new_case,
    place,
    replayed,
    stands,
    step,
)

pytestmark = pytest.mark.slow

CLIENTS, CASES = 16, 200
PATH: list[tuple[Caller, Action, dict[str, Any]]] = [
    (COMMUNITY, Action.ACCEPT, {}),
    (SUBDISTRICT, Action.WHISTLE, {"departments": tuple(UNITS), "kind": WhistleKind.EMERGENCY}),
    (SUBDISTRICT, Action.REMIND, {"note": "抓紧"}),
    (SUBDISTRICT, Action.SUPERVISE, {}),
]


async def test_sixteen_clients_on_the_same_cases_lose_and_double_no_step(clean_graph: Graph) -> None:
    await place(clean_graph)
    cases = [await new_case(clean_graph) for _ in range(CASES)]
    seen: Counter[str] = Counter()
    won: dict[str, list[int]] = defaultdict(list)

    async def client(number: int) -> None:
        for case_id in random.Random(number).sample(cases, CASES // 4):
            version = len(won[case_id]) + 1
            if version > len(PATH):
                continue
            caller, action, more = PATH[version - 1]
            try:
                moved = await step(clean_graph, caller, case_id, version, action, **more)
                won[case_id].append(moved.after)
                seen["won"] += 1
            except StepRefused as refusal:
                seen["told" if refusal.allowed else "not told"] += 1

    await asyncio.gather(*(client(number) for number in range(CLIENTS)))
    assert seen["won"] > CASES
    assert seen["not told"] == 0
    for case_id in cases:
        versions = [each.version for each in await read_steps(Single(clean_graph), CLOCK, case_id)]
        assert versions == [1, *sorted(won[case_id])] == list(range(1, len(versions) + 1))
    for case_id in cases[:20]:
        assert await stands(clean_graph, case_id) == await replayed(clean_graph, case_id)


async def test_clients_cut_off_again_and_again_lose_and_double_no_acknowledged_step(
    clean_graph: Graph, neo4j: Neo4j
) -> None:
    """The clients' connections break ten times in the middle; who does not know repeats, and the version tells."""
    await place(clean_graph)
    cases = [await new_case(clean_graph) for _ in range(40)]
    acknowledged: dict[str, list[int]] = defaultdict(list)

    async def client(graph: Graph, number: int) -> None:
        for case_id in random.Random(number).sample(cases, len(cases)):
            version = max(acknowledged[case_id], default=1)
            caller, action, more = PATH[min(version, len(PATH)) - 1]
            if version > len(PATH):
                continue
            try:
                moved = await step(graph, caller, case_id, version, action, START + timedelta(minutes=version), **more)
                acknowledged[case_id].append(moved.after)
            except StepRefused as refusal:
                assert refusal.code == "CONFLICT"  # noqa: PT017
                acknowledged[case_id].append((await stands(clean_graph, case_id)).version)
            except Unavailable:
                continue

    for cut in range(10):
        graph = Graph(neo4j.address, Timing(light=10.0))
        clients = [asyncio.create_task(client(graph, cut * CLIENTS + number)) for number in range(CLIENTS)]
        await asyncio.sleep(0.4 + 0.1 * (cut % 4))
        for each in clients:
            each.cancel()
        await graph.close()
        await asyncio.gather(*clients, return_exceptions=True)
    moved = 0
    for case_id in cases:
        versions = [each.version for each in await read_steps(Single(clean_graph), CLOCK, case_id)]
        assert versions == list(range(1, len(versions) + 1))
        assert set(acknowledged[case_id]) <= set(versions)
        assert await stands(clean_graph, case_id) == await replayed(clean_graph, case_id)
        moved += len(versions) - 1
    assert moved > 10
