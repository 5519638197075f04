"""How long each background task has been failing, and when to try again."""

import time
from collections.abc import Callable
from dataclasses import dataclass


class Vitals:
    """Says whether a restart of the process is called for: some task has been failing for too long."""

    def __init__(self, patience_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._patience = patience_seconds
        self._clock = clock
        self._failing: dict[str, float] = {}  # task → since when
        self._done: dict[str, tuple[float, int]] = {}  # task → when it last went well, how much it has done

    def failed(self, task: str) -> None:
        """Note that a task failed for a reason that waiting for the database does not mend."""
        self._failing.setdefault(task, self._clock())

    def went_well(self, task: str, due: int = 0) -> None:
        """Note that a task did its work, and how much was due."""
        self._failing.pop(task, None)
        self._done[task] = (self._clock(), self._done.get(task, (0.0, 0))[1] + due)

    @property
    def done(self) -> dict[str, tuple[float, int]]:
        """For each task the seconds since it last went well, and how much it has found due in all."""
        now = self._clock()
        return {task: (now - at, due) for task, (at, due) in self._done.items()}

    @property
    def failing(self) -> dict[str, float]:
        """Seconds each failing task has been failing for."""
        now = self._clock()
        return {task: now - since for task, since in self._failing.items()}

    @property
    def is_alive(self) -> bool:
        """Whether no task has been failing for longer than the patience."""
        return all(seconds <= self._patience for seconds in self.failing.values())


@dataclass(slots=True)
class Backoff:
    """Pauses between attempts, in seconds: each longer than the one before, until one has gone well."""

    first: float
    longest: float
    _next: float = 0.0

    def pause(self) -> float:
        """Tell how long to wait before the next attempt."""
        now = self._next or self.first
        self._next = min(now * 2, self.longest)
        return now

    def reset(self) -> None:
        """Start again from the shortest pause."""
        self._next = 0.0
