"""The sign-in server's own description and its public keys, read over HTTP from the configured address alone.

Source: OpenID Connect Discovery 1.0, section 4.
"""

import asyncio
import ssl
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from graphsvc.access.sign_in.token import Keys, public_keys
from graphsvc.errors import SetupError

FETCH_SECONDS = 3.0
"""For both documents together."""

LARGEST_DOCUMENT = 256 * 1024
"""Bytes of either document."""


class ProviderAway(Exception):
    """The sign-in server did not answer, or not with the two documents; the text is safe for a log."""


class ProviderRefused(ProviderAway):
    """It answered that what was sent does not hold: 400, 401 or 403."""


def checked_address(address: str) -> str:
    """Check the address of an issuer: https, or http on this machine.

    Raises:
        SetupError: any other address.
    """
    if not is_safe(address):
        raise SetupError(
            "GRAPHSVC_OIDC_ISSUER 应为 https:// 地址（本机可用 http://）。",
            "GRAPHSVC_OIDC_ISSUER has to be an https:// address (http:// on this machine only).",
        )
    return address


def http_client() -> httpx.AsyncClient:
    """Make a client for the sign-in server: direct, trusting the system's authorities or `SSL_CERT_FILE`."""
    return httpx.AsyncClient(trust_env=False, verify=ssl.create_default_context())


async def read_keys(client: httpx.AsyncClient, issuer: str) -> Keys:
    """Read the keys that the sign-in server signs with now.

    Raises:
        ProviderAway: it does not answer in time, or answers with something else.
    """
    try:
        async with asyncio.timeout(FETCH_SECONDS):
            described = await read_description(client, issuer)
            address = described.get("jwks_uri")
            if not isinstance(address, str) or not is_safe(address):
                raise ProviderAway("its description names no https address of keys")
            keys = public_keys(await _read(client, address))
    except TimeoutError:
        raise ProviderAway("no answer in time") from None
    if not keys:
        raise ProviderAway("its key set holds no usable key")
    return keys


async def read_description(client: httpx.AsyncClient, issuer: str) -> dict[str, Any]:
    """Read what the sign-in server says of itself: its endpoints by name.

    Raises:
        ProviderAway: it does not answer, or answers with something else.
    """
    described = await _read(client, f"{issuer.removesuffix('/')}/.well-known/openid-configuration")
    if described.get("issuer") != issuer:
        raise ProviderAway("its description names another issuer")
    return described


async def read_bytes(client: httpx.AsyncClient, method: str, address: str, largest: int, **sent: Any) -> bytes:
    """What a provider answers, read no further than `largest` bytes.

    Raises:
        ProviderAway: it does not answer, or with something else.
    """
    body = b""
    try:
        async with client.stream(method, address, follow_redirects=False, **sent) as response:
            if response.status_code != 200:
                kind = ProviderRefused if response.status_code in (400, 401, 403) else ProviderAway
                raise kind(f"status {response.status_code}")
            async for part in response.aiter_bytes():
                body += part
                if len(body) > largest:
                    raise ProviderAway("its answer is too large")
    except (httpx.HTTPError, httpx.InvalidURL) as failure:
        raise ProviderAway(type(failure).__name__) from None
    return body


async def _read(client: httpx.AsyncClient, address: str) -> dict[str, Any]:
    try:
        document = orjson.loads(await read_bytes(client, "GET", address, LARGEST_DOCUMENT))
    except orjson.JSONDecodeError:
        raise ProviderAway("its answer is no JSON") from None
    if not isinstance(document, dict):
        raise ProviderAway("its answer is no object")
    return document


def is_safe(address: str) -> bool:
    """Whether secrets may be sent to an address: https, or http on this machine, and nothing else in it."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if not host or parts.username or parts.password or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
