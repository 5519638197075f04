"""How much a phrase memory helps matching: `python -m bench.evaluation.phrases`, no database needed.

Every labelled problem is ranked as today, with the memory, with the memory but for the one phrase that is nearest to it
(what is left when nobody wrote that phrase), and in its official wording (what understanding everything would give).
With `--grid` each setting is moved by itself, on what may be fitted; `--held` shows the other half, for a report.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any

import numpy as np
import typer

from bench.evaluation.cases import SETS, Case, cases, sentences
from bench.evaluation.kinds import asks_for_deed, asks_for_place, talks, venues
from bench.evaluation.memory import Memory, Settings, clauses, phrases, wordings
from bench.evaluation.scoring import gain, unrelated, worth
from bench.evaluation.sheets import ground, rows_of
from graphsvc.matching.model.candidates import Offer
from graphsvc.matching.model.features import Problem, measured
from graphsvc.matching.model.score import FIT, Weights
from graphsvc.matching.model.topics import by_model, fits
from graphsvc.matching.model.window import Days, first_session
from graphsvc.settings import Settings as Installation
from graphsvc.text.model import QUERY, SentenceModel, model_of

RICH = ("500103012011", "500103012019")  # the two areas of the sentences in which much is on offer
MOVED: Mapping[str, Sequence[float]] = {
    "direct": (0.0, 0.1, 0.2, 0.3, 0.5),
    "nearest": (1, 2, 3, 5),
    "ridge": (0.0, 0.2, 0.4, 0.8),
    "clauses": (0.0, 0.5, 1.0, 2.0, 4.0),
    "temperature": (0.01, 0.015, 0.02, 0.03),
    "most": (3, 6, 10),
    "share": (0.3, 0.4, 0.5, 0.6, 0.7),
    "venue": (0.0, 0.1),
    "talk": (0.0, 0.1),
}
Vectors = Any


@dataclass(frozen=True, slots=True)
class Reading:
    """A problem with all vectors that are needed to rank it in any way."""

    name: str
    case: Case
    text: Vectors
    parts: Vectors
    official: Vectors
    topics: Vectors
    offers: Vectors
    rest: Vectors
    venues: Vectors
    talks: Vectors


class Study:
    """Ranks readings, and remembers the fit of each problem to each official wording."""

    def __init__(self, memory: Memory, official: Vectors) -> None:
        self._memory = memory
        self._official = official  # vectors of the wordings as questions
        self._fits: dict[tuple[int, int], Vectors] = {}

    def today(self, one: Reading) -> list[tuple[str, str]]:
        """Units as the service ranks them now, each with the resource it is shown with."""
        return _ordered(one, self._fit(one, -1, one.case.asked.text, one.text))

    def remembered(self, one: Reading, settings: Settings, *, without_nearest: bool = False) -> list[tuple[str, str]]:
        """The text's own fit and those of the likeliest wordings, by their likelihood."""
        likely = self._memory.likely(one.text, one.parts, settings, without_nearest=without_nearest)
        best = np.argsort(-likely, kind="stable")[: int(settings.most)]
        parts = likely[best] / likely[best].sum()
        total = (1 - settings.share) * self._fit(one, -1, one.case.asked.text, one.text)
        for at, part in zip(best.tolist(), parts, strict=True):
            wording = self._memory.wordings[at]
            total = total + settings.share * part * self._fit(one, at, wording, self._official[at])
            total = total + settings.venue * part * asks_for_place(wording) * one.venues
            total = total - settings.talk * part * asks_for_deed(wording) * one.talks
        return _ordered(one, total)

    def _fit(self, one: Reading, wording: int, text: str, vector: Vectors) -> Vectors:
        key = (id(one), wording)
        if key not in self._fits:
            found = one.case.found
            likely = fits(by_model(found.topics, one.topics @ vector))
            problem = Problem(text, one.case.asked.days, likely, vector)
            texts = [offer.text for offer in found.offered]
            values = measured(problem, found.offered, texts, one.offers, found.surroundings)
            shares = Weights().shares()
            self._fits[key] = sum(shares[reason] * values[reason] for reason in FIT)
        return self._fits[key]


def _ordered(one: Reading, fit: Vectors) -> list[tuple[str, str]]:
    """Units by a fit with the reasons that every wording of the problem shares; gated resources are left out."""
    found, days = one.case.found, one.case.asked.days
    total = fit + one.rest
    open_ = [at for at, offer in enumerate(found.offered) if offer.gate is None and _meets(offer, days)]
    ranked = sorted(open_, key=lambda at: (-round(float(total[at]), 9), found.offered[at].id))
    shown: dict[str, str] = {}
    for at in ranked:
        shown.setdefault(found.offered[at].provider, found.offered[at].id)
    return list(shown.items())


def _meets(offer: Offer, days: Days) -> bool:
    window = offer.window
    return offer.recurrence is None or first_session(offer.recurrence, window.first, window, days) is not None


