"""The phrase memory of the study, and the measure with its interval."""

from itertools import pairwise

import numpy as np
import pytest

from bench.evaluation.kinds import asks_for_deed, asks_for_place
from bench.evaluation.memory import Memory, Phrase, Settings, clauses, phrases, wordings
from bench.evaluation.scoring import gain, unrelated, worth

AXES = np.eye(4, dtype=np.float32)
ROWS = [Phrase("a", "灯"), Phrase("b", "灯"), Phrase("c", "水"), Phrase("d", "水")]


def memory() -> Memory:
    official = np.stack([AXES[0] + AXES[1], AXES[2] + AXES[3]]) / np.sqrt(2).astype(np.float32)
    return Memory(ROWS, AXES, AXES, official)


def test_clauses_are_sentences_and_pairs_of_neighbours() -> None:
    assert clauses("三楼漏水，天花板黄了。想找人修") == [
        "三楼漏水，天花板黄了",
        "想找人修",
        "天花板黄了，想找人修",
    ]
    assert clauses("停电") == ["停电"]


def test_the_wording_of_the_nearest_phrases_is_the_likeliest() -> None:
    likely = memory().likely(AXES[0], AXES[:1], Settings())
    assert likely.sum() == pytest.approx(1)
    assert likely[0] > 0.99


def test_the_clauses_count_beside_the_text() -> None:
    whole = memory().likely(AXES[0], AXES[2:3], Settings(clauses=0.0))
    parts = memory().likely(AXES[0], AXES[2:3], Settings(clauses=4.0))
    assert whole[0] > 0.99
    assert parts[1] > 0.99


def test_without_the_nearest_phrase_less_speaks_for_its_wording() -> None:
    mild = Settings(temperature=1.0)
    known = memory().likely(AXES[0], AXES[:1], mild)
    assert memory().likely(AXES[0], AXES[:1], mild, without_nearest=True)[0] < known[0]


def test_the_rows_of_the_book_stand_by_wording() -> None:
    book = phrases()
    changes = sum(one.official != two.official for one, two in pairwise(book))
    assert changes == len(wordings(book)) - 1


def test_wordings_say_what_kind_of_help_is_asked_for() -> None:
    assert asks_for_place("文艺队伍缺少排练场地")
    assert asks_for_deed("电梯故障、困人、老化需检修")
    assert not asks_for_deed("家庭照护者缺乏照护技能，需护理培训和喘息支持")


def test_a_unit_counts_by_the_resource_it_is_shown_with() -> None:
    ranked = [("u1", "r-poor"), ("u2", "r-good")]
    assert gain(ranked, {"u1": 2.0, "u2": 2.0}, {}) == pytest.approx(1)
    assert gain(ranked, {"u1": 2.0, "u2": 2.0}, {"r-good": 2.0}) < 0.5
    assert unrelated(ranked, {"r-good": 2.0}) == 0.5


def test_the_interval_holds_the_mean_and_narrows_with_more_problems() -> None:
    few, many = worth([0.0, 1.0] * 10), worth([0.0, 1.0] * 200)
    assert few.low < few.mean == many.mean == 0.5 < few.high
    assert many.high - many.low < (few.high - few.low) / 3
