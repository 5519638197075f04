"""Topics of a problem: which the official names or the model finds, and how near a resource's topics are to them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from graphsvc.text.terms import terms

PROPOSED = 3  # topics shown to the official to pick from
NONE_BELOW = 0.3  # cosine under which a topic has nothing to do with a text
BY_BOOK = 0.2  # share of the phrase book in the likelihood of a topic
BY_SYNONYM = 0.8  # likelihood of a topic whose name or synonym the text holds, without the model


class Relation(StrEnum):
    """How a resource's topic stands to the problem's."""

    SAME = "SAME"
    NARROWER = "NARROWER"
    BROADER = "BROADER"
    SIBLING = "SIBLING"


CLOSENESS = {Relation.SAME: 1.0, Relation.NARROWER: 0.8, Relation.BROADER: 0.6, Relation.SIBLING: 0.4}


@dataclass(frozen=True, slots=True, order=True)
class Topic:
    """A term of the taxonomy; the code of a narrower one starts with its broader one's, two digits a level."""

    code: str
    name: str
    synonyms: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What the model reads."""
        return f"{self.name}：{'、'.join(self.synonyms)}" if self.synonyms else self.name


@dataclass(frozen=True, slots=True)
class Likely:
    """A topic that a problem may be about; likelihood 0..1."""

    topic: Topic
    likelihood: float


@dataclass(frozen=True, slots=True)
class TopicFit:
    """The best pairing of a resource's topic with one of the problem's; value 0..1."""

    value: float
    resource: str = ""
    problem: str = ""
    relation: Relation | None = None


def relation(problem: str, resource: str) -> Relation | None:
    """How the topic with the code `resource` stands to `problem`; None when they only share the field or nothing."""
    if problem == resource:
        return Relation.SAME
    if resource.startswith(problem):
        return Relation.NARROWER
    if problem.startswith(resource):
        return Relation.BROADER
    if len(problem) == len(resource) > 2 and problem[:-2] == resource[:-2]:
        return Relation.SIBLING
    return None


def by_model(topics: Sequence[Topic], cosines: NDArray[np.float32]) -> list[Likely]:
    """Likelihoods from the cosine of each topic's text with the problem's."""
    return [
        Likely(topic, float(np.clip((cosine - NONE_BELOW) / (1 - NONE_BELOW), 0, 1)))
        for topic, cosine in zip(topics, cosines, strict=True)
    ]


def by_words(topics: Sequence[Topic], problem: str) -> list[Likely]:
    """Likelihoods without the model: a name or synonym in the text, else the share of the name's pairs found in it."""
    return [Likely(topic, _words_in(topic, problem)) for topic in topics]


def _words_in(topic: Topic, problem: str) -> float:
    if any(word in problem for word in (topic.name, *topic.synonyms)):
        return BY_SYNONYM
    pairs = terms(topic.name)
    return BY_SYNONYM / 2 * sum(pair in problem for pair in pairs) / len(pairs) if pairs else 0.0


def by_wordings(likely: Sequence[Likely], told: Mapping[str, float], known: Collection[str]) -> list[Likely]:
    """The same, drawn to the topics under which the phrase book puts what a text may stand for.

    Args:
        told: likelihood of a topic by the wordings, by its name.
        known: names of the topics that the book knows; of the others it says nothing.
    """
    return [
        Likely(one.topic, (1 - BY_BOOK) * one.likelihood + BY_BOOK * told.get(one.topic.name, 0.0))
        if one.topic.name in known
        else one
        for one in likely
    ]


def picked(likely: Sequence[Likely], codes: Collection[str]) -> list[Likely]:
    """The same, with the topics that a person has named taken as certain."""
    return [Likely(one.topic, 1.0 if one.topic.code in codes else one.likelihood) for one in likely]


def likeliest(likely: Sequence[Likely], count: int = PROPOSED) -> list[Likely]:
    """The topics to propose, best first; none that has nothing to do with the text."""
    ranked = sorted(likely, key=lambda one: (-one.likelihood, one.topic.code))
    return [one for one in ranked[:count] if one.likelihood > 0]


def fits(likely: Sequence[Likely]) -> Mapping[str, TopicFit]:
    """For the code of every topic: how well a resource about it fits the problem."""
    if not likely:
        return {}
    codes = tuple(one.topic.code for one in likely)
    values = _closeness(codes) * np.array([one.likelihood for one in likely])
    best = values.argmax(axis=1)
    return {
        code: TopicFit(float(values[row, at]), code, codes[at], relation(codes[at], code))
        for row, (code, at) in enumerate(zip(codes, best, strict=True))
    }


def best_of(fits: Mapping[str, TopicFit], codes: Sequence[str]) -> TopicFit:
    """The best fit among a resource's topics; the smaller code when equal."""
    found = [fits[code] for code in sorted(codes) if code in fits]
    return max(found, key=lambda fit: fit.value, default=TopicFit(0.0))


@lru_cache(maxsize=8)
def _closeness(codes: tuple[str, ...]) -> NDArray[np.float64]:
    """Row: the resource's topic; column: the problem's."""
    related = [[relation(problem, resource) for problem in codes] for resource in codes]
    return np.array([[CLOSENESS[one] if one else 0.0 for one in row] for row in related])
