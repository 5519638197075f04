"""Pages that Python makes: the same Relay connections as compiled ones, of rows that are no nodes or of nodes by id."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import strawberry

from graphsvc.errors import BadCursor, BadInput
from graphsvc.gql.schema.cost_directives import Cost, ListSize, paged
from graphsvc.gql.schema.paging import COUNT_COST, PageInfo

T = TypeVar("T")
_RANK = re.compile(r"rank-[0-9]{1,6}", re.ASCII)

SIZED: ListSize = paged("first")
"""For the fields that return one of these pages: what `first` asks for."""


Total = int | Callable[[], Awaitable[int]]
"""How many rows there are, or what counts them when that is asked for."""


async def counted(total: Total) -> int:
    """Count, where nobody has yet."""
    return total if isinstance(total, int) else await total()


def _known(rows: int, more: bool, after: str | None, total: Total) -> Total:
    """How many there are, which a page that is the whole list tells without another statement."""
    return total if more or after else rows


@strawberry.type(name="Edge", description="A row with its place in the list.")
class RowEdge(Generic[T]):
    """A row of a page."""

    cursor: str = strawberry.field()
    node: T = strawberry.field()


@strawberry.type(name="Connection", description="A page of a list (Relay).")
class Page(Generic[T]):
    """A page of rows that are no nodes of the graph."""

    edges: list[RowEdge[T]] = strawberry.field()
    nodes: list[T] = strawberry.field()
    page_info: PageInfo = strawberry.field()
    total: strawberry.Private[Total]

    @strawberry.field(name="totalCount", directives=[Cost(weight=str(COUNT_COST))])
    async def total_count(self) -> int:
        return await counted(self.total)


def page_of(rows: Sequence[tuple[str, T]], *, more: bool, after: str | None, total: Total) -> Page[T]:
    """Make a page of rows with their cursors; `more` says whether others follow."""
    return Page(
        edges=[RowEdge(cursor=cursor, node=row) for cursor, row in rows],
        nodes=[row for _, row in rows],
        page_info=page_info([cursor for cursor, _ in rows], more=more, after=after),
        total=_known(len(rows), more, after, total),
    )


def rank_after(after: str | None) -> int:
    """How many rows of a ranking stand before the page that a cursor asks for.

    Raises:
        BadCursor: not one of a ranking.
    """
    if not after:
        return 0
    if not _RANK.fullmatch(after):
        raise BadCursor("游标不是本列表给出的。", "Not a cursor of this list.")
    return int(after.removeprefix("rank-"))


def ranked_page(rows: Sequence[T], start: int, size: int, after: str | None, total: Total) -> Page[T]:
    """Make a page of a ranking that is worked out anew for every page.

    Args:
        rows: the best `start + size + 1` of the ranking at least, fewer where there are no more.
    """
    shown = [(f"rank-{start + at + 1}", row) for at, row in enumerate(rows[start : start + size])]
    return page_of(shown, more=len(rows) > start + size, after=after, total=total)


def page_info(cursors: Sequence[str], *, more: bool, after: str | None) -> PageInfo:
    """Say where a page stands that was read forwards."""
    return PageInfo(
        has_next_page=more,
        has_previous_page=bool(after),
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )


@dataclass(frozen=True, slots=True)
class NodeEdge:
    """A node of a page, by its id, with its cursor."""

    cursor: str
    id: str


@dataclass(frozen=True, slots=True)
class NodePage:
    """A page of nodes that a resolver knows by id; what is selected of them is compiled as anywhere."""

    edges: Sequence[NodeEdge]
    more: bool
    after: str | None
    total: Total

    @classmethod
    def made(cls, edges: Sequence[NodeEdge], more: bool, after: str | None, total: Total) -> Any:
        """Make a page; what GraphQL calls it, the registry knows, hence Any."""
        return cls(edges, more, after, _known(len(edges), more, after, total))

    @property
    def page_info(self) -> PageInfo:
        """Where it stands."""
        return page_info([edge.cursor for edge in self.edges], more=self.more, after=self.after)

    @property
    def total_count(self) -> Awaitable[int]:
        """How many rows there are on all pages."""
        return counted(self.total)

    @property
    def counts(self) -> Any:
        """Refuse to count by groups: what decides which rows are here is known to Python alone.

        Raises:
            BadInput: always.
        """
        raise BadInput("这个列表不能分组计数。", "Rows of this list are not counted by groups; page through it.")


async def nodes_of(root: Any, info: strawberry.Info) -> Any:
    """The nodes of a page that a resolver made."""
    return await info.context.nodes(info, [edge.id for edge in root.edges])


async def node_of(root: Any, info: strawberry.Info) -> Any:
    """The node of an edge of such a page."""
    return await info.context.node(info, root.id)
