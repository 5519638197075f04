"""What form of help a text asks for, and which form a resource has: a place, a talk, or a deed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from graphsvc.matching.wording.memory import Wording

_PLACE = re.compile("场地|活动室|礼堂|自习空间|操场|休闲|歇脚")
_DEED = re.compile(
    "检修|维修|更换|清运|疏通|清掏|排查|修缮|抢修|抢险队|清洗|修剪|清理|消杀|处置|改造|加固|检漏|救援|照料|看护|护理"
)
_LEARNING = re.compile("培训|学习|宣传|讲座|指导|演练")
_TALK = re.compile("讲堂|讲座|讲解|宣讲|培训|课$|课堂|实操|演练|教学|夜校")
NEUTRAL = 0.5
UNLIKE = 0.25
"""Value up to which a thing is of another form than what is asked for: a talk, where something has to be done."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How much a text asks for a place, and how much it reports what has to be done; each 0..1."""

    place: float = 0.0
    deed: float = 0.0

    def value(self, *, venue: bool, talk: bool) -> float:
        """Judge a resource by its form, 0..1: half where the form says nothing for it and nothing against it."""
        return min(max(NEUTRAL + (self.place * venue - self.deed * talk) / 2, 0.0), 1.0)


def wish(text: str, wordings: Sequence[Wording]) -> Wish:
    """Tell what form of help a text asks for, by the wordings that it may stand for; by itself without any."""
    said = [(each.text, each.likelihood) for each in wordings] or [(text, 1.0)]
    return Wish(
        sum(likelihood for each, likelihood in said if asks_for_place(each)),
        sum(likelihood for each, likelihood in said if asks_for_deed(each)),
    )


def asks_for_place(wording: str) -> bool:
    """Tell whether a wording asks for somewhere to be."""
    return bool(_PLACE.search(wording))


def asks_for_deed(wording: str) -> bool:
    """Tell whether a wording reports what has to be done, and does not ask to be taught."""
    return bool(_DEED.search(wording)) and not _LEARNING.search(wording)


@lru_cache(maxsize=100_000)
def is_talk(title: str) -> bool:
    """Tell whether what is offered is talk or training."""
    return bool(_TALK.search(title))
