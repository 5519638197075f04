"""Snapshots: what leads beyond the area is left out with all that hangs on it, and counted."""

from datetime import date
from pathlib import Path

import orjson
import pytest

from graphsvc.exchange.model.snapshot import Reference, Row, Sheet, digest_of, make_snapshot
from graphsvc.exchange.report.snapshot_files import as_csv, write_snapshot

DAY = date(2026, 11, 29)
UNITS = Sheet(
    "units", ("id", "name", "kind"), "id", frozenset({"id"}), (), ({"id": "u1", "name": '一, "二"', "kind": "SCHOOL"},)
)


def parties(*rows: Row) -> Sheet:
    references = (Reference("superior", ("parties",), ("since",)), Reference("home", ("units",)))
    return Sheet("parties", ("id", "superior", "since", "home"), "id", frozenset({"id", "home"}), references, rows)


def test_a_cell_that_may_be_blank_becomes_so_and_a_row_that_needs_it_goes_with_those_that_name_it() -> None:
    rows = (
        {"id": "p1", "superior": "far", "since": DAY, "home": "u1"},
        {"id": "p2", "superior": "p1", "since": DAY, "home": "u1"},
        {"id": "p3", "superior": None, "since": None, "home": "u9"},
        {"id": "p4", "superior": "p3", "since": DAY, "home": "u1"},
    )
    ties = Sheet(
        "ties",
        ("party", "units"),
        None,
        frozenset({"party"}),
        (Reference("party", ("parties",)), Reference("units", ("units",))),
        ({"party": "p2", "units": ["u1", "u9"]}, {"party": "p3", "units": ["u1"]}),
    )
    found = make_snapshot("500103012000", DAY, [UNITS, parties(*rows), ties])
    assert found.sheets[1].rows == (
        {"id": "p1", "superior": None, "since": None, "home": "u1"},
        {"id": "p2", "superior": "p1", "since": DAY, "home": "u1"},
        {"id": "p4", "superior": None, "since": None, "home": "u1"},
    )
    assert found.sheets[2].rows == ({"party": "p2", "units": ["u1"]},)
    assert found.left_out == {"parties.home": 1, "parties.superior": 2, "ties.party": 1, "ties.units": 1}


def test_the_digest_is_of_the_rows_and_not_of_the_day() -> None:
    one, other = (make_snapshot("5", day, [UNITS]) for day in (DAY, date(2027, 1, 1)))
    assert one.digest == other.digest
    assert one.digest != make_snapshot("5", DAY, [parties()]).digest


def test_the_manifest_holds_the_checksums_of_the_files(tmp_path: Path) -> None:
    told = write_snapshot(make_snapshot("500103012000", DAY, [UNITS]), tmp_path / "out")
    assert orjson.loads((tmp_path / "out/manifest.json").read_bytes()) == told
    assert set(told["files"]) == {"csv/units.csv", "jsonl/units.jsonl", "organizations.jsonld"}
    for name, about in told["files"].items():
        assert about == {
            "rows": about["rows"] if name == "organizations.jsonld" else 1,
            "sha256": digest_of((tmp_path / "out" / name).read_bytes()),
        }
    assert as_csv(UNITS).decode() == 'id,name,kind\nu1,"一, ""二""",SCHOOL\n'
    with pytest.raises(FileExistsError):
        write_snapshot(make_snapshot("5", DAY, [UNITS]), tmp_path / "out")
