"""How every command reads the settings, does its work, and turns a refusal into a message and an exit code."""

import asyncio
from collections.abc import Coroutine
from typing import Any, NoReturn, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console

from graphsvc.errors import GraphsvcError, SetupError, Unavailable
from graphsvc.settings import Settings

T = TypeVar("T")

errors = Console(stderr=True, soft_wrap=True)


def settings() -> Settings:
    """Read the settings of the environment; ends the command with exit code 2 if they are wrong."""
    try:
        return Settings()
    except ValidationError as problem:
        names = ", ".join(_said(error["loc"], error["msg"]) for error in problem.errors())
        refuse(SetupError(f"设置有误：{names}", f"Wrong settings: {names}"), 2)


def _said(place: tuple[int | str, ...], problem: str) -> str:
    """What is wrong, and with which variable where it is about one."""
    return f"GRAPHSVC_{str(place[0]).upper()} ({problem})" if place else problem.removeprefix("Value error, ")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Do the work of a command; ends the command when it is refused."""
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        raise typer.Exit(0) from None
    except Unavailable as failure:
        refuse(failure, 4)
    except GraphsvcError as failure:
        refuse(failure)


def refuse(failure: GraphsvcError, code: int = 3) -> NoReturn:
    """Say in Chinese and English what was refused, and end the command."""
    errors.print(failure.zh, style="red", markup=False, highlight=False)
    errors.print(failure.en, style="red", markup=False, highlight=False)
    raise typer.Exit(code)
