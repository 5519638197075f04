"""A Maven repository of a few bytes, as badly behaved as a test wants it."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from graphsvc.db.jvm.jars import Jar


def jar(number: int, content: bytes) -> Jar:
    """A jar of a given content."""
    return Jar("org.example", f"part{number}", "1", "", hashlib.sha256(content).hexdigest(), len(content))


@dataclass
class Repository:
    """What it holds by path, how often a path breaks off in the middle, and what was asked for."""

    files: dict[str, bytes]
    breaks: dict[str, int] = field(default_factory=dict)
    knows_ranges: bool = True
    asked: list[tuple[str, str]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        while head := await self._head(reader):
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            await asyncio.sleep(0.005)
            whole = self._respond(head, writer)
            await writer.drain()
            self.at_once -= 1
            if not whole:
                break
        writer.close()

    async def _head(self, reader: asyncio.StreamReader) -> list[str]:
        try:
            return (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        except asyncio.IncompleteReadError:
            return []

    def _respond(self, head: list[str], writer: asyncio.StreamWriter) -> bool:
        path = head[0].split()[1].removeprefix("/maven2/")
        wanted = next((each.split("=")[1] for each in head if each.lower().startswith("range:")), "")
        self.asked.append((path, wanted))
        if path not in self.files:
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            return True
        content, status = self.files[path], b"200 OK"
        if wanted and self.knows_ranges:
            content, status = content[int(wanted.rstrip("-")) :], b"206 Partial Content"
        breaks = self.breaks.get(path, 0)
        self.breaks[path] = breaks - 1
        body = content[: len(content) // 2] if breaks > 0 else content
        writer.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n" % (status, len(content)) + body)
        return breaks <= 0


@asynccontextmanager
async def serving(repository: Repository) -> AsyncIterator[str]:
    """Serve a repository; gives its address."""
    server = await asyncio.start_server(repository.answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/maven2"
