"""What appraisals of years and their items say, written anew from their descriptions."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.oracle.contingencies import TYPE
from tests.oracle.world import Node, Relationship

MOMENTS = {"YearlyAppraisal": ("noticedAt", "objectedAt", "decidedAt", "sealedAt"), "AreaRating": ("withdrawnAt",)}


def linked(owner: str, name: str, row: Node) -> list[tuple[Any, Relationship | None]] | None:
    """Rows of a link that is no plain arrow; None for a link of another room."""
    if (owner, name) == ("AreaRating", "marks"):
        return [(each, None) for each in _marks(row.properties)]
    if (owner, name) != ("YearlyAppraisal", "items"):
        return None
    return [(each, None) for each in _items(row.properties)]


def _items(given: dict[str, Any]) -> Iterator[dict[str, Any]]:
    doubted = dict(zip(given.get("objected") or (), given.get("objections") or (), strict=True))
    verdicts = zip(given.get("decisions") or (), given.get("reasons") or (), strict=True)
    decided = dict(zip(given.get("decided") or (), verdicts, strict=True))
    for number, item in enumerate(given["items"]):
        points, reason = decided.get(item, (None, None))
        yield {
            TYPE: "YearlyAppraisalItem",
            "number": number,
            "item": item,
            "duty": given["duties"][number],
            "title": given["titles"][number],
            "evidence": given["evidences"][number],
            "target": given["targets"][number],
            "count": given["counts"][number],
            "total": given["totals"][number],
            "draftPoints": _points(given["drafts"][number]),
            "points": _points(given["finals"][number]),
            "most": given["mosts"][number],
            "text": given["texts"][number],
            "source": given["sources"][number],
            "rowIds": given["rows"][number].split("\n") if given["rows"][number] else [],
            "objection": doubted.get(item),
            "corrected": None if points is None else points >= 0,
            "reason": reason,
        }


def _marks(given: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for number, aspect in enumerate(given["aspects"]):
        yield {
            TYPE: "AreaRatingMark",
            "number": number,
            "aspect": aspect,
            "title": given["titles"][number],
            "score": given["points"][number],
            "most": given["mosts"][number],
            "reason": given["reasons"][number] or None,
        }


def _points(hundredths: int) -> float | None:
    return None if hundredths < 0 else hundredths / 100


def _sum(row: Node, name: str) -> int:
    counted = zip(row.properties[name], row.properties["finals"], strict=True)
    return sum(value for value, points in counted if points >= 0)


VALUES: dict[str, Callable[[Node], Any]] = {
    "YearlyAppraisal.points": lambda row: _sum(row, "finals") / 100,
    "YearlyAppraisal.most": lambda row: _sum(row, "mosts"),
}
