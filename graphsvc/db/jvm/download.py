"""Bring the pinned jars into the cache: in parallel, each verified before it takes its name, none fetched twice."""

import asyncio
import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx

from graphsvc.authorities import authorities
from graphsvc.db.jvm.jars import Jar
from graphsvc.errors import SetupError

PARALLEL = 16  # files at once; more gains nothing, even on a line of 1 Gbit/s
ATTEMPTS = 4  # tries a file, each going on where the last one broke off
PAUSE_SECONDS = 0.25  # doubled before each further try
CONNECT_ATTEMPTS = 2  # of them, when nothing answers at all: without a network the message should come soon
TIMEOUT = httpx.Timeout(20.0, connect=6.0)  # seconds without a byte

Report = Callable[[int, int], None]
Count = Callable[[int], None]


class _WrongContentError(Exception):
    """What came is not what was pinned."""


async def fetch(jars: list[Jar], folder: Path, maven_url: str, report: Report) -> list[Path]:
    """Make every jar lie in `folder`; a full cache needs no network.

    Args:
        report: called with bytes done and bytes in total of what has to be downloaded, only if there is any.
    Returns:
        the paths of the jars, in their order.
    Raises:
        SetupError: the repository does not answer or gives other files than the pinned ones.
    """
    if missing := _missing(jars, folder):
        await _fetch(missing, folder, maven_url.rstrip("/"), report)
    return [folder / jar.name for jar in jars]


def _missing(jars: list[Jar], folder: Path) -> list[Jar]:
    folder.mkdir(parents=True, exist_ok=True)
    sizes = {entry.name: entry.stat().st_size for entry in os.scandir(folder)}
    return [jar for jar in jars if sizes.get(jar.name) != jar.size]


async def _fetch(missing: list[Jar], folder: Path, maven_url: str, report: Report) -> None:
    total, done = sum(jar.size for jar in missing), 0
    places = asyncio.Semaphore(PARALLEL)

    def count(change: int) -> None:
        nonlocal done
        done += change
        report(done, total)

    async def one(client: httpx.AsyncClient, jar: Jar) -> None:
        async with places:
            await _download(client, f"{maven_url}/{jar.path}", jar, folder, count)

    count(0)
    limits = httpx.Limits(max_connections=PARALLEL, max_keepalive_connections=PARALLEL)
    client = httpx.AsyncClient(verify=authorities(), limits=limits, timeout=TIMEOUT, follow_redirects=True)
    try:
        async with client, asyncio.TaskGroup() as group:
            for jar in sorted(missing, key=lambda jar: -jar.size):
                group.create_task(one(client, jar))
    except* (httpx.HTTPError, httpx.InvalidURL, _WrongContentError) as failures:
        raise _unreachable(maven_url, len(missing), total, failures.exceptions[0]) from None


async def _download(client: httpx.AsyncClient, url: str, jar: Jar, folder: Path, count: Count) -> None:
    part = _Part(folder / f".{jar.name}.{os.getpid()}.part")
    with part:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await _append(client, url, jar, part, count)
                break
            except (httpx.TransportError, _WrongContentError) as error:
                away = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
                if attempt == (CONNECT_ATTEMPTS if away else ATTEMPTS):
                    raise
                await asyncio.sleep(PAUSE_SECONDS * 2**attempt)
        part.rename(folder / jar.name)


async def _append(client: httpx.AsyncClient, url: str, jar: Jar, part: "_Part", count: Count) -> None:
    """Fetch what `part` still lacks, then compare the whole with the pin."""
    async with client.stream("GET", url, headers={"Range": f"bytes={part.size}-"} if part.size else {}) as response:
        response.raise_for_status()
        if part.size and response.status_code != httpx.codes.PARTIAL_CONTENT:
            count(-part.clear())
        async for piece in response.aiter_raw():
            part.write(piece)
            count(len(piece))
    if part.sha256 != jar.sha256:
        count(-part.clear())
        raise _WrongContentError(f"{jar.name}: SHA-256")


class _Part:
    """A file on its way, with the hash of what is there; gone unless it has been renamed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("wb")
        self._hash = hashlib.sha256()
        self.size = 0

    def __enter__(self) -> "_Part":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        with suppress(FileNotFoundError):
            self._path.unlink()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, piece: bytes) -> None:
        self._file.write(piece)
        self._hash.update(piece)
        self.size += len(piece)

    def clear(self) -> int:
        """Begin anew; gives how many bytes were thrown away."""
        thrown, self.size, self._hash = self.size, 0, hashlib.sha256()
        self._file.seek(0)
        self._file.truncate()
        return thrown

    def rename(self, path: Path) -> None:
        self._file.flush()
        self._path.replace(path)


def _unreachable(maven_url: str, files: int, total: int, cause: Exception) -> SetupError:
    why = str(cause) or type(cause).__name__
    return SetupError(
        f"内嵌 Neo4j 还缺 {files} 个 jar（{total / 1e6:.0f} MB），无法从 {maven_url} 下载：{why}。"
        "请联网，或把 GRAPHSVC_MAVEN_URL 指向可用的镜像。另有两种方式：用 docker compose up 启动，"
        "或用 GRAPHSVC_NEO4J_URI 指向已在运行的 Neo4j。",
        f"The embedded Neo4j lacks {files} jars ({total / 1e6:.0f} MB) and {maven_url} does not give them: {why}. "
        "Connect to the network or point GRAPHSVC_MAVEN_URL at a mirror. Two other ways: `docker compose up`, "
        "or GRAPHSVC_NEO4J_URI for a Neo4j that runs already.",
    )
