"""The package of a workbook: a ZIP file of parts, looked through before any of them is read."""

import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from graphsvc.intake.files.book import MOST_BYTES, FileRefused, links, macros

MOST_PACKED = 200
"""How many times larger than its packed form a file may be; a sheet of the same row a million times stays below."""
MOST_PARTS = 20_000
MOST_BESIDE = 20_000_000
"""Bytes of a part that is read whole, such as the styles."""
_BOMB_BYTES = 50_000_000
_CHUNK = 1 << 18
_LOCKED = 1
_DAMAGED = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError),
    *(EOFError, OSError, KeyError, NotImplementedError, ValueError),
)
_MACROS = ("vbaproject", "vbadata", "/macrosheets/", "/dialogsheets/", "/activex/")
_LINKS = ("/externallinks/", "xl/connections.xml", "/querytables/", "xl/model/", "xl/custommodels/")
_MACRO_TYPES = (b"macroenabled", b"vbaproject", b"macrosheet")


def unreadable() -> FileRefused:
    """The refusal of a package that does not hold together."""
    return FileRefused("工作簿已损坏，无法读取", "is a damaged workbook", "用 Excel 打开，另存为新的 .xlsx")


@dataclass(frozen=True, slots=True)
class Package:
    """A package whose parts may be read.

    Attributes:
        names: of the parts as the ZIP file has them, by how they are compared: in small letters.
    """

    path: Path
    names: Mapping[str, str]

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part.lower() in self.names

    def chunks(self, part: str) -> Iterator[bytes]:
        """The text of a part, a quarter of a megabyte at a time.

        Raises:
            FileRefused: there is no such part, or it is damaged.
        """
        with _reading(), zipfile.ZipFile(self.path) as packed, self._opened(packed, part) as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    def whole(self, part: str) -> Iterator[bytes]:
        """The same of a part that is kept as a whole by whoever reads it.

        Raises:
            FileRefused: also when it is too large for that.
        """
        read = 0
        for chunk in self.chunks(part):
            read += len(chunk)
            if read > MOST_BESIDE:
                zh, en = f"格式等附属内容过大（{part}）", f"has too much beside its sheets ({part})"
                raise FileRefused(zh, en, "把数据复制到新的工作簿，或另存为 CSV UTF-8")
            yield chunk

    def _opened(self, packed: zipfile.ZipFile, part: str) -> IO[bytes]:
        if not self.has(part):
            raise unreadable()
        return packed.open(self.names[part.lower()])


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except _DAMAGED:
        raise unreadable() from None
    except RuntimeError:  # how the reader tells of a part that is locked
        raise _locked() from None


def open_package(path: Path) -> Package:
    """Look through a package.

    Raises:
        FileRefused: it is damaged or locked, holds macros or links to others, or unpacks to far more than it is.
    """
    with _reading(), zipfile.ZipFile(path) as packed:
        entries = packed.infolist()
    if len(entries) > MOST_PARTS:
        raise FileRefused("内含的文件过多", f"holds more than {MOST_PARTS} parts", "用 Excel 打开，另存为新的 .xlsx")
    names = {_plain(entry.filename): entry.filename for entry in entries if not entry.is_dir()}
    if len(names) < sum(not entry.is_dir() for entry in entries):
        raise unreadable()
    if any(entry.flag_bits & _LOCKED for entry in entries):
        raise _locked()
    _check_names(names)
    _check_sizes(path, entries)
    package = Package(path, names)
    if package.has("[content_types].xml"):
        types = b"".join(package.whole("[content_types].xml")).replace(b"\0", b"").lower()
        if any(word in types for word in _MACRO_TYPES):
            raise macros()
    return package


def _plain(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lower()


def _check_names(names: Mapping[str, str]) -> None:
    for name in names:
        if any(word in f"/{name}" for word in _MACROS):
            raise macros()
        if any(word in f"/{name}" for word in _LINKS):
            raise links()


def _check_sizes(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse what unpacks to too much, as a whole or in one part, or whose parts lie over one another."""
    whole, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    parts = [(entry.file_size, entry.compress_size) for entry in entries]
    bombs = any(size > _BOMB_BYTES and size > MOST_PACKED * max(small, 1) for size, small in [(whole, packed), *parts])
    if whole > MOST_BYTES or bombs or packed > path.stat().st_size:
        raise FileRefused("解压后过大", "unpacks to far too much", "拆成几个文件，或另存为 CSV UTF-8")


def _locked() -> FileRefused:
    return FileRefused("设有打开密码", "is locked with a password", "去掉密码后再导入")
