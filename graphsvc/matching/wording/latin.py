"""Texts typed in pinyin: read as the phrase of the book that sounds most like them."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from graphsvc.text.pinyin import reading

SHORTEST = 6  # letters below which a text could be anything
SOUNDS_LIKE = 0.35  # share of their runs of three letters that a text and a phrase have in common
RUN = 3
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LETTERS = re.compile(r"[^a-z]+")


def is_latin(text: str) -> bool:
    """Tell whether a text may be pinyin: letters alone, and enough of them."""
    return not _HAN.search(text) and len(_LETTERS.sub("", text.lower())) >= SHORTEST


def sounding_like(text: str, phrases: tuple[str, ...]) -> str:
    """Give the phrase that sounds most like a text in pinyin; the text itself when none does."""
    mine = _runs(text.lower())
    runs, holders = _sounds(phrases)
    common: defaultdict[int, int] = defaultdict(int)
    for run in mine:
        for at in holders.get(run, ()):
            common[at] += 1
    best = max(common, key=lambda at: (common[at] / len(mine | runs[at]), -at), default=None)
    if best is None or common[best] / len(mine | runs[best]) < SOUNDS_LIKE:
        return text
    return phrases[best]


@lru_cache(maxsize=2)
def _sounds(phrases: tuple[str, ...]) -> tuple[Sequence[frozenset[str]], dict[str, list[int]]]:
    """Runs of letters of each phrase, and the phrases that hold a run; a second's work, done when first needed."""
    runs = [_runs(reading(phrase)[0].split(" ", 1)[0] if _HAN.search(phrase) else phrase.lower()) for phrase in phrases]
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(runs):
        for run in each:
            holders[run].append(at)
    return runs, dict(holders)


def _runs(text: str) -> frozenset[str]:
    letters = _LETTERS.sub("", text)
    return frozenset(letters[at : at + RUN] for at in range(len(letters) - RUN + 1))
