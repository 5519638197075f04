"""Templates and how they write days, hours, counts and words of enums, as Chinese offices write them.

Sources: GB/T 7408 (days and hours), GB/T 15835 (numbers in text).
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from graphsvc.china import CHINA
from graphsvc.console.browser.forms import filled
from graphsvc.console.pictures.choices import choices_of
from graphsvc.console.pictures.outlines import picture_of_outlines, picture_of_tiles
from graphsvc.console.pictures.ties import called, picture_of_ties
from graphsvc.console.published.listing import Listing, value_at
from graphsvc.text.recurrences import rule_in_words

HERE = Path(__file__).parent
MEDIA = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class File:
    """A file that pages are shown with; `version` is a digest of its content."""

    content: bytes
    media: str
    version: str


def _file(path: Path) -> File:
    content = path.read_bytes()
    return File(content, MEDIA[path.suffix], hashlib.sha256(content).hexdigest()[:12])


STATIC: Mapping[str, File] = {path.name: _file(path) for path in sorted((HERE / "static").iterdir())}
"""Every such file by its name."""
Words = Mapping[str, Mapping[str, str]]
"""Chinese names of values, by the name of the enum."""


ALWAYS_THERE = frozenset({"title", "name", "holder", "content"})
"""Columns that name a row, which is reached by them whatever they hold."""
NAMES = ALWAYS_THERE | {"unit.name", "person.name", "place.name", "notice.title"}
LONG = frozenset({"text", "rule", "light"})
"""Kinds whose cells may break over lines."""


def day(value: str | date | None) -> str:
    """Write a day: 2026年11月28日."""
    if not value:
        return "—"
    given = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return f"{given.year}年{given.month}月{given.day}日"


def moment(value: str | datetime | None) -> str:
    """Write a moment by China's clock: 2026年11月28日 14:05."""
    if not value:
        return "—"
    given = datetime.fromisoformat(value) if isinstance(value, str) else value
    here = given.astimezone(CHINA)
    return f"{day(here.date())} {here:%H:%M}"


def minute(value: str | datetime | None) -> str:
    """Write a moment as a form's field of date and time wants it, by China's clock; empty where it is none."""
    if not value:
        return ""
    try:
        given = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return ""
    return f"{given.astimezone(CHINA) if given.tzinfo else given:%Y-%m-%dT%H:%M}"


def number(value: float | None) -> str:
    """Write a number, with commas from five digits on; of a fraction at most one digit."""
    if value is None:
        return "—"
    written = int(value) if value == int(value) else round(value, 1)
    return f"{written:,}" if abs(written) >= 10_000 else f"{written}"


def table_rows(
    nodes: Iterable[Mapping[str, Any]], listing: Listing, word: Callable[[str, Any], str], light: Callable[[str], str]
) -> Markup:
    """The rows of a list's table. A page has hundreds of cells, so that how a column is written is decided once.

    Args:
        word: names values of enums.
        light: draws one.
    """
    ways: Mapping[str, Callable[[Any], str]] = {
        "light": light,
        "day": day,
        "moment": moment,
        "rule": rule_in_words,
        "number": number,
        "text": lambda value: "—" if value is None else value,
    }
    columns = []
    for column in listing.columns:
        look = "" if column.kind in LONG else ' class="short"'
        way = ways.get(column.kind) or partial(word, column.kind)
        cell = _cell(column.path, way, _address(listing, column.path))
        columns.append((f'<td data-title="{escape(column.title)}"{look}>', cell))
    rows = ("".join(f"{opening}{escape(cell(row))}</td>" for opening, cell in columns) for row in nodes)
    return Markup("".join(f"<tr>{row}</tr>\n" for row in rows))  # noqa: S704 - every part of it is escaped


def _address(listing: Listing, path: str) -> Callable[[Mapping[str, Any]], str] | None:
    """Where a cell leads: to the page of its row, or of its area; None where it is not a link."""
    if path == "area.name":
        return lambda row: f"/console/areas/{row['area']['code']}"
    if path in NAMES:
        return lambda row: f"/console/{listing.row_page or listing.name}/{row['id']}"
    return None


def _cell(
    path: str, way: Callable[[Any], str], address: Callable[[Mapping[str, Any]], str] | None
) -> Callable[[Mapping[str, Any]], str]:
    """How a cell of a column is written; without a value there is nothing to follow."""

    if address is None:
        return lambda row: way(value_at(row, path))

    def linked(row: Mapping[str, Any]) -> str:
        value = value_at(row, path)
        if not value and path not in ALWAYS_THERE:
            return way(value)
        return Markup(f'<a href="{escape(address(row))}">{escape(way(value))}</a>')  # noqa: S704 - both are

    return linked


def percent(value: float | None) -> str:
    """Write a share of 0 to 1 as a percentage with one digit."""
    return "—" if value is None else f"{value * 100:.1f}%"


def environment() -> Environment:
    """Make the templates ready: everything is escaped, and what is missing is an error, not a gap."""
    folders = (HERE / "templates", HERE / "pages")
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"day": day, "moment": moment, "number": number, "percent": percent, "json": _json}
    made.filters |= {
        "minute": minute,
        "differences": differences,
        "rule": rule_in_words,
        "filled": filled,
        "table_rows": table_rows,
    }
    made.filters |= {
        "outlines": picture_of_outlines,
        "tiles": picture_of_tiles,
        "ties": picture_of_ties,
        "called": called,
        "choices": choices_of,
    }
    made.globals["asset"] = lambda name: f"/console/static/{name}?v={STATIC[name].version}"
    made.globals["new_key"] = lambda: secrets.token_urlsafe(16)
    return made


def word(words: Words, enum: str, value: str | list[str] | None) -> str:
    """What a value of an enum is called, or each of several."""
    if isinstance(value, list):
        return "、".join(word(words, enum, each) for each in value) or "—"
    return "—" if value is None else words.get(enum, {}).get(value, value)


def crumbs(area: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """The chain of areas from the city down to this one."""
    if area is None:
        return []
    return [*_from_the_top(area.get("ancestors", ())), area]


def _from_the_top(ancestors: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(ancestors, key=lambda each: len(str(each["code"]).rstrip("0")))


def differences(before: str, after: str) -> list[tuple[str, str, str]]:
    """What a change has changed, out of the two JSON objects of its entry: field, before, after."""
    was, became = orjson.loads(before or "{}"), orjson.loads(after or "{}")
    names = [name for name in {**was, **became} if was.get(name) != became.get(name)]
    return [(name, _plain(was.get(name)), _plain(became.get(name))) for name in names]


def _plain(value: Any) -> str:
    """A value of the record for reading."""
    if value in (None, ""):
        return "—"
    if isinstance(value, list):
        return "、".join(map(_plain, value)) or "—"
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
