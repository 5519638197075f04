"""Headers: which row of a sheet names its columns, which table it is, and what stands in each column."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graphsvc.codes import AreaLevel
from graphsvc.intake.files.book import Ranges, address
from graphsvc.intake.model.cells import Raw, shown
from graphsvc.intake.model.columns import Column
from graphsvc.intake.model.normalise import plain_code
from graphsvc.intake.model.problems import Problem
from graphsvc.intake.model.table import Table
from graphsvc.intake.tables.declared import TABLES
from graphsvc.intake.tables.words import ASIDE, BESIDE, HEADERS, LOCATORS, PLACES, TITLES

SEARCHED = 30
"""Rows in which a header is looked for."""
MOST_ROWS = 3
"""Of a header."""
FEW = 3
"""Fewer known columns than this may be chance."""
_BRACKETS = re.compile(r"[（(【\[〔《<{].*?[）)】\]〕》>}]")
_SIGNS = re.compile(r"[*＊:：\s]")
_ORNAMENTS = re.compile(r"^(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、．)]|[★☆※●▲◆#]")
"""Numbers before headers, and signs for what has to be filled in."""
IGNORED = "-"
"""What a mapping says of a column that is to be passed over."""

Mappings = Mapping[str, Mapping[str, str]]
"""Table -> header -> column, as somebody has confirmed them for a source."""
Head = Sequence[tuple[int, Sequence[Raw]]]


@dataclass(frozen=True, slots=True)
class Mapped:
    """What stands in the columns of a sheet, by their number, counted from 1.

    Attributes:
        first: the row behind the header.
        places: columns that say where a row lies. locators: those by which a person is found.
        passed_over: headers of columns that the graph has no place for.
        words: the header. width: number of its last word.
    """

    table: Table
    first: int
    columns: Mapping[int, Column] = field(default_factory=dict)
    places: Mapping[int, AreaLevel] = field(default_factory=dict)
    locators: Mapping[int, str] = field(default_factory=dict)
    passed_over: Sequence[str] = ()
    words: Sequence[str] = ()
    width: int = 0

    def title(self, name: str) -> int:
        """The number of a column by its name; 0 when the sheet lacks it."""
        return next((number for number, column in self.columns.items() if column.name == name), 0)


def header_word(text: str) -> str:
    """A header as it is compared: without spaces, stars, colons and what stands in brackets."""
    plain = _SIGNS.sub("", plain_code(text))
    return _SIGNS.sub("", _BRACKETS.sub("", plain)) or plain


def _plainer(text: str) -> Iterator[str]:
    """What a header may be compared as: the word, without ornaments, and each of several that mean one column."""
    plain = header_word(text)
    bare = _ORNAMENTS.sub("", plain)
    yield from dict.fromkeys((plain, bare, *re.split("[/|]", bare)))


def table_called(name: str) -> Table | None:
    """The table that a file or sheet is called after; the longest of several words wins."""
    if name in TABLES:
        return TABLES[name]
    word = header_word(re.sub(r"[\d._-]+$", "", name))
    found = [(len(title), table) for table, titles in TITLES.items() for title in titles if title in word]
    return TABLES[max(found)[1]] if found else None


def is_aside(name: str) -> bool:
    """Whether a sheet is called like one that explains others."""
    return any(word in name for word in ASIDE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that may be the header, perhaps of two rows, read for one table."""

    table: Table
    row: int
    rows: int
    words: Sequence[str]
    known: int

    @property
    def rank(self) -> tuple[int, int, int]:
        """More known words before fewer, one row before two, upper rows before lower ones."""
        return self.known, -self.rows, -self.row


def found_header(head: Head, merged: Ranges, called: Table | None, saved: Mappings) -> Candidate | None:
    """The row that names the columns; None when no row does.

    Args:
        called: the table that the sheet or file is called after; else each is tried.
        saved: as somebody has confirmed it for this source.
    """
    best = _best(head, merged, [called] if called else list(TABLES.values()), saved)
    if called and best and best.known < FEW:  # a sheet may be called after what its rows lie in: 第一网格
        other = _best(head, merged, list(TABLES.values()), saved)
        if other and other.known >= max(FEW, 2 * best.known):
            return other
    if best and (best.known >= 2 or (called and best.known)):
        return best
    first = next(((number, cells) for number, cells in head if any(shown(cell).strip() for cell in cells)), None)
    if called and first:
        return Candidate(called, first[0], 1, [shown(cell).strip() for cell in first[1]], 0)
    return None


