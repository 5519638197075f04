"""A load whose process is killed at any moment is gone on with by the next one, to the same graph."""

import asyncio
import random
import sys
from asyncio.subprocess import PIPE

import pytest

from graphsvc.db.address import Address
from graphsvc.db.driver import Graph
from graphsvc.intake import load as loading
from graphsvc.intake.load import load
from tests.conftest import KEYS, Neo4j
from tests.engine.loading_child import ROWS_MERGED
from tests.engine.loads import DAY, DEMO, everything, last
from tests.shared_graph import SharedGraph

MOST_PIECES = 6
"""After how many pieces at most a process is killed; the demo has some thirty."""


async def load_until_killed(address: Address, pieces: int) -> bool:
    """Load in another process and kill it after so many pieces; whether it was still at it."""
    where = (address.uri, address.user, address.password, address.database)
    command = (sys.executable, "-m", "tests.engine.loading_child", *where, DAY.isoformat())
    child = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    assert child.stdout
    for _ in range(pieces):
        if not await child.stdout.readline():
            break
    if child.returncode is None:
        child.kill()
    return await child.wait() != 0


@pytest.mark.parametrize("kills", [2, pytest.param(10, marks=pytest.mark.soak)])
async def test_a_load_killed_again_and_again_ends_in_the_same_graph(
    neo4j: Neo4j, clean_graph: Graph, shared: SharedGraph, monkeypatch: pytest.MonkeyPatch, kills: int
) -> None:
    monkeypatch.setattr(loading, "ROWS_TOGETHER", 10)
    monkeypatch.setattr(loading, "ROWS_MERGED", ROWS_MERGED)
    await load(clean_graph, DEMO, KEYS, as_of=DAY)
    expected = await everything(clean_graph)
    await shared.empty()
    dice = random.Random(kills)
    for _ in range(kills):
        if not await load_until_killed(neo4j.address, dice.randint(1, MOST_PIECES)):
            break
        assert (await last(clean_graph))["state"] == "RUNNING"
    await load(clean_graph, DEMO, KEYS, as_of=DAY)
    assert (await last(clean_graph))["state"] == "DONE"
    assert await everything(clean_graph) == expected
