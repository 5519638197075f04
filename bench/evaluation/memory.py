"""A phrase memory: from the phrase book, which official wordings a text may stand for.

Each official wording is judged by three voices: its own likeness to the text, that of the phrases said for it which are
nearest, and a ridge regression from the vectors of phrases to their wordings. They are asked of the whole text and of
its clauses, for people tell a story first and ask in half a sentence.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graphsvc.paths import SEEDS_DIR

BOOK = SEEDS_DIR / "phrases.csv"
RIDGE = 3.0  # added to the diagonal; 1 to 10 make no difference
MOST_CLAUSES = 12
SHORTEST = {"sentence": 4, "clause": 3}  # characters below which a part says nothing
_SENTENCE, _CLAUSE = re.compile(r"[。！？；!?;\n]"), re.compile(r"[。！？；!?;\n，,：]")

Matrix = NDArray[np.float32]
Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Settings:
    """How the voices are weighed.

    Attributes:
        direct: weight of a wording's own likeness; the rest of 1 is that of its `nearest` phrases' mean.
        ridge: weight of the regression beside both.
        clauses: weight of the mean over the clauses beside that of the whole text, which counts 1.
        temperature: difference of evidence that makes a wording e times as likely.
        most: wordings that take part; share: their part of the fit, the text's own words keep the rest.
        venue: points of 1 for a place when the wordings ask for one; talk: off a talk when they report a fault.
    """

    direct: float = 0.2
    nearest: int = 2
    ridge: float = 0.4
    clauses: float = 2.0
    temperature: float = 0.02
    most: int = 6
    share: float = 0.5
    venue: float = 0.05
    talk: float = 0.05


@dataclass(frozen=True, slots=True)
class Phrase:
    """A row of the book, as far as it is needed here."""

    said: str
    official: str


def phrases(path: Path = BOOK) -> list[Phrase]:
    """The book in its order; the rows of one official wording stand together."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [Phrase(row["said"], row["official"]) for row in csv.DictReader(file)]
    return sorted(rows, key=lambda each: each.official)


def clauses(text: str) -> list[str]:
    """The sentences of a text and each two neighbouring clauses; the text itself when it has only one."""
    sentences = [part for part in _SENTENCE.split(text) if len(part) >= SHORTEST["sentence"]]
    parts = [part for part in _CLAUSE.split(text) if len(part) >= SHORTEST["clause"]]
    pairs = ["，".join(pair) for pair in pairwise(parts)]
    return list(dict.fromkeys([*sentences, *pairs]))[:MOST_CLAUSES] or [text]


class Memory:
    """The book as vectors; a phrase can be left out, to see how much hangs on it."""

    def __init__(self, rows: Sequence[Phrase], said: Matrix, asked: Matrix, official: Matrix) -> None:
        """Args: vectors of phrases as texts (`said`) and as questions (`asked`), and of `wordings(rows)` as texts."""
        self.wordings = wordings(rows)
        self._said, self._official = said, official
        names = [row.official for row in rows]
        self._starts = np.array([names.index(each) for each in self.wordings])
        self._of = np.repeat(np.arange(len(self.wordings)), np.diff([*self._starts, len(rows)]))
        targets = np.eye(len(self.wordings))[self._of]
        self._ridge = np.linalg.solve(asked.T @ asked + RIDGE * np.eye(asked.shape[1]), asked.T @ targets)

    def likely(self, text: Matrix, parts: Matrix, settings: Settings, *, without_nearest: bool = False) -> Column:
        """How likely each wording is; they sum to 1.

        Args:
            text, parts: vectors, as questions, of the text and of its clauses.
            without_nearest: forget the phrase that is nearest, as if it had never been written.
        """
        views = np.vstack([text, parts])
        near = self._said @ views.T
        weights = np.array([1.0, *[settings.clauses / len(parts)] * len(parts)]) / (1 + settings.clauses)
        if without_nearest:
            near[int((near @ weights).argmax())] = -1.0
        voices = settings.direct * (self._official @ views.T) + settings.ridge * (views @ self._ridge).T
        voices = voices + (1 - settings.direct) * self._top(near, settings.nearest)
        evidence = (voices @ weights) / settings.temperature
        odds: Column = np.exp(evidence - evidence.max())
        return odds / odds.sum()

    def _top(self, near: Matrix, count: int) -> Column:
        """For each wording the mean likeness of its nearest phrases; a column a view."""
        found = np.empty((len(self.wordings), near.shape[1]))
        for column in range(near.shape[1]):
            ranked = near[np.lexsort((-near[:, column], self._of)), column]
            sums = np.concatenate([[0.0], np.cumsum(ranked)])
            ends = np.minimum(self._starts + count, [*self._starts[1:], len(ranked)])
            found[:, column] = (sums[ends] - sums[self._starts]) / (ends - self._starts)
        return found


def wordings(rows: Sequence[Phrase]) -> list[str]:
    """The official wordings, each once, in the order of the rows."""
    return list(dict.fromkeys(row.official for row in rows))
