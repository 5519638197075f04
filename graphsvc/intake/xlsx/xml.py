"""XML as a stream of elements and their texts, nothing kept; entities and endless texts are refused."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Never
from xml.parsers import expat

from graphsvc.intake.files.book import FileRefused
from graphsvc.intake.xlsx.package import unreadable

MOST_CHARACTERS = 100_000
"""Of one text; Excel holds 32,767 in a cell."""
_MOST_DEPTH = 200
Attributes = dict[str, str]


def _ignored(*_: Any) -> None:
    """Leave an element alone."""


@dataclass(slots=True)
class Handler:
    """Who is told of elements, by their name without the prefix; of their texts where `collecting`."""

    started: Callable[[str, Attributes], None] = _ignored
    ended: Callable[[str], None] = _ignored
    collecting: bool = False
    length: int = 0
    texts: list[str] = field(default_factory=list)

    def text(self) -> str:
        """What was collected, which is forgotten."""
        found = "".join(self.texts)
        self.texts.clear()
        self.length = 0
        return found


def parse(chunks: Iterable[bytes], handler: Handler) -> Iterator[None]:
    """Tell a handler of all elements; gives way after every chunk.

    Raises:
        FileRefused: it is not well-formed, declares entities, or is nested or filled beyond measure.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    _Telling(handler).to(parser)
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, IndexError, OverflowError):
        raise unreadable() from None
    yield


def run(chunks: Iterable[bytes], handler: Handler) -> None:
    """Tell a handler of all elements."""
    for _ in parse(chunks, handler):
        pass


@dataclass(slots=True)
class _Telling:
    handler: Handler
    depth: int = 0

    def to(self, parser: Any) -> None:
        names: dict[str, str] = {}
        handler = self.handler
        started, ended, texts = handler.started, handler.ended, handler.texts

        def start(name: str, attributes: Attributes) -> None:
            self.depth += 1
            if self.depth > _MOST_DEPTH:
                raise unreadable()
            started(names.get(name) or names.setdefault(name, name.rpartition(":")[2]), attributes)

        def end(name: str) -> None:
            self.depth -= 1
            ended(names[name])

        def characters(text: str) -> None:
            if handler.collecting:
                handler.length += len(text)
                if handler.length > MOST_CHARACTERS:
                    raise _endless()
                texts.append(text)

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = characters
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _entities


def _entities(*_: Any) -> Never:
    raise FileRefused("含有不允许的 XML 实体", "holds XML entities", "用 Excel 另存为新的 .xlsx")


def _endless() -> FileRefused:
    zh, en = f"有一格超过 {MOST_CHARACTERS} 字", f"has a cell of more than {MOST_CHARACTERS} characters"
    return FileRefused(zh, en, "删去这一格，或用 Excel 另存为新的 .xlsx")
