"""Vectors as they are kept in the graph, beside the text they belong to."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graphsvc.text.model import DIMENSIONS, SentenceModel, Vectors
from graphsvc.text.terms import joined, key


def packed(vector: NDArray[np.float32]) -> bytes:
    """As float16: 1,024 bytes, half of float32; a cosine changes by less than 1e-4."""
    return vector.astype(np.float16).tobytes()


def unpacked(stored: Sequence[bytes | None]) -> Vectors:
    """A row for each; zeros where there is none."""
    blank = bytes(2 * DIMENSIONS)
    flat = np.frombuffer(b"".join(one or blank for one in stored), np.float16)
    return flat.reshape(len(stored), DIMENSIONS).astype(np.float32)


async def text_properties(model: SentenceModel | None, title: str, description: str | None) -> dict[str, object]:
    """Properties to set in the transaction that sets the title or description of a need or resource.

    Without the model the vector of an earlier text goes, and `embed_missing` writes one when there is a model again.
    """
    text = joined(title, description)
    if model is None:
        return {"textKey": None, "vector": None}
    return {"textKey": key(text), "vector": packed((await model.embed([text]))[0])}
