"""A memory of phrases: which official wordings an everyday text may stand for.

Each official wording is judged by three voices: its own likeness to the text, that of the phrases said for it which are
nearest, and a ridge regression from the vectors of phrases to their wordings. They are asked of the whole text and of
its clauses, for people tell a story first and ask in half a sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RIDGE = 3.0  # added to the diagonal; 1 to 10 make no difference

Matrix = NDArray[np.float32]
Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Voices:
    """How the voices are weighed.

    Attributes:
        direct: weight of a wording's own likeness; the rest of 1 is that of its nearest phrases' mean.
        ridge: weight of the regression beside both.
        clauses: weight of the mean over the clauses beside that of the whole text, which counts 1.
        temperature: difference of evidence that makes a wording e times as likely.
        most: wordings that take part.

    Source: chosen on the fitted halves of the labelled problems by bench/evaluation/offline.py.
    """

    direct: float = 0.2
    ridge: float = 0.4
    clauses: float = 2.0
    temperature: float = 0.02
    most: int = 6


@dataclass(frozen=True, slots=True)
class Phrase:
    """What people say, and what an office calls it; category and topic are codes, empty where none fits."""

    said: str
    official: str
    category: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """An official wording that a text may stand for; `likelihood` 0..1, `vector` of it as a question."""

    text: str
    likelihood: float
    vector: Matrix
    category: str = ""
    topic: str = ""


class Memory:
    """The phrase book as vectors."""

    def __init__(self, phrases: Sequence[Phrase], said: Matrix, asked: Matrix, official: Matrix, named: Matrix) -> None:
        """Build the memory.

        Args:
            phrases: ordered by official wording (`ordered`).
            said, asked: their vectors as texts and as questions, a row each.
            official, named: vectors of `wordings(phrases)` as texts and as questions.
        """
        self.phrases = tuple(phrases)
        self.wordings = wordings(phrases)
        self._said, self._official, self._named = said, official, named
        first = {each.official: at for at, each in reversed(list(enumerate(phrases)))}
        self._starts = np.array([first[each] for each in self.wordings], np.int64)
        self._firsts = [phrases[at] for at in self._starts]
        self.centre: Matrix = named.mean(axis=0)
        of = np.repeat(np.arange(len(self.wordings)), np.diff([*self._starts, len(phrases)]))
        targets = np.eye(len(self.wordings))[of]
        self._ridge = np.linalg.solve(asked.T @ asked + RIDGE * np.eye(asked.shape[1]), asked.T @ targets)

    def likely(self, text: Matrix, clauses: Matrix, voices: Voices) -> Column:
        """Say how likely each wording is; they sum to 1.

        Args:
            text, clauses: vectors, as questions, of the text and of its clauses.
        """
        views = np.vstack([text, clauses])
        weights = np.array([1.0, *[voices.clauses / len(clauses)] * len(clauses)]) / (1 + voices.clauses)
        near = self._nearest(self._said @ views.T)
        evidence = voices.direct * (self._official @ views.T) + (1 - voices.direct) * near
        evidence = evidence + voices.ridge * (views @ self._ridge).T
        scaled = (evidence @ weights) / voices.temperature
        odds: Column = np.exp(scaled - scaled.max())
        return odds / odds.sum()

    def _nearest(self, near: Matrix) -> Matrix:
        """For each wording the mean likeness of its two nearest phrases, or of its only one; a column a view."""
        best = np.maximum.reduceat(near, self._starts, axis=0)
        sizes = np.diff([*self._starts, len(near)])
        rest = np.where(near >= np.repeat(best, sizes, axis=0), -np.inf, near)
        second = np.maximum.reduceat(rest, self._starts, axis=0)
        return np.where(np.isfinite(second), (best + second) / 2, best)

    def understood(self, text: Matrix, clauses: Matrix, voices: Voices) -> tuple[Wording, ...]:
        """Name the likeliest wordings, best first; their likelihoods sum to 1."""
        likely = self.likely(text, clauses, voices)
        best = np.argsort(-likely, kind="stable")[: voices.most]
        parts = likely[best] / likely[best].sum()
        return tuple(
            Wording(self.wordings[at], float(part), self._named[at], self._firsts[at].category, self._firsts[at].topic)
            for at, part in zip(best.tolist(), parts, strict=True)
        )

    def nearest_to(self, things: Matrix) -> list[str]:
        """Name for each of some things, by the vector of its text, the wording that asks for the like of it."""
        return [self.wordings[at] for at in (things @ self._named.T).argmax(axis=1).tolist()]


def ordered(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Put the phrases of one official wording together; those that repeat another are left out."""
    return sorted(dict.fromkeys(phrases), key=lambda each: each.official)


def wordings(phrases: Sequence[Phrase]) -> list[str]:
    """Name the official wordings, each once, in the order of the phrases."""
    return list(dict.fromkeys(each.official for each in phrases))
