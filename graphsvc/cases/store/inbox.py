"""What concerns somebody, in pages: the cases and calls whose turn is theirs, and the cases they have raised."""

from collections.abc import Iterable
from dataclasses import dataclass

from graphsvc.cases.model.queues import inbox_prefix, personal_prefix
from graphsvc.cases.model.states import Party
from graphsvc.cases.store.cases import TEXTS, Caller
from graphsvc.codes import AreaLevel
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader
from graphsvc.errors import BadCursor

CURSOR_LENGTH = 150
_DIGITS = {Party.GRID: 15, Party.COMMUNITY: 12, Party.SUBDISTRICT: 9, Party.DISTRICT: 6}
_LEVELS = {
    Party.GRID: AreaLevel.GRID,
    Party.COMMUNITY: AreaLevel.COMMUNITY,
    Party.SUBDISTRICT: AreaLevel.SUBDISTRICT,
    Party.DISTRICT: AreaLevel.DISTRICT,
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One entry: a case, and the call of it that waits, if it is a department's."""

    case: str
    call: str | None
    cursor: str


async def boxes(graph: Reader, desk: Party, scope: Iterable[str], units: Iterable[str]) -> list[str]:
    """The openings of the keys of somebody's inboxes: those of the units spoken for, and of each place at the desk.

    Args:
        desk: GRID, COMMUNITY, SUBDISTRICT or DISTRICT, for whoever sits at one; others have their units' inboxes alone.
    """
    found = {inbox_prefix(Party.DEPARTMENT, unit) for unit in units}
    if desk in _DIGITS:
        exact = {prefix for prefix in scope if len(prefix) >= _DIGITS[desk]}
        wide = sorted(set(scope) - exact)
        given = {"prefixes": wide, "level": _LEVELS[desk].number}
        under = await graph.read(Statement(TEXTS["places"], given)) if wide else []
        found |= {inbox_prefix(desk, place) for place in [*exact, *(code for (code,) in under)]}
    return sorted(found)


async def my_inbox(
    graph: Reader, opened: list[str], first: int = 50, after: str = "", worker: str = ""
) -> list[Waiting]:
    """A page of what waits in some inboxes.

    Args:
        opened: what `boxes` found.
        after: the cursor of the last entry of the page before.
        worker: the person whose own work is shown besides.
    Raises:
        BadCursor: not one of this list.
    """
    if len(after) > CURSOR_LENGTH:
        raise BadCursor("游标不是本列表给出的。", "Not a cursor of this list.")
    rows = await graph.read(_page(opened, worker, first, after))
    return [Waiting(case, call, cursor) for _, case, call, cursor in rows]


def _page(opened: list[str], worker: str, first: int, after: str) -> Statement:
    """One inbox is a stretch of the index, which ends where its separator would be the next character."""
    given = {"mine": personal_prefix(worker), "after": after, "first": first}
    if len(opened) != 1:
        return Statement(TEXTS["inbox"], {"boxes": opened, **given})
    (box,) = opened
    end = box[:-1] + chr(ord(box[-1]) + 1)
    return Statement(TEXTS["box"], {"box": box, "from": box + after, "end": end, **given})


async def waiting(graph: Reader, opened: Iterable[str], worker: str = "") -> int:
    """How much waits in some inboxes, and for a person by name."""
    boxes = list(opened)
    ((count,),) = await graph.read(Statement(TEXTS["waiting"], {"boxes": boxes}))
    asked = {"boxes": boxes, "mine": personal_prefix(worker)}
    ((by_name,),) = await graph.read(Statement(TEXTS["waiting_by_name"], asked))
    return int(count) + int(by_name)


async def own_cases(graph: Reader, caller: Caller, first: int, after: str) -> list[tuple[str, str]]:
    """Read a page of the cases that the caller has raised, the newest first: ids and cursors.

    Raises:
        BadCursor: not one of this list.
    """
    if len(after) > CURSOR_LENGTH:
        raise BadCursor("游标不是本列表给出的。", "Not a cursor of this list.")
    rows = await graph.read(Statement(TEXTS["own"], {"first": first, "after": after, **caller.params}))
    return [(id_, cursor) for id_, cursor in rows]


async def count_own_cases(graph: Reader, caller: Caller) -> int:
    """Count all that `own_cases` lists."""
    ((count,),) = await graph.read(Statement(TEXTS["count_own"], caller.params))
    return int(count)
