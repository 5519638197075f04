"""How likely two cases tell of the same event: by words, place, time and category, each with its points.

Points: words up to 45, place up to 30, category 15, time up to 10. Source of the points: the service's own order, words
first; two cases of one category at one place within a day are shown whatever their words.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt

from graphsvc.codes import AreaLevel, stem

SHOWN_FROM = 45.0
WORDS, PLACE, CATEGORY, TIME = 45.0, 30.0, 15.0, 10.0
MOST_TERMS = 60  # of a search
NEAR, AROUND = 100.0, 400.0  # metres
EARTH = 6_371_000.0  # metres
_TIMES = (
    (timedelta(hours=24), TIME, "24 小时内"),
    (timedelta(days=3), 6.0, "3 天内"),
    (timedelta(days=7), 3.0, "7 天内"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a case tells, as far as likeness goes."""

    area_code: str
    category: str
    title: str
    raised_at: datetime
    description: str | None = None
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign that two cases tell of the same event, in Chinese, and its points."""

    points: float
    zh: str


def compare_cases(one: Told, other: Told) -> tuple[Sign, ...]:
    """List the signs that two cases tell of the same event, the same whichever comes first."""
    return tuple(sign for sign in _signs(one, other) if sign.points > 0)


def points_of(signs: tuple[Sign, ...]) -> float:
    """Add up the points of signs, 0 to 100."""
    return round(sum(sign.points for sign in signs), 1)


def terms_of(told: Told) -> tuple[str, ...]:
    """List the terms by which a search finds cases that may be alike: pairs of characters, and the category.

    They are letters and digits alone, so that a search reads none as an operator; there may be none at all.
    """
    words = (told.title, told.place or "", told.description or "")
    found = dict.fromkeys(pair for text in words for pair in _pairs(text))
    return (*tuple(found)[:MOST_TERMS], *_runs(told.category))


def _signs(one: Told, other: Told) -> Iterator[Sign]:
    share = max(_overlap(one.title, other.title), _overlap(_all(one), _all(other)))
    yield Sign(round(WORDS * share, 1), f"用词相近 {share:.0%}")
    yield _by_place(one, other)
    if one.category == other.category:
        yield Sign(CATEGORY, "类别相同")
    apart = abs(one.raised_at - other.raised_at)
    for within, points, zh in _TIMES:
        if apart <= within:
            yield Sign(points, f"上报相隔在 {zh}")
            return


def _all(told: Told) -> str:
    return f"{told.title} {told.description or ''}"


def _by_place(one: Told, other: Told) -> Sign:
    """The nearest sign of one place: coordinates, words of the place, the grid, the community."""
    found = [Sign(0.0, "")]
    if None not in (one.latitude, one.longitude, other.latitude, other.longitude):
        metres = _metres(one, other)
        if metres <= AROUND:
            found.append(Sign(PLACE if metres <= NEAR else 20.0, f"相距约 {metres:.0f} 米"))
    if one.place and other.place:
        share = _overlap(one.place.replace(" ", ""), other.place.replace(" ", ""))
        found.append(Sign(round(PLACE * share, 1), f"地点相近 {share:.0%}"))
    if one.area_code == other.area_code:
        found.append(Sign(20.0, "同一网格、小区或社区"))
    elif stem(one.area_code, AreaLevel.COMMUNITY) == stem(other.area_code, AreaLevel.COMMUNITY):
        found.append(Sign(12.0, "同一社区"))
    return max(found, key=lambda sign: sign.points)


def _overlap(one: str, other: str) -> float:
    """The share of the shorter text's pairs of characters that the other text has too."""
    first, second = set(_pairs(one)), set(_pairs(other))
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


def _pairs(text: str) -> list[str]:
    """Pairs of neighbouring characters within runs of letters and digits; a run of one stands alone."""
    return [run[at : at + 2] for run in _runs(text) for at in range(max(len(run) - 1, 1))]


def _runs(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(each if each.isalnum() else " " for each in plain).split()


def _metres(one: Told, other: Told) -> float:
    """The distance over the earth's surface, by the haversine formula."""
    from_, to = radians(one.latitude or 0), radians(other.latitude or 0)
    apart = radians((other.longitude or 0) - (one.longitude or 0))
    half = sin((to - from_) / 2) ** 2 + cos(from_) * cos(to) * sin(apart / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))
