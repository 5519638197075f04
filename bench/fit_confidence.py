"""Where the confidence of matching turns LOW: `python -m bench.fit_confidence`, no database needed.

The 40 labelled problems hold few that nothing suits. So each is also asked with every unit that suits it taken away:
one that nothing suits, though much in the area is about the same thing. A bound has to leave at least nine tenths of
the suited ones HIGH; the folds choose it on four fifths of the problems and say what it does on the unseen fifth.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import typer

from bench.fit_weights import FOLDS, WORDINGS, Case, cases
from graphsvc.matching.model.rank import WEAK_FIT
from graphsvc.matching.model.score import Weights

MOST_LOW = 0.075  # of suited problems, when a bound is chosen; a tenth is the most that is allowed
BOUNDS = np.arange(0.2, 0.6, 0.005)


@dataclass(frozen=True, slots=True)
class Fits:
    """A problem's best fit as it is, and with all that suits it taken away; None when nothing suits it anyway."""

    suited: float | None
    robbed: float


def fits(case: Case) -> Fits:
    """Both fits of a problem."""
    kept = [at for at, one in enumerate(case.found.offered) if not case.grades.get(one.provider)]
    without = replace(
        case, found=replace(case.found, offered=[case.found.offered[at] for at in kept]), vectors=case.vectors[kept]
    )
    return Fits(_best(case) if case.best > 0 else None, _best(without))


def _best(case: Case) -> float:
    return max((unit.score.fit for unit in case.ranked(Weights()).units[:1]), default=0.0)


def shares(found: Sequence[Fits], bound: float) -> tuple[float, float]:
    """Of suited problems and of unsuited ones: which part is LOW under a bound."""
    suited = [each.suited for each in found if each.suited is not None]
    return float(np.mean([fit < bound for fit in suited])), float(np.mean([each.robbed < bound for each in found]))


def chosen(found: Sequence[Fits]) -> float:
    """The highest bound that leaves enough suited problems HIGH."""
    return float(max(bound for bound in BOUNDS if shares(found, bound)[0] <= MOST_LOW))


def main() -> None:
    """Print what bounds around the one that stands do, and what the folds would choose."""
    pairs = asyncio.run(cases())
    for name, wording in zip(WORDINGS, pairs, strict=True):
        found = [fits(case) for case in wording]
        print(name)
        for bound in sorted({WEAK_FIT, *np.arange(0.28, 0.46, 0.02).round(2).tolist()}):
            _show("as it stands" if bound == WEAK_FIT else "", bound, found)
        for fold in range(FOLDS):
            bound = chosen([each for at, each in enumerate(found) if at % FOLDS != fold])
            _show(f"fold {fold} chooses", bound, found[fold::FOLDS])


def _show(title: str, bound: float, found: Sequence[Fits]) -> None:
    suited, unsuited = shares(found, bound)
    print(f"  {title:16} {bound:.3f}: LOW {suited:.3f} of suited, {unsuited:.3f} of unsuited")


if __name__ == "__main__":
    typer.run(main)
