"""A service in this process over the run's Neo4j, asked over HTTP as anybody asks it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app import Service
from graphsvc.cli.serve import address, serving
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.state_file import free_port
from graphsvc.settings import Settings
from tests.conftest import FIELD_KEY, PATIENT, RECORD_KEY, Neo4j
from tests.web.endpoint import open_entrance


@asynccontextmanager
async def serving_demo(neo4j: Neo4j, role: Role = Role.VIEWER, **given: Any) -> AsyncIterator[str]:
    """The address of a service with these settings, to which everybody comes in this role."""
    reached = {"neo4j_uri": neo4j.address.uri, "neo4j_password": neo4j.address.password}
    signed = {"record_key": RECORD_KEY, "field_key": FIELD_KEY, "oidc_issuer": "https://sign-in.example"}
    service = Service(Settings(**{"port": free_port(), "deadline_seconds": 20.0, **reached, **signed, **given}))
    service.entrance = open_entrance(Principal("tests", role))  # what a profile shows, without a sign-in server
    await service.attach()
    try:
        async with serving(service):
            yield address(service.settings)
    finally:
        await service.close()


@pytest.fixture
async def developer(neo4j: Neo4j, demo_graph: Graph) -> AsyncIterator[str]:
    """A service in the developer profile over the demo."""
    async with serving_demo(neo4j, profile="developer") as url:
        yield url


@pytest.fixture(scope="package")
async def console(neo4j: Neo4j, graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A service in the developer profile, whose tokens are signed by a key of its own."""
    folder: Path = tmp_path_factory.mktemp("console")
    given: dict[str, Any] = {"neo4j_uri": neo4j.address.uri, "neo4j_password": neo4j.address.password}
    given |= {"record_key": RECORD_KEY, "field_key": FIELD_KEY, "port": free_port(), "data_dir": folder}
    service = Service(Settings(profile="developer", text_model="off", ladder_seconds=0, plan_ahead=True, **given))
    service.graph = Graph(neo4j.address, PATIENT)
    await service.attach()
    try:
        async with serving(service):
            yield address(service.settings)
    finally:
        await service.close()
