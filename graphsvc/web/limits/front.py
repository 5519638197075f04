"""The limits of the front door: requests and open connections by who signed in, failed sign-ins by address."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from graphsvc.access.principal import Principal
from graphsvc.errors import TooManyOpen
from graphsvc.web.limits.allowances import Allowances
from graphsvc.web.limits.rates import MOST_CALLERS, Buckets, Rate, Standing

FAILURES = Rate(per_second=0.5, burst=20)
"""Failed sign-ins told apart for one address: many people may share it, so a few typed wrongly are told why."""
MESSAGES_A_REQUEST = 4
"""Messages a caller may send on its sockets for each request its rate allows."""


class Open(StrEnum):
    """What a caller may hold open."""

    SOCKET = "sockets"
    STREAM = "streams"  # an operation that is followed, over a socket or as server-sent events


class Limits:
    """Counts what callers take; `now` is in seconds of a clock that does not go back."""

    def __init__(self, allowances: Allowances) -> None:
        self.allowances = allowances
        self._requests = Buckets()
        self._messages = Buckets()
        self._failures = Buckets()
        self._open: Counter[tuple[str, Open]] = Counter()

    def failed(self, address: str | None, now: float) -> None:
        """A sign-in from this address has failed.

        Raises:
            RateLimited: so many of late that it is not told why any more; whoever signs in well is not held up.
        """
        self._failures.take(block(address), FAILURES, now).check()

    def count(self, caller: Principal, now: float) -> Standing:
        """Count a request or an operation."""
        return self._requests.take(caller.subject, self.allowances.of(caller).rate, now)

    def weight(self, caller: Principal) -> float:
        """How many shares of the service a caller has while others ask too."""
        return self.allowances.of(caller).share

    def pause(self, caller: Principal, now: float) -> float:
        """Seconds to wait before the next message of a caller's socket is read, so that floods cost nobody else."""
        rate = self.allowances.of(caller).rate
        wider = Rate(rate.per_second * MESSAGES_A_REQUEST, rate.burst * MESSAGES_A_REQUEST)
        return self._messages.take(caller.subject, wider, now).wait

    @contextmanager
    def holding(self, caller: Principal, what: Open) -> Iterator[None]:
        """Hold a socket or a stream open while the block runs.

        Raises:
            TooManyOpen: the caller holds as many as it may.
        """
        most = getattr(self.allowances.of(caller), what.value)
        name = (caller.subject, what)
        if self._open[name] >= most:
            raise TooManyOpen(most)
        self._open[name] += 1
        try:
            yield
        finally:
            self._open[name] -= 1
            if not self._open[name]:
                del self._open[name]


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
