"""The phrase book: codes that exist, enough of everything, no pair twice, and nothing taken from the evaluation."""

import csv
import json
import re
from collections import Counter, defaultdict
from functools import cache

from bench.evaluation.likeness import grams
from bench.labelled import FOLDER
from graphsvc.cases.model.categories import categories
from graphsvc.paths import SEEDS_DIR
from graphsvc.text.terms import joined
from tests.seeds.demo import rows as demo_rows

COLUMNS = ["said", "official", "category", "topic", "register", "speaker"]
REGISTERS = {"PLAIN", "DIALECT", "OBLIQUE", "TYPO", "PINYIN"}
SPEAKERS = {
    *("RESIDENT", "ELDER", "CHILD", "PARENT", "TENANT", "LANDLORD"),
    *("RIDER", "WORKER", "MERCHANT", "GRID"),
}
PROBLEMS = ("problems_dev", "problems_dev2", "own/problems", "demo/problems")
# A phrase shares at most 45 % of its pairs of characters with a problem, 30 % of its threes, and no run of seven.
# Sentences written apart share far less: of all pairs of a phrase and a problem 99.9 % lie under 0.20 and 0.10, and
# no run is longer than five. A clause copied out, with a word changed, lies far over (the control below).
MOST_TAKEN = {2: 0.45, 3: 0.30}
LONGEST_RUN = 6
EVERY = 20  # phrases of each category and topic
LIKE = 0.55  # of its pairs of characters, from which one phrase repeats another
OPENING = 4  # characters with which not even one in five hundred phrases may begin alike


@cache
def phrases() -> tuple[dict[str, str], ...]:
    with (SEEDS_DIR / "phrases.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        return tuple(reader)


@cache
def problems() -> dict[str, str]:
    texts = {
        each["id"]: joined(each["title"], each.get("description") or None)
        for name in PROBLEMS
        for each in json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    }
    sentences = json.loads((FOLDER / "demo" / "sentences.json").read_text("utf-8"))["sentences"]
    return texts | {each["id"]: each["text"] for each in sentences}


@cache
def problems_by_run(size: int) -> dict[tuple[str, ...], list[str]]:
    """Runs of characters with the problems that they stand in."""
    holders: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for id_, text in problems().items():
        for run in grams(text, size):
            holders[run].append(id_)
    return holders


def too_near(said: str) -> set[str]:
    """Problems that a phrase takes more from than is allowed."""
    near = {id_ for run in grams(said, LONGEST_RUN + 1) for id_ in problems_by_run(LONGEST_RUN + 1).get(run, ())}
    for size, most in MOST_TAKEN.items():
        runs = grams(said, size)
        shared = Counter(id_ for run in runs for id_ in problems_by_run(size).get(run, ()))
        near |= {id_ for id_, count in shared.items() if len(runs) > 2 and count / len(runs) > most}
    return near


def test_there_are_at_least_three_thousand_pairs_in_all_registers() -> None:
    assert len(phrases()) >= 3_000
    assert Counter(row["register"] for row in phrases()).keys() == REGISTERS
    assert {row["speaker"] for row in phrases()} == SPEAKERS
    assert sum(row["register"] in ("DIALECT", "OBLIQUE") for row in phrases()) >= 1_200


def test_every_code_exists_and_nothing_is_blank() -> None:
    topics = {str(row["code"]) for row in demo_rows("topics")}
    assert [row for row in phrases() if row["category"] not in categories()] == []
    assert [row for row in phrases() if row["topic"] and row["topic"] not in topics] == []
    assert [row["said"] for row in phrases() if not 4 <= len(row["said"]) <= 60] == []
    assert [row["official"] for row in phrases() if not 6 <= len(row["official"]) <= 30] == []


def test_an_official_wording_has_one_category_and_one_topic() -> None:
    codes: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in phrases():
        codes[row["official"]].add((row["category"], row["topic"]))
    assert {official: found for official, found in codes.items() if len(found) > 1} == {}


def test_every_category_and_every_topic_is_covered() -> None:
    in_category = Counter(row["category"] for row in phrases())
    assert [code for code in categories() if in_category[code] < EVERY] == []
    thin = [
        str(topic["code"])
        for topic in demo_rows("topics")
        if sum(row["topic"].startswith(str(topic["code"])) for row in phrases()) < EVERY
    ]
    assert thin == []


def test_no_phrase_repeats_another() -> None:
    plain = [re.sub(r"\W", "", row["said"]) for row in phrases()]
    assert [said for said, count in Counter(plain).items() if count > 1] == []
    runs = [grams(re.sub("[A-Za-z]+", "", row["said"]), 2) for row in phrases()]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    alike = []
    for at, mine in enumerate(runs):
        for other, count in Counter(other for run in mine for other in holders[run]).items():
            least = min(len(mine), len(runs[other]))
            if least >= 4 and count / least > LIKE:
                alike.append((phrases()[at]["said"], phrases()[other]["said"]))
        for run in mine:
            holders[run].append(at)
    assert alike == []


def test_phrases_are_not_made_from_a_pattern() -> None:
    openings = Counter(row["said"][:OPENING] for row in phrases())
    assert [each for each in openings.items() if each[1] > len(phrases()) / 500] == []


def test_no_phrase_is_taken_from_the_evaluation() -> None:
    taken_from = {row["said"]: near for row in phrases() if (near := too_near(row["said"]))}
    assert taken_from == {}


def test_a_clause_of_a_problem_with_a_word_changed_would_be_found() -> None:
    for id_, text in problems().items():
        clause = max(re.split(r"[，。！？；：]", text), key=len)
        if len(grams(clause, 1)) >= 8:
            changed = f"{clause[: len(clause) // 2]}呀{clause[len(clause) // 2 :]}"
            assert id_ in too_near(changed), changed
