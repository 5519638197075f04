"""A sheet of counts of key groups is read as it is copied out of a spreadsheet, and its faults are named by row."""

import pytest

from graphsvc.errors import BadInput
from graphsvc.places.model.group_sheet import MOST_CELLS, read_sheet
from graphsvc.places.model.groups import GroupLine, KeyGroupKind

ONE, TWO = "500103012011001", "500103012011002"


def test_rows_are_grids_and_columns_are_groups() -> None:
    text = (
        f"网格代码\t网格名称\t残疾人\t独居、空巢老人\t重点青少年\r\n{ONE}\t一网格\t 12\t0\t\r\n\r\n{TWO}\t二网格\t\t7"
    )
    sheet = read_sheet(text)
    assert sheet.grids == {ONE, TWO}
    assert sheet.lines == (
        GroupLine(ONE, KeyGroupKind.DISABLED, 12),
        GroupLine(ONE, KeyGroupKind.LIVING_ALONE, 0),
        GroupLine(TWO, KeyGroupKind.LIVING_ALONE, 7),
    )
    assert read_sheet(f'\ufeffgrid,name,DISABLED\n{ONE},"一, 二",3').lines == (
        GroupLine(ONE, KeyGroupKind.DISABLED, 3),
    )


def test_an_empty_corner_and_a_stray_quote_of_a_spreadsheet_move_and_swallow_nothing() -> None:
    text = f'\t\t独居、空巢老人\t残疾人\n{ONE}\t"幸福网格\t12\t7\n\t\t\t\n{TWO}\t乙\t9\t'
    assert read_sheet(text).lines == (
        GroupLine(ONE, KeyGroupKind.LIVING_ALONE, 12),
        GroupLine(ONE, KeyGroupKind.DISABLED, 7),
        GroupLine(TWO, KeyGroupKind.LIVING_ALONE, 9),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "第 1 行应写明"),
        ("网格代码,网格名称", "第 1 行应写明"),
        (f"网格代码,残疾人,残疾人\n{ONE},1,2", "同一类别写了两列"),
        (f"网格代码,孤寡老人\n{ONE},1", "没有“孤寡老人”这一类"),
        (f"网格代码,残疾人\n{ONE[:12]},1", "第 2 行：“500103012011”不是 15 位"),
        (f"网格代码,残疾人\n{ONE},1\n{TWO},约十人", "第 3 行：残疾人的“约十人”不是人数"),
        (f"网格代码,残疾人\n{ONE},-1", "不是人数"),
        (f"网格代码,残疾人\n{ONE},1000001", "不是人数"),
        (f"网格代码,残疾人\n{ONE},１２", "不是人数"),
        (f"网格代码,残疾人\n{ONE},", "没有一个数字"),
        (f"独居、空巢老人\t残疾人\n{ONE}\t12\t7", "第 1 行：第一列应是网格代码，不是“独居、空巢老人”"),
        (f"代码,独居、空巢老人,残疾人\n{ONE},1,234,7", "第 2 行：“7”上面没有类别"),
        (f"代码\t独居、空巢老人\t\n{ONE}\t12\t7", "第 2 行：“7”上面没有类别"),
        (f'代码,网格名称,残疾人\n{ONE},甲,1\n{TWO},"幸福网格,12', "第 3 行：引号没有成对"),
        (f"\n\n代码\t残疾人\n\n{ONE}\t约十人", "第 5 行：残疾人的“约十人”不是人数"),
        ("网格代码,残疾人\n" + "\n".join(f"{ONE[:10]}{n:05},1" for n in range(MOST_CELLS + 1)), "最多 9000 个"),
    ],
)
def test_what_is_none_is_refused_by_its_row(text: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_sheet(text)
    assert said in refused.value.zh
