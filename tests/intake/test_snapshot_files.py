"""Snapshots read back: to the letter where the manifest fits, refused where it does not; other sheets made plain."""

import asyncio
import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from graphsvc.exchange.model.snapshot import Sheet, digest_of, make_snapshot
from graphsvc.exchange.report.snapshot_files import write_snapshot
from graphsvc.intake.files.snapshot import snapshot_drafts, snapshot_in
from graphsvc.intake.load import load
from graphsvc.intake.model.problems import RowsRefused
from graphsvc.intake.tables.declared import TABLES
from tests.conftest import KEYS
from tests.intake.hostile import HOSTILE
from tests.intake.paper import PaperGraph

COLUMNS = {name: tuple(each.name for each in table.columns if not each.personal) for name, table in TABLES.items()}


def sheet(table: str, *rows: dict[str, Any]) -> Sheet:
    return Sheet(table, COLUMNS[table], None, frozenset(), (), rows)


def areas() -> Sheet:
    rows = (
        ("500000000000", "CITY", "重庆市", None, None),
        ("500103000000", "DISTRICT", "渝中区", "500000000000", "DISTRICT"),
        ("500103012000", "SUBDISTRICT", "大坪街道", "500103000000", "SUBDISTRICT"),
        ("500103012011", "COMMUNITY", HOSTILE[0], "500103012000", "COMMUNITY"),
    )
    return sheet("areas", *(dict(zip(COLUMNS["areas"], row, strict=False)) for row in rows))


def topics(*names: str, synonyms: list[str] | None = None) -> Sheet:
    named = enumerate(names, start=10)
    return sheet("topics", *({"code": str(code), "name": name, "synonyms": synonyms} for code, name in named))


def written(path: Path, *sheets: Sheet) -> Path:
    write_snapshot(make_snapshot("500103012011", date(2026, 11, 29), sheets), path)
    return path


def drafts(path: Path) -> list[dict[str, Any]]:
    return [draft.values for draft in snapshot_drafts(path)]


def test_every_text_comes_back_to_the_letter(tmp_path: Path) -> None:
    told = topics(*HOSTILE, synonyms=["一;二", "", "一;二", " 三\n"])
    (path,) = snapshot_in(written(tmp_path / "out", told)) or ()
    assert path == tmp_path / "out/csv/topics.csv"
    assert [row["name"] for row in drafts(path)] == list(HOSTILE)
    assert {tuple(row["synonyms"]) for row in drafts(path)} == {("一;二", "", "一;二", " 三\n")}
    with path.open(encoding="utf-8", newline="") as file:  # for others it is well-formed CSV
        assert [row["name"] for row in csv.DictReader(file, strict=True)] == list(HOSTILE)


def test_rows_are_written_as_they_stand_and_files_by_themselves_are_read_as_people_mean_them(tmp_path: Path) -> None:
    root = written(tmp_path / "out", areas())
    own = tmp_path / "own"
    own.mkdir()
    (own / "areas.csv").write_bytes((root / "csv/areas.csv").read_bytes())
    for source, name in (
        (root, HOSTILE[0]),
        (root / "csv", HOSTILE[0]),
        (root / "jsonl", HOSTILE[0]),
        (root / "csv/areas.csv", HOSTILE[0]),
        (own, "第1网格 双空格"),
    ):
        graph = PaperGraph()
        loaded = asyncio.run(load(graph, source, KEYS))
        assert loaded.rows == {"areas": 4}
        names = {
            row["id"]: row["properties"]["name"]
            for each in graph.written
            if each.text.startswith("UNWIND $rows AS row\nCREATE (n:Node:Area")
            for row in each.params["rows"]
        }
        assert names["500103012011"] == name, source


def test_the_manifest_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"name": "app", "files": []}', encoding="utf-8")
    (tmp_path / "csv").mkdir()
    assert snapshot_in(tmp_path) is None
    assert snapshot_in(tmp_path / "csv") is None
    (tmp_path / "units.csv").write_text("id\n", encoding="utf-8")
    assert snapshot_in(tmp_path / "units.csv") is None


def resealed(root: Path, *, digest: bool = True) -> None:
    """Let the checksums fit whatever the files hold now."""
    manifest = orjson.loads((root / "manifest.json").read_bytes())
    for name in manifest["files"]:
        manifest["files"][name]["sha256"] = digest_of((root / name).read_bytes())
    if digest:
        sums = [about["sha256"] for name, about in manifest["files"].items() if name.startswith("jsonl/")]
        manifest["digest"] = digest_of("".join(sums).encode())
    (root / "manifest.json").write_bytes(orjson.dumps(manifest))


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new).encode())


def both(root: Path, old: str, new: str, *, digest: bool = True) -> None:
    """Change the rows in both forms, and let the checksums fit."""
    replaced(root / "csv/areas.csv", old, new)
    replaced(root / "jsonl/areas.jsonl", old, new)
    resealed(root, digest=digest)


