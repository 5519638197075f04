"""What kind of help an official wording asks for: a place, a deed where a fault is reported, or to be taught."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from graphsvc.matching.model.candidates import Offer

_PLACE = re.compile("场地|活动室|礼堂|自习空间|操场|休闲|歇脚")
_DEED = re.compile(
    "检修|维修|更换|清运|疏通|清掏|排查|修缮|抢修|清洗|修剪|清理|消杀|处置|改造|加固|检漏|救援|照料|看护|护理"
)
_LEARNING = re.compile("培训|学习|宣传|讲座|指导|演练")
_TALK = re.compile("讲堂|讲座|讲解|宣讲|培训|课$|课堂|实操|演练|教学|夜校")


def asks_for_place(wording: str) -> bool:
    """Whether a wording asks for somewhere to be."""
    return bool(_PLACE.search(wording))


def asks_for_deed(wording: str) -> bool:
    """Whether a wording reports what has to be done, and does not ask to be taught."""
    return bool(_DEED.search(wording)) and not _LEARNING.search(wording)


def venues(offers: Sequence[Offer], kinds: Mapping[str, str]) -> NDArray[np.float64]:
    """1 for each offer of a place, else 0; `kinds` are by id."""
    return np.array([float(kinds[one.id] == "VENUE") for one in offers])


def talks(offers: Sequence[Offer]) -> NDArray[np.float64]:
    """1 for each offer whose title is one of talk or training, else 0."""
    return np.array([float(bool(_TALK.search(one.title))) for one in offers])
