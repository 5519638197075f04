"""From an answer to an HTTP message: status, headers, compression.

Source: GraphQL over HTTP, section 6 (Response), https://graphql.github.io/graphql-over-http/draft/
"""

import asyncio
import gzip
import hashlib
import sys

import brotli  # type: ignore[import-untyped]
import orjson
from starlette.types import Send

from graphsvc.contract.error_catalogue import entry
from graphsvc.errors import GraphsvcError, RateLimited
from graphsvc.gql.execution.response import Answer
from graphsvc.web.graphql.content_negotiation import GRAPHQL_JSON, encoding
from graphsvc.web.limits.rates import retry_after

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SMALLEST = 1_024
"""Bytes from which compression pays."""

LARGE = 64 * 1024
"""Bytes that are compressed in a thread, while others are answered."""

VARIES = b"accept, accept-encoding, accept-language, authorization"


async def send_answer(
    send: Send, answer: Answer, media: str, accepted: str | None, cached: bytes | None = None
) -> None:
    """Send an answer.

    Args:
        media: the negotiated media type.
        accepted: the client's Accept-Encoding.
        cached: the If-None-Match of a GET; None for what is not kept anywhere.
    """
    content = orjson.dumps(answer.body)
    kept = [(b"cache-control", b"private, no-store")]
    if cached is not None and answer.public:
        tag = b'W/"%s"' % hashlib.blake2b(content, digest_size=16).hexdigest().encode()
        kept = [(b"cache-control", b"private, no-cache"), (b"etag", tag), (b"vary", VARIES)]
        if _names(cached, tag):
            await send({"type": "http.response.start", "status": 304, "headers": kept})
            await send({"type": "http.response.body", "body": b""})
            return
    else:
        kept.append((b"vary", VARIES))
    wanted = encoding(accepted)
    if wanted and len(content) > LARGE:
        content, encoded = await asyncio.to_thread(compressed, content, wanted)
    else:
        content, encoded = compressed(content, wanted)
    sent = [
        (b"content-type", f"{media}; charset=utf-8".encode()),
        (b"content-length", str(len(content)).encode()),
        *kept,
        *headers_of(answer.error),
    ]
    if encoded is not None:
        sent.append((b"content-encoding", encoded.encode()))
    await send({"type": "http.response.start", "status": status(answer.error, media), "headers": sent})
    await send({"type": "http.response.body", "body": content})


def _names(cached: bytes, tag: bytes) -> bool:
    """Whether an If-None-Match names a tag (RFC 9110, section 13.1.2: compared weakly)."""
    given = [part.strip() for part in cached.split(b",")]
    return b"*" in given or tag in given or tag.removeprefix(b"W/") in given


def status(error: GraphsvcError | None, media: str) -> int:
    """The HTTP status; clients that ask for plain JSON get 200 for what a document did wrong."""
    if error is None:
        return 200
    found = entry(error)
    return found.status if found.always or media == GRAPHQL_JSON else 200


def compressed(content: bytes, wanted: str | None) -> tuple[bytes, str | None]:
    """The content as it is sent, and the encoding it has; small answers go as they are.

    The levels are the fastest of each format that still halve a page of Chinese names.
    """
    if wanted is None or len(content) < SMALLEST:
        return content, None
    match wanted:
        case "zstd":
            return zstd.compress(content, level=3), wanted
        case "br":
            return brotli.compress(content, quality=4), wanted
    return gzip.compress(content, compresslevel=5, mtime=0), wanted


def headers_of(error: GraphsvcError | None) -> list[tuple[bytes, bytes]]:
    """Headers that an error brings: when to try again, which methods there are, how to sign in."""
    if error is None:
        return []
    match entry(error).status:
        case 401:
            return [(b"www-authenticate", b"Bearer")]
        case 429:
            return [retry_after(error)] if isinstance(error, RateLimited) else []
        case 503:
            return [(b"retry-after", b"1")]
        case 405:
            return [(b"allow", b"GET, POST")]
    return []
