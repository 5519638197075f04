"""Writes the vectors that needs, resources and topics lack, or whose text has changed since, in batches."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Writer
from graphsvc.matching.store.matcher import CYPHER
from graphsvc.text.model import SentenceModel
from graphsvc.text.terms import joined, key
from graphsvc.text.vectors import packed

PAGE = 2_000  # texts compared at a time
BATCH = 256  # vectors a transaction
KINDS = ("Resource", "Need")


class Report(Protocol):
    """Told after every batch: texts looked at, and vectors written among them, of a kind."""

    def __call__(self, kind: str, seen: int, written: int) -> None: ...


def silent(kind: str, seen: int, written: int) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """A node whose vector is missing or belongs to another text."""

    id: str
    text: str


async def embed_missing(graph: Writer, model: SentenceModel, report: Report = silent) -> int:
    """Bring every vector up to its text; safe to repeat, to end half-way, and beside other writers.

    A text that changes meanwhile keeps no wrong vector: what is written carries the key of the text it was made from,
    and a reader compares that with the text it finds.

    Returns:
        how many vectors were written.
    """
    total = 0
    for kind in KINDS:
        seen = written = 0
        async for page in _pages(graph, kind):
            lacking = [Lacking(id_, text) for id_, text, known in page if known != key(text)]
            for start in range(0, len(lacking), BATCH):
                written += await _write(graph, model, lacking[start : start + BATCH])
                report(kind, seen + min(start + BATCH, len(page)), written)
            seen += len(page)
            report(kind, seen, written)
        total += written
    return total


async def _write(graph: Writer, model: SentenceModel, lacking: Sequence[Lacking]) -> int:
    vectors = await model.embed([each.text for each in lacking])
    rows = [
        {"id": each.id, "key": key(each.text), "vector": packed(vector)}
        for each, vector in zip(lacking, vectors, strict=True)
    ]
    await graph.write(Statement(CYPHER["set_vectors"], {"rows": rows}), Lane.HEAVY)
    return len(rows)


async def _pages(graph: Writer, kind: str) -> AsyncIterator[list[tuple[str, str, int | None]]]:
    """Texts with the keys of their vectors, in the order of areas; a page starts where the last one ended."""
    area = id_ = ""
    while True:
        after = {"area": area, "id": id_, "size": PAGE}
        rows = await graph.read(Statement(CYPHER[f"{kind.lower()}_texts"], after), Lane.HEAVY)
        if not rows:
            return
        yield [(found, joined(title, description), known) for found, _, title, description, known in rows]
        id_, area = rows[-1][0], rows[-1][1]
