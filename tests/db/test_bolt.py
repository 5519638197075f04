"""The look at a Bolt port, against servers that answer, are silent, or are something else."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from graphsvc.db.bolt_probe import alive


@asynccontextmanager
async def server(reply: bytes | None) -> AsyncIterator[str]:
    """A server that answers twenty bytes of handshake by `reply`, or by nothing."""
    silent: list[asyncio.StreamWriter] = []  # which would close when nobody holds it, from Python 3.12 on

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert (await reader.readexactly(20))[:4] == b"\x60\x60\xb0\x17"
        if reply is not None:
            writer.write(reply)
            writer.close()
        else:
            silent.append(writer)

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield f"neo4j://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    listening.close()
    for writer in silent:
        writer.close()


async def test_a_server_that_agrees_on_a_version_is_alive() -> None:
    async with server(b"\x00\x00\x04\x05") as uri:
        assert await alive(uri, 1.0)
        assert await alive(uri.replace("neo4j://", "bolt://"), 1.0)


@pytest.mark.parametrize("reply", [b"\x00\x00\x00\x00", b"", b"HT"])
async def test_a_server_that_agrees_on_nothing_is_not(reply: bytes) -> None:
    async with server(reply) as uri:
        assert not await alive(uri, 1.0)


async def test_a_silent_server_is_not_alive_and_costs_only_the_time_it_was_given() -> None:
    async with server(None) as uri:
        began = time.monotonic()
        assert not await alive(uri, 0.2)
        assert 0.2 <= time.monotonic() - began < 1.0


@pytest.mark.parametrize("uri", ["bolt://127.0.0.1:9", "neo4j+s://127.0.0.1:9", "neo4j+ssc://127.0.0.1:9"])
async def test_a_closed_port_is_not_alive(uri: str) -> None:
    assert not await alive(uri, 1.0)


async def test_an_encrypted_address_is_asked_encrypted() -> None:
    async with server(b"\x00\x00\x04\x05") as uri:  # which speaks no TLS
        assert not await alive(uri.replace("neo4j://", "neo4j+ssc://"), 0.3)
