"""The phrase book and its vectors: read from a file, kept in the cache by the texts and the model they are of."""

import asyncio
import csv
import os
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from graphsvc.matching.wording.memory import Memory, Phrase, ordered, wordings
from graphsvc.paths import SEEDS_DIR
from graphsvc.text.model import DIMENSIONS, JAR, QUERY
from graphsvc.text.terms import Rarity

BOOK, TOPICS = SEEDS_DIR / "phrases.csv", SEEDS_DIR / "demo" / "topics.csv"
BATCH = 32  # texts embedded between two looks at whether somebody waits
Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """What the book needs of the sentence model."""

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts, a row each."""


@cache
def read_book(path: Path = BOOK) -> tuple[Phrase, ...]:
    """Read a phrase book: columns said, official, and, if they are there, category and topic."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            Phrase(row["said"], row["official"], row.get("category") or "", row.get("topic") or "")
            for row in csv.DictReader(file)
        )


@cache
def topic_names() -> Mapping[str, str]:
    """Name the topics of the phrase book by their codes; a locality's taxonomy may give a code to another topic."""
    with TOPICS.open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


@cache
def rarity() -> Rarity:
    """Tell how rare terms are in what people and offices say, by the phrase book."""
    book = read_book()
    return Rarity([*(each.said for each in book), *dict.fromkeys(each.official for each in book)])


async def memory_of(
    model: Embedder, phrases: Sequence[Phrase], folder: Path | None = None, more: Sequence[Phrase] = ()
) -> Memory:
    """Make the memory of a book and of a locality's own phrases.

    Args:
        folder: where vectors of the book are kept between runs; they take a minute to make. None keeps none.
        more: the locality's, read anew each time.
    """
    rows = ordered([*phrases, *more])
    named = wordings(rows)
    known = await _read_texts(model, phrases, folder)
    known |= await _read_texts(model, [each for each in more if not {each.said, each.official} <= known.keys()])
    said, asked = (np.stack([known[opening + each.said] for each in rows]) for opening in ("", QUERY))
    official, questions = (np.stack([known[opening + each] for each in named]) for opening in ("", QUERY))
    return await asyncio.to_thread(Memory, rows, said, asked, official, questions)


async def _read_texts(
    model: Embedder, phrases: Sequence[Phrase], folder: Path | None = None
) -> dict[str, NDArray[np.float32]]:
    """Vectors of phrases and wordings by their texts, as texts and as questions; a locality's own are made anew."""
    plain = sorted({text for each in phrases for text in (each.said, each.official)})
    texts = [*plain, *(QUERY + text for text in plain)]
    return dict(zip(texts, await _vectors(model, texts, folder), strict=True)) if texts else {}


async def _vectors(model: Embedder, texts: Sequence[str], folder: Path | None) -> Vectors:
    name = blake2b("\n".join([JAR.sha256, *texts]).encode(), digest_size=16).hexdigest()
    kept = folder / f"{name}.npy" if folder else None
    if kept and (found := await asyncio.to_thread(_read, kept, len(texts))) is not None:
        return found
    made = [await model.embed(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
    vectors = np.concatenate(made).astype(np.float16) if made else np.zeros((0, DIMENSIONS), np.float16)
    if kept:
        await asyncio.to_thread(_keep, kept, vectors)
    return vectors.astype(np.float32)


def _read(path: Path, rows: int) -> Vectors | None:
    """What is kept, unless it is missing or broken."""
    try:
        found = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return found.astype(np.float32) if found.shape == (rows, DIMENSIONS) else None


def _keep(path: Path, vectors: NDArray[np.float16]) -> None:
    """Beside any other process that does the same; a folder that cannot be written keeps nothing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}")
        with part.open("wb") as file:
            np.save(file, vectors)
        part.replace(path)
    except OSError:
        return
