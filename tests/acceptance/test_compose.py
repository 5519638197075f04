"""The processes of docker-compose.yml in its environment, each container with folders of its own beside its volumes."""

import asyncio
import csv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from graphsvc.access.sealing.keys import new_key
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.state_file import free_port
from graphsvc.log.record_key import new_record_key
from graphsvc.paths import SEEDS_DIR
from tests.acceptance.serving import COMMAND, answers, until
from tests.compose import configuration, container
from tests.conftest import Neo4j, patience

PASSWORD = {"NEO4J_PASSWORD": "at-least-8"}
CLEAR = '{ person(id: "person-001") { personal(reason: "核对网格名册") { phone } } }'
BY_NUMBER = "query ($phone: String) { peopleByNumber(phone: $phone) { nodes { id } } }"


@dataclass
class Host:
    """A machine that runs containers: named volumes are one folder each, everything else is the container's own."""

    folder: Path
    neo4j: Neo4j
    given: dict[str, str]
    containers: int = 0

    def run(self, name: str, port: int) -> tuple[list[str], dict[str, str]]:
        """A new container of a service: its command and the environment it runs in on this machine."""
        self.containers += 1
        one = container(configuration(self.given), name)
        own = self.folder / f"container-{self.containers}"
        environment = {
            **one.environment,
            "GRAPHSVC_NEO4J_URI": self.neo4j.address.uri,
            "GRAPHSVC_NEO4J_PASSWORD": self.neo4j.address.password,
            "GRAPHSVC_HOST": "127.0.0.1",
            "GRAPHSVC_PORT": str(port),
            "GRAPHSVC_TEXT_MODEL": "off",
            "PATH": "/usr/bin:/bin",
            "HOME": str(own),
        }
        for variable in ("GRAPHSVC_DATA_DIR", "GRAPHSVC_FIELD_KEY_FILE", "GRAPHSVC_RECORD_KEY_FILE"):
            if inside := environment[variable]:
                environment[variable] = str(self._outside(inside, one.volumes, own))
        return [str(COMMAND), *one.command], environment

    def _outside(self, path: str, volumes: Any, own: Path) -> Path:
        for inside, outside in volumes.items():
            if path == inside or path.startswith(f"{inside}/"):
                return self.folder / "volumes" / outside / path.removeprefix(inside).strip("/")
        return own / path.strip("/")

    async def done(self, name: str, *command: str) -> tuple[int, str]:
        """Run a container to its end, by its own command unless another is given."""
        own, environment = self.run(name, free_port())
        process = await asyncio.create_subprocess_exec(
            *([own[0], *command] if command else own),
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        assert process.returncode is not None
        return process.returncode, output.decode()

    @asynccontextmanager
    async def served(self) -> AsyncIterator[httpx.AsyncClient]:
        """A new container of the service while the block lasts."""
        port = free_port()
        command, environment = self.run("graphsvc", port)
        process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.DEVNULL)
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
                await until(lambda: answers(client, "/health/ready"), patience(30))
                yield client
        finally:
            process.terminate()
            await process.wait()


@pytest.fixture
async def host(clean_graph: Graph, neo4j: Neo4j, tmp_path: Path) -> AsyncIterator[Host]:
    yield Host(tmp_path, neo4j, dict(PASSWORD))
    await clean_graph.write(
        Statement("MATCH (n) WHERE n:KeyCheck OR n:KeyUse OR n:LogEntry OR n:Chain DETACH DELETE n")
    )


def phone_of(person: str) -> str:
    with (SEEDS_DIR / "demo" / "people.csv").open(encoding="utf-8-sig") as file:
        return next(row["phone"] for row in csv.DictReader(file) if row["id"] == person)


async def asked(client: httpx.AsyncClient, query: str, **variables: str) -> Any:
    return (await client.post("/graphql", json={"query": query, "variables": variables})).json()


async def test_four_containers_of_a_trial_read_what_each_other_sealed_and_keep_one_record(host: Host) -> None:
    for name in ("migrate", "load"):
        code, output = await host.done(name)
        assert code == 0, output
    phone = phone_of("person-001")
    for _ in range(2):  # the second is what `up --force-recreate` makes
        async with host.served() as client:
            assert await asked(client, CLEAR) == {"data": {"person": {"personal": {"phone": phone}}}}
            found = await asked(client, BY_NUMBER, phone=phone)
            assert found == {"data": {"peopleByNumber": {"nodes": [{"id": "person-001"}]}}}
    for command in (("audit-log", "verify"), ("keys", "status")):
        code, output = await host.done("graphsvc", *command)
        assert code == 0, output
    assert host.containers == 6


async def test_in_production_the_keys_are_those_of_the_files_and_no_container_makes_any(host: Host) -> None:
    secrets = host.folder / "volumes" / "secrets"
    secrets.mkdir(parents=True)
    (secrets / "field_key").write_text(new_key("2026-03"), encoding="ascii")
    (secrets / "record_key").write_text(new_record_key(), encoding="ascii")
    host.given |= {
        "GRAPHSVC_PROFILE": "production",
        "GRAPHSVC_OIDC_ISSUER": "https://sign-in.example",
        "GRAPHSVC_FIELD_KEY_FILE": "/run/secrets/field_key",
        "GRAPHSVC_RECORD_KEY_FILE": "/run/secrets/record_key",
        "SECRETS_DIR": "secrets",
    }
    assert (await host.done("migrate"))[0] == 0
    async with host.served() as client:
        assert (await client.post("/graphql", json={"query": CLEAR})).status_code == 401
    code, output = await host.done("graphsvc", "keys", "status")
    assert (code, output.count("newest")) == (0, 1)
    assert [path.name for path in host.folder.rglob("*.key")] == []


async def test_production_without_keys_ends_every_container_that_needs_them_with_the_reason(host: Host) -> None:
    host.given |= {"GRAPHSVC_PROFILE": "production", "GRAPHSVC_OIDC_ISSUER": "https://sign-in.example"}
    for name in ("load", "graphsvc"):
        code, output = await host.done(name)
        assert code == 3
        assert "_KEY" in output
