"""One caller takes all it may, in a process of its own; another opens its pages as before."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from bench.fairness import DISTRICT, Felt, beside
from bench.greed import KINDS
from graphsvc.access.role import Role
from graphsvc.access.sign_in.development import Development
from graphsvc.clock import utc_now
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.state_file import free_port
from graphsvc.settings import Settings
from tests.acceptance.serving import answers, served, until
from tests.conftest import Neo4j, patience

pytestmark = [pytest.mark.slow, pytest.mark.alone]

SECONDS = 6.0
NOTICED_MS = 150.0
"""What nobody notices, and a busy machine adds by itself."""


class Served(NamedTuple):
    port: int
    client: httpx.AsyncClient
    tokens: tuple[str, str]

    async def beside(self, kind: str) -> Felt:
        return await beside(kind, self.port, self.tokens, SECONDS)


@pytest.fixture
async def service(neo4j: Neo4j, demo_graph: Graph, tmp_path: Path) -> AsyncIterator[Served]:
    port, address = free_port(), neo4j.address
    issuer = Development(Settings(data_dir=tmp_path))
    modest, greedy = (
        issuer.mint(Role.DISTRICT_ADMIN, [DISTRICT], None, who, utc_now(), timedelta(hours=1))
        for who in ("modest", "greedy")
    )
    given = {"data_dir": tmp_path, "neo4j_uri": address.uri, "neo4j_password": address.password, "text_model": "off"}
    async with served(port, given) as client:
        await until(lambda: answers(client, "/health/ready"), patience(60))
        yield Served(port, client, (modest, greedy))


@pytest.mark.parametrize("kind", ["statistics", "pages", "documents that run nothing", "sockets"])
async def test_a_caller_hardly_feels_another_that_takes_all_it_may(service: Served, kind: str) -> None:
    felt = await service.beside(kind)
    print(f"{kind}: {felt.ratio:.2f} times its quiet p95 of {felt.p95(felt.quiet):.0f} ms; {dict(felt.greedy)}")
    assert felt.refused == 0
    assert felt.greedy.total() > 0, "the greedy one was there"
    assert felt.p95(felt.beside) <= max(2 * felt.p95(felt.quiet), NOTICED_MS * patience(1))


async def test_one_request_of_many_roots_keeps_within_its_callers_share_and_is_answered(service: Served) -> None:
    felt = await service.beside("ledger, one at a time")
    assert felt.refused == 0
    assert set(felt.greedy) == {"answered"}
    assert "ledger, one at a time" in KINDS
