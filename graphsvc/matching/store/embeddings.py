"""What the model has read in this process: vectors of topics and of texts whose stored vector is missing or stale."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from graphsvc.matching.model.topics import Topic
from graphsvc.text.model import DIMENSIONS
from graphsvc.text.terms import key
from graphsvc.text.vectors import unpacked

Vectors = NDArray[np.float32]

KEPT = 4_096  # texts; 2 KB each
READ_NOW = 256  # texts without a vector that a question waits for; about a second, once a process


class Model(Protocol):
    """What matching needs of `graphsvc.text.model.SentenceModel`."""

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts that are searched."""


class Stored(Protocol):
    """A text as the graph keeps it: its vector, and the key of the text that the vector was made from."""

    @property
    def text(self) -> str:
        """The text as it is now."""

    @property
    def key(self) -> int | None:
        """Of the text when its vector was made."""

    @property
    def vector(self) -> bytes | None:
        """The vector, packed."""


class Readings:
    """Vectors by text; the text is the key, so that none is ever out of date."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._kept: OrderedDict[str, Vectors] = OrderedDict()

    async def topics(self, topics: Sequence[Topic]) -> Vectors:
        """A row a topic; each is read once a process."""
        return await self._read([topic.text for topic in topics])

    async def stored(self, stored: Sequence[Stored], most: int = READ_NOW) -> tuple[Vectors, int]:
        """A row for each, and how many are left without: a few are read now, many wait for `embed_missing`."""
        texts = [one.text for one in stored]
        fresh = [one.vector is not None and one.key == key(text) for one, text in zip(stored, texts, strict=True)]
        vectors = unpacked([one.vector if good else None for one, good in zip(stored, fresh, strict=True)])
        lacking = [at for at, good in enumerate(fresh) if not good]
        now = [at for at in lacking if texts[at] in self._kept]
        now += [at for at in lacking if texts[at] not in self._kept][:most]
        if now:
            vectors[now] = await self._read([texts[at] for at in now])
        return vectors, len(lacking) - len(now)

    async def _read(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._kept]
        made = dict(zip(new, await self.model.embed(new), strict=True))
        found = [made[text] if text in made else self._kept[text] for text in texts]
        self._kept.update(made)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return np.stack(found) if found else np.zeros((0, DIMENSIONS), np.float32)
