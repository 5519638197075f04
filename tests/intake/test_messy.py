"""Rules of files as people keep them: each is read to exactly the rows it means, or its faults are named by cell."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graphsvc.intake.files.folder import files_in
from graphsvc.intake.model.problems import RowsRefused
from graphsvc.intake.staging.checking import check_files
from graphsvc.intake.staging.stage import Stage
from graphsvc.intake.store.lookups import Lookups
from graphsvc.intake.tables.declared import TABLES
from tests.conftest import KEYS
from tests.intake.clerks import CELLS
from tests.intake.clerks_books import PROGRAMS
from tests.intake.clerks_leftovers import LEFTOVERS, folder_inside
from tests.intake.clerks_sheets import SHEETS_AND_FILES
from tests.intake.messy import COLUMNS, FILES, Messy, text
from tests.intake.paper import PaperGraph

KNOWN = {
    "500103012011001": ["Node", "Area", "Grid"],
    "500103012011002": ["Node", "Area", "Grid"],
    "party-1": ["Node", "PartyOrganization"],
}

ALL = [*FILES, *CELLS, *SHEETS_AND_FILES, *PROGRAMS, *LEFTOVERS]


def test_there_are_hundreds_of_them_and_no_two_alike() -> None:
    names = [each.name for each in ALL]
    assert len(set(names)) == len(names) >= 420


@pytest.mark.parametrize("messy", ALL, ids=lambda messy: messy.name)
def test_a_file_is_read_to_the_row_or_refused_at_the_cell(messy: Messy, tmp_path: Path) -> None:
    path = messy.write(tmp_path)
    stage = Stage()
    graph: Any = PaperGraph(KNOWN)
    lookups = Lookups(graph, KEYS, date(2026, 11, 24), "500103012011")
    asyncio.run(check_files([path], lookups, stage, {}))
    faults = {(each.cell or str(each.line), each.column) for each in stage.problems()}
    rows = [
        tuple(line.row.get(name) for name in COLUMNS)
        for _, _, lines in stage.rows(TABLES["people"], 1_000)
        for line in lines
    ]
    stage.close()
    assert faults == messy.faults
    if not messy.faults:
        assert rows == [tuple(row) for row in messy.rows]


def test_a_file_that_breaks_off_below_thousands_of_rows_is_refused_at_its_line(tmp_path: Path) -> None:
    people = [
        ("姓名", "联系电话", "网格代码"),
        *(("王五", f"139{n:08}", "500103012011001") for n in range(6_000)),
        ("\0",),
    ]
    stage, graph = Stage(), PaperGraph(KNOWN)
    lookups: Any = Lookups(graph, KEYS, date(2026, 11, 24))
    asyncio.run(check_files([text(people)(tmp_path)], lookups, stage, {}))
    assert [(each.line, each.zh) for each in stage.problems()] == [(6_002, "含有空字符，不是文本")]
    stage.close()


def test_a_folder_inside_the_folder_is_not_passed_over_without_a_word(tmp_path: Path) -> None:
    with pytest.raises(RowsRefused) as refused:
        files_in(folder_inside(tmp_path))
    assert [(each.file, each.zh) for each in refused.value.problems] == [("十一月", "是文件夹，里面的表不会读")]
