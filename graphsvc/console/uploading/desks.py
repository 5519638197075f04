"""What the pages of uploads do, filled in by `app`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Principal


@dataclass(frozen=True, slots=True)
class SpreadsheetDesk:
    """What the pages do, for a caller; all raise errors of this service.

    `tried` tells what a sheet would do and writes a marked workbook where something is wrong; `loaded` gives the id of
    the import, `undone` how many things it took back. `mapped` keeps which columns of a table the headers of the
    caller's sheets are. `template` gives a blank workbook of a table; `tables` are what there is, each as it is called.
    """

    tables: Mapping[str, str]
    tried: Callable[[Principal, Path, date | None, Path], Awaitable[Mapping[str, Any]]]
    loaded: Callable[[Principal, Path, date | None], Awaitable[str]]
    undone: Callable[[Principal, str], Awaitable[int]]
    mapped: Callable[[Principal, str, Mapping[str, str]], Awaitable[None]]
    template: Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class RegistrationDesk:
    """What the page of lists of registrations does, for a caller and a community.

    `tried` judges every row and writes nothing; `filed` files those that can be, with the receipt where asked to.
    """

    tried: Callable[[Principal, Path, str], Awaitable[Sequence[Mapping[str, Any]]]]
    filed: Callable[[Principal, Path, str, bool], Awaitable[Sequence[Mapping[str, Any]]]]
