"""Chinese text as terms: pairs of characters, and how much of a problem's wording a text shares (BM25)."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

_RUN = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z0-9]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
SATURATION = 1.2  # k1 of BM25: how little a repeated term adds
LENGTH = 0.75  # b of BM25: how much a long text is held against its terms
USUAL_LENGTH = 40.0  # characters of a need's or resource's text
FULL = 20.0  # points of BM25 that count as full agreement; a problem rarely shares more than five telling pairs


def joined(title: str, description: str | None) -> str:
    """The text that a need, a resource or a problem is known by."""
    return f"{title}。{description}" if description else title


@lru_cache(maxsize=100_000)
def key(text: str) -> int:
    """A number for a text, by which a stored vector is known to belong to it; 64 bits, signed as Neo4j's."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def terms(text: str) -> list[str]:
    """Pairs of neighbouring Chinese characters, single ones that stand alone, and Latin words; each once, sorted."""
    found = set()
    for run in _RUN.findall(text):
        if not _HAN.match(run):
            found.add(run.lower())
        elif len(run) == 1:
            found.add(run)
        else:
            found.update(run[at : at + 2] for at in range(len(run) - 1))
    return sorted(found)


class Rarity:
    """How much a term tells, by how many texts of a fixed body hold it; the same whatever else is compared."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts = 0
        self._holding: Counter[str] = Counter()
        for text in texts:
            self._texts += 1
            self._holding.update(terms(text))

    def of(self, term: str) -> float:
        """Tell the rarity of a term: the inverse document frequency of BM25."""
        holding = self._holding[term]
        return math.log(1 + (self._texts - holding + 0.5) / (holding + 0.5))


def agreement(problem: str, texts: Sequence[str], rarity: Rarity) -> NDArray[np.float64]:
    """How much of a problem's wording each text shares, 0..1; as `Page.agreement`."""
    return Page.of(texts).agreement(problem, rarity)


@dataclass(frozen=True, slots=True)
class Page:
    """Texts one after the other, so that a pair of characters is found in all of them by one comparison."""

    text: str
    lengths: NDArray[np.int64]
    ends: NDArray[np.int64]
    pairs: NDArray[np.uint64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Page":
        lowered = [text.lower() for text in texts]
        lengths = np.fromiter(map(len, lowered), np.int64)
        text = "\n".join(lowered)
        return cls(text, lengths, np.cumsum(lengths + 1), _pairs(text))

    def agreement(self, problem: str, rarity: Rarity) -> NDArray[np.float64]:
        """How much of the problem's wording each text shares, 0..1: BM25, cut at `FULL`.

        A text's value does not depend on the others: rarity and the usual length are fixed.

        Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009).
        """
        points = np.zeros(len(self.lengths))
        if not len(points):
            return points
        norms = SATURATION * (1 - LENGTH + LENGTH * self.lengths / USUAL_LENGTH)
        for term in terms(problem):
            if (counts := self.count(term)) is not None:
                points += rarity.of(term) * counts * (SATURATION + 1) / (counts + norms)
        return np.minimum(points / FULL, 1.0)

    def count(self, term: str) -> NDArray[np.int64] | None:
        """How often each text holds a term; None when none does."""
        found = np.flatnonzero(self.pairs == _pairs(term)[0]) if len(term) == 2 else self._places(term)
        if not len(found):
            return None
        return np.bincount(np.searchsorted(self.ends, found, side="right"), minlength=len(self.lengths))

    def _places(self, term: str) -> NDArray[np.int64]:
        return np.array([found.start() for found in re.finditer(re.escape(term), self.text)], np.int64)


def _pairs(text: str) -> NDArray[np.uint64]:
    """A number for each pair of neighbouring characters."""
    characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    return characters[:-1] << np.uint64(32) | characters[1:]