def lines_alone(root: Path, old: str, new: str) -> None:
    replaced(root / "jsonl/areas.jsonl", old, new)
    resealed(root)


FORGED: dict[str, tuple[Callable[[Path], object], str]] = {
    "CSV changed": (lambda root: replaced(root / "csv/areas.csv", "渝中区", "某区"), "csv/areas.csv"),
    "lines changed": (lambda root: replaced(root / "jsonl/areas.jsonl", "渝中区", "某区"), "jsonl/areas.jsonl"),
    "another digest": (lambda root: both(root, "渝中区", "某区", digest=False), "manifest.json"),
    "lines of other rows": (lambda root: lines_alone(root, "渝中区", "某区"), "areas.csv"),
    "lines of fewer rows": (
        lambda root: lines_alone(root, (root / "jsonl/areas.jsonl").read_text("utf-8").splitlines()[-1] + "\n", ""),
        "areas.csv",
    ),
    "lines that are no JSON": (lambda root: lines_alone(root, '{"code":"500103000000"', "{"), "areas.csv"),
    "a word not of the list": (lambda root: both(root, "SUBDISTRICT", "STREET"), "areas.csv"),
    "a word as people write it": (lambda root: both(root, "SUBDISTRICT", "镇街"), "areas.csv"),
    "a code as people write it": (lambda root: both(root, "500103000000", "５00103000000"), "areas.csv"),
    "another column": (lambda root: both(root, "civil_code", "civil_kode"), "areas.csv"),
    "a file taken away": (lambda root: (root / "csv/areas.csv").unlink(), "csv/areas.csv"),
    "lines taken away": (lambda root: (root / "jsonl/areas.jsonl").unlink(), "jsonl/areas.jsonl"),
    "a file put in": (lambda root: (root / "csv/units.csv").write_text("id,name\n", "utf-8"), "csv/units.csv"),
    "a manifest cut off": (lambda root: replaced(root / "manifest.json", '"digest"', '"dig'), "manifest.json"),
    "a manifest of nothing": (lambda root: (root / "manifest.json").write_text("[]", "utf-8"), "manifest.json"),
    "a file of elsewhere": (
        lambda root: replaced(root / "manifest.json", "csv/areas", "csv/../areas"),
        "manifest.json",
    ),
}


@pytest.mark.parametrize(("forge", "file"), FORGED.values(), ids=FORGED)
def test_a_folder_that_only_claims_to_be_a_snapshot_is_refused_and_nothing_written(
    forge: Callable[[Path], object], file: str, tmp_path: Path
) -> None:
    root = written(tmp_path / "out", areas())
    forge(root)
    for source in (root, root / "csv", root / "jsonl"):
        graph = PaperGraph()
        with pytest.raises(RowsRefused) as refused:
            asyncio.run(load(graph, source, KEYS))
        assert [problem.file for problem in refused.value.problems] == [file]
        assert graph.written == []


def test_numbers_and_addresses_of_people_are_no_columns_of_a_snapshot(tmp_path: Path) -> None:
    row = {"id": "p1", "name": "李样", "grid": "500103012011001", "phone": "13800000000"}
    told = Sheet("people", tuple(row), None, frozenset(), (), (row,))
    with pytest.raises(RowsRefused) as refused:
        asyncio.run(load(graph := PaperGraph(), written(tmp_path / "out", told), KEYS))
    assert [(each.file, each.line) for each in refused.value.problems] == [("people.csv", 1)]
    assert graph.written == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("quantity", value) for value in ("7", -1, True, 1.0)),
        *(("raised_on", value) for value in ("2026/3/1", "2026-02-30", 46082)),
        *(("topics", value) for value in ("10", ["10、11"], ["10", "10"], [])),
        *(("area", value) for value in ("５00103012011", "马家堡社区", None)),
        *(("title", value) for value in (None, 7, ["修灯"])),
    ],
)
def test_what_is_no_text_is_held_to_its_column_at_its_row(column: str, value: Any, tmp_path: Path) -> None:
    right = dict.fromkeys(COLUMNS["needs"]) | {
        "id": "need-1",
        "title": "修灯",
        "urgency": "NORMAL",
        "status": "OPEN",
        "raised_on": "2026-03-01",
        "area": "500103012011",
        "raised_by": "unit-1",
        "topics": ["10"],
        "quantity": 7,
    }
    path = written(tmp_path / "out", sheet("needs", right, right | {column: value})) / "csv/needs.csv"
    read = snapshot_drafts(path)
    assert next(read).values == right | {"raised_on": date(2026, 3, 1)}
    with pytest.raises(RowsRefused) as refused:
        next(read)
    assert [(each.line, each.column) for each in refused.value.problems] == [(3, column)]