def _best(head: Head, merged: Ranges, tables: Sequence[Table], saved: Mappings) -> Candidate | None:
    found = [each for table in tables for each in _candidates(head, merged, table, saved.get(table.name, {}))]
    return max(found, key=lambda each: each.rank, default=None)


def _candidates(head: Head, merged: Ranges, table: Table, saved: Mapping[str, str]) -> Iterator[Candidate]:
    for place, (number, cells) in enumerate(head):
        words = [shown(cell).strip() for cell in cells]
        alone = Candidate(table, number, 1, words, _known(table, words, saved))
        yield alone
        for rows in range(2, MOST_ROWS + 1):
            lower = [[shown(cell).strip() for cell in each] for _, each in head[place + 1 : place + rows]]
            if len(lower) < rows - 1 or not any(lower[-1]):
                break
            joined = _joined(table, number, [words, *lower], merged, saved)
            found = Candidate(table, number, rows, joined, _known(table, joined, saved))
            if _spans(merged, number) or found.known >= max(alone.known, _known(table, lower[-1], saved)) + 2:
                yield found


def _spans(merged: Ranges, row: int) -> bool:
    """Whether a row has cells that lie over several below."""
    return any(top <= row <= bottom and (right > left or bottom > top) for top, left, bottom, right in merged)


def _joined(
    table: Table, row: int, rows: Sequence[Sequence[str]], merged: Ranges, saved: Mapping[str, str]
) -> list[str]:
    """One word a column out of several rows: the lowest, with one above before it where only both are known."""
    width = max(map(len, rows))
    words = [[*each, *[""] * (width - len(each))] for each in rows]
    for top, left, _, right in merged:
        if row <= top < row + len(rows):
            for column in range(left, min(right, width) + 1):
                words[top - row][column - 1] = words[top - row][left - 1]
    found = words[0]
    for below in words[1:]:
        found = [_one_of_two(table, first, second, saved) for first, second in zip(found, below, strict=True)]
    return found


def _one_of_two(table: Table, first: str, second: str, saved: Mapping[str, str]) -> str:
    for word in (first + second, second, first):
        if word and _known(table, [word], saved):
            return word
    return second or first


def _known(table: Table, words: Sequence[str], saved: Mapping[str, str]) -> int:
    """How many different columns of the table the words name."""
    return len({column.name for word in words if (column := _column(table, word, saved))})


def _column(table: Table, word: str, saved: Mapping[str, str]) -> Column | None:
    words = tuple(_plainer(word))
    name = next((name for plain in words if (name := saved.get(plain))), "") or _named(table, word, words)
    return next((column for column in table.columns if column.name == name), None)


def _named(table: Table, word: str, words: Sequence[str]) -> str:
    """The column that a header names; none when it names several."""
    headers = HEADERS[table.name]
    whole, *parts = words
    for column in table.columns:
        if word.strip() == column.name or whole in headers.get(column.name, ()):
            return column.name
    found = {column.name for column in table.columns if set(parts) & set(headers.get(column.name, ()))}
    return found.pop() if len(found) == 1 else ""


def mapped(
    file: str, sheet: str, header: Candidate, saved: Mappings, *, by_id: bool = False
) -> tuple[Mapped, list[Problem]]:
    """What stands in each column below a header, and what is wrong with the header.

    Args:
        by_id: nothing is looked up, so that every required column has to be there.
    """
    reading = _Reading(file, sheet, header, saved.get(header.table.name, {}))
    for number, word in enumerate(header.words, start=1):
        if word:
            reading.take(number, word)
    reading.lacking(by_id=by_id)
    return reading.mapped(), reading.problems


