"""Several problems in one text: which sentences speak of one thing, by the official wordings they may stand for."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from graphsvc.matching.wording.memory import Wording

MOST_PROBLEMS = 6
SHORTEST = 6  # characters below which a sentence is no problem by itself
SURE = 0.3  # likelihood of its best wording from which a sentence says what it is about
ALIKE = 0.25  # share of their categories that two sentences of one problem have in common
_NEXT = r"(?:[一二三四五六](?:是|、|，)|第[一二三四五六]|另外|还有|再就是|再一个|此外|[1-9][.、])"
_MARK = re.compile(rf"[。！？；!?;\n]+|(?:^|(?<=[，,：:]))(?={_NEXT})")
_OPENING = re.compile(rf"^{_NEXT}[，,：:、]?")


def sentences(text: str) -> list[str]:
    """Cut a text where another problem may begin; a title and its description are one problem."""
    parts = [_OPENING.sub("", part.strip(" ，,：:、")) for part in _MARK.split(text) if part]
    said = [part for part in parts if len(part) >= SHORTEST]
    return said if len(said) > 2 or re.search(rf"(?:^|[，,：:。；;\n]){_NEXT}", text) else []


def grouped(said: Sequence[str], understood: Sequence[Sequence[Wording]]) -> list[str]:
    """Put the sentences of one problem together; what says nothing by itself goes with what stands before it.

    Args:
        understood: the wordings of each sentence, likeliest first.
    """
    groups: list[tuple[list[str], Mapping[str, float]]] = []
    for sentence, wordings in zip(said, understood, strict=True):
        categories: defaultdict[str, float] = defaultdict(float)
        for wording in wordings:
            categories[wording.category or wording.text] += wording.likelihood
        vague = not wordings or wordings[0].likelihood < SURE
        near = next((group for group in groups if _common(group[1], categories) >= ALIKE), None)
        group = near or (groups[-1] if vague and groups else None)
        if group is None:
            groups.append(([sentence], categories))
        else:
            group[0].append(sentence)
    return ["。".join(sentences_) for sentences_, _ in groups][:MOST_PROBLEMS]


def _common(one: Mapping[str, float], two: Mapping[str, float]) -> float:
    return sum(min(value, two.get(name, 0.0)) for name, value in one.items())
