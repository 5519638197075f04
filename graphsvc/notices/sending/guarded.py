"""HTTP to addresses that others have named: the names are looked up here, and only public addresses connected to.

A name may lead to one address when it is checked and to another when it is used; so it is looked up once, and the
connection goes to the address that was checked, while TLS and the Host header keep the name.
"""

import asyncio
import socket
import ssl
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpx

from graphsvc.notices.model.endpoint import is_loopback

Network = IPv4Network | IPv6Network


class AddressRefused(httpx.TransportError):
    """The name leads to an address that nothing is sent to."""


def networks(text: str) -> tuple[Network, ...]:
    """Read networks that may be sent to beside public addresses, with commas."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def is_allowed(address: str, beside: Sequence[Network] = ()) -> bool:
    """Whether something may be sent to an address: a public one, or one of the networks that the settings name."""
    at = ip_address(address.partition("%")[0])
    if isinstance(at, IPv6Address) and at.ipv4_mapped is not None:
        at = at.ipv4_mapped
    if any(at.version == network.version and at in network for network in beside):
        return True
    return at.is_global and not (at.is_multicast or at.is_reserved or at.is_unspecified)


class GuardedTransport(httpx.AsyncHTTPTransport):
    """Connects to the address that was checked."""

    def __init__(self, beside: Sequence[Network] = ()) -> None:
        super().__init__(verify=ssl.create_default_context(), trust_env=False, retries=0)
        self._beside = beside

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the address that its host leads to now."""
        host = request.url.host
        if request.url.scheme != "https" and not is_loopback(host):
            raise AddressRefused("not https")
        address = await self._checked(host, request.url.port or (443 if request.url.scheme == "https" else 80))
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=address)
        return await super().handle_async_request(request)

    async def _checked(self, host: str, port: int) -> str:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as failure:
            raise httpx.ConnectError("the name is not known") from failure
        addresses = [str(each[4][0]) for each in found]
        if not all(is_allowed(each, self._beside) for each in addresses):
            raise AddressRefused("not a public address")
        return addresses[0]


def guarded_client(beside: Sequence[Network], patience_seconds: float) -> httpx.AsyncClient:
    """Make a client that follows no redirect, uses no proxy of the environment and keeps no cookie."""
    limits = httpx.Timeout(patience_seconds)
    return httpx.AsyncClient(
        transport=GuardedTransport(beside), timeout=limits, follow_redirects=False, trust_env=False, cookies=None
    )
