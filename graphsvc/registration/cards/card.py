"""A quarterly card (登记卡): what it tells of a quarter, and its seal; pure.

Cards are a journal of their own: each tells what those before it have not told, or told otherwise, so that all of them
together come to what stands confirmed, and none is ever changed.
"""

import hmac
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from graphsvc.china import in_utc
from graphsvc.errors import BadInput, Conflict
from graphsvc.registration.model.registration import ServiceClass
from graphsvc.vocabulary.labelled import Labelled

SAYS = (
    *("id", "place", "quarter", "kind", "person", "unit", "holder", "addressee", "state", "pledged", "kept"),
    *("servedSeats", "missedSeats", "records", "recordKinds", "recordDays", "recordMinutes", "recordClasses"),
    *("recordContents", "minutes", "yearMinutes", "dutyEarned", "exchangeEarned", "dutyBalance", "exchangeBalance"),
    *("serviceRatings", "cooperationRatings", "completionSum", "attitudeSum", "effectSum", "cooperationSum"),
    *("frozenAt", "frozenOn"),
)
"""What a seal covers: all but where the card is found, which a reorganisation of areas changes."""
_QUARTER = re.compile(r"(\d{4})Q([1-4])", re.ASCII)


class CardLineKind(Labelled):
    """Why a service stands on a card (登记卡明细类别)."""

    SERVED = "SERVED", "本季服务", "Was done in the quarter"
    LATE = "LATE", "补记", "Was done before, and confirmed since the last card"
    CORRECTED = "CORRECTED", "更正", "Stood on an earlier card with other minutes; these are the difference"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a calendar year in China."""

    year: int
    number: int

    @classmethod
    def of(cls, text: str) -> "Quarter":
        """Read one as it is written, 2026Q3.

        Raises:
            BadInput: that is none.
        """
        if (found := _QUARTER.fullmatch(text.strip().upper())) is None:
            raise BadInput("季度应写作 2026Q3。", "A quarter is written 2026Q3.").at("quarter")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def before(cls, today: date) -> "Quarter":
        """Name the last one that is over."""
        number = (today.month - 1) // 3
        return cls(today.year, number) if number else cls(today.year - 1, 4)

    def __str__(self) -> str:
        """As it is written, in the order of time: 2026Q3."""
        return f"{self.year}Q{self.number}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        after = date(self.year + 1, 1, 1) if self.number == 4 else date(self.year, 3 * self.number + 1, 1)
        return after - timedelta(days=1)

    def check_over(self, today: date) -> None:
        """
        Raises:
            Conflict: it goes on, or has not begun.
        """
        if today <= self.last:
            raise Conflict(
                f"{self} 到 {self.last} 才结束，结束后才能定卡。", f"{self} ends on {self.last}; cards are frozen then."
            )


@dataclass(frozen=True, slots=True)
class Served:
    """A confirmed record of service as it stands when a card is frozen."""

    record: str
    on: date
    minutes: int
    service: ServiceClass
    content: str


@dataclass(frozen=True, slots=True)
class Line:
    """A service on a card; `minutes` are what the card adds, below 0 what it takes away."""

    kind: CardLineKind
    served: Served
    minutes: int


def lines_of(quarter: Quarter, confirmed: Iterable[Served], told: Mapping[str, int]) -> list[Line]:
    """List what a card tells: every service up to the quarter's end whose minutes are not told as they stand.

    Args:
        told: minutes that earlier cards have told in all, by record.
    """
    lines = []
    for served in sorted(confirmed, key=lambda each: (each.on, each.record)):
        minutes = served.minutes - told.get(served.record, 0)
        if served.on <= quarter.last and minutes:
            lines.append(Line(_kind(quarter, served, told), served, minutes))
    return lines


def _kind(quarter: Quarter, served: Served, told: Mapping[str, int]) -> CardLineKind:
    if served.record in told:
        return CardLineKind.CORRECTED
    return CardLineKind.SERVED if served.on >= quarter.first else CardLineKind.LATE


@dataclass(frozen=True, slots=True)
class CardSeals:
    """Seals cards by a key of this deployment, so that a card that was changed in the database is told from others."""

    key: bytes

    def seal(self, card: Mapping[str, Any]) -> str:
        """Seal all that a card says; what is empty is left out, as the graph does."""
        said = {name: _plain(card[name]) for name in SAYS if card.get(name) is not None}
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hmac.digest(self.key, text.encode(), "sha256").hex()

    def holds(self, card: Mapping[str, Any]) -> bool:
        """Whether a card still says what it was sealed with."""
        return hmac.compare_digest(self.seal(card), str(card.get("seal", "")))


@cache
def seals_of_this_process() -> CardSeals:
    """Make seals that only this process knows; for where no deployment has handed in a key."""
    return CardSeals(secrets.token_bytes(32))


def _plain(value: Any) -> Any:
    """A value as JSON has it, the same whether it comes from here or from the graph."""
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    native = value.to_native() if hasattr(value, "to_native") else value
    if isinstance(native, datetime):
        return in_utc(native).isoformat()
    return native.isoformat() if isinstance(native, date) else native
