"""A snapshot as a folder: a CSV and a JSON Lines file a table, its organizations as JSON-LD, and a manifest."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from graphsvc.exchange.model.org_ontology import organizations_jsonld
from graphsvc.exchange.model.snapshot import Sheet, Snapshot, digest_of, lines

MANIFEST = "manifest.json"
ORGANIZATIONS = "organizations.jsonld"
CSV, LINES = "csv", "jsonl"
"""Folders inside the snapshot's; that of the CSV files can be loaded as it is."""


def write_snapshot(snapshot: Snapshot, folder: Path, address: str = "") -> dict[str, Any]:
    """Write the files of a snapshot and its manifest, which is given back; the folder may be there, and empty.

    Args:
        address: under which clients reach the service; it names the organizations.
    Raises:
        FileExistsError: it holds something.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(folder)
    files = {}
    for kind in (CSV, LINES):
        (folder / kind).mkdir()
    for sheet in snapshot.sheets:
        for name, content in (
            (f"{CSV}/{sheet.name}.csv", as_csv(sheet)),
            (f"{LINES}/{sheet.name}.jsonl", lines(sheet)),
        ):
            (folder / name).write_bytes(content)
            files[name] = {"rows": len(sheet.rows), "sha256": digest_of(content)}
    organizations = organizations_jsonld(snapshot, address)
    content = orjson.dumps(organizations, option=orjson.OPT_INDENT_2) + b"\n"
    (folder / ORGANIZATIONS).write_bytes(content)
    files[ORGANIZATIONS] = {"rows": len(organizations["@graph"]), "sha256": digest_of(content)}
    manifest = {
        "area": snapshot.area,
        "asOf": snapshot.as_of.isoformat(),
        "digest": snapshot.digest,
        "files": files,
        "leftOut": snapshot.left_out,
    }
    (folder / MANIFEST).write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2) + b"\n")
    return manifest


def as_csv(sheet: Sheet) -> bytes:
    """Write a sheet in the import's own form: its columns by name, several values with semicolons between."""
    rows = ([_cell(row.get(name)) for name in sheet.columns] for row in sheet.rows)
    return "".join(_line(row) for row in (sheet.columns, *rows)).encode()


def _line(cells: Sequence[str]) -> str:
    """A line that ends in LF; the writer's own end is CR LF, since it sets in quotes only what that holds."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().removesuffix("\r\n") + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)
