"""Chinese text as terms: pairs of characters, and how much of a problem's wording a text shares (BM25)."""

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

_RUN = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z0-9]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
SATURATION = 1.2  # k1 of BM25: how little a repeated term adds
LENGTH = 0.75  # b of BM25: how much a long text is held against its terms
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


def agreement(problem: str, texts: Sequence[str]) -> list[float]:
    """How much of the problem's wording each text shares, 0..1: BM25 over these texts, cut at `FULL`.

    Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009).
    """
    if not texts:
        return []
    lowered = [text.lower() for text in texts]
    average = sum(map(len, lowered)) / len(lowered) or 1.0
    norms = [SATURATION * (1 - LENGTH + LENGTH * len(text) / average) for text in lowered]
    points = [0.0] * len(texts)
    for term in terms(problem):
        hits = [(at, text.count(term)) for at, text in enumerate(lowered) if term in text]
        rarity = math.log(1 + (len(texts) - len(hits) + 0.5) / (len(hits) + 0.5))
        for at, count in hits:
            points[at] += rarity * count * (SATURATION + 1) / (count + norms[at])
    return [min(point / FULL, 1.0) for point in points]
