"""A cache bounded by bytes: what was used longest ago goes first. Threads may share it."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any


class Cache:
    """Values by key, each with an estimate of what it weighs."""

    def __init__(self, limit: int) -> None:
        """Hold values of at most `limit` bytes together; one that is larger by itself is not held at all."""
        self.limit = limit
        self.weight = 0
        self._lock = Lock()
        self._held: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def get(self, key: Hashable) -> Any:
        """The value of a key, None when it is not held."""
        with self._lock:
            found = self._held.get(key)
            if found is None:
                return None
            self._held.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Any, weight: int) -> None:
        """Hold a value of `weight` bytes, and let go of others until all fit."""
        if weight > self.limit:
            return
        with self._lock:
            before = self._held.pop(key, None)
            self.weight += weight - (before[1] if before else 0)
            self._held[key] = (value, weight)
            while self.weight > self.limit:
                _, (_, gone) = self._held.popitem(last=False)
                self.weight -= gone

    def __len__(self) -> int:
        return len(self._held)
