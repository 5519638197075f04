"""A thousand faults planted in twenty thousand rows: every one is named at its cell, and none besides."""

import asyncio
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

from graphsvc.intake.staging.checking import check_files
from graphsvc.intake.staging.stage import Stage
from graphsvc.intake.store.lookups import Lookups
from tests.conftest import KEYS
from tests.intake.paper import PaperGraph

ROWS, FAULTS = 20_000, 1_000
COLUMNS = ("id", "name", "phone", "identity_number", "membership", "joined_on", "grid", "belongs_to", "belongs_since")
GRIDS = [f"500103012011{number:03}" for number in range(1, 50)]
Row = dict[str, str]

PLANTED: list[tuple[str, Callable[[Row], None]]] = [
    ("name", lambda row: row.update(name="")),
    ("name", lambda row: row.update(name="张\ue000")),
    ("phone", lambda row: row.update(phone="电话忘了")),
    ("phone", lambda row: row.update(phone="123")),
    ("identity_number", lambda row: row.update(identity_number="110105194912310021")),
    ("identity_number", lambda row: row.update(identity_number="1.10105E+17")),
    ("membership", lambda row: row.update(membership="积极分子")),
    ("joined_on", lambda row: row.update(joined_on="2021-02-30")),
    ("joined_on", lambda row: row.update(joined_on="去年")),
    ("joined_on", lambda row: row.update(membership="群众", belongs_to="", belongs_since="")),
    ("grid", lambda row: row.update(grid="500103012011999")),
    ("grid", lambda row: row.update(grid="5.00103E+14")),
    ("grid", lambda row: row.update(grid="")),
    ("belongs_to", lambda row: row.update(belongs_to="party-nowhere")),
    ("belongs_since", lambda row: row.update(belongs_since="2001-01-01")),
    ("id", lambda row: row.update(id="person-0")),
    ("id", lambda row: row.update(id="人员一号")),
]


def row(number: int) -> Row:
    """A row that is right."""
    values = (f"person-{number}", f"人{number}", f"138{number:08}", "", "正式党员", "2010.7.1", GRIDS[number % 49])
    return dict(zip(COLUMNS, (*values, f"party-{number % 7}", "2012年3月1日"), strict=True))


def test_every_planted_fault_is_named_at_its_cell_and_none_is_invented(tmp_path: Path) -> None:
    dice = random.Random(23)
    rows = [row(number) for number in range(ROWS)]
    wanted = set()
    for number, place in enumerate(sorted(dice.sample(range(1, ROWS), FAULTS))):
        column, plant = PLANTED[number % len(PLANTED)]
        plant(rows[place])
        wanted.add((place + 2, column))
    lines = [",".join(COLUMNS), *(",".join(each.values()) for each in rows)]
    path = tmp_path / "people.csv"
    path.write_text("\n".join(lines), encoding="gb18030")
    known = {code: ["Node", "Area", "Grid"] for code in GRIDS}
    known |= {f"party-{number}": ["Node", "PartyOrganization"] for number in range(7)}
    stage = Stage()
    asyncio.run(check_files([path], Lookups(PaperGraph(known), KEYS, date(2026, 11, 24)), stage, {}))
    found = list(stage.problems())
    stage.close()
    assert {(each.line, each.column) for each in found} == wanted
    assert len(found) == len(wanted)
    assert all(each.cell and each.zh and each.en for each in found)
