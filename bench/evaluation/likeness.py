"""How much of the wording of one short Chinese text stands in another, by runs of characters."""

import re

_CLAUSE = re.compile(r"[\u4e00-\u9fffA-Za-z0-9 ]+")
_UNIT = re.compile(r"[\u4e00-\u9fff]|[A-Za-z0-9]+")


def grams(text: str, size: int = 3) -> frozenset[tuple[str, ...]]:
    """Runs of `size` Chinese characters or Latin words, none of them over a punctuation mark; letters small."""
    clauses = (_UNIT.findall(clause) for clause in _CLAUSE.findall(text.lower()))
    return frozenset(tuple(units[at : at + size]) for units in clauses for at in range(len(units) - size + 1))


def taken(text: frozenset[tuple[str, ...]], source: frozenset[tuple[str, ...]]) -> float:
    """Which part of a text's runs stands in a source, 0..1."""
    return len(text & source) / len(text) if text else 0.0
