"""Snapshots that this service wrote: known by a manifest that fits their files, and read back to the letter.

What people keep in sheets of their own is made plain; what the graph itself held would come back as something else.
The rows are those of the JSON Lines, which tell nothing from blank, and a semicolon inside a word from one between two.
A manifest is no signature: what is no free text is held to its column as in any sheet.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from graphsvc.intake.files.drafts import Draft
from graphsvc.intake.model.cells import CellRefused, read_cell
from graphsvc.intake.model.columns import NAME, PERSON_NAME, TEXT, WORDS, Column, Value
from graphsvc.intake.model.differences import plain
from graphsvc.intake.model.problems import Problem, RowsRefused
from graphsvc.intake.model.table import Table
from graphsvc.intake.tables.declared import TABLES

MANIFEST = "manifest.json"
CSV, LINES = "csv", "jsonl"
_CLAIMED = {"digest", "files"}
_ADVICE = "重新导出；自行修改过的表，请把 csv 中的文件复制到别的文件夹再导入"


def snapshot_in(source: Path) -> Sequence[Path] | None:
    """The CSV files of a snapshot, whose folder, one of the two inside it, or a file there was named; None for others.

    Raises:
        RowsRefused: it says that it is one, and its files are not those that it speaks of.
    """
    place = source.resolve()
    inside = place.parent if place.is_file() else place
    root = inside.parent if inside.name in (CSV, LINES) else inside
    if (place.is_file() and root == inside) or not _is_claimed(root):
        return None
    tables = _checked(root)
    return [root / CSV / f"{name}.csv" for name in tables if place.is_dir() or place.stem == name]


def snapshot_drafts(path: Path) -> Iterator[Draft]:
    """The rows of a table of a snapshot, by its CSV file; a line counts as the rows of that one do.

    Raises:
        RowsRefused: the file and its JSON Lines differ, or hold what the service would not have written.
    """
    table = TABLES[path.stem]
    with path.open(encoding="utf-8", newline="") as file, _lines_of(path).open("rb") as told:
        reader = csv.reader(file, strict=True)
        columns = _columns(table, path.name, next(reader, []))
        places = {column.name: number for number, column in enumerate(columns, start=1)}
        try:
            for line, (cells, packed) in enumerate(zip(reader, told, strict=True), start=2):
                row = orjson.loads(packed)
                if (
                    not isinstance(row, dict)
                    or list(row) != list(places)
                    or cells != [_cell(value) for value in row.values()]
                ):
                    raise ValueError(line)
                yield Draft(
                    line, {each.name: _value(path.name, line, each, row[each.name]) for each in columns}, cells=places
                )
        except (csv.Error, ValueError, TypeError):
            raise _refused(path.name, "与 jsonl 中的行不一致", "tells other rows than its JSON Lines") from None


def _is_claimed(root: Path) -> bool:
    """Whether a folder says that it is a snapshot; a manifest of other things says nothing of the kind."""
    manifest = root / MANIFEST
    if not manifest.is_file():
        return False
    return (root / LINES).is_dir() or _manifest(root).keys() >= _CLAIMED


def _manifest(root: Path) -> Mapping[str, Any]:
    try:
        found = orjson.loads((root / MANIFEST).read_bytes())
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _checked(root: Path) -> list[str]:
    """The tables of a snapshot all of whose files are there and nothing else, each with its checksum.

    Names of files are made from those of tables, never taken from the manifest.
    """
    manifest = _manifest(root)
    files = manifest.get("files")
    told = {name: about for name, about in files.items() if "/" in name} if isinstance(files, dict) else {}
    tables = [name for name in TABLES if f"{LINES}/{name}.jsonl" in told]
    expected = {name for each in tables for name in (f"{CSV}/{each}.csv", f"{LINES}/{each}.jsonl")}
    if not tables or told.keys() != expected:
        raise _refused(MANIFEST, "不是快照的清单", "is no manifest of a snapshot")
    if strange := sorted(expected ^ _there(root)):
        raise _refused(strange[0], "与快照的清单不符", "is not there, or not in the manifest of the snapshot")
    sums = {name: _sum(root / name) for name in told}
    for name, about in told.items():
        if not isinstance(about, dict) or about.get("sha256") != sums[name]:
            raise _refused(name, "校验值与快照的清单不符", "has another checksum than in the manifest of the snapshot")
    whole = "".join(found for name, found in sums.items() if name.startswith(f"{LINES}/"))
    if hashlib.sha256(whole.encode()).hexdigest() != manifest.get("digest"):
        raise _refused(MANIFEST, "摘要与各文件不符", "has another digest than its files")
    return tables


def _there(root: Path) -> set[str]:
    """The files of both folders, but hidden ones and those that Excel leaves while it is open."""
    found = (path for folder in (CSV, LINES) for path in root.glob(f"{folder}/*"))
    return {f"{path.parent.name}/{path.name}" for path in found if not path.name.startswith((".", "~$"))}


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _lines_of(path: Path) -> Path:
    return path.parent.parent / LINES / f"{path.stem}.jsonl"


def _columns(table: Table, file: str, names: Sequence[str]) -> list[Column]:
    """The columns of a header: those of the table, each once, with what a row cannot be without, and never personal."""
    known = {column.name: column for column in table.columns if not column.personal}
    needed = {column.name for column in table.columns if column.required}
    if len(set(names)) < len(names) or not needed <= set(names) <= known.keys():
        raise _refused(file, "列与这张表不符", "has other columns than its table", 1)
    return [known[name] for name in names]


def _cell(value: Any) -> str:
    """A value as the CSV file has it."""
    if isinstance(value, list):
        return ";".join(value)
    return "" if value is None else str(value)


def _value(file: str, line: int, column: Column, told: Any) -> Value:
    """A value: free text as it stands, all else as its column allows it."""
    if told is None and not column.required:
        return None
    if isinstance(told, str) and column.kind in (NAME, PERSON_NAME, TEXT):
        return told
    if isinstance(told, list) and column.kind is WORDS:
        return told
    try:
        value = read_cell(column, _cell(told)).value
    except CellRefused as refused:
        raise _refused(file, refused.zh, refused.en, line, column.name) from None
    if type(plain(value)) is not type(told) or plain(value) != told:
        raise _refused(file, column.kind.zh, column.kind.en, line, column.name)
    return value


def _refused(file: str, zh: str, en: str, line: int = 0, column: str = "") -> RowsRefused:
    return RowsRefused([Problem(file, line, column, zh, en, advice=_ADVICE)])
