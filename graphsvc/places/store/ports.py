"""What services at the door need of other capabilities, known here by what is asked; `app` fills it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class FittingResource:
    """A resource of the list that fits a problem: ids of it and of who offers it, 0 to 100, and why in a sentence."""

    id: str
    provider: str
    score: float
    sentence: str


class FindResources(Protocol):
    """How resources are found that fit a problem at a place, best first."""

    async def __call__(self, text: str, area: str, today: date, /) -> Sequence[FittingResource]: ...


async def _find_none(text: str, area: str, today: date) -> Sequence[FittingResource]:
    return ()


@dataclass(frozen=True, slots=True)
class ResourceFinder:
    """Where resources are matched; without it none are found."""

    find: FindResources = _find_none