def _rest(case: Case) -> Vectors:
    """Points of everything but the fit: distance, days, capacity, rating, load."""
    problem, offered = Problem("", case.asked.days, {}), case.found.offered
    values = measured(problem, offered, [offer.text for offer in offered], None, case.found.surroundings)
    shares = Weights().shares()
    return sum(shares[reason] * column for reason, column in values.items() if reason not in FIT)


async def read(model: SentenceModel) -> tuple[Study, list[Reading]]:
    """The book and all problems as vectors."""
    known: dict[str, Vectors] = {}
    folders = {one.folder for one in SETS}
    kinds = {str(row["id"]): str(row["kind"]) for each in folders for row in rows_of(ground(each), "resources")}

    async def vectors(texts: Iterable[str]) -> Vectors:
        texts = list(texts)
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, await model.embed(new), strict=True))
        return np.stack([known[text] for text in texts])

    async def reading(name: str, case: Case) -> Reading:
        text, official = await vectors([QUERY + case.asked.text, QUERY + case.official])
        parts = await vectors(QUERY + part for part in clauses(case.asked.text))
        topics = await vectors(topic.text for topic in case.found.topics)
        offers = await vectors(offer.text for offer in case.found.offered)
        offered = case.found.offered
        kind = venues(offered, kinds), talks(offered)
        return Reading(name, case, text, parts, official, topics, offers, _rest(case), *kind)

    book = phrases()
    names = wordings(book)
    said, asked = await vectors(row.said for row in book), await vectors(QUERY + row.said for row in book)
    study = Study(Memory(book, said, asked, await vectors(names)), await vectors(QUERY + name for name in names))
    named = [(one.name, case) for one in SETS for case in cases(one)]
    named += [("sentences", case) for case in sentences(RICH)]
    return study, [await reading(name, case) for name, case in named if case.best > 0]


def officially(one: Reading) -> Reading:
    """The same problem, asked in its official wording."""
    case = replace(one.case, asked=replace(one.case.asked, text=one.case.official))
    return replace(one, case=case, text=one.official, parts=one.official[None])


Ranker = Callable[[Reading], list[tuple[str, str]]]


def gains(readings: Iterable[Reading], ranker: Ranker) -> dict[str, list[float]]:
    """NDCG@5 of each problem, by set."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for one in readings:
        found[one.name].append(gain(ranker(one), one.case.grades, one.case.by_resource))
    return found


def grid(study: Study, readings: Sequence[Reading], chosen: Settings) -> Iterator[tuple[Settings, dict[str, float]]]:
    """The chosen settings with each of them moved by itself, and what each is worth, by set."""
    for each in fields(Settings):
        for value in MOVED[each.name]:
            moved = replace(chosen, **{each.name: type(getattr(chosen, each.name))(value)})
            found = gains(readings, lambda one, moved=moved: study.remembered(one, moved))  # type: ignore[misc]
            yield moved, {name: float(np.mean(values)) for name, values in found.items()}


def show(title: str, readings: Sequence[Reading], ranker: Ranker) -> None:
    """Print what a way of ranking is worth, by set, and how much of what it shows for sentences is beside the point."""
    print(title)
    for name, values in gains(readings, ranker).items():
        print(f"  {name:10} {worth(values)}")
    if strays := [unrelated(ranker(one), one.case.by_resource) for one in readings if one.case.by_resource]:
        print(f"  of the five shown for a sentence {np.mean(strays):.0%} do not even partly fit")


def main(
    grid_: Annotated[bool, typer.Option("--grid", help="Move each setting by itself.")] = False,
    held: Annotated[bool, typer.Option(help="Show the half that is never fitted on.")] = False,
) -> None:
    """Print what the memory is worth on every set."""
    study, readings = asyncio.run(_read())
    half = [one for one in readings if (one.case.split == "held") == held]
    chosen = Settings()
    rankers: Mapping[str, Ranker] = {
        "today": study.today,
        "with the memory": lambda one: study.remembered(one, chosen),
        "without the nearest phrase": lambda one: study.remembered(one, chosen, without_nearest=True),
    }
    for title, ranker in rankers.items():
        show(title, half, ranker)
    worded = [officially(one) for one in half if one.case.official]
    show("official wording", worded, study.today)
    show("official wording with the memory", worded, rankers["with the memory"])
    if grid_ and not held:
        for moved, means in grid(study, half, chosen):
            changed = [f"{each.name}={getattr(moved, each.name):g}" for each in fields(Settings)]
            print("  ".join(f"{name} {mean:.3f}" for name, mean in means.items()), " ", ", ".join(changed))


async def _read() -> tuple[Study, list[Reading]]:
    model = await model_of(Installation())
    assert model is not None, "the memory is made of the model's vectors"
    return await read(model)


if __name__ == "__main__":
    typer.run(main)
