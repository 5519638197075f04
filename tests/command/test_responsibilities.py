"""Responsibilities of a year: which row counts where and when, and how points come about, to the hundredth."""

from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest

from graphsvc.codes import AreaLevel
from graphsvc.command.rules.responsibilities import (
    FILE,
    LEVELS,
    SHARES,
    Evidence,
    EvidenceKind,
    Responsibilities,
    read_responsibilities,
    score,
)
from graphsvc.errors import SetupError

STREET, COMMUNITY, OTHER = "500103012000", "500103012011", "500103014008"
TODAY = date(2026, 9, 8)
HEAD = "item,level,duty,title,evidence,target,points,area,since,until,source\n"
MEET = "MEETINGS,COMMUNITY,DISCUSS,开会,MEETINGS_HELD,{},{},{},{},{},本地\n"


def local(folder: Path, *rows: str) -> Responsibilities:
    path = folder / "local.csv"
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return read_responsibilities(path)


def meetings(rules: Responsibilities, place: str, day: date = TODAY) -> list[int]:
    return [row.target for row in rules.of(AreaLevel.COMMUNITY, place, day) if row.item == "MEETINGS"]


def test_each_level_can_earn_a_hundred_points_by_the_rules_of_the_service() -> None:
    rules = read_responsibilities()
    for level, day in product(LEVELS, (TODAY, date(2027, 1, 1))):
        rows = rules.of(level, STREET, day)
        assert sum(row.points for row in rows) == 100
        without = level is AreaLevel.COMMUNITY or day == TODAY
        assert set(EvidenceKind) - {row.evidence for row in rows} == (
            {EvidenceKind.COMMUNITIES_APPRAISED} if without else set()
        )
        assert all(row.source for row in rows)
    assert rules.of(AreaLevel.GRID, STREET, TODAY) == []


def test_of_a_place_the_smallest_area_counts_from_day_to_day_and_nought_takes_an_item_out(tmp_path: Path) -> None:
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    rules = local(
        tmp_path,
        MEET.format(6, 30, "500103000000", "", ""),
        MEET.format(12, 30, COMMUNITY, TODAY, tomorrow),
        MEET.format(1, 0, OTHER, "", ""),
    )
    assert [meetings(rules, COMMUNITY, day) for day in (yesterday, TODAY, tomorrow)] == [[6], [12], [6]]
    assert meetings(rules, OTHER) == []
    assert meetings(rules, "500104001001") == [4]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((MEET.format(4, 30, "", "2026-01-01", "2026-03-01"), MEET.format(4, 30, "", "2026-02-01", "")), "two rows"),
        ((MEET.format(4, 30, "", "2026-03-01", "2026-03-01"),), "ends before"),
        ((MEET.format(0, 30, "", "", ""),), "out of bounds"),
        ((MEET.format(4, 101, "", "", ""),), "out of bounds"),
        ((MEET.format(4, 30, "5001", "", ""),), "12 digits"),
        ((MEET.format(4, 30, "", "", "").replace("COMMUNITY", "GRID"),), "GRID has no responsibilities"),
        ((MEET.format(4, 30, "", "", "").replace("MEETINGS_HELD", "CHESS"),), "CHESS"),
        ((MEET.format(4, 30, "", "", "").replace("本地", ""),), "source are told"),
        (("MEETINGS,COMMUNITY,DISCUSS,开会\n",), "is wrong"),
        (("MEETINGS,COMMUNITY,DISCUSS,开会,MEETINGS_HELD\n",), "is wrong"),
        ((MEET.format(4, 30, "", "", "").replace("开会", "会" * 140_000),), "field larger"),
        (tuple(MEET.format(4, 1, "", "", "").replace("MEETINGS,", f"M{n},") for n in range(48)), "at most 50"),
    ],
)
def test_a_file_that_cannot_be_scored_by_is_refused_and_says_why(
    tmp_path: Path, rows: tuple[str, ...], said: str
) -> None:
    with pytest.raises(SetupError, match=said):
        local(tmp_path, *rows)


def test_points_rise_in_proportion_to_the_target_and_no_further() -> None:
    (row,) = (
        row for row in read_responsibilities().of(AreaLevel.COMMUNITY, COMMUNITY, TODAY) if row.item == "CONTACTS"
    )
    assert (row.target, row.points) == (12, 30)
    earned = [score(row, Evidence(count, count)).hundredths for count in (0, 1, 7, 11, 12, 13, 400)]
    assert earned == [0, 250, 1750, 2750, 3000, 3000, 3000]
    assert (
        score(row, Evidence(7, 7)).text == "包联单位每月联系：包联联系 7 次，全年应有 12 次，得 17.5 分（满分 30 分）。"
    )


def test_a_share_counts_only_where_there_was_something_to_answer() -> None:
    (row,) = (
        row for row in read_responsibilities().of(AreaLevel.COMMUNITY, COMMUNITY, TODAY) if row.evidence in SHARES
    )
    assert score(row, Evidence(0, 0)).hundredths is None
    assert score(row, Evidence(0, 0)).text == "督办按期答复：期间没有已销号或逾期未答复的督办，不计分。"
    assert [score(row, Evidence(count, 3)).hundredths for count in range(4)] == [0, 667, 1333, 2000]
    assert score(row, Evidence(2, 3)).text == "督办按期答复：3 件中按期 2 件，应达到 100%，得 13.33 分（满分 20 分）。"


def test_the_page_names_every_kind_of_evidence() -> None:
    page = (Path(__file__).parents[2] / "docs/appraisal.md").read_text(encoding="utf-8")
    assert [kind for kind in EvidenceKind if kind.value not in page or kind.zh not in page] == []
    assert FILE.name in page
