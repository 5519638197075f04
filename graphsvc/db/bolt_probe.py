"""A look at a Bolt port without the driver: does anything there agree on a version of Bolt?"""

import asyncio
import ssl
from contextlib import suppress
from urllib.parse import urlsplit

DEFAULT_PORT = 7687
_HELLO = b"\x60\x60\xb0\x17" + b"\x00\x00\x01\xff" + b"\x00\x04\x04\x05" + b"\x00\x00\x00\x04" + b"\x00" * 4


async def alive(uri: str, seconds: float) -> bool:
    """Whether the server at a bolt:// or neo4j:// address, also with +s or +ssc, answers within `seconds`."""
    parts = urlsplit(uri)
    with suppress(OSError, EOFError, TimeoutError):
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection(
                parts.hostname, parts.port or DEFAULT_PORT, ssl=_encryption(parts.scheme)
            )
            try:
                writer.write(_HELLO)
                return any(await reader.readexactly(4))
            finally:
                writer.close()
    return False


def _encryption(scheme: str) -> ssl.SSLContext | None:
    if "+" not in scheme:
        return None
    context = ssl.create_default_context()
    if scheme.endswith("+ssc"):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
