"""Merging line grids (综治, 民政, 城管) into the general grids they lie on (多网合一): looked at, then done at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphsvc.coverage.store.rule_checks import Order, take_row
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput, Conflict
from graphsvc.log.events import Done, Event


@dataclass(frozen=True, slots=True)
class Move:
    """A force that moves: a person's id, the role, and the codes of the line grid left and the grid entered."""

    person: str
    role: str
    line_grid: str
    grid: str


@dataclass(frozen=True, slots=True)
class Merger:
    """What a merger changes; codes of line grids.

    Attributes:
        line_grids: that lie on the chosen grids.
        ending: those of them that lie on no other grid and so are gone afterwards.
    """

    line_grids: tuple[str, ...]
    ending: tuple[str, ...]
    moves: tuple[Move, ...]


async def preview(graph: Reader, community: str, grids: Sequence[str], order: Order) -> Merger:
    """What merging the line grids of these grids of one community would change.

    Raises:
        BadInput: a grid twice. NotFound: the community or a grid is not there in scope.
    """
    _check(grids)
    rows = await graph.read(order.statement("line_grids", community=community, grids=list(grids)))
    return _merger(take_row(rows))


async def merge_line_grids(tx: Transaction, community: str, grids: Sequence[str], order: Order) -> Done:
    """Merge the line grids of these grids; answers with the grids. Places, members and forces are as many as before.

    Raises:
        BadInput, NotFound: as `preview`. Conflict: no line grid lies on them.
    """
    _check(grids)
    asked = order.statement("merge_line_grids", community=community, grids=list(grids))
    merger = _merger(take_row(await tx.run(asked)))
    if not merger.line_grids:
        raise Conflict(
            "这些网格上没有条线网格，无须整合。", "No line grid lies on these grids; there is nothing to merge."
        )
    after = {"grids": list(grids), "merged": list(merger.ending), "moved": len(merger.moves)}
    before = {"lineGrids": list(merger.line_grids)}
    return Done(tuple(grids), (Event("LINE_GRIDS_MERGED", community, community, before, after),))


def _check(grids: Sequence[str]) -> None:
    if len(set(grids)) < len(grids):
        raise BadInput("同一个网格列了两次。", "A grid is named twice.").at("grids")


def _merger(values: list[Any]) -> Merger:
    lines, ending, moves = values
    return Merger(tuple(lines), tuple(ending), tuple(Move(*move) for move in moves))
