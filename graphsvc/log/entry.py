"""An entry of the record, and the seal that ties it to the entry before.

Seals are HMAC-SHA256, or in 国密 HMAC-SM3 (`sm3:…`), under a key that the graph does not hold: who can write to the
graph alone can neither forge an entry nor shorten a chain, since its head is sealed as well.
"""

import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import orjson

from graphsvc.access.sealing.suites import GUOMI
from graphsvc.codes import AreaLevel, stem

SM3 = "sm3:"
FIRST = "0" * 64
"""The hash that the first entry of a chain names as the one before."""

REGISTER = "register"
"""The chain that names every other chain when it begins, so that none can vanish whole."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `number` counts from 1 without gaps in its `district` (the first six digits of the area code).

    `before` and `after` are JSON objects as text, `at` is an instant with an offset.
    """

    district: str
    number: int
    at: datetime
    by: str
    role: str
    action: str
    subject: str
    area: str
    before: str
    after: str
    note: str

    @property
    def id(self) -> str:
        """Its id in the graph."""
        return f"log-{self.district}-{self.number}"

    def hashed(self, key: bytes, previous: str, *, sm3: bool = False) -> str:
        """Hash it, in hexadecimal, over the hash before it and every field."""
        return _sealed(key, previous.encode() + orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS), sm3=sm3)


def head_seal(key: bytes, district: str, number: int, hash_: str, *, sm3: bool = False) -> str:
    """Seal a chain's head: how many entries there are, and the hash of the last."""
    return _sealed(key, f"head {district} {number} {hash_}".encode(), sm3=sm3)


def is_sm3(seal: str) -> bool:
    """Whether a hash or seal was made in 国密."""
    return seal.startswith(SM3)


def _sealed(key: bytes, content: bytes, *, sm3: bool) -> str:
    return SM3 + GUOMI.digest(key, content).hex() if sm3 else hmac.digest(key, content, "sha256").hex()


def canonical_json(values: Mapping[str, Any]) -> str:
    """Write fields as canonical JSON: keys sorted, days and instants in ISO form."""
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS, default=str).decode()


def district_of(area: str) -> str:
    """Name the chain of an area's entries: its district, or its city filled with zeros."""
    return stem(area, AreaLevel.DISTRICT)
