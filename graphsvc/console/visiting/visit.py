"""A visit to a page: by whom, with which path and query, on which day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.datastructures import QueryParams

from graphsvc.access.principal import NOWHERE, Principal
from graphsvc.access.scope import Operation

Path = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit to a page: by whom, where they are at home, with which path and query, on which day in China."""

    caller: Principal
    home: str
    path: Path
    query: QueryParams
    today: date

    def may(self, operation: Operation) -> bool:
        """Whether the caller may do something anywhere."""
        return self.caller.granted(operation) != NOWHERE

    def text(self, name: str) -> str:
        """A value of the query without the spaces around it; empty when there is none."""
        return self.query.get(name, "").strip()

    def given(self, *names: str) -> dict[str, str]:
        """The values of the query that are there, under the names of variables."""
        return {name: self.text(name) for name in names if self.text(name)}

    @property
    def area(self) -> str:
        """The area asked about, or the one where the caller is at home."""
        return self.path.get("code") or self.text("area") or self.text("place") or self.home
