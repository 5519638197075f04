"""`graphsvc serve`, and the HTTP server over a service."""

import asyncio
import logging
import math
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import uvicorn

from graphsvc.app import Service, create_app
from graphsvc.cli.listener import listen
from graphsvc.cli.precautions import refusals, warnings
from graphsvc.cli.run import refuse, settings
from graphsvc.errors import SetupError, StartRefused
from graphsvc.settings import Settings
from graphsvc.web import logs
from graphsvc.web.graphql.socket import LARGEST_MESSAGE
from graphsvc.web.limits.connections import BoundedProtocol

LAST_WORDS_SECONDS = 2
"""For the refusals of what has not finished in time to be sent."""

log = logging.getLogger(__name__)


def serve() -> None:
    """Serve GraphQL over HTTP; starts at once and answers as soon as the database does."""
    given = _production()
    logs.configure()
    take_precautions(given)
    try:
        listener = listen(given)
        service = Service(given)
    except SetupError as failure:
        refuse(failure)
    server = Server(server_config(create_app(service), given), service)
    told: list[StartRefused] = []

    def end(refusal: StartRefused) -> None:
        told.append(refusal)
        server.should_exit = True

    service.refused = end
    server.run(sockets=[listener])
    for refusal in told:
        refuse(refusal)


class Server(uvicorn.Server):
    """A server that lets its service finish what is under way when it is told to end."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service

    async def shutdown(self, sockets: "list[socket.socket] | None" = None) -> None:
        """Let requests under way finish, then close."""
        if self._service.draining is not None:
            self._service.draining.begin(self._service.settings.drain_seconds)
        await super().shutdown(sockets)


def take_precautions(given: Settings) -> None:
    """End the command where serving with these settings would harm; log what should be thought over."""
    for refusal in refusals(given):
        refuse(refusal)
    for warning in warnings(given):
        log.warning("%s", warning)


def _production() -> Settings:
    """Settings of what others reach: the production profile, unless another is named."""
    given = settings()
    return given if "profile" in given.model_fields_set else given.model_copy(update={"profile": "production"})


@asynccontextmanager
async def serving(service: Service, listener: socket.socket | None = None) -> AsyncIterator[asyncio.Task[None]]:
    """Serve an attached service over HTTP until the block ends.

    Args:
        listener: listens already; without it the port of the settings is taken now.
    Raises:
        SetupError: the port is taken, or the settings are not to be served with.
    """
    settings = service.settings
    for refusal in refusals(settings):
        raise refusal
    app = create_app(service, attached=True, seen=lambda *_: None)  # a terminal shows the demo, not its log
    server = uvicorn.Server(server_config(app, settings))
    task = asyncio.create_task(server.serve(sockets=[listener or listen(settings)]))
    try:
        while not server.started:
            if task.done():
                await task
            await asyncio.sleep(0.01)
        yield task
    finally:
        server.should_exit = True
        with suppress(KeyboardInterrupt):
            await task


def server_config(app: Any, settings: Settings) -> uvicorn.Config:
    """Configure the server: one process, no access log, loopback unless told, no proxy unless named."""
    return uvicorn.Config(
        app,
        http=BoundedProtocol,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_graceful_shutdown=math.ceil(settings.drain_seconds) + LAST_WORDS_SECONDS,
        ws_max_size=LARGEST_MESSAGE,
        ws_per_message_deflate=False,  # it would press megabytes together while everybody else waits
        lifespan="on",
    )


def address(settings: Settings) -> str:
    """Tell where the service is to be found."""
    return f"http://{settings.host}:{settings.port}"
