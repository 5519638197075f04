"""The labelled sets: grades follow from fits by one rule, wordings go in pairs, and no problem repeats another."""

import json
from collections import Counter
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from bench.evaluation.grading import Rows, label
from bench.evaluation.likeness import grams, taken
from bench.evaluation.sheets import Spreadsheets, ground
from bench.labelled import FOLDER, Labelled
from graphsvc.paths import SEEDS_DIR
from graphsvc.text.terms import joined

DEMO, BENCH_DAY, DEMO_DAY = SEEDS_DIR / "demo", date(2026, 1, 1), date(2026, 11, 28)
SETS = {
    "dev": (FOLDER, BENCH_DAY, "problems_dev.json", "problems_formal_dev.json", "labels_dev.json"),
    "dev2": (FOLDER, BENCH_DAY, "problems_dev2.json", "problems_formal_dev2.json", "labels_dev2.json"),
    "own": (FOLDER, BENCH_DAY, "own/problems.json", "own/problems_formal.json", "own/labels.json"),
    "demo": (DEMO, DEMO_DAY, "demo/problems.json", "demo/problems_formal.json", "demo/labels.json"),
}
OWN = ("own", "demo")


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))


@cache
def data(folder: Path) -> Labelled | Spreadsheets:
    return ground(folder)


@cache
def everyday(name: str) -> dict[str, str]:
    return {each["id"]: joined(each["title"], each.get("description") or None) for each in read(SETS[name][2])}


@pytest.mark.parametrize("name", SETS)
def test_every_grade_follows_from_its_fit(name: str) -> None:
    folder, today, problems, _, labels = SETS[name]
    rows, known = Rows.of(data(folder)), read(labels)
    for asked in data(folder).problems(FOLDER / problems):
        fits = {one["resource"]: one["fit"] for one in known[asked.id]["resources"]}
        again = label(rows, asked, fits, today)
        assert {key: known[asked.id][key] for key in again} == again, asked.id


@pytest.mark.parametrize("name", SETS)
def test_both_wordings_are_of_the_same_problems_and_all_are_labelled(name: str) -> None:
    _, _, problems, formal, labels = SETS[name]
    said, official = read(problems), read(formal)
    same = ("id", "community", "neededFrom", "neededTo")
    assert [[each[key] for key in same] for each in said] == [[each[key] for key in same] for each in official]
    assert [each["id"] for each in said] == list(read(labels))
    assert all(one["title"] != two["title"] for one, two in zip(said, official, strict=True))


def test_half_of_the_own_problems_is_never_fitted_on() -> None:
    splits = Counter(each["split"] for name in OWN for each in read(SETS[name][4]).values())
    assert splits == {"fitted": 84, "held": 84}
    for name in OWN:
        said = {each["id"]: each["split"] for each in read(SETS[name][2])}
        assert said == {id_: each["split"] for id_, each in read(SETS[name][4]).items()}


def test_the_own_problems_cover_most_of_what_is_on_offer() -> None:
    wanted = {
        name: {one["resource"] for each in read(SETS[name][4]).values() for one in each["resources"] if one["fit"] > 1}
        for name in OWN
    }
    assert len(wanted["own"]) >= 120
    assert len(wanted["demo"]) >= 70


def test_no_problem_repeats_the_words_of_another() -> None:
    """At most 15 % of the runs of three characters stand in another, and no run of six."""
    texts = {id_: text for name in SETS for id_, text in everyday(name).items()}
    texts |= {each["id"]: each["text"] for each in read("demo/sentences.json")["sentences"]}
    runs = {id_: grams(text) for id_, text in texts.items()}
    near = [
        (one, two)
        for one, two in combinations(texts, 2)
        if max(taken(runs[one], runs[two]), taken(runs[two], runs[one])) > 0.15
        or (grams(texts[one], 6) & grams(texts[two], 6))
    ]
    assert near == []


def test_runs_end_at_punctuation_and_latin_words_are_whole() -> None:
    assert grams("路灯，坏了wifi 好", 2) == {("路", "灯"), ("坏", "了"), ("了", "wifi"), ("wifi", "好")}
    assert taken(grams("路灯坏了", 2), grams("路灯亮了", 2)) == pytest.approx(1 / 3)
