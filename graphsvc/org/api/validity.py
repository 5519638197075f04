"""Ties that begin and end: paths that show what holds on a day, today unless told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from graphsvc.china import day_in_china
from graphsvc.gql.schema.fields import Argument, along, at, edge, one

HOLDS = "(@edge.since IS NULL OR @edge.since <= $asOf) AND (@edge.until IS NULL OR @edge.until > $asOf)"
"""A tie holds from its first day on, and no more on the day it ends."""


def day(given: date | None) -> date:
    """The day asked for, else today in China."""
    return given or day_in_china(datetime.now(UTC))


AS_OF = Argument(date | None, "On this day.", read=day)


def dated(path: str, description: str, *, find: bool = False, sort: bool = False, refined: bool = False) -> Any:
    """A page along a tie that begins and ends."""
    return along(path, description, where=HOLDS, find=find, sort=sort, refined=refined, as_of=AS_OF)


def dated_one(path: str, description: str, *, order: tuple[str, ...] = ("@this.id",)) -> Any:
    """The row at the end of a tie that begins and ends."""
    return one(path, description, where=HOLDS, order=order, as_of=AS_OF)


@edge("A tie that begins and ends.")
class Term:
    """Properties of LEADS, COVERS, BELONGS_TO and SECRETARY_OF."""

    since: date | None = at("since", "First day.")
    until: date | None = at("until", "Day it ended.")
