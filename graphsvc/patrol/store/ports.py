"""What patrols need of other capabilities, known here by what is asked; `app` fills it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from graphsvc.access.principal import Principal
from graphsvc.db.ports import Transaction
from graphsvc.errors import Conflict
from graphsvc.log.events import Event


@dataclass(frozen=True, slots=True)
class RaisedCase:
    """Something found on a visit that others have to settle; `area` is the code of the grid."""

    id: str
    area: str
    category: str
    title: str
    description: str
    place: str


class RaiseCase(Protocol):
    """How a case is raised in the transaction that reports a visit, as the caller would raise it itself.

    Raises:
        BadInput: no such category. Forbidden, NotFound: the caller does not raise cases there.
    """

    async def __call__(self, tx: Transaction, case: RaisedCase, by: Principal, now: datetime, /) -> Event: ...


async def _raise_none(tx: Transaction, case: RaisedCase, by: Principal, now: datetime) -> Event:
    raise Conflict("本服务未接入事件受理，不能转为事件。", "No room of cases is wired in to raise one.")


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """Where findings are raised as cases; without it none can be."""

    raise_case: RaiseCase = _raise_none


def _monday_to_friday(day: date) -> bool:
    return day.weekday() < 5


def _first_version() -> int:
    return 0


async def _unchanged(tx: Transaction) -> None:
    """Read nothing: which weekdays are worked never changes."""


@dataclass(frozen=True, slots=True)
class Workdays:
    """Which days are worked here; Monday to Friday unless holidays are wired in.

    `version` is another one when they have changed, `refresh` reads those that another process has changed.
    """

    is_worked: Callable[[date], bool] = _monday_to_friday
    version: Callable[[], int] = _first_version
    refresh: Callable[[Transaction], Awaitable[None]] = _unchanged
