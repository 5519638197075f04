"""What several processes keep sessions in, without a database."""

import asyncio
from datetime import datetime

from graphsvc.errors import Unavailable


class Shelf:
    """What several processes share; `away` while none reaches it, and `held` stops whoever looks until it is set."""

    def __init__(self) -> None:
        self.texts: dict[str, tuple[bytes, int, datetime]] = {}
        self.claims: dict[str, datetime] = {}
        self.away = False
        self.held: asyncio.Event | None = None

    async def open(self, name: str, text: bytes, until: datetime) -> None:
        self._check()
        self.texts[name] = text, 1, until

    async def find(self, name: str, now: datetime) -> tuple[bytes, int, datetime] | None:
        self._check()
        found = self.texts.get(name)
        if self.held:
            await self.held.wait()
        return found if found and found[2] > now else None

    async def touch(self, name: str, until: datetime) -> bool:
        self._check()
        if name not in self.texts:
            return False
        text, version, before = self.texts[name]
        self.texts[name] = text, version, max(before, until)
        return True

    async def claim(self, name: str, version: int, now: datetime, until: datetime) -> bool:
        self._check()
        if name not in self.texts or self.texts[name][1] != version or self.claims.get(name, now) > now:
            return False
        self.claims[name] = until
        return True

    async def replace(self, name: str, text: bytes, version: int) -> bool:
        self._check()
        if name not in self.texts or self.texts[name][1] != version:
            return False
        self.texts[name] = text, version + 1, self.texts[name][2]
        self.claims.pop(name, None)
        return True

    async def forget(self, name: str) -> None:
        self._check()
        self.texts.pop(name, None)

    def _check(self) -> None:
        if self.away:
            raise Unavailable("数据库暂时没有应答。", "away")
