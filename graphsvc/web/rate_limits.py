"""How many requests one caller may send: a rate with a burst, by who signed in, and by address for failed sign-ins.

Source: the generic cell rate algorithm (ITU-T I.371), a token bucket that keeps one number a caller.
"""

import math
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from graphsvc.errors import RateLimited

MOST_CALLERS = 10_000
"""Callers kept in mind; whoever has been quiet longest makes room."""

FAILURES_PER_SECOND, FAILURES_AT_ONCE = 0.5, 20
"""Failed sign-ins allowed to one address: many people may share it, so a few typed wrongly lock nobody out."""


class Buckets:
    """A bucket for each caller. `now` is in seconds of any clock that does not go back."""

    def __init__(self, per_second: float, burst: int, most: int = MOST_CALLERS) -> None:
        """Args: `per_second` 0 lets everybody through."""
        self._interval = 1 / per_second if per_second else 0.0
        self._slack = self._interval * (burst - 1)
        self._most = most
        self._due: dict[str, float] = {}  # when the bucket will be full again; the quietest first

    def wait(self, caller: str, now: float) -> float:
        """Seconds until the caller may send a request; 0 is now."""
        return max(0.0, self._due.get(caller, now) - self._slack - now)

    def take(self, caller: str, now: float) -> None:
        """Count a request.

        Raises:
            RateLimited: too many; it is not counted, so waiting as long as told is enough.
        """
        if not self._interval:
            return
        due = max(self._due.pop(caller, now), now)
        if due - self._slack > now:
            self._due[caller] = due
            raise RateLimited(due - self._slack - now)
        if len(self._due) >= self._most:
            del self._due[next(iter(self._due))]
        self._due[caller] = due + self._interval

    def __len__(self) -> int:
        return len(self._due)


class Limits:
    """The limits of the service's front door."""

    def __init__(self, per_second: float, burst: int) -> None:
        self._signed_in = Buckets(per_second, burst)
        self._failed = Buckets(FAILURES_PER_SECOND if per_second else 0.0, FAILURES_AT_ONCE)

    def knock(self, address: str | None, now: float) -> None:
        """Before a sign-in is checked.

        Raises:
            RateLimited: this address has failed too often lately.
        """
        if wait := self._failed.wait(block(address), now):
            raise RateLimited(wait)

    def failed(self, address: str | None, now: float) -> None:
        """A sign-in from this address has failed; raises RateLimited as `knock`."""
        self._failed.take(block(address), now)

    def admit(self, subject: str, now: float) -> None:
        """Count a request of somebody signed in.

        Raises:
            RateLimited: too many of this subject.
        """
        self._signed_in.take(subject, now)


@lru_cache(MOST_CALLERS)
def block(address: str | None) -> str:
    """What counts as one address: an IPv4 address, or the /64 of an IPv6 address, which one host has to itself."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped) if parsed.ipv4_mapped else parsed.packed[:8].hex()
    return str(parsed)


def retry_after(refusal: RateLimited) -> tuple[bytes, bytes]:
    """The header that says when to try again: whole seconds, at least one."""
    return b"retry-after", str(max(1, math.ceil(refusal.retry_after))).encode()
