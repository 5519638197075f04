"""`graphsvc seed`: grown graphs to try and to measure on; the code that grows them ships beside the seed files."""

from importlib import import_module
from typing import Any

import typer

from graphsvc.paths import SEEDS_PACKAGE

seed = typer.Typer(no_args_is_help=True, help="Grown graphs to try and to measure on (生成的数据).")


def _main_of(module: str) -> Any:
    return import_module(f"{SEEDS_PACKAGE}.{module}").main


@seed.callback()
def about() -> None:
    """Grown graphs to try and to measure on (生成的数据)."""


seed.command("city")(_main_of("city"))
seed.command("cases")(_main_of("cases"))
seed.command("registrations")(_main_of("registrations"))
seed.command("pairings")(_main_of("pairings"))
seed.command("centres")(_main_of("centres"))
seed.command("places")(_main_of("places"))
seed.command("doorsteps")(_main_of("doorsteps"))
