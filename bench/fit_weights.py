"""Fits the weights of matching on the labelled problems: `python -m bench.fit_weights`, no database needed.

Every weight is tried on a coarse grid, one after the other, in both wordings; what counts is the mean of a setting and
its neighbours, so that a flat hill wins over a sharp peak. The folds say what the choice is worth on problems it has
not seen: weights are fitted on four fifths of the problems and measured on the fifth.
"""

import asyncio
import json
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import typer

from bench.labelled import FOLDER, Asked, Labelled, ndcg
from graphsvc.matching.model.candidates import Found, Offer
from graphsvc.matching.model.distance import Area, Committee, Provider, Surroundings
from graphsvc.matching.model.eligibility import Gate
from graphsvc.matching.model.features import Problem
from graphsvc.matching.model.rank import Confidence, Ranking, rank
from graphsvc.matching.model.score import Weights
from graphsvc.matching.model.topics import Topic, by_model, fits
from graphsvc.matching.model.window import Days, Window, overlap
from graphsvc.matching.store.embeddings import Readings
from graphsvc.matching.store.matcher import chain_of
from graphsvc.settings import Settings
from graphsvc.text.model import model_of

FITTED = ("topic", "text", "terms", "distance", "availability", "rating")
STEPS = (0.5, 0.7, 0.85, 1.0, 1.2, 1.4, 2.0)  # factors tried on each weight
FOLDS = 5
ROUNDS = 3
WORDINGS = ("problems_dev.json", "problems_formal_dev.json")

Vectors = Any


@dataclass(frozen=True, slots=True)
class Case:
    """A problem with what the gathering statement would find for it, and the grades of its units."""

    problem: Problem
    found: Found
    vectors: Vectors
    grades: Mapping[str, float]
    best: float

    def ranked(self, weights: Weights) -> Ranking:
        """Its ranking under some weights."""
        return rank(self.problem, self.found, self.vectors, weights)

    def low(self, weights: Weights) -> bool:
        """Whether its ranking says that nothing may fit."""
        return self.ranked(weights).confidence is Confidence.LOW

    def gain(self, weights: Weights) -> float:
        """NDCG@5 of its ranking."""
        return ndcg([unit.provider.id for unit in self.ranked(weights).units], self.grades)


async def cases(folder: Path = FOLDER, wordings: Sequence[str] = WORDINGS) -> list[list[Case]]:
    """The labelled problems, a list a wording, in the same order."""
    data, model = Labelled.of(folder), await model_of(Settings())
    assert model is not None, "the weights are those of the model"
    readings = Readings(model)
    labels = json.loads((folder / "labels_dev.json").read_text("utf-8"))
    taxonomy = [Topic(row["code"], row["name"], tuple(row["synonyms"] or ())) for row in _rows(data, "topics")]
    topics = await readings.topics(taxonomy)

    async def case(asked: Asked) -> Case:
        vector = await model.query(asked.text)
        problem = Problem(asked.text, asked.days, fits(by_model(taxonomy, topics @ vector)), vector)
        found = Found(_surroundings(data, asked.area), tuple(taxonomy), offers(data, asked.days), ())
        vectors = await _all(readings, found.offered)
        grades = labels[asked.id]["units"]
        return Case(problem, found, vectors, grades, max(grades.values(), default=0.0))

    return [[await case(asked) for asked in data.problems(folder / name)] for name in wordings]


async def _all(readings: Readings, offered: Sequence[Offer]) -> Vectors:
    left = 1
    while left:
        vectors, left = await readings.stored(offered)
    return vectors


def _rows(data: Labelled, table: str) -> Iterator[Any]:
    return (row for name, rows in data.tables() if name == table for row in rows)


def offers(data: Labelled, days: Days) -> tuple[Offer, ...]:
    """The resources of the folder as the statement would give them, in the order of their ids."""
    units = {row["id"]: row for row in _rows(data, "units")}
    ratings = {each["id"]: each["ratings"] for each in data.raw["resources"]}
    made = [_offer(row, units[row["offered_by"]], ratings[row["id"]], days) for row in _rows(data, "resources")]
    return tuple(sorted(made, key=lambda one: one.id))


