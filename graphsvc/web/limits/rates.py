"""How many requests one caller may send: a rate with a burst, and what an answer tells of it.

Source: the generic cell rate algorithm (ITU-T I.371), a token bucket that keeps one number a caller.
"""

import math
from dataclasses import dataclass

from graphsvc.errors import RateLimited

MOST_CALLERS = 10_000
"""Callers kept in mind; whoever has been quiet longest makes room."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a second after so many at once; 0 a second lets everything through."""

    per_second: float
    burst: int

    @property
    def interval(self) -> float:
        """Seconds between two requests once the burst is spent."""
        return 1 / self.per_second if self.per_second else 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a caller stands after a request: what is left of the burst, and seconds until all of it is there again.

    `wait` is 0 when the request was let through, else the seconds until one would be.
    """

    rate: Rate
    remaining: int
    reset: float
    wait: float

    def check(self) -> None:
        """
        Raises:
            RateLimited: the request was not let through.
        """
        if self.wait:
            raise RateLimited(self.wait)

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """What an answer tells of it.

        Source: draft-ietf-httpapi-ratelimit-headers-06, as most clients read them.
        """
        window = max(1, math.ceil(self.rate.burst * self.rate.interval))
        return [
            (b"ratelimit-limit", b"%d" % self.rate.burst),
            (b"ratelimit-remaining", b"%d" % self.remaining),
            (b"ratelimit-reset", b"%d" % math.ceil(self.reset)),
            (b"ratelimit-policy", b"%d;w=%d" % (self.rate.burst, window)),
        ]


class Buckets:
    """A bucket for each caller. `now` is in seconds of any clock that does not go back."""

    def __init__(self, most: int = MOST_CALLERS) -> None:
        self._most = most
        self._due: dict[str, float] = {}  # when the bucket will be full again; the quietest first

    def take(self, caller: str, rate: Rate, now: float) -> Standing:
        """Count a request, unless there are too many: then waiting as long as told is enough."""
        interval = rate.interval
        if not interval:
            return Standing(rate, rate.burst, 0.0, 0.0)
        due = max(self._due.pop(caller, now), now)
        wait = max(0.0, due - interval * (rate.burst - 1) - now)
        if not wait:
            due += interval
        if len(self._due) >= self._most:
            del self._due[next(iter(self._due))]
        self._due[caller] = due
        remaining = 0 if wait else rate.burst - math.ceil((due - now) / interval - 1e-9)
        return Standing(rate, remaining, due - now, wait)

    def __len__(self) -> int:
        return len(self._due)


def retry_after(refusal: RateLimited) -> tuple[bytes, bytes]:
    """The header that says when to try again: whole seconds, at least one."""
    return b"retry-after", str(max(1, math.ceil(refusal.retry_after))).encode()
