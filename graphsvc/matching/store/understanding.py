"""What a text is understood as: read by the model, with the official wordings and the topics it may stand for."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.cobuilding.model.measure import Amount
from graphsvc.cobuilding.model.window import Days
from graphsvc.matching.model.features import OWN_SHARE, Problem
from graphsvc.matching.model.score import Weights
from graphsvc.matching.model.topics import Likely, Topic, by_model, by_wordings, by_words, fits, picked
from graphsvc.matching.store.embeddings import Model, Readings, Vectors
from graphsvc.matching.store.phrasebook import rarity, topic_names
from graphsvc.matching.wording.clauses import clauses, folded, wanted
from graphsvc.matching.wording.forms import wish
from graphsvc.matching.wording.latin import is_latin, sounding_like
from graphsvc.matching.wording.memory import Memory, Voices, Wording
from graphsvc.matching.wording.problems import grouped, sentences
from graphsvc.text.model import QUERY

TOLD = 0.15  # likelihood from which a wording is shown
KEPT = 8_192  # texts; 2 KB each


@dataclass(frozen=True, slots=True)
class Understood:
    """A text as it is read: what is left of it, its vector as a question, and official wordings, likeliest first.

    Attributes:
        centre: mean of the vectors of all official wordings.
    """

    text: str
    vector: Vectors | None = None
    wordings: tuple[Wording, ...] = ()
    centre: Vectors | None = None

    @property
    def told(self) -> tuple[Wording, ...]:
        """Those worth telling, so that a person sees what the answer rests on."""
        return tuple(each for each in self.wordings if each.likelihood >= TOLD)


class Understanding:
    """Reads texts by the model and the memory of phrases, and remembers what it has read."""

    def __init__(
        self,
        model: Model | None = None,
        memory: Memory | None = None,
        weights: Weights = Weights(),  # noqa: B008 - frozen
        voices: Voices = Voices(),  # noqa: B008
    ) -> None:
        """Args: `weights` are the locality's, where a question brings none of its own."""
        self.readings = Readings(model) if model else None
        self.weights = weights
        self._model, self._memory, self._voices = model, memory, voices
        self._kept: OrderedDict[str, Understood] = OrderedDict()

    @property
    def remembers(self) -> bool:
        """Whether the memory of phrases takes part."""
        return self._memory is not None

    def asked_for_by(self, things: Vectors) -> list[str]:
        """Name for each of some things the official wording that asks for its like; none without the memory."""
        return self._memory.nearest_to(things) if self._memory else []

    def afresh(self) -> "Understanding":
        """Make another of the same, that has read nothing yet."""
        return Understanding(self._model, self._memory, self.weights, self._voices)

    async def read(self, text: str) -> Understood:
        """Understand a text; the same text is always understood alike."""
        if text in self._kept:
            self._kept.move_to_end(text)
            return self._kept[text]
        found = self._kept[text] = await self._read(wanted(folded(text)))
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found

    async def _read(self, text: str) -> Understood:
        if self._model is None:
            return Understood(text)
        if self._memory is not None and is_latin(text):
            text = await asyncio.to_thread(_spelt, text, self._memory)
        if self._memory is None:
            return Understood(text, (await self._model.embed([QUERY + text]))[0])
        views = await self._model.embed([QUERY + each for each in (text, *clauses(text))])
        wordings = self._memory.understood(views[0], views[1:], self._voices)
        return Understood(text, views[0], wordings, self._memory.centre)

    async def problems(self, text: str) -> list[str]:
        """Part a text that holds several problems; none for a text of one, or without the memory."""
        said = sentences(wanted(folded(text)))
        if self._memory is None or len(said) < 2:
            return []
        groups = grouped(said, [(await self.read(each)).wordings for each in said])
        return groups if len(groups) > 1 else []

    async def topics(self, understood: Understood, topics: Sequence[Topic], codes: Sequence[str]) -> list[Likely]:
        """Say how likely each topic is; those that a person has picked are certain."""
        if self.readings is None or understood.vector is None:
            return picked(by_words(topics, understood.text), codes)
        vectors = await self.readings.topics(topics)
        likely = np.array([one.likelihood for one in by_model(topics, vectors @ understood.vector)])
        if understood.wordings:
            likely = OWN_SHARE * likely
        for wording in understood.wordings:
            share = (1 - OWN_SHARE) * wording.likelihood
            likely += share * np.array([one.likelihood for one in by_model(topics, vectors @ wording.vector)])
        found = [Likely(topic, float(value)) for topic, value in zip(topics, likely, strict=True)]
        return picked(_told(found, understood.wordings), codes)


def _told(likely: Sequence[Likely], wordings: Sequence[Wording]) -> Sequence[Likely]:
    """The same, with what the phrase book says of the topics of wordings."""
    if not wordings:
        return likely
    names = topic_names()
    told: defaultdict[str, float] = defaultdict(float)
    for wording in wordings:
        told[names.get(wording.topic, "")] += wording.likelihood
    return by_wordings(likely, told, set(names.values()))


def _spelt(text: str, memory: Memory) -> str:
    """The official wording of the phrase that a text in pinyin sounds like; the text itself when there is none."""
    said = tuple(each.said for each in memory.phrases)
    like = sounding_like(text, said)
    return next((each.official for each in memory.phrases if each.said == like), text)


def problem_of(understood: Understood, likely: Sequence[Likely], days: Days, amount: Amount | None) -> Problem:
    """Put together what is looked for."""
    form = wish(understood.text, understood.wordings)
    told = fits(likely)
    wordings, centre = understood.wordings, understood.centre
    return Problem(understood.text, days, told, understood.vector, amount, wordings, form, rarity(), centre)
