"""A backup as one file: a tar of the copied files, compressed, with a manifest that holds a hash of each."""

import io
import json
import os
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from graphsvc.db.backup.files import sha256
from graphsvc.errors import SetupError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MANIFEST = "manifest.json"
FORM = 1
COMPRESSION: dict[int, int] = {
    zstd.CompressionParameter.compression_level: 3,
    zstd.CompressionParameter.checksum_flag: 1,
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: when, of which Neo4j, where the record stood, and the hash of every file."""

    at: str
    neo4j: str
    migrations: int
    heads: Mapping[str, tuple[int, str]]  # district → entries, hash of the last
    record_key: str
    files: Mapping[str, str]
    form: int = FORM


def write_archive(folder: Path, manifest: Manifest, to: Path) -> None:
    """Pack a folder, whole or not at all; readable by its owner alone."""
    part = to.with_name(f".{to.name}.part")
    text = json.dumps(asdict(manifest), ensure_ascii=False).encode()
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with (
                zstd.ZstdFile(file, "wb", options=COMPRESSION) as packed,
                tarfile.open(fileobj=packed, mode="w|") as archive,
            ):
                head = tarfile.TarInfo(MANIFEST)
                head.size = len(text)
                archive.addfile(head, io.BytesIO(text))
                for name in manifest.files:
                    archive.add(folder / name, name, recursive=False)
            file.flush()
            os.fsync(file.fileno())
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)


def read_archive(source: Path, to: Path) -> Manifest:
    """Unpack a backup and compare every file with its hash.

    Raises:
        SetupError: it is no backup, or something of it was changed or is missing.
    """
    try:
        with (
            zstd.ZstdFile(source, "rb") as unpacked,
            tarfile.open(fileobj=unpacked, mode="r|") as archive,
        ):
            archive.extractall(to, filter="data")
        manifest = Manifest(**json.loads((to / MANIFEST).read_bytes()))
        (to / MANIFEST).unlink()
    except (OSError, EOFError, tarfile.TarError, zstd.ZstdError, ValueError, TypeError, KeyError) as failure:
        raise _no_backup(source, type(failure).__name__) from None
    if wrong := [name for name, hash_ in manifest.files.items() if _hash(to / name) != hash_]:
        raise _no_backup(source, f"{wrong[0]}: SHA-256")
    return manifest


def hashes(folder: Path) -> dict[str, str]:
    """Hash every file below a folder, by its path."""
    return {str(path.relative_to(folder)): sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def _hash(path: Path) -> str:
    return sha256(path) if path.is_file() else ""


def _no_backup(source: Path, why: str) -> SetupError:
    return SetupError(
        f"{source} 不是完整的备份（{why}）；请换一份。",
        f"{source} is no whole backup ({why}); take another one.",
    )
