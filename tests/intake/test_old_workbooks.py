"""Workbooks of Excel 97 to 2003 are read like any other, or refused at the file."""

from pathlib import Path

import pytest

from graphsvc.intake.files.sheet import read_sheet
from graphsvc.intake.tables.declared import TABLES
from tests.intake.old_workbook import old_workbook

GRIDS: list[list[str | float]] = [
    ["大坪街道网格台账"],
    ["网格代码", "网格名称", "社区代码", "网格类别", "户数"],
    ["500103012011001", "马家堡社区第一网格", "500103012011", "一般网格", 299.0],
    ["500103012011002", "马家堡社区第二网格", "500103012011", "专属", 1.5],
]


def test_an_xls_is_read_with_its_chinese_headers_and_words(tmp_path: Path) -> None:
    path = tmp_path / "网格.xls"
    path.write_bytes(old_workbook(GRIDS))
    found = read_sheet(TABLES["grids"], path)
    ((line, row),) = [(each.number, each.row) for each in found.lines]
    assert line == 3
    assert row == {
        "code": "500103012011001",
        "name": "马家堡社区第一网格",
        "community": "500103012011",
        "kind": "GENERAL",
        "households": 299,
    }
    assert [(problem.line, problem.column, problem.cell) for problem in found.problems] == [(4, "households", "E4")]


@pytest.mark.parametrize("kept", [600, 1500], ids=["no directory", "no stream"])
def test_a_damaged_xls_is_refused_at_the_file(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "坏.xls"
    path.write_bytes(old_workbook(GRIDS)[:kept])
    found = read_sheet(TABLES["grids"], path)
    assert found.lines == ()
    assert [(problem.file, problem.line) for problem in found.problems] == [("坏.xls", 0)]
