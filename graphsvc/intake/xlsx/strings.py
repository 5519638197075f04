"""The shared strings of a workbook: kept in a file of their own, so that a million rows fit."""

import re
import tempfile
from array import array
from collections.abc import Iterable
from typing import IO

from graphsvc.intake.xlsx.package import unreadable
from graphsvc.intake.xlsx.xml import Attributes, Handler, run

_IN_MEMORY = 1 << 22
_CACHED = 1 << 12
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """A text in which signs that XML does not hold stand as themselves; Excel writes them as `_x000D_`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class Strings:
    """Texts by their number."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        self._ends = array("Q", [0])
        self._last: dict[int, str] = {}

    def add(self, text: str) -> None:
        """Keep the next text."""
        packed = text.encode("utf-8", "surrogatepass")
        self._file.seek(self._ends[-1])
        self._file.write(packed)
        self._ends.append(self._ends[-1] + len(packed))

    def at(self, number: int) -> str:
        """A text by its number.

        Raises:
            FileRefused: there is none.
        """
        if (found := self._last.get(number)) is not None:
            return found
        if not 0 <= number < len(self._ends) - 1:
            raise unreadable()
        self._file.seek(self._ends[number])
        text = self._file.read(self._ends[number + 1] - self._ends[number]).decode("utf-8", "surrogatepass")
        if len(self._last) >= _CACHED:
            self._last.clear()
        self._last[number] = text
        return text


class Phrases(Handler):
    """Collects texts that may come in runs, without the readings that stand above characters."""

    __slots__ = ("_aside",)

    def __init__(self) -> None:
        Handler.__init__(self)
        self._aside = 0

    def begin(self, name: str) -> None:
        """Take note of an element inside of a text."""
        if name == "rPh":
            self._aside += 1
        elif name == "t":
            self.collecting = not self._aside

    def end(self, name: str) -> None:
        """Take note of its end."""
        if name == "rPh":
            self._aside -= 1
        elif name == "t":
            self.collecting = False


def read_strings(chunks: Iterable[bytes]) -> Strings:
    """Read the part of the shared strings."""
    found, phrases = Strings(), Phrases()

    def started(name: str, _: Attributes) -> None:
        phrases.begin(name)

    def ended(name: str) -> None:
        phrases.end(name)
        if name == "si":
            found.add(unescaped(phrases.text()))

    phrases.started, phrases.ended = started, ended
    run(chunks, phrases)
    return found
