"""Copying the folder of an embedded Neo4j, whoever runs it: a service, somebody detached, or nobody."""

import asyncio
import os
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from graphsvc.db.backup import hold
from graphsvc.db.backup.files import KEPT, OF_THE_DEVELOPER, STORE, copy_unchanged
from graphsvc.db.embedded.data_folder import Folder
from graphsvc.db.embedded.owner import owner, take
from graphsvc.db.embedded.process import start, stop_running
from graphsvc.errors import SetupError
from graphsvc.settings import Settings


class Price(StrEnum):
    """What a copy cost those who work on the graph."""

    NOTHING = "nothing was running"
    WRITES_HELD = "writes were held, reads went on"
    STOPPED = "Neo4j was stopped"


@dataclass(frozen=True, slots=True)
class Taken:
    """A copy: what it cost, and for how many seconds."""

    price: Price
    seconds: float


async def take_copy(settings: Settings, to: Path) -> Taken:
    """Copy the data folder of the settings as it is at one moment.

    Keys go along only where they are the developer profile's own, made in this folder.

    Raises:
        SetupError: there is nothing to copy, the service does not stop writing, or the files do not stand still.
    """
    folder = Folder(settings.data_dir.absolute())
    if not folder.store.exists():
        raise SetupError(
            f"数据目录 {folder.root} 中没有数据库。", f"There is no database in the data folder {folder.root}."
        )
    names = (*STORE, *KEPT, *(OF_THE_DEVELOPER if settings.field_key is None else ()))
    holder, begun = owner(folder), time.monotonic()
    if holder is None:
        price = Price.NOTHING
        lock = await take(folder)
        try:
            await asyncio.to_thread(copy_unchanged, folder.root, to, names)
        finally:
            os.close(lock)
    elif holder.detached:
        price = Price.STOPPED
        await stop_running(settings)
        try:
            await asyncio.to_thread(copy_unchanged, folder.root, to, names)
        finally:
            await start(settings, detached=True)
    else:
        price = Price.WRITES_HELD
        async with hold.held(folder.root):
            begun = time.monotonic()
            await asyncio.to_thread(copy_unchanged, folder.root, to, names)
    return Taken(price, time.monotonic() - begun)