@dataclass(slots=True)
class _Reading:
    """A header as far as it is read."""

    file: str
    sheet: str
    header: Candidate
    saved: Mapping[str, str]
    columns: dict[int, Column] = field(default_factory=dict)
    places: dict[int, AreaLevel] = field(default_factory=dict)
    locators: dict[int, str] = field(default_factory=dict)
    passed_over: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def line(self) -> int:
        """The last row of the header."""
        return self.header.row + self.header.rows - 1

    def take(self, number: int, word: str) -> None:
        """Find out what one column holds."""
        plain = header_word(word)
        column = _column(self.header.table, word, self.saved)
        if column:
            self._take_column(number, word, column)
        elif plain in PLACES:
            self.places[number] = PLACES[plain]
        elif plain in LOCATORS and any(ref.tables == ("people",) for ref in self.header.table.references()):
            self.locators[number] = LOCATORS[plain]
        elif self._is_beside(plain):
            self.passed_over.append(word)
        else:
            self._unknown(number, word)

    def _is_beside(self, plain: str) -> bool:
        """Whether the graph has no place for a column: by what is usual, by the standard, or by its source."""
        usual = plain in BESIDE or plain.rstrip("0123456789") in BESIDE
        return usual or plain in HEADERS[self.header.table.name].get(IGNORED, ()) or self.saved.get(plain) == IGNORED

    def _take_column(self, number: int, word: str, column: Column) -> None:
        """Of two columns that name one thing, the one with the code states it, and the one with the name says where."""
        holder = next((place for place, each in self.columns.items() if each.name == column.name), 0)
        plain = header_word(word)
        if not holder:
            self.columns[number] = column
        elif plain in PLACES:
            self.places[number] = PLACES[plain]
        elif level := PLACES.get(header_word(self.header.words[holder - 1])):
            self.columns[number] = self.columns.pop(holder)
            self.places[holder] = level
        else:
            self._wrong(number, word, "列名重复", "is there more than once")

    def _unknown(self, number: int, word: str) -> None:
        table = self.header.table
        known = [each.name for each in table.columns]
        usual = [HEADERS[table.name].get(name, (name,))[0] for name in known]
        zh = f"没有这一列；可用：{'、'.join(known)}"
        advice = f"表头可写：{'、'.join(usual)}；也可为这个来源确认列的对应"
        self._wrong(number, word, zh, f"no such column; known: {', '.join(known)}", advice, table.name)

    def lacking(self, *, by_id: bool) -> None:
        """Tell of required columns that are not there and cannot be found out."""
        table = self.header.table
        held = {column.name for column in self.columns.values()}
        for column in table.columns:
            needed = column.required and column.name not in held
            if needed and column.or_else not in held and (by_id or not _can_be_found(table, column, self.places)):
                usual = HEADERS[table.name].get(column.name, (column.name,))[0]
                self._wrong(0, column.name, "缺少此列", "is required", f"补上“{usual}”一列")

    def _wrong(self, number: int, word: str, zh: str, en: str, advice: str = "", table: str = "") -> None:
        cell = address(self.line, number) if number else ""
        self.problems.append(Problem(self.file, self.line, word, zh, en, self.sheet, cell, word, advice, table))

    def mapped(self) -> Mapped:
        """What was found."""
        width = max((number for number, word in enumerate(self.header.words, start=1) if word), default=0)
        under = self.line + 1
        return Mapped(
            self.header.table,
            under,
            self.columns,
            self.places,
            self.locators,
            self.passed_over,
            self.header.words,
            width,
        )


def without_numbers(header: Mapped, head: Head) -> Mapped:
    """The header without a column of ids that only numbers the rows: 编号 1, 2, 3.

    Taken as ids they would make one row of this month's sheet and another of the next the same.
    """
    nodes = header.table.nodes
    number = header.title(nodes.id.column) if nodes else 0
    if not number:
        return header
    below = [shown(cells[number - 1]).strip() for line, cells in head if line >= header.first and number <= len(cells)]
    numbers = [text for text in below if text]
    if not numbers or numbers != [str(count) for count in range(1, len(numbers) + 1)]:
        return header
    columns = {place: column for place, column in header.columns.items() if place != number}
    return replace(header, columns=columns, passed_over=[*header.passed_over, header.words[number - 1]])


def _can_be_found(table: Table, column: Column, places: Mapping[int, AreaLevel]) -> bool:
    """Whether what a column would hold can be told from others: ids are made or found, places are named."""
    if table.nodes and column.name == table.nodes.id.column:
        return True
    of_community = {"community", "area", "serves"} & {column.name, column.or_else}
    return bool(of_community and places)
