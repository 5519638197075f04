"""How much of the wording of one short Chinese text stands in another, by runs of characters."""

import re

_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+")


def grams(text: str, size: int = 3) -> frozenset[str]:
    """Runs of `size` characters, punctuation left out and runs over it kept apart; Latin letters small."""
    return frozenset(
        word[at : at + size] for word in _WORD.findall(text.lower()) for at in range(max(len(word) - size + 1, 0))
    )


def taken(text: frozenset[str], source: frozenset[str]) -> float:
    """Which part of a text's runs stands in a source, 0..1."""
    return len(text & source) / len(text) if text else 0.0


def longest_shared(text: str, source: str) -> int:
    """Length of the longest run of characters, punctuation left out, that both have."""
    one, other = ("".join(_WORD.findall(each.lower())) for each in (text, source))
    best, before = 0, [0] * (len(other) + 1)
    for character in one:
        row = [0]
        for at, against in enumerate(other):
            row.append(before[at] + 1 if character == against else 0)
        best, before = max(best, *row), row
    return best
