"""From an answer to an HTTP message: status, headers, compression.

Source: GraphQL over HTTP, section 6 (Response), https://graphql.github.io/graphql-over-http/draft/
"""

import gzip
import sys
from collections.abc import Mapping
from typing import Any

import brotli  # type: ignore[import-untyped]
import orjson
from starlette.types import Send

from graphsvc.contract.error_catalogue import entry
from graphsvc.errors import GraphsvcError, RateLimited
from graphsvc.web.graphql.content_negotiation import GRAPHQL_JSON, encoding
from graphsvc.web.limits.rates import retry_after

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SMALLEST = 1_024
"""Bytes from which compression pays."""

VARIES = b"accept, accept-encoding, accept-language, authorization"


async def send_answer(
    send: Send,
    body: Mapping[str, Any],
    error: GraphsvcError | None,
    media: str,
    accepted: str | None,
) -> None:
    """Send an answer.

    Args:
        error: what was refused when there is no data.
        media: the negotiated media type.
        accepted: the client's Accept-Encoding.
    """
    content, encoded = compressed(orjson.dumps(body), encoding(accepted))
    sent = [
        (b"content-type", f"{media}; charset=utf-8".encode()),
        (b"content-length", str(len(content)).encode()),
        (b"vary", VARIES),
        (b"cache-control", b"private, no-store"),
        *headers_of(error),
    ]
    if encoded is not None:
        sent.append((b"content-encoding", encoded.encode()))
    await send({"type": "http.response.start", "status": status(error, media), "headers": sent})
    await send({"type": "http.response.body", "body": content})


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
