"""`/metrics` in Prometheus' text form, for those who may ask: this machine, or the networks that the settings name."""

from collections.abc import Awaitable, Callable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

Network = IPv4Network | IPv6Network


def route(registry: CollectorRegistry, allowed: str, refresh: Callable[[], Awaitable[None]]) -> Route:
    """Answers callers of the networks in `allowed`; for others there is no such page.

    Args:
        refresh: awaited first, for figures that have to be asked for.
    """
    networks = networks_of(allowed)

    async def metrics(request: Request) -> Response:
        if not is_allowed(request.client.host if request.client else "", networks):
            return PlainTextResponse("Not Found", status_code=404)
        await refresh()
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return Route("/metrics", metrics)


def networks_of(text: str) -> list[Network]:
    """Networks with commas between; raises ValueError for what is none."""
    return [ip_network(part.strip()) for part in text.split(",") if part.strip()]


def is_allowed(address: str, networks: list[Network]) -> bool:
    """Whether an address is in one of the networks; what is no address is in none."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None) or parsed
    return any(mapped in network for network in networks)
