"""A service in this process over the run's Neo4j, asked over HTTP as anybody asks it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.types import Scope

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app import Service
from graphsvc.cli.serve import address, serving
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import Embedded
from graphsvc.settings import Settings
from tests.acceptance.serving import free_port
from tests.conftest import FIELD_KEY, RECORD_KEY


class EveryoneIn:
    """An entrance that stands open, so that what a profile shows is seen without a sign-in server."""

    def __init__(self, role: Role = Role.VIEWER) -> None:
        self.role = role

    async def caller(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Principal:
        """Somebody in this role; a VIEWER may read the structure."""
        return Principal("tests", self.role)


@asynccontextmanager
async def serving_demo(neo4j: Embedded, role: Role = Role.VIEWER, **given: Any) -> AsyncIterator[str]:
    """The address of a service with these settings, to which everybody comes in this role."""
    reached = {"neo4j_uri": neo4j.address.uri, "neo4j_password": neo4j.address.password}
    signed = {"record_key": RECORD_KEY, "field_key": FIELD_KEY, "oidc_issuer": "https://sign-in.example"}
    service = Service(Settings(**{"port": free_port(), "deadline_seconds": 20.0, **reached, **signed, **given}))
    service.entrance = EveryoneIn(role)  # type: ignore[assignment]
    await service.attach()
    try:
        async with serving(service):
            yield address(service.settings)
    finally:
        await service.close()


@pytest.fixture
async def developer(neo4j: Embedded, demo_graph: Graph) -> AsyncIterator[str]:
    """A service in the developer profile over the demo."""
    async with serving_demo(neo4j, profile="developer") as url:
        yield url


@pytest.fixture
async def strict(neo4j: Embedded, demo_graph: Graph) -> AsyncIterator[str]:
    """A service in the strict profile over the demo."""
    async with serving_demo(neo4j, profile="strict") as url:
        yield url
