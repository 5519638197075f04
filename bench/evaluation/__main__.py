"""What matching is worth on all labelled sets, over the running service's code: `python -m bench.evaluation`.

Each ground is loaded once into a fresh embedded Neo4j and all its problems are asked over GraphQL, in both wordings.
A line for each set, wording and half: NDCG@5 with its 95 % interval, recall@10 of what is worth at least 1.5, and how
many answers call themselves uncertain, of problems that something suits and of those that nothing does.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from bench.evaluation.cases import SETS, ProblemSet
from bench.evaluation.scoring import worth
from bench.evaluation.sheets import ground
from bench.labelled import Asked, ndcg
from bench.matching import Found, answers
from graphsvc.settings import Settings

GOOD = 1.5  # grade from which a unit should be among the first ten
FIRST = 10

Labels = Mapping[str, Mapping[str, Any]]


async def asked(sets: Sequence[ProblemSet], settings: Settings) -> dict[tuple[str, str], list[tuple[Asked, Found]]]:
    """Every problem of some sets with its answer, by set and wording."""
    found: dict[tuple[str, str], list[tuple[Asked, Found]]] = {}
    by_ground: defaultdict[Path, list[ProblemSet]] = defaultdict(list)
    for one in sets:
        by_ground[one.folder].append(one)
    for folder, ones in by_ground.items():
        data = ground(folder)
        files = {(one.name, wording.name): data.problems(wording) for one in ones for wording in _wordings(one)}
        problems = [problem for each in files.values() for problem in each]
        answered = iter(await answers(data, problems, settings, ones[0].today))
        found |= {key: [(problem, next(answered)) for problem in each] for key, each in files.items()}
    return found


def _wordings(one: ProblemSet) -> tuple[Path, Path]:
    return one.everyday, one.official


def line(found: Sequence[tuple[Asked, Found]], labels: Labels) -> str:
    """What the answers to some problems are worth."""
    grades = {problem.id: labels[problem.id]["units"] for problem, _ in found}
    suited = [(grades[problem.id], answer) for problem, answer in found if grades[problem.id]]
    gains = [ndcg(answer.units, given) for given, answer in suited]
    good = [({unit for unit, grade in given.items() if grade >= GOOD}, answer) for given, answer in suited]
    recalls = [len(wanted & set(answer.units[:FIRST])) / len(wanted) for wanted, answer in good if wanted]
    unsure = sum(answer.low for _, answer in suited)
    rest = [answer.low or not answer.units for problem, answer in found if not grades[problem.id]]
    return (
        f"NDCG@5 {worth(gains)}; recall@10 {sum(recalls) / len(recalls):.3f}; "
        f"LOW {unsure}/{len(suited)}, of unsuited {sum(rest)}/{len(rest)}"
    )


def main() -> None:
    """Print what matching is worth on all labelled sets."""
    found = asyncio.run(asked(SETS, Settings()))
    for one in SETS:
        labels = json.loads(one.labels.read_text("utf-8"))
        for wording in _wordings(one):
            answered = found[one.name, wording.name]
            for split in sorted({labels[problem.id].get("split", "") for problem, _ in answered}):
                half = [each for each in answered if labels[each[0].id].get("split", "") == split]
                title = "everyday" if wording == one.everyday else "official"
                print(f"{one.name:5} {title} {split:6} {line(half, labels)}")


if __name__ == "__main__":
    typer.run(main)
