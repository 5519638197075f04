"""What matching is worth on all labelled sets, without a database: `python -m bench.evaluation.offline`.

Every labelled problem is read and ranked by the service's own code over what the gathering statement would find for it.
A line for each set and wording: NDCG@5 with its 95 % interval, recall@10, and how many answers call themselves
uncertain or are empty, of problems that something suits and of those that nothing does. `--forget` leaves out, for
each problem, the phrase that is nearest to it: what is left when nobody wrote that phrase. `--move` moves each weight
by itself, on what may be fitted; `--held` shows the other half, for a report.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Annotated

import numpy as np
import typer

from bench.evaluation.cases import SETS, Case, cases, sentences
from bench.evaluation.scoring import gain, unrelated, worth
from graphsvc.matching.model.features import Problem
from graphsvc.matching.model.rank import Confidence, Ranking, rank
from graphsvc.matching.model.score import Weights
from graphsvc.matching.store.embeddings import Readings, Vectors
from graphsvc.matching.store.phrasebook import memory_of, read_book
from graphsvc.matching.store.understanding import Understanding, problem_of
from graphsvc.matching.wording.memory import Memory
from graphsvc.settings import Settings
from graphsvc.text.model import SentenceModel, model_of

RICH = ("500103012011", "500103012019")  # the two areas of the sentences in which much is on offer
GOOD = 1.5  # grade from which a unit should be among the first ten
FIRST = 20
STEPS = (0.5, 0.7, 1.4, 2.0)


@dataclass(frozen=True, slots=True)
class Reading:
    """A problem as it is understood in one wording, with the vectors of what is on offer."""

    name: str
    case: Case
    problem: Problem
    vectors: Vectors

    def ranked(self, weights: Weights) -> Ranking:
        """Its ranking under some weights."""
        return rank(self.problem, self.case.found, self.vectors, weights, FIRST)


class Forgetful(Memory):
    """A memory that has never seen the phrase that is nearest to what it is asked."""

    def _nearest(self, near: Vectors) -> Vectors:
        return super()._nearest(np.where(near == near.max(axis=0), -1.0, near))


async def readings(model: SentenceModel, memory: Memory, *, official: bool) -> list[Reading]:
    """All problems in one wording; the sentences have none but their own."""
    understanding, vectors = Understanding(model, memory), Readings(model)
    named = [(one.name, case) for one in SETS for case in cases(one)]
    named += [("sentences", case) for case in sentences(RICH)]
    read = []
    for name, case in named:
        text = case.official if official else case.asked.text
        if not text:
            continue
        understood = await understanding.read(text)
        likely = await understanding.topics(understood, case.found.topics, ())
        problem = problem_of(understood, likely, case.asked.days, None)
        offered = case.found.offered
        read.append(Reading(name, case, problem, (await vectors.stored(offered, len(offered)))[0]))
    return read


def shown(ranking: Ranking) -> list[tuple[str, str]]:
    """Units of a ranking, each with the resource it is shown with."""
    return [(unit.provider.id, unit.matches[0].offer.id) for unit in ranking.units]


def lines(read: Sequence[Reading], weights: Weights) -> Iterator[str]:
    """What rankings are worth, a line a set."""
    by_set: defaultdict[str, list[Reading]] = defaultdict(list)
    for one in read:
        by_set[one.name].append(one)
    for name, ones in by_set.items():
        ranked = [(one.case, one.ranked(weights)) for one in ones]
        suited = [(case, ranking) for case, ranking in ranked if case.best > 0]
        gains = [gain(shown(ranking), case.grades, case.by_resource) for case, ranking in suited]
        recalls = [recall for case, ranking in suited if (recall := _recall(case, ranking)) is not None]
        unsure = sum(_unsure(ranking) for _, ranking in suited)
        rest = [_unsure(ranking) for case, ranking in ranked if case.best <= 0]
        strays = [unrelated(shown(ranking), case.by_resource) for case, ranking in suited if case.by_resource]
        yield (
            f"{name:10} NDCG@5 {worth(gains)}; recall@10 {worth(recalls)}; LOW or empty {unsure}/{len(suited)}, "
            f"of unsuited {sum(rest)}/{len(rest)}{f'; unrelated {worth(strays)}' if strays else ''}"
        )


def _recall(case: Case, ranking: Ranking) -> float | None:
    wanted = {unit for unit, grade in case.grades.items() if grade >= GOOD}
    return len(wanted & {unit for unit, _ in shown(ranking)[:10]}) / len(wanted) if wanted else None


def _unsure(ranking: Ranking) -> bool:
    return ranking.confidence is Confidence.LOW or not ranking.units


def mean_gain(read: Sequence[Reading], weights: Weights) -> float:
    """Mean over the sets of their mean NDCG@5."""
    by_set: defaultdict[str, list[float]] = defaultdict(list)
    for one in read:
        if one.case.best > 0:
            by_set[one.name].append(gain(shown(one.ranked(weights)), one.case.grades, one.case.by_resource))
    return float(np.mean([np.mean(gains) for gains in by_set.values()]))


def main(
    held: Annotated[bool, typer.Option(help="Show the half that is never fitted on.")] = False,
    forget: Annotated[bool, typer.Option(help="Leave out the phrase nearest to each problem.")] = False,
    move: Annotated[bool, typer.Option(help="Move each weight by itself.")] = False,
) -> None:
    """Print what matching is worth on every set."""
    wordings = asyncio.run(_read(forget))
    halves = [[one for one in read if (one.case.split == "held") == held] for read in wordings]
    for title, half in zip(("everyday", "official"), halves, strict=True):
        for line in lines(half, Weights()):
            print(title, line)
    for each in fields(Weights) if move and not held else ():
        for step in STEPS:
            moved = replace(Weights(), **{each.name: getattr(Weights(), each.name) * step})
            print(each.name, step, *(f"{mean_gain(half, moved):.4f}" for half in halves))


async def _read(forget: bool) -> list[list[Reading]]:
    settings = Settings()
    model = await model_of(settings)
    assert model is not None, "the memory is made of the model's vectors"
    memory = await memory_of(model, read_book(), settings.cache_dir.absolute() / "phrases")
    if forget:
        memory.__class__ = Forgetful
    found = [await readings(model, memory, official=official) for official in (False, True)]
    model.close()
    return found


if __name__ == "__main__":
    typer.run(main)
