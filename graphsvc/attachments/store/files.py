"""Contents of attachments on disk or in S3: written whole or not at all, read back and compared with their hash."""

import asyncio
from collections.abc import Callable, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, ObjectStore, S3Store

from graphsvc.errors import SetupError, Unavailable

THUMBNAIL = ".thumbnail"


class Files:
    """Contents by the ids of attachments."""

    def __init__(self, make: Callable[[], ObjectStore]) -> None:
        """Args: `make` opens the store when it is first used."""
        self._make = make

    @cached_property
    def _store(self) -> ObjectStore:
        return self._make()

    async def write(self, id_: str, content: bytes, thumbnail: bytes | None) -> None:
        """Write a file, and its thumbnail before it.

        Raises:
            Unavailable: the store cannot be reached, or is full.
        """
        try:
            if thumbnail is not None:
                await obstore.put_async(self._store, _path(id_) + THUMBNAIL, thumbnail)
            await obstore.put_async(self._store, _path(id_), content)
        except (BaseError, OSError) as failure:
            raise _away() from failure

    async def read(self, id_: str, hash_: str) -> bytes | None:
        """Read a file; None when it is not there or not what was written.

        Args:
            hash_: SHA-256 of what was written, in hexadecimal digits.
        Raises:
            Unavailable: the store cannot be reached.
        """
        content = await self._read(_path(id_))
        if content is None or await asyncio.to_thread(hash_of, content) != hash_:
            return None
        return content

    async def read_thumbnail(self, id_: str) -> bytes | None:
        """Read a thumbnail; None when there is none. Raises as `read`."""
        return await self._read(_path(id_) + THUMBNAIL)

    async def erase(self, ids: Sequence[str]) -> None:
        """Erase files and their thumbnails; what is gone already is no fault.

        Raises:
            Unavailable: the store cannot be reached.
        """
        for path in [path for id_ in ids for path in (_path(id_), _path(id_) + THUMBNAIL)]:
            try:
                await obstore.delete_async(self._store, path)
            except (NotFoundError, FileNotFoundError):
                continue
            except (BaseError, OSError) as failure:
                raise _away() from failure

    async def _read(self, path: str) -> bytes | None:
        try:
            return bytes(await (await obstore.get_async(self._store, path)).bytes_async())
        except (NotFoundError, FileNotFoundError):
            return None
        except (BaseError, OSError) as failure:
            raise _away() from failure


def open_files(address: str, folder: Path, endpoint: str | None, region: str | None, key: str, secret: str) -> Files:
    """Open the store that an address names.

    Args:
        address: `s3://bucket/prefix`; empty is the folder.
        endpoint: address of a server that speaks S3, such as a city's own cloud; None is Amazon's.
        key: access key, empty: what the machine's environment gives.
    Raises:
        SetupError: the address names no store.
    """
    if not address:
        return Files(lambda: LocalStore(folder, mkdir=True))
    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.netloc:
        raise SetupError(
            "attachment_store 应为 s3://桶/前缀。", "attachment_store is an address such as s3://bucket/prefix."
        )
    given = {
        "prefix": parts.path.strip("/"),
        "endpoint": endpoint,
        "region": region or "us-east-1",
        "access_key_id": key,
        "secret_access_key": secret,
    }
    options: Any = {"allow_http": (endpoint or "").startswith("http://"), "timeout": "20s"}
    named: Any = {name: value for name, value in given.items() if value}
    return Files(lambda: S3Store(parts.netloc, client_options=options, retry_config={"max_retries": 2}, **named))


def hash_of(content: bytes) -> str:
    """Hash a content, SHA-256 in hexadecimal digits."""
    return sha256(content).hexdigest()


def _path(id_: str) -> str:
    """Two levels, so that no folder holds more than some thousands."""
    bare = id_.rpartition("-")[2]
    return f"{bare[:2]}/{bare[2:4]}/{id_}"


def _away() -> Unavailable:
    return Unavailable("附件存储暂时不可用，请稍后重试。", "The store of attachments is away; try again shortly.")
