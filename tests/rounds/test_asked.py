"""What was asked is kept by text and kinds, never by value; what counts is what is asked again."""

import json
import logging
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.rounds.asked import KEPT_DAYS, LONGEST, MOST, AskedStatements

TODAY = date(2026, 11, 29)
SECRET = "13900000000"


def asked(path: Path, *statements: Statement, times: int = 2) -> AskedStatements:
    found = AskedStatements(path)
    for statement in statements:
        for _ in range(times):
            found.note(statement)
    return found


def texts(found: AskedStatements) -> list[str]:
    return [each.text for each in found.samples()]


def again(path: Path, today: date = TODAY) -> AskedStatements:
    found = AskedStatements(path)
    found.read(today)
    return found


@pytest.mark.parametrize(
    ("given", "sample"),
    [
        (None, None),
        (True, True),
        (7, 1),
        (0.5, 1.0),
        ("", ""),
        ("a", "x"),
        ("13900000000", "x" * 100),
        ("a" * 10, "x" * 10),
        ("a" * 2_000_000, "x" * 10_000),
        ([], []),
        (("a", "b"), ["x"] * 10),
        ([{"id": "a"}, {"id": "b"}], [{}] * 10),
        ([1], [1]),
        ([["a"]], [[]]),
        ({"a": 1}, {}),
        (datetime(2026, 11, 29, 8, tzinfo=UTC), datetime(2000, 1, 1, tzinfo=UTC)),
        (date(2026, 11, 29), date(2000, 1, 1)),
    ],
)
def test_a_sample_has_the_kind_and_the_rough_size_of_what_was_given(tmp_path: Path, given: Any, sample: Any) -> None:
    found = asked(tmp_path / "asked.json", Statement("RETURN $p", {"p": given}))
    found.write(TODAY)
    for each in (found, again(tmp_path / "asked.json")):
        assert [statement.params for statement in each.samples()] == [{"p": sample}]


def test_no_value_is_written(tmp_path: Path) -> None:
    params = {"phone": SECRET, "phones": [SECRET], "map": {"phone": SECRET}}
    asked(tmp_path / "asked.json", Statement("MATCH (p {phone: $phone}) RETURN p", params)).write(TODAY)
    written = (tmp_path / "asked.json").read_text(encoding="utf-8")
    assert SECRET not in written
    assert json.loads(written)[0]["kinds"] == {"phone": "text 100", "phones": "list 1 text", "map": "map"}
    assert (tmp_path / "asked.json").stat().st_mode & 0o077 == 0


def test_what_is_asked_once_alone_pushes_nothing_out(tmp_path: Path) -> None:
    found = asked(tmp_path / "asked.json", Statement("RETURN 1"))
    for number in range(3 * MOST):
        found.note(Statement(f"RETURN {number} AS n"))
    assert texts(found) == ["RETURN 1"]


def test_the_most_often_asked_are_kept_and_come_first(tmp_path: Path) -> None:
    found = AskedStatements(tmp_path / "asked.json")
    for number in range(3 * MOST):
        for _ in range(2 + number // 100):
            found.note(Statement(f"RETURN {number}"))
    kept = texts(found)
    assert len(kept) == MOST
    assert set(kept[:50]) <= {f"RETURN {number}" for number in range(700, 750)}
    found.note(Statement("x" * (LONGEST + 1)))
    found.note(Statement("x" * (LONGEST + 1)))
    assert max(map(len, texts(found))) < 20


def test_what_nobody_asked_for_a_week_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "asked.json"
    asked(path, Statement("RETURN 1"), times=8).write(TODAY)
    later = again(path, TODAY + timedelta(days=KEPT_DAYS - 1))
    assert texts(later) == ["RETURN 1"]
    assert texts(again(path, TODAY + timedelta(days=KEPT_DAYS))) == []
    later.note(Statement("RETURN 1"))
    later.write(TODAY + timedelta(days=KEPT_DAYS - 1))
    (row,) = json.loads(path.read_text(encoding="utf-8"))
    assert (row["count"], row["day"]) == (8 // 2 + 1, str(TODAY + timedelta(days=KEPT_DAYS - 1)))


def test_what_is_forgotten_does_not_stay_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "asked.json"
    asked(path, Statement("RETURN 1"), times=8).write(TODAY)
    asked(path, Statement("RETURN 2")).write(TODAY + timedelta(days=KEPT_DAYS))
    assert [row["text"] for row in json.loads(path.read_text(encoding="utf-8"))] == ["RETURN 2"]


def test_processes_of_one_folder_add_to_one_file(tmp_path: Path) -> None:
    path = tmp_path / "asked.json"
    one, other = asked(path, Statement("RETURN 1")), asked(path, Statement("RETURN 2"))
    one.write(TODAY)
    other.write(TODAY)
    assert sorted(texts(again(path))) == ["RETURN 1", "RETURN 2"]


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[1]", '[{"text": "RETURN 1"}]', '[{"text": "", "kinds": {"p": "secret 3"}, "count": 1}]']
)
def test_a_file_that_cannot_be_read_is_no_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "asked.json").write_text(text, encoding="utf-8")
    found = again(tmp_path / "asked.json")
    assert texts(found) == []
    asked(tmp_path / "asked.json", Statement("RETURN 1")).write(TODAY)
    assert texts(again(tmp_path / "asked.json")) == ["RETURN 1"]


def test_a_folder_that_cannot_be_written_is_told_and_stops_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "no-folder").write_text("", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        asked(tmp_path / "no-folder" / "asked.json", Statement("RETURN 1")).write(TODAY)
    assert "are not kept" in caplog.text


def test_statements_are_noted_on_their_way(tmp_path: Path) -> None:
    found = AskedStatements(tmp_path / "asked.json")
    told: list[tuple[str, Lane]] = []

    def inner(statement: Statement, lane: Lane) -> AbstractContextManager[None]:
        told.append((statement.text, lane))
        return nullcontext()

    span = found.noting(inner)
    for _ in range(2):
        with span(Statement("RETURN 1"), Lane.LIGHT):
            pass
    assert texts(found) == ["RETURN 1"]
    assert told == [("RETURN 1", Lane.LIGHT)] * 2
