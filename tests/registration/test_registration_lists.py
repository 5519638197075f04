"""Lists of who registers: read from a sheet as people keep it, and each row judged."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from graphsvc.errors import BadInput
from graphsvc.intake.model.problems import RowsRefused
from graphsvc.registration.lists.judging import Answer, Entry, Ground, Meant, Outcome, Resident, Tied, judge
from graphsvc.registration.lists.reading import MOST_ROWS, RegistrationList, read_list, title_of
from graphsvc.registration.lists.table import free_times
from graphsvc.registration.model.registration import RegistrantKind

HERE, GRID, SECOND = "500103012011", "500103012011001", "500103012011002"
IDENTITY, PHONE = "11010119900307803X", "13800000000"


def read(folder: Path, text: str, encoding: str = "utf-8") -> RegistrationList:
    path = folder / "名单.csv"
    path.write_bytes(text.encode(encoding))
    return read_list(path)


def told(answers: list[Answer] | tuple[Answer, ...]) -> list[tuple[int, str, str]]:
    return [(each.line, each.column, each.zh) for each in answers]


def test_a_list_as_it_is_kept_on_paper_is_read(tmp_path: Path) -> None:
    text = "在职党员报到名单\n姓名,手机号,工作单位,居住网格,服务类别,特长,空闲时间\n"
    text += f"周 一号,{PHONE},青石医院,1,健康医疗、法律援助,急救,周六、周日\n合计,1 人\n"
    found = read(tmp_path, text, "gbk")
    assert found.refused == ()
    assert found.entries == (
        Entry(
            line=3,
            name="周一号",
            phone=PHONE,
            grid="1",
            services=("HEALTH", "LEGAL_AID"),
            speciality="急救",
            free_times="FREQ=WEEKLY;BYDAY=SA,SU",
        ),
    )


def test_a_workbook_is_read_with_its_title_above_merged_cells(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["报到单位名单"])
    sheet.merge_cells("A1:C1")
    sheet.append(["报到单位", "统一社会信用代码", "社区"])
    sheet.append(["青石医院", None, "桐花社区"])
    book.save(tmp_path / "名单.xlsx")
    found = read_list(tmp_path / "名单.xlsx")
    assert found == RegistrationList((Entry(line=3, unit="青石医院", community="桐花社区"),), ())


def test_each_row_that_cannot_be_read_is_told_with_its_field_and_its_cause(tmp_path: Path) -> None:
    text = "姓名,身份证号,服务类别,空闲时间,报到单位\n"
    text += "周一号,123,,,\n周二号,,唱歌,,\n周三号,,,有空就来,\n,,健康医疗,,\n周五号,,,,青石医院\n周六号,,,,\n"
    found = read(tmp_path, text)
    assert [each.name for each in found.entries] == ["周六号"]
    assert [(each.line, each.column, each.outcome) for each in found.refused] == [
        (2, "identity_number", Outcome.REFUSED),
        (3, "services", Outcome.REFUSED),
        (4, "free_times", Outcome.REFUSED),
        (5, "name", Outcome.REFUSED),
        (6, "unit", Outcome.REFUSED),
    ]
    assert title_of("identity_number") == "身份证号"


def test_what_is_no_such_list_is_refused_as_a_whole(tmp_path: Path) -> None:
    for text in ("", "户数,人口\n1,2\n", "姓名,姓名\n周一号,周二号\n", "姓名,没听说过的列\n周一号,1\n"):
        with pytest.raises(RowsRefused):
            read(tmp_path, text)
    with pytest.raises(BadInput, match="split the list"):
        read(tmp_path, "姓名\n" + "周一号\n" * (MOST_ROWS + 1))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("周末", "FREQ=WEEKLY;BYDAY=SA,SU"),
        ("周日，周三", "FREQ=WEEKLY;BYDAY=WE,SU"),
        ("工作日", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("星期天", "FREQ=WEEKLY;BYDAY=SU"),
        ("每天", "FREQ=DAILY"),
        ("FREQ=MONTHLY;BYMONTHDAY=1", "FREQ=MONTHLY;BYMONTHDAY=1"),
    ],
)
def test_free_times_are_read_as_people_write_them(text: str, rule: str) -> None:
    assert free_times(text) == rule


@pytest.mark.parametrize("text", ["有空就来", "FREQ=HOURLY", "、"])
def test_free_times_that_say_nothing_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        free_times(text)


RESIDENTS = (
    Resident("p-1", "周一号", True, GRID, frozenset({"mark-1"})),
    Resident("p-2", "周二号", True, GRID),
    Resident("p-2b", "周二号", True, SECOND),
    Resident("p-3", "何居民", False, GRID),
    Resident("p-4", "吴多号", True, GRID, frozenset({"shared"})),
    Resident("p-5", "吴少号", True, GRID, frozenset({"shared"})),
)
UNITS = (
    Tied("u-1", "青石医院", "91500103MA5U00000X", True),
    Tied("u-2", "小卖部", "", False),
    Tied("u-3", "同名店", "", True),
    Tied("u-4", "同名店", "", True),
)
GROUND = Ground(
    HERE,
    "桐花社区",
    {GRID: "第一网格", SECOND: "第二网格"},
    RESIDENTS,
    UNITS,
    lambda entry: frozenset(filter(None, (entry.identity or entry.phone,))),
)


@pytest.mark.parametrize(
    ("entry", "kind", "registrant", "place"),
    [
        (Entry(2, name="周一号"), "MEMBER", "p-1", GRID),
        (Entry(2, id="p-1"), "MEMBER", "p-1", GRID),
        (Entry(2, identity="mark-1"), "MEMBER", "p-1", GRID),
        (Entry(2, name="吴少号", phone="shared"), "MEMBER", "p-5", GRID),
        (Entry(2, name="周二号", grid="第二网格"), "MEMBER", "p-2b", SECOND),
        (Entry(2, name="周二号", grid="1"), "MEMBER", "p-2", GRID),
        (Entry(2, name="周一号", grid=SECOND), "MEMBER", "p-1", SECOND),
        (Entry(2, unit="青石医院"), "UNIT", "u-1", HERE),
        (Entry(2, unit="青石医院", credit_code="91500103MA5U00000X", community="桐花社区"), "UNIT", "u-1", HERE),
        (Entry(2, id="u-1", grid="2"), "UNIT", "u-1", SECOND),
    ],
)
def test_a_row_means_whom_the_surest_thing_names(entry: Entry, kind: str, registrant: str, place: str) -> None:
    assert judge([entry], GROUND) == ([Meant(entry, RegistrantKind(kind), registrant, place)], [])


@pytest.mark.parametrize(
    ("entry", "column", "cause"),
    [
        (Entry(2, name="无此人"), "name", "没有居住在桐花社区的这个人"),
        (Entry(2, name="何居民"), "name", "不是中共党员"),
        (Entry(2, name="周二号"), "name", "有几名同名党员，请填身份证号或联系电话"),
        (Entry(2, phone="shared"), "phone", "有几名同名党员，请填身份证号或联系电话"),
        (Entry(2, name="周二号", identity="mark-1"), "name", "与身份证号登记的姓名不一致"),
        (Entry(2, name="周一号", identity="elsewhere"), "identity_number", "没有居住在桐花社区的这个人"),
        (Entry(2, name="周一号", grid="9"), "grid", "桐花社区没有这个网格"),
        (Entry(2, name="周一号", community="白鹭社区"), "community", "不是桐花社区的"),
        (Entry(2, unit="无此店"), "unit", "没有这个单位，或既不在该社区，也不是其大党委成员单位"),
        (Entry(2, unit="小卖部"), "unit", "该单位没有党组织，不能报到"),
        (Entry(2, unit="同名店"), "unit", "有几个同名单位，请填统一社会信用代码"),
        (Entry(2, unit="别名", credit_code="91500103MA5U00000X"), "unit", "与统一社会信用代码登记的名称不一致"),
    ],
)
def test_a_row_that_means_nobody_is_refused_with_its_field(entry: Entry, column: str, cause: str) -> None:
    meant, refused = judge([entry], GROUND)
    assert (meant, told(refused)) == ([], [(2, column, cause)])


def test_of_two_rows_about_one_registrant_the_later_is_refused() -> None:
    rows = [Entry(2, name="周一号"), Entry(3, id="u-1"), Entry(4, id="p-1"), Entry(5, unit="青石医院")]
    meant, refused = judge(rows, GROUND)
    assert [each.registrant for each in meant] == ["p-1", "u-1"]
    assert told(refused) == [(4, "", "与第 2 行是同一名党员"), (5, "", "与第 3 行是同一个单位")]
