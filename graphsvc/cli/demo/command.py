"""`graphsvc demo`: one command from nothing to an answer and the story of a case, then a service to try."""

import sys
from typing import Annotated

import typer

from graphsvc.cli.attach import attached
from graphsvc.cli.run import run, settings
from graphsvc.settings import Settings


def demo(once: Annotated[bool, typer.Option("--once", help="Answer, stop, and exit.")] = False) -> None:
    """Start everything, load the demo, ask one question, serve until Ctrl-C (without a terminal: as --once)."""
    run(_demo(settings(), once=once or not sys.stdin.isatty() or not sys.stdout.isatty()))


async def _demo(given: Settings, *, once: bool) -> None:
    async with attached(given) as service:
        from graphsvc.cli.demo.showcase import show

        await show(service, once=once)
