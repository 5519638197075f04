"""Copying a store that nobody writes: the files as they were at one moment, which is proved, not hoped.

A copy of a store on which no file changed from before the first byte was read until after the last is what a machine
that lost its power at that moment would find; Neo4j recovers from that by its transaction logs.
"""

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from graphsvc.errors import SetupError

STORE = ("data/databases", "data/transactions", "data/dbms")
KEPT = ("password", "embedded.json")
OF_THE_DEVELOPER = ("field.key", "record.key", "sign-in.key")
LOCKS = ("store_lock", "database_lock")
ATTEMPTS = 10
PAUSE_SECONDS = 0.3
TICK_SECONDS = 0.02
"""Longer than a kernel's tick, within which two changes of a file have one time: what changes later is seen to."""
FICLONE = 0x40049409  # share the blocks of a file, on file systems that can (linux/fs.h)

Stamp = dict[str, tuple[int, int]]


def copy_unchanged(root: Path, to: Path, names: tuple[str, ...]) -> None:
    """Copy the files below a folder as they were at one moment; tries again while some change under its hands.

    Args:
        names: files and folders below `root`.
    Raises:
        SetupError: they do not stand still.
    """
    for _ in range(ATTEMPTS):
        shutil.rmtree(to, ignore_errors=True)
        before = stamp(root, names)
        time.sleep(TICK_SECONDS)
        with suppress(FileNotFoundError):  # a file that went meanwhile: the stamps differ
            for name in before:
                _copy(root / name, to / name)
        if stamp(root, names) == before:
            return
        time.sleep(PAUSE_SECONDS)
    raise SetupError(
        f"{root} 中的文件一直在变化，无法得到一致的备份；请在空闲时再试。",
        f"The files of {root} keep changing, so that no copy is of one moment; try again at a quieter time.",
    )


def stamp(root: Path, names: tuple[str, ...]) -> Stamp:
    """Note size and time of change, in ns, of every file, by its path below `root`."""
    return {str(path.relative_to(root)): _stamp(path) for path in files(root, names)}


def files(root: Path, names: tuple[str, ...]) -> Iterator[Path]:
    """List every file below these names, in order, without locks."""
    for name in names:
        place = root / name
        found = sorted(place.rglob("*")) if place.is_dir() else [place]
        yield from (path for path in found if path.is_file() and path.name not in LOCKS)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except FileNotFoundError:
        return (-1, -1)
    return (status.st_size, status.st_mtime_ns)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as read, target.open("wb") as written:
        os.fchmod(written.fileno(), source.stat().st_mode & 0o700)
        try:
            fcntl.ioctl(written.fileno(), FICLONE, read.fileno())
        except OSError:
            shutil.copyfileobj(read, written, 4 * 2**20)


def sha256(path: Path) -> str:
    """Hash a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
