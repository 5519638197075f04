"""An import by somebody who is responsible for some areas touches nothing outside of them, or nothing is written."""

from pathlib import Path

import pytest

from graphsvc.codes import prefix_of
from graphsvc.db.driver import Graph
from graphsvc.errors import Forbidden
from graphsvc.intake.load import load
from graphsvc.intake.within import Within
from tests.conftest import KEYS
from tests.shared_graph import everything

HERE, THERE = "500103012011", "500103012012"
WRITTEN = ("Grid", "Unit", "Import", "ImportPiece", "SheetRow")
GRID = "code,name,community,kind,households,population,neighbours\n{code}091,新网格,{code},GENERAL,10,20,\n"


def sheet(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


async def test_a_sheet_of_one_s_own_area_is_loaded(demo_graph: Graph, tmp_path: Path) -> None:
    path = sheet(tmp_path, "grids.csv", GRID.format(code=HERE))
    done = await load(Within(demo_graph, (prefix_of(HERE),)), path, KEYS, source="office")
    assert done.rows == {"grids": 1}
    assert done.import_id


async def test_a_grid_of_another_area_is_refused_and_nothing_is_written(demo_graph: Graph, tmp_path: Path) -> None:
    path, before = sheet(tmp_path, "grids.csv", GRID.format(code=THERE)), await everything(demo_graph, *WRITTEN)
    with pytest.raises(Forbidden, match=f"{THERE}091"):
        await load(Within(demo_graph, (prefix_of(HERE),)), path, KEYS, source="office")
    assert await everything(demo_graph, *WRITTEN) == before


async def test_a_unit_that_lies_elsewhere_cannot_be_drawn_into_one_s_own_area(
    demo_graph: Graph, tmp_path: Path
) -> None:
    text = f"id,name,kind,level,community\nunit-22,改了名,ENTERPRISE,DISTRICT,{HERE}\n"
    path, before = sheet(tmp_path, "units.csv", text), await everything(demo_graph, *WRITTEN)
    with pytest.raises(Forbidden, match="unit-22"):
        await load(Within(demo_graph, (prefix_of(HERE),)), path, KEYS, source="office")
    assert await everything(demo_graph, *WRITTEN) == before


async def test_whoever_loads_everywhere_is_not_held_back(demo_graph: Graph, tmp_path: Path) -> None:
    path = sheet(tmp_path, "grids.csv", GRID.format(code=THERE))
    assert (await load(Within(demo_graph, ("",)), path, KEYS, source="office")).rows == {"grids": 1}
