"""A real OpenID Connect server (npm oidc-provider) in a process of its own, installed where caches belong."""

import asyncio
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from platformdirs import user_cache_path

HERE = Path(__file__).parent
FILES = ("package.json", "package-lock.json", "server.mjs")
RESOURCE = "urn:graphsvc"
SECRET = "only-known-to-tests-and-this-server"
INSTALL_SECONDS, START_SECONDS, TRIES = 180, 30, 3


@dataclass
class SignInServer:
    """A running server: its address, and the orders it takes."""

    issuer: str
    process: Process

    async def order(self, what: str) -> Any:
        """`rotate <kid>`, `retire <kid>`, `person <JSON>`, or `asked`: the paths requested since the last time."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{what}\n".encode())
        return (await line(self.process))["result"]

    async def token(self, client: str) -> str:
        """An access token by client credentials."""
        async with httpx.AsyncClient(trust_env=False) as http:
            answer = await http.post(
                f"{self.issuer}/token", data={"grant_type": "client_credentials"}, auth=(client, SECRET)
            )
        assert answer.status_code == 200, answer.text
        given: str = answer.json()["access_token"]
        return given


@asynccontextmanager
async def serving(
    claims: dict[str, dict[str, Any]], algorithm: str = "RS256", *, site: str = "", seconds: int = 600
) -> AsyncIterator[SignInServer]:
    """The server on a free port of loopback, with a client for each name and its claims; ends with the block.

    Args:
        site: address of a service whose console signs people in, as the client `console`.
        seconds: how long access tokens hold.
    """
    clients = [{"id": name, "secret": SECRET, "claims": extra} for name, extra in claims.items()]
    registered = {"id": "console", "secret": SECRET, "address": site} if site else None
    given = json.dumps(
        {"resource": RESOURCE, "algorithm": algorithm, "clients": clients, "site": registered, "ttl": seconds}
    )
    folder = await asyncio.to_thread(installed)
    running = await _started(str(folder / "server.mjs"), given)
    try:
        yield running
    finally:
        await _end(running.process)


async def _started(script: str, given: str) -> SignInServer:
    """Start it; one that says nothing in time is started again: node was seen to hang, once in a hundred starts."""
    for left in reversed(range(TRIES)):
        process = await asyncio.create_subprocess_exec(
            program("node"), script, given, stdin=PIPE, stdout=PIPE, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            return SignInServer((await line(process))["issuer"], process)
        except BaseException as failure:
            await _end(process)
            if not left or not isinstance(failure, TimeoutError):
                raise
    raise AssertionError("never tried")


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()


async def line(process: Process) -> Any:
    """The next line it says."""
    assert process.stdout is not None
    async with asyncio.timeout(START_SECONDS):
        said = await process.stdout.readline()
    assert said, "the sign-in server has ended"
    return json.loads(said)


def installed() -> Path:
    """The folder with the server and the packages of its lock file; `npm ci` makes it once for each version of them."""
    version = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in FILES)).hexdigest()[:16]
    folder = user_cache_path("graphsvc") / "sign-in-server" / version
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as part:
            install(Path(part) / "whole")
            try:
                os.rename(Path(part) / "whole", folder)
            except OSError:  # another run was faster
                assert folder.exists()
    return folder


def install(folder: Path) -> None:
    """Copy what is committed and let npm fetch what the lock file names, checked by its digests; runs no scripts."""
    folder.mkdir()
    for name in FILES:
        shutil.copy(HERE / name, folder)
    done = subprocess.run(
        [program("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, f"npm ci failed: {done.stderr}"


def program(name: str) -> str:
    """Where a program is; these tests need Node.js 20 or newer and npm, and fail without."""
    found = shutil.which(name)
    assert found, f"{name} is not installed: the sign-in tests need Node.js 20 or newer with npm"
    return found
