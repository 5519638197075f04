"""A secret that the developer profile makes for itself and keeps in the data folder, for its owner's eyes only."""

import os
from collections.abc import Callable
from pathlib import Path

from graphsvc.errors import SetupError


def read_or_make_secret(path: Path, make: Callable[[], str]) -> str:
    """Read the secret in a file, or make and write it (0600); of several who ask at once one makes it.

    Raises:
        SetupError: others may read the file, or it can be neither read nor written.
    """
    try:
        return _kept(path, make)
    except OSError as failure:
        raise SetupError(
            f"无法读写密钥文件 {path}：{failure.strerror}。",
            f"The key file {path} can be neither read nor written: {failure.strerror}.",
        ) from None


def _kept(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        _write_once(path, make())
    if path.stat().st_mode & 0o077:
        raise SetupError(
            f"密钥文件 {path} 的权限过宽；请执行 chmod 600。", f"Others may read the key file {path}; chmod it to 600."
        )
    return path.read_text(encoding="ascii").strip()


def _write_once(path: Path, text: str) -> None:
    """Write the whole file, or leave the one that another process has written meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
