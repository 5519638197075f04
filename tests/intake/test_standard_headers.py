"""Rules of sheets that systems write after GB/T 31000-2015: what the graph knows is read, the rest is passed over."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graphsvc.intake.staging.checking import check_files
from graphsvc.intake.staging.stage import Stage
from graphsvc.intake.store.lookups import Lookups
from graphsvc.intake.tables.declared import TABLES
from tests.conftest import KEYS
from tests.intake.paper import PaperGraph

GRID, COMMUNITY = "500103012011001", "500103012011"
KNOWN = {GRID: ["Node", "Area", "Grid"], COMMUNITY: ["Node", "Area", "Community"]}
CREDIT = "91350100M000100Y43"

ENTERPRISE = {
    "统一社会信用代码": CREDIT,
    "企业名称": "云阶印务有限公司",
    "企业类别": "有限责任公司",
    "企业详细地址": "云阶路 1 号",
    "企业员工数": "12",
    "法定代表人姓名": "某某",
    "是否危化企业": "否",
    "是否具备建立中共党组织条件": "是",
    "中共党员数量": "4",
    "经度": "106.5",
    "纬度": "29.5",
    "社区代码": COMMUNITY,
}
SOCIETY = {
    "统一社会信用代码": CREDIT,
    "登记证号": "0001",
    "社会组织名称": "云阶助老服务中心",
    "社会组织类型": "民办非企业单位",
    "业务主管单位": "民政局",
    "是否具有境外背景": "否",
    "社区代码": COMMUNITY,
}
RESIDENT = {
    "公民身份号码": "110101199003070185",
    "姓名": "张三",
    "曾用名": "",
    "民族": "汉族",
    "政治面貌": "群众",
    "宗教信仰": "无",
    "服务处所": "云阶路",
    "人户一致标识": "01",
    "户主姓名": "张三",
    "网格代码": GRID,
}


@pytest.mark.parametrize(
    ("file", "table", "cells", "expected"),
    [
        (
            "非公有制经济组织",
            "units",
            ENTERPRISE,
            {"name": "云阶印务有限公司", "kind": "ENTERPRISE", "credit_code": CREDIT},
        ),
        ("社会组织", "units", SOCIETY, {"name": "云阶助老服务中心", "kind": "SOCIAL_ORGANIZATION"}),
        ("实有人口", "people", RESIDENT, {"name": "张三", "grid": GRID}),
    ],
)
def test_a_table_of_the_standard_is_read(
    tmp_path: Path, file: str, table: str, cells: dict[str, str], expected: dict[str, str]
) -> None:
    path = tmp_path / f"{file}.csv"
    path.write_text(f"{','.join(cells)}\n{','.join(cells.values())}\n", encoding="utf-8")
    stage, graph = Stage(), PaperGraph(KNOWN)
    against: Any = graph
    asyncio.run(check_files([path], Lookups(against, KEYS, date(2026, 11, 24), COMMUNITY), stage, {}))
    assert [str(problem) for problem in stage.problems()] == []
    ((row,),) = [[line.row for line in lines] for _, _, lines in stage.rows(TABLES[table], 10)]
    stage.close()
    assert {name: row[name] for name in expected} == expected
