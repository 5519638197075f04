"""Rules of the responsibility list: every board is there, each category has who answers, and mistakes are named."""

import csv
from pathlib import Path

import pytest

from graphsvc.cases.model.calendar import Span, Unit
from graphsvc.cases.model.categories import FILE, Handling, categories, category
from graphsvc.cases.model.deadlines import CallTimes
from graphsvc.codes import AreaLevel
from graphsvc.errors import BadInput
from graphsvc.org.model.work import Board, Urgency
from graphsvc.paths import SEEDS_DIR


def test_every_board_has_categories() -> None:
    assert {each.board for each in categories().values()} == set(Board)
    assert len(categories()) == 44


def test_a_code_begins_with_the_letter_of_its_board() -> None:
    letters = dict(zip("ABCD", Board, strict=True))
    assert all(letters[code[0]] is each.board for code, each in categories().items())


def test_emergencies_run_day_and_night_and_long_matters_have_longer_times() -> None:
    assert category("D03").policy(Urgency.URGENT).name == "EMERGENCY"
    assert category("D10").policy(Urgency.NORMAL).handle.amount == 30


def test_the_topics_of_a_category_are_topics_of_the_demo() -> None:
    with (SEEDS_DIR / "demo" / "topics.csv").open(encoding="utf-8") as file:
        known = {row["code"] for row in csv.DictReader(file)}
    assert {topic for each in categories().values() for topic in each.topics} - known == set()


def test_an_unknown_category_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        category("Z99")
    assert refused.value.zh == "没有类别 Z99；类别代码见职责清单，例如 C01 路灯与公共照明。"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("C01,再一次,LIVELIHOOD,能源,,NORMAL,,1,", "given twice"),
        ("C99,没有人管,LIVELIHOOD,,,NORMAL,,1,", "nobody answers for C99"),
        ("C99,别的,OTHER,能源,,NORMAL,,1,", "OTHER"),
    ],
)
def test_a_mistake_in_the_list_is_named(tmp_path: Path, row: str, said: str) -> None:
    path = tmp_path / "categories.csv"
    path.write_text(FILE.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        categories(path)


RULED = Handling(AreaLevel.SUBDISTRICT, Board.ECONOMY, "能源", ("物业",), CallTimes(5, 15, 30))


def test_who_leads_by_a_rule_comes_before_those_of_the_list() -> None:
    water = categories()["C02"]
    ruled = water.led_by(RULED)
    assert (ruled.board, ruled.sectors[0], ruled.helpers[0]) == (Board.ECONOMY, "能源", "物业")
    assert set(water.sectors) <= set(ruled.sectors)
    assert water.led_by(None) is water


def test_the_times_of_a_rule_run_round_the_clock_in_an_emergency_alone() -> None:
    water = categories()["C02"]
    urgent, normal = (water.policy(urgency, RULED) for urgency in (Urgency.URGENT, Urgency.NORMAL))
    assert (urgent.sign, urgent.respond) == (Span(5 / 60, Unit.HOURS), Span(0.5, Unit.HOURS))
    assert (normal.sign, normal.contact) == (Span(5 / 60, Unit.WORKING_HOURS), Span(0.25, Unit.WORKDAY_HOURS))
    assert normal.total == water.policy(Urgency.NORMAL).total
