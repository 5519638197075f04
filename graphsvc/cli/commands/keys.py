"""`graphsvc keys`: make a key for personal fields, see which keys are in use, seal everything under the newest."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import typer

from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.access.sealing.keys import field_keys, new_key
from graphsvc.access.sealing.rotation import Rotated, rotate, sealed_under
from graphsvc.cli.run import refuse, run, settings
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph, Written
from graphsvc.db.embedded import process as embedded
from graphsvc.errors import GraphsvcError

T = TypeVar("T")
ROUNDS = 5  # over the graph, while people change under the rotation's hands

keys = typer.Typer(no_args_is_help=True, help="Keys of sealed personal fields (个人信息密钥).")


class Setup:
    """The graph by the lane for long work."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    async def read(self, statement: Statement) -> list[list[Any]]:
        """The rows of one statement."""
        return await self._graph.read(statement, Lane.SETUP)

    async def write(self, statement: Statement) -> Written:
        """Run one statement in a transaction of its own."""
        return await self._graph.write(statement, Lane.SETUP)


@keys.command()
def new(id_: Annotated[str, typer.Argument(metavar="ID", help="A name for the key, such as 2026-03.")]) -> None:
    """Print a new random key, to be put before the others in GRAPHSVC_FIELD_KEY or its file."""
    print(new_key(id_))


@keys.command()
def status() -> None:
    """Tell how many values are sealed under each key; exit code 1 when one of them is not at hand."""
    known, found = _with_keys(lambda graph, _: sealed_under(graph))
    for id_ in dict.fromkeys([*(key.id for key in known.keys), *found]):
        place = "newest" if id_ == known.newest.id else "older" if id_ in _ids(known) else "MISSING"
        print(f"{id_}: {found.get(id_, 0)} values, {place}")
    if set(found) - _ids(known):
        raise typer.Exit(1)


@keys.command("rotate")
def rotate_keys() -> None:
    """Seal every value again that is under an older key; safe to end and repeat. Exit code 1 when some do not open."""
    _, done = _with_keys(_rotated)
    print(f"{done.resealed} people sealed under the newest key, {done.unreadable} do not open")
    if done.unreadable or done.changed:
        raise typer.Exit(1)


async def _rotated(graph: Setup, known: FieldKeys) -> Rotated:
    """Rotate until nobody changed meanwhile."""
    resealed = 0
    for _ in range(ROUNDS):
        done = await rotate(graph, known)
        resealed += done.resealed
        if not done.changed:
            break
    return Rotated(resealed, done.changed, done.unreadable)


def _with_keys(work: Callable[[Setup, FieldKeys], Awaitable[T]]) -> tuple[FieldKeys, T]:
    """Do something with the graph of the settings and the keys of the settings."""
    given = settings()
    try:
        known = field_keys(given)
    except GraphsvcError as refusal:
        refuse(refusal)

    async def whole() -> T:
        reached = await embedded.connect_or_start(given)
        graph = Graph(reached.address, Timing.of(given))
        try:
            return await work(Setup(graph), known)
        finally:
            await graph.close()
            await reached.release()

    return known, run(whole())


def _ids(known: FieldKeys) -> set[str]:
    return {key.id for key in known.keys}
