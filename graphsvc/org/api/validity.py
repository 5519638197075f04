"""Ties that begin and end: paths that show what holds on a day, today unless told."""

from __future__ import annotations

from datetime import date
from typing import Any

from graphsvc.cypher.fragments import exists, holds
from graphsvc.cypher.plan import TODAY
from graphsvc.gql.schema.fields import Argument, along, at, each, edge, one

AS_OF = Argument(date | None, None, otherwise=TODAY)


def _where(there: bool) -> str:
    return f"{holds('@edge')} AND {exists('@it')}" if there else holds("@edge")


def dated(path: str, description: str, *, there: bool = False, find: bool = False, sort: bool = False) -> Any:
    """Declare a page along a tie that begins and ends.

    `there` asks that what it leads to, an organization or committee, has been founded and is not dissolved.
    """
    return along(path, description, where=_where(there), find=find, sort=sort, as_of=AS_OF)


def lasting(path: str, description: str, *, find: bool = False, sort: bool = False) -> Any:
    """Declare a page of areas that are there on a day; they are reached by ties that never end."""
    return along(path, description, where=holds("@it"), find=find, sort=sort, as_of=AS_OF)


def dated_one(
    path: str, description: str, *, there: bool = False, find: bool = False, order: tuple[str, ...] = ("@this.id",)
) -> Any:
    """Declare the row at the end of a tie that begins and ends; `there` as in `dated`."""
    return one(path, description, where=_where(there), find=find, order=order, as_of=AS_OF)


def dated_chain(relationship: str, label: str, description: str, *, most: int) -> Any:
    """Declare what a tie leads to step by step, nearest first, as far as each step holds and its end is there."""
    path = (
        f"MATCH (@this) (()-[@edge:{relationship}]->(@up:{label})\n"
        f"  WHERE {holds('@edge')} AND {exists('@up')}){{1,{most}}} (@it:{label})"
    )
    return each(path, description, order=("size(@edge)",), most=most, as_of=AS_OF)


@edge("A tie that begins and ends.")
class Term:
    """Properties of LEADS, COVERS, BELONGS_TO and SECRETARY_OF."""

    since: date | None = at("since", "First day (起).")
    until: date | None = at("until", "First day on which it no longer holds; null while it does (止).")
