"""Offers, places and problems for tests, each said by what matters to the test."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphsvc.cobuilding.model.window import Days
from graphsvc.matching.model.candidates import Found, Offer
from graphsvc.matching.model.distance import Area, Committee, Provider, Surroundings
from graphsvc.matching.model.features import Problem
from graphsvc.matching.model.topics import Likely, Topic, fits

TOPICS = tuple(
    Topic(code, name)
    for code, name in {
        "01": "养老助老",
        "0101": "生活照料",
        "010101": "老年助餐",
        "010102": "上门照护",
        "04": "平安",
    }.items()
)
MARCH = Days(date(2026, 3, 1), date(2026, 3, 31))
CHAIN = (
    Area("500000000000", "重庆市", 1),
    Area("500103000000", "渝中区", 2),
    Area("500103012000", "大坪街道", 3),
    Area("500103012011", "马家堡社区", 4),
)
ELSEWHERE = "500103001001"  # in the same district
COMMITTEES = (
    Committee("bpc", "马家堡社区大党委", True, "500103012011", frozenset({"unit-own"})),
    Committee("bpc-2", "浮图关社区大党委", True, "500103012012", frozenset({"unit-next"})),
    Committee("bwc", "大坪街道大工委", False, "500103012000", frozenset({"unit-own", "unit-street"})),
)


def offer(id_: str = "r-1", **given: Any) -> Offer:
    """A resource that is open, free, unrated, and offered by a unit of the same district."""
    usual: dict[str, Any] = {
        "title": "长者食堂与送餐",
        "description": "八十岁以上送到家门",
        "topics": ["010101"],
        "opens": None,
        "closes": None,
        "recurrence": None,
        "capacity": 10,
        "capacity_unit": "人",
        "held": 0,
        "rated": 0,
        "stars": 0,
        "service_area": "500103000000",
        "key": None,
        "vector": None,
        "gate": None,
        "kind": "SERVICE",
    }
    unit = Provider(
        given.pop("provider", f"unit-of-{id_}"),
        given.pop("called", f"{id_} 的单位"),
        True,
        given.pop("stands", ELSEWHERE),
        given.pop("lately", 0),
    )
    return Offer(id=id_, offered_by=unit, **(usual | given))


def around(chain: Sequence[Area] = CHAIN) -> Surroundings:
    """A community with its 大党委, a neighbouring one, and the 大工委 of the subdistrict."""
    return Surroundings(chain[-1], chain, COMMITTEES, {area.code: area.name for area in CHAIN})


def found(offered: Sequence[Offer], outside: Sequence[Offer] = ()) -> Found:
    """What the statement would have given."""
    return Found(around(), TOPICS, offered, outside)


def problem(text: str = "老人没人做饭", vector: NDArray[np.float32] | None = None, **likely: float) -> Problem:
    """A problem in March; likelihoods as t010101=0.8."""
    given = {code[1:]: value for code, value in likely.items()} or {"010101": 0.8}
    return Problem(text, MARCH, fits([Likely(topic, given.get(topic.code, 0.0)) for topic in TOPICS]), vector)
