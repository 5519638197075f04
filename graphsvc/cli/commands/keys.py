"""`graphsvc keys`: make a key for personal fields, see which keys are in use, seal everything under the newest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from graphsvc.access.key_checks import KeyCheck, KeyUse, give_up, key_checks, retire
from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.access.sealing.keys import field_keys, new_key
from graphsvc.access.sealing.rotation import Rotated, rotate, sealed_under, some_under
from graphsvc.cli.connected import with_long_work
from graphsvc.cli.run import refuse, settings
from graphsvc.clock import utc_now
from graphsvc.db.long_work import LongWork
from graphsvc.errors import GraphsvcError
from graphsvc.settings import Settings

ROUNDS = 5  # over the graph, while people change under the rotation's hands

keys = typer.Typer(no_args_is_help=True, help="Keys of sealed personal fields (个人信息密钥).")


@dataclass(frozen=True, slots=True)
class Standing:
    """A key, or an old name of one: what is sealed under it, and how many of those tried open."""

    id: str
    place: str  # newest, older, retired, MISSING
    values: int = 0
    tried: int = 0
    opened: int = 0

    @property
    def is_well(self) -> bool:
        """Whether everything tried has opened and the key is at hand."""
        return self.opened == self.tried and (self.place != "MISSING")


@keys.command()
def new(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="A name for the key, such as 2026-03.")] = "",
) -> None:
    """Print a new random key, to be put before the others in GRAPHSVC_FIELD_KEY or its file."""
    print(new_key(name))


@keys.command()
def status() -> None:
    """Tell how many values are sealed under each key and whether some of each open; exit code 1 when one does not."""
    given, known = _given()
    found = with_long_work(given, lambda graph: standings(graph, known))
    for each in found:
        print(f"{each.id}: {each.values} values, {each.place}, {each.opened} of {each.tried} tried open")
    if not all(each.is_well for each in found):
        raise typer.Exit(1)


@keys.command("rotate")
def rotate_keys() -> None:
    """Seal every value again that is under an older key; safe to end and repeat. Exit code 1 when some do not open."""
    given, known = _given()
    done = with_long_work(given, lambda graph: _rotated(graph, known, utc_now()))
    print(f"{done.resealed} people sealed under the newest key, {done.unreadable} do not open")
    if done.unreadable or done.changed:
        raise typer.Exit(1)


@keys.command("give-up")
def give_up_key(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Its id or name, as `keys status` tells.")],
) -> None:
    """Say that a key is lost: what is sealed under it stays and does not open, and the service starts without it."""
    given, _ = _given()
    with_long_work(given, lambda graph: give_up(graph, id_, utc_now()))
    print(f"{id_} is given up")


async def standings(graph: LongWork, known: FieldKeys) -> list[Standing]:
    """List every key at hand, in use in the graph, or named by a sealed value."""
    counts, checks = await sealed_under(graph), await key_checks(graph)
    ids = dict.fromkeys([*(key.id for key in known.keys), *counts, *_in_use(checks)])
    found = []
    for id_ in ids:
        count = counts.get(id_, 0)
        values = await some_under(graph, id_, count) if count else []
        opened = sum(value.opens(known) for value in values)
        found.append(Standing(id_, _place(id_, known, checks), count, len(values), opened))
    return found


def _in_use(checks: Mapping[str, KeyCheck]) -> Iterator[str]:
    return (id_ for id_, check in checks.items() if check.use is KeyUse.FIELDS and not check.retired)


def _place(id_: str, known: FieldKeys, checks: Mapping[str, KeyCheck]) -> str:
    if id_ == known.newest.id:
        return "newest"
    if known.sealing(id_):
        return "older"
    return "retired" if id_ in checks and checks[id_].retired else "MISSING"


async def _rotated(graph: LongWork, known: FieldKeys, now: datetime) -> Rotated:
    """Rotate until nobody changed meanwhile, and retire the keys under which nothing is left."""
    resealed = 0
    for _ in range(ROUNDS):
        done = await rotate(graph, known)
        resealed += done.resealed
        if not done.changed:
            break
    left = await sealed_under(graph)
    empty = [key.id for key in known.keys[1:] if not {key.id, key.name} & set(left)]
    await retire(graph, KeyUse.FIELDS, empty, now)
    return Rotated(resealed, done.changed, done.unreadable)


def _given() -> tuple[Settings, FieldKeys]:
    """The settings and their keys; ends the command when there are none."""
    given = settings()
    try:
        return given, field_keys(given)
    except GraphsvcError as refusal:
        refuse(refusal)
