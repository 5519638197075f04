"""A small disk of its own for a test, to be filled to its last byte; needs the right to mount."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of this size at a folder while the block lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "graphsvc-test", str(folder)])
    if mounted.returncode:
        pytest.skip("no right to mount a small disk here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path, but: int = 0) -> Path:
    """Take the free space of a disk, but for some bytes; the file that takes it."""
    file = disk / "filler"
    with suppress(OSError), file.open("ab") as out:
        while True:
            out.write(bytes(1_000_000))
            out.flush()
    with suppress(OSError), file.open("ab") as out:
        while True:
            out.write(bytes(1024))
            out.flush()
    if but:
        with file.open("r+b") as out:
            out.truncate(max(0, file.stat().st_size - but))
    return file


def read_only(disk: Path, *, on: bool) -> None:
    """Forbid or allow writing to a mounted disk."""
    subprocess.run(["mount", "-o", f"remount,{'ro' if on else 'rw'}", str(disk)], check=True)
