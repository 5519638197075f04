"""`graphsvc demo`: one command from nothing to an answer and the story of a case, then a service to try."""

import socket
import sys
from contextlib import closing
from typing import Annotated

import typer

from graphsvc.cli.attach import attach_service
from graphsvc.cli.listener import listen_nearby
from graphsvc.cli.run import refuse, run, settings
from graphsvc.errors import SetupError
from graphsvc.settings import Settings


def demo(
    once: Annotated[bool, typer.Option("--once", help="Answer, stop, and exit.")] = False,
    cors: Annotated[
        str | None, typer.Option("--cors", help="Origins whose pages may call, such as http://localhost:5173.")
    ] = None,
) -> None:
    """Start everything, load the demo, ask one question, serve until Ctrl-C (without a terminal: as --once)."""
    given = settings()
    try:
        listener = listen_nearby(given)
    except SetupError as failure:
        refuse(failure)
    port = listener.getsockname()[1]
    if port != given.port:
        print(f"端口 {given.port} 已被占用，改用 {port} / port {given.port} is taken, using {port}", file=sys.stderr)
    given = given.model_copy(update={"port": port, **({} if cors is None else {"cors_origins": cors})})
    once = once or not sys.stdin.isatty() or not sys.stdout.isatty()
    with closing(listener):
        run(_demo(given, listener, once=once))


async def _demo(given: Settings, listener: socket.socket, *, once: bool) -> None:
    async with attach_service(given, migrating=True) as service:
        from graphsvc.cli.demo.showcase import show

        await show(service, listener, once=once)
