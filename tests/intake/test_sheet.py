"""Rules of files: every problem with its line and column, all of a file together, good rows kept apart."""

from pathlib import Path

import pytest

from graphsvc.intake.files.sheet import read_sheet
from graphsvc.intake.files.sheets import read_folder
from graphsvc.intake.model.problems import RowsRefused
from graphsvc.intake.tables.declared import TABLES
from tests.intake.paper import AREAS, GRIDS, folder, places, sheet

UNIT = "unit-1,云阶小学,91350100M000100Y43,SCHOOL,500103012011"


def test_a_good_file_gives_values_of_their_kinds() -> None:
    found = sheet("grids", GRIDS)
    assert found.problems == ()
    assert [line.number for line in found.lines] == [2, 3]
    assert found.lines[0].row == {
        "code": "500103012011001",
        "name": "第1网格",
        "community": "500103012011",
        "kind": "GENERAL",
        "neighbours": ["500103012011002"],
    }


def test_a_problem_says_file_line_column_and_what_is_allowed_but_not_what_was_there() -> None:
    found = sheet("people", "id,name,phone,grid\nperson-1,张三,不详,500103012011001\n")
    assert [str(problem) for problem in found.problems] == ["people.csv:2:phone: a telephone number（电话号码）"]


def test_all_problems_of_a_row_and_of_a_file_are_reported_together() -> None:
    content = "id,name,credit_code,kind,community\nunit-1,,91350100M000100Y44,FIRM,500103012011\n" + UNIT + ",\n"
    assert places(sheet("units", content)) == [(2, "name"), (2, "credit_code"), (2, "kind")]
    assert places(sheet("units", content.replace(f"{UNIT},", f"{UNIT},surplus")))[-1] == (3, "")


def test_a_column_that_the_table_lacks_is_a_problem_of_the_header() -> None:
    found = sheet("units", "id,name,credit_code,kind,community,colour\n")
    assert places(found) == [(1, "colour")]
    assert "known: id, name, credit_code" in found.problems[0].en


def test_a_required_column_must_be_there_and_no_column_twice() -> None:
    assert places(sheet("units", "id,name,name,kind,community\n")) == [(1, "name")]
    assert places(sheet("units", "id,name,kind\n")) == [(1, "community")]


def test_an_empty_file_lacks_all_required_columns() -> None:
    assert [column for _, column in places(sheet("serves_in", ""))] == ["person", "grid", "role"]


def test_columns_may_stand_in_any_order_and_be_left_out() -> None:
    found = sheet(
        "units", "kind,community,credit_code,name,id\nSCHOOL,500103012011,91350100M000100Y43,云阶小学,unit-1\n"
    )
    assert found.problems == ()
    assert "sector" not in found.lines[0].row


def test_blank_lines_are_skipped_and_lines_keep_their_numbers() -> None:
    found = sheet("grids", GRIDS.replace("\n", "\n\n", 1))
    assert [line.number for line in found.lines] == [3, 4]


def test_a_row_that_repeats_an_id_or_a_credit_code_names_the_first() -> None:
    header = "id,name,credit_code,kind,community\n"
    found = sheet("units", f"{header}{UNIT}\n{UNIT.replace('unit-1', 'unit-2')}\n{UNIT}\n")
    assert [(p.line, p.column, p.en) for p in found.problems] == [
        (3, "credit_code", "the same as in line 2"),
        (4, "id", "the same as in line 2"),
        (4, "credit_code", "the same as in line 2"),
    ]


def test_blank_cells_repeat_nothing() -> None:
    content = AREAS.replace("kind\n", "kind,civil_code\n").replace("DISTRICT\n", "DISTRICT,\n")
    assert sheet("areas", content.replace("市,,\n", "市,,,\n").replace("COMMUNITY\n", "COMMUNITY,\n")).problems == ()


def test_a_byte_order_mark_of_a_spreadsheet_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "areas.csv").write_text(AREAS, encoding="utf-8-sig")
    assert read_sheet(TABLES["areas"], tmp_path / "areas.csv").problems == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_text_file_is_read_whatever_wrote_it(tmp_path: Path, encoding: str, separator: str) -> None:
    (tmp_path / "areas.csv").write_bytes(AREAS.replace(",", separator).encode(encoding))
    assert read_sheet(TABLES["areas"], tmp_path / "areas.csv") == sheet("areas", AREAS)


@pytest.mark.parametrize(
    ("content", "line", "allowed"),
    [
        (AREAS.encode() + b"\xff\xff\xff", 6, "its encoding is none of UTF-8, GB 18030 and UTF-16"),
        (b'a,"b\nc', 2, "is not well-formed CSV: quotes that do not close, or a cell of more than 128 KB"),
        (b"", 0, "is empty"),
        (b"%PDF-1.7", 0, "is a PDF"),
        (b"<html><table><tr><td>1</td></tr></table></html>", 0, "is a web page under another name"),
        (b"PK\x03\x04broken", 0, "is damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_problem(tmp_path: Path, content: bytes, line: int, allowed: str) -> None:
    (tmp_path / "areas.csv").write_bytes(content)
    found = read_sheet(TABLES["areas"], tmp_path / "areas.csv")
    assert [(p.line, p.column, p.en) for p in found.problems] == [(line, "", allowed)]


def test_a_folder_is_read_in_the_order_in_which_it_is_written(tmp_path: Path) -> None:
    assert [sheet.table.name for sheet in read_folder(folder(tmp_path, grids=GRIDS, areas=AREAS))] == ["areas", "grids"]


def test_a_file_that_is_no_table_is_refused_with_the_tables_there_are(tmp_path: Path) -> None:
    with pytest.raises(RowsRefused) as refused:
        read_folder(folder(tmp_path, areas=AREAS, unit="id\n"))
    assert [problem.file for problem in refused.value.problems] == ["unit.csv"]
    assert "known: areas, grids, estates" in refused.value.en


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RowsRefused, match="holds no table that is read"):
        read_folder(tmp_path)


def test_the_first_fifty_problems_of_every_file_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    bad = "code,name\n" + "x,主题\n" * 60
    with pytest.raises(RowsRefused) as refused:
        read_folder(folder(tmp_path, topics=bad, areas=AREAS.replace("CITY", "STATE")))
    assert [problem.file for problem in refused.value.problems] == ["areas.csv"] + ["topics.csv"] * 50
    assert [problem.line for problem in refused.value.problems[1:]] == list(range(2, 52))
    assert refused.value.count == 61
    assert (refused.value.code, refused.value.en.splitlines()[0]) == (
        "ROWS_REFUSED",
        "nothing was written: 61 problem(s)",
    )
