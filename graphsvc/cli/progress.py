"""Progress on a terminal as bars, elsewhere as one line a step."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from graphsvc.db.embedded.progress import Step

console = Console(stderr=True)
MEGABYTE = 1_000_000


class Report(Protocol):
    """How long steps tell where they stand."""

    def step(self, step: Step, done: int, total: int) -> None:
        """Report a step of starting the database."""

    def rows(self, table: str, done: int, total: int | None) -> None:
        """Report rows of a table that are loaded."""


class Bars:
    """Bars, one a step, redrawn in place."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def step(self, step: Step, done: int, total: int) -> None:
        """Draw a step."""
        if step is Step.DOWNLOAD:
            self._draw("Neo4j 下载 MB", done // MEGABYTE, total // MEGABYTE)
        else:
            self._draw("Neo4j 启动", done, total)

    def rows(self, table: str, done: int, total: int | None) -> None:
        """Draw a table."""
        self._draw(f"载入 {table}", done, total)

    def _draw(self, name: str, done: int, total: int | None) -> None:
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(name, total=total)
        self._progress.update(self._tasks[name], completed=done, total=total)


ROWS_A_LINE = 100_000


class Lines:
    """A line when a step begins, one for every so many rows and another when it is done, for logs."""

    def __init__(self) -> None:
        self._begun: set[str] = set()
        self._told: dict[str, int] = {}

    def step(self, step: Step, done: int, total: int) -> None:
        """Tell of a step."""
        unit, size = (" MB", total // MEGABYTE) if step is Step.DOWNLOAD else ("", total)
        self._tell(f"neo4j {step.value}", done == total, f"{size}{unit}")

    def rows(self, table: str, done: int, total: int | None) -> None:
        """Tell of a table."""
        if done != total and done - self._told.get(table, 0) >= ROWS_A_LINE:
            self._told[table] = done
            console.print(f"load {table}: {done} rows" + (f" of {total}" if total else ""))
        self._tell(f"load {table}", done == total, f"{done} rows")

    def _tell(self, name: str, finished: bool, size: str) -> None:
        if name not in self._begun:
            self._begun.add(name)
            console.print(f"{name} …")
        if finished:
            console.print(f"{name}: {size}")


@contextmanager
def reporting() -> Iterator[Report]:
    """Choose the way to report that fits where the output goes."""
    if not sys.stderr.isatty():
        yield Lines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        yield Bars(progress)
