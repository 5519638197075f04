"""Webhooks: a JSON body under a signature, one POST a message; what else goes out of the service is sent by this too.

Source of the headers and the signature: Standard Webhooks 1.0 (webhook-id, webhook-timestamp, webhook-signature).
"""

import asyncio
import base64
import binascii
import hmac
from datetime import datetime

import httpx
import orjson

from graphsvc.notices.model.delivery import Attempt, Message, Outcome
from graphsvc.notices.sending.guarded import AddressRefused

PREFIX = "whsec_"
MOST_READ = 64 * 1024
"""Bytes of an answer that are looked at."""
BUSY = frozenset({408, 409, 425, 429})
"""Answers below 500 of who may take it later."""


def signature(secret: str, key: str, timestamp: int, body: bytes) -> str:
    """Sign a message: HMAC-SHA256 over id, timestamp and body; a secret after `whsec_` is base64."""
    signed = f"{key}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(_key(secret), signed, "sha256")).decode()


def _key(secret: str) -> bytes:
    if secret.startswith(PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
        except binascii.Error:
            pass
    return secret.encode()


async def post_signed(client: httpx.AsyncClient, url: str, secret: str, message: Message, now: datetime) -> Attempt:
    """Send one message; it is taken when the receiver answers 2xx."""
    body = orjson.dumps(message.body)
    stamp = int(now.timestamp())
    headers = {
        "Content-Type": message.media,
        "webhook-id": message.key,
        "webhook-timestamp": str(stamp),
        "webhook-signature": signature(secret, message.key, stamp, body),
        "User-Agent": "graphsvc-notices",
    }
    attempt, _ = await post(client, url, body, headers)
    return attempt


async def post(client: httpx.AsyncClient, url: str, body: bytes, headers: dict[str, str]) -> tuple[Attempt, bytes]:
    """POST once, and read the beginning of the answer; whoever drips it is cut off with the patience of the client."""
    whole = client.timeout.read or 10.0
    try:
        async with asyncio.timeout(whole), client.stream("POST", url, content=body, headers=headers) as answer:
            read = b""
            async for part in answer.aiter_bytes():
                read += part
                if len(read) >= MOST_READ:
                    break
            return of_status(answer.status_code), read
    except AddressRefused as refusal:
        return Attempt(Outcome.REFUSED, f"address refused: {refusal}"), b""
    except (TimeoutError, httpx.TimeoutException):
        return Attempt(Outcome.AWAY, "no answer in time"), b""
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as failure:
        return Attempt(Outcome.AWAY, type(failure).__name__), b""


def of_status(status: int) -> Attempt:
    """Tell what an HTTP status says of an attempt; a redirect is refused, since nobody checked where it leads."""
    if 200 <= status < 300:
        return Attempt(Outcome.TAKEN)
    if status >= 500 or status in BUSY:
        return Attempt(Outcome.AWAY, f"HTTP {status}")
    return Attempt(Outcome.REFUSED, f"HTTP {status}")
