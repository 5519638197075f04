"""The ASGI application: a service behind its routes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Scope

from graphsvc.app.attachments import attachment_desk
from graphsvc.app.console import console_pages
from graphsvc.app.exchange import catalogue_files, event_inlet, event_stream, subgraph_route
from graphsvc.app.service import Service
from graphsvc.georeports import geo_report
from graphsvc.web import health, open311
from graphsvc.web.attachments import endpoint as attachments
from graphsvc.web.cors import allowed, cross_origin
from graphsvc.web.direct import Direct
from graphsvc.web.draining import Draining
from graphsvc.web.exchange import catalogue
from graphsvc.web.explorer import page as explorer
from graphsvc.web.graphql.endpoint import GraphQLEndpoint
from graphsvc.web.graphql.following import Following
from graphsvc.web.graphql.socket import SocketEndpoint
from graphsvc.web.graphql.stream import StreamEndpoint
from graphsvc.web.metrics import endpoint as metrics
from graphsvc.web.request_context import Visit
from graphsvc.web.security import Secured, Seen, local_hosts


def endpoint(service: Service) -> GraphQLEndpoint:
    """What answers `/graphql`."""
    developer = service.settings.profile == "developer"
    return GraphQLEndpoint(following(service), plain_get=developer)


def following(service: Service) -> Following:
    """What all ways of asking share."""
    return Following(service.executor, service.entrance, service.contract)


def routes(service: Service, seen: Seen) -> Sequence[BaseRoute]:
    """Every route of the service but `/graphql` over HTTP, which is answered before them.

    Args:
        seen: told of each operation on a socket.
    """
    developer = service.settings.profile == "developer"
    address = service.settings.public_url or ""
    shown = explorer.routes(service.settings) if developer else []
    return [
        WebSocketRoute("/graphql", SocketEndpoint(following(service), seen)),
        Route("/graphql/stream", StreamEndpoint(following(service), plain_get=developer)),
        *health.routes(service.is_ready, lambda: service.vitals.is_alive),
        metrics.route(service.registry, service.settings.metrics_from, service.standing.refresh),
        *open311.routes(geo_report(service.executor, service.entrance, address), address),
        *attachments.routes(attachment_desk(service)),
        *catalogue.routes(catalogue_files(service)),
        *event_stream(service, following(service)),
        event_inlet(following(service)),
        subgraph_route(following(service)),
        *console_pages(service, following(service)),
        *shown,
    ]


def create_app(service: Service, *, attached: bool = False, seen: Seen | None = None) -> ASGIApp:
    """The ASGI application.

    Args:
        attached: the caller has attached the service and will detach it; otherwise the application does both, and
            starts at once whether or not there is a database.
        seen: told of each request that is over; by default it is written to the log.
    """

    told = seen or service.requests

    def over(visit: Visit, scope: Scope, status: int, seconds: float) -> None:
        service.counted(visit, scope, status, seconds)
        told(visit, scope, status, seconds)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(service.keep_working())]
        if not attached:
            tasks.append(asyncio.create_task(service.keep_attached()))
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if not attached:
            await service.close()

    app = FastAPI(
        title="graphsvc",
        routes=list(routes(service, over)),
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    origins = allowed(service.settings.cors_origins)
    direct = cross_origin(Direct(app, "/graphql", endpoint(service)), origins, service.settings.cors_headers)
    service.draining = Draining(service.tracing.wrap(direct) if service.tracing else direct)
    return Secured(service.draining, over, local_hosts(service.settings), origins)
