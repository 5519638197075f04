"""The service the faults happen to, on a small disk of its own; started anew when it ends, as orchestrators do."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx

from graphsvc.db.embedded.data_folder import Folder
from graphsvc.db.embedded.owner import owner
from graphsvc.db.embedded.state_file import free_port, read_state
from graphsvc.settings import Settings

RUN = "from graphsvc.cli import main; main()"
READY_SECONDS = 180.0


class Victim:
    """A service and its processes, whichever they are now."""

    def __init__(self, disk: Path, port: int, deadline: float) -> None:
        self.disk = disk
        self._deadline = deadline
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.exits: list[int] = []
        self._process: asyncio.subprocess.Process | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._folder = Folder(disk / "data")

    @property
    def settings(self) -> Settings:
        """Those of the service."""
        return Settings(data_dir=self._folder.root, **self._given)  # type: ignore[arg-type]

    @property
    def _given(self) -> dict[str, object]:
        return {
            "profile": "developer",
            "port": self.port,
            "heap_mb": 512,
            "page_cache_mb": 64,
            "text_model": "off",
            "rate_per_second": 0,
            "deadline_seconds": self._deadline,
            "ladder_seconds": 1,
        }

    def environment(self) -> dict[str, str]:
        """The environment its commands run in."""
        given = {f"GRAPHSVC_{name.upper()}": str(value) for name, value in self._given.items()}
        return {**os.environ, **given, "GRAPHSVC_DATA_DIR": str(self._folder.root)}

    @property
    def service(self) -> int | None:
        """Its process."""
        return self._process.pid if self._process and self._process.returncode is None else None

    @property
    def java(self) -> int | None:
        """The JVM of its Neo4j."""
        holder = owner(self._folder)
        return holder.java if holder else None

    @property
    def guard(self) -> int | None:
        """The process between the two."""
        holder = owner(self._folder)
        return holder.guard if holder else None

    @property
    def bolt_port(self) -> int:
        """Where Neo4j answers."""
        known = read_state(self._folder)
        return known.port if known else 0

    async def command(self, *arguments: str) -> tuple[int, str]:
        """Run a command on the same settings to its end; its exit code and what it said."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", RUN, *arguments, env=self.environment(),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await process.communicate()
        return process.returncode or 0, said.decode()

    async def keep_running(self) -> None:
        """Start the service whenever it has ended, until cancelled."""
        with (self.disk.parent / "service.log").open("ab") as log:
            while True:
                self._process = await asyncio.create_subprocess_exec(
                    sys.executable, "-c", RUN, "serve", env=self.environment(), stderr=log
                )
                self.exits.append(await self._process.wait())

    async def until_ready(self) -> float:
        """Wait until it answers; the seconds that took.

        Raises:
            TimeoutError: it has not come back.
        """
        begun = time.monotonic()
        async with asyncio.timeout(READY_SECONDS), httpx.AsyncClient(trust_env=False, timeout=2) as client:
            while True:
                with suppress(httpx.TransportError):
                    if (await client.get(f"{self.url}/health/ready")).status_code == 200:
                        return time.monotonic() - begun
                await asyncio.sleep(0.05)

    def begin(self) -> None:
        """Start the service, and again whenever it has ended."""
        self._keeping = asyncio.create_task(self.keep_running())

    async def stop_for_good(self) -> None:
        """End the service and its Neo4j, and start neither again; harmless a second time."""
        if self._keeping:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        if self._process and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()


@asynccontextmanager
async def victim(folder: Path, disk_mb: int, deadline: float) -> AsyncIterator[Victim]:
    """A service with the demo on a disk of its own, while the block lasts; needs the right to mount."""
    disk = folder / "disk"
    disk.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={disk_mb}m", "graphsvc-faults", str(disk)]
    await asyncio.to_thread(subprocess.run, mount, check=True)
    try:
        found = Victim(disk, free_port(), deadline)
        for command in (("migrate",), ("load", "demo")):
            code, said = await found.command(*command)
            if code:
                raise RuntimeError(f"{command}: {said}")
        found.begin()
        try:
            await found.until_ready()
            yield found
        finally:
            await found.stop_for_good()
    finally:
        await asyncio.to_thread(subprocess.run, ["umount", "--lazy", str(disk)])


def told(values: object) -> str:
    """A line of JSON."""
    return json.dumps(values, ensure_ascii=False)