def _offer(row: Any, unit: Any, stars: Sequence[int], days: Days) -> Offer:
    window = Window(row["available_from"], row["available_to"])
    return Offer(
        id=row["id"],
        title=row["title"],
        description=row["description"],
        topics=row["topics"],
        opens=str(window.first),
        closes=str(window.last),
        recurrence=None,
        capacity=row["capacity"],
        capacity_unit=None,
        held=0,
        rated=len(stars),
        stars=sum(stars),
        lately=0,
        service_area=row["service_area"],
        key=None,
        vector=None,
        gate=Gate.FULL if row["capacity"] == 0 else None if overlap(window, days) else Gate.EXPIRED,
        offered_by=Provider(unit["id"], unit["name"], True, unit["community"]),
    )


def _surroundings(data: Labelled, area: str) -> Surroundings:
    codes = {row["code"]: row["name"] for row in _rows(data, "areas")}
    chain = [Area(code, codes[code], level) for level, code in enumerate(chain_of(area), start=1)]
    members: dict[str, set[str]] = {}
    for seat in _rows(data, "joins"):
        members.setdefault(seat["committee"], set()).add(seat["unit"])
    committees = {
        row["id"]: Committee(
            row["id"], row["name"], row["kind"] == "BIG_PARTY_COMMITTEE", row["serves"], frozenset(members[row["id"]])
        )
        for row in _rows(data, "joint_committees")
        if row["serves"].startswith(area[:9])
    }
    return Surroundings(chain[-1], chain, tuple(committees.values()), codes)


def fitted(pairs: Sequence[Sequence[Case]], start: Weights) -> Weights:
    """The weights that rank these cases best, by moving one after the other."""
    known: dict[Weights, float] = {}

    def gain(weights: Weights) -> float:
        if weights not in known:
            known[weights] = statistics.fmean(
                statistics.fmean(case.gain(weights) for case in wording if case.best > 0) for wording in pairs
            )
        return known[weights]

    best = start
    for _ in range(ROUNDS):
        for name in FITTED:
            best = _moved(best, name, gain)
    return best


def _moved(weights: Weights, name: str, gain: Callable[[Weights], float]) -> Weights:
    """One weight at the middle of its flattest good stretch: the mean of three neighbouring steps decides."""
    tried = [replace(weights, **{name: round(getattr(weights, name) * step, 4)}) for step in STEPS]
    gains = [gain(each) for each in tried]
    smooth = [statistics.fmean(gains[max(at - 1, 0) : at + 2]) for at in range(len(gains))]
    unchanged = STEPS.index(1.0)
    top = max(range(len(smooth)), key=lambda at: (smooth[at], at == unchanged))
    return tried[top] if smooth[top] > smooth[unchanged] + 0.002 else weights


def crossed(pairs: Sequence[Sequence[Case]], start: Weights) -> list[float]:
    """Mean NDCG@5, a wording, on problems that the weights have not seen."""
    gains: list[list[float]] = [[] for _ in pairs]
    for fold in range(FOLDS):
        seen = [[case for at, case in enumerate(wording) if at % FOLDS != fold] for wording in pairs]
        weights = fitted(seen, start)
        for wording, into in zip(pairs, gains, strict=True):
            into += [case.gain(weights) for case in wording[fold::FOLDS] if case.best > 0]
    return [statistics.fmean(each) for each in gains]


def main(folder: Path = FOLDER) -> None:
    """Print the weights as they stand, as fitted, and what they are worth."""
    pairs = asyncio.run(cases(folder))
    start = Weights()
    _show("as they stand", start, pairs)
    best = fitted(pairs, start)
    _show("fitted", best, pairs)
    print("unseen folds    ", "  ".join(f"{gain:.3f}" for gain in crossed(pairs, start)))


def _show(title: str, weights: Weights, pairs: Sequence[Sequence[Case]]) -> None:
    print(title, ", ".join(f"{each.name} {getattr(weights, each.name):g}" for each in fields(weights)))
    for name, wording in zip(WORDINGS, pairs, strict=True):
        gains = [case.gain(weights) for case in wording if case.best > 0]
        low = {suits: [case.low(weights) for case in wording if (case.best > 0) == suits] for suits in (True, False)}
        shares = "of unsuited".join(f" {sum(each)}/{len(each)} " for each in low.values())
        print(f"  {name}: NDCG@5 {statistics.fmean(gains):.3f}; LOW{shares}")


if __name__ == "__main__":
    typer.run(main)
