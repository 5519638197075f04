"""Who can help near a place (谁能帮我): which points fit what somebody says, how near they are, when they open next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import asin, cos, radians, sin, sqrt

from graphsvc.china import CHINA
from graphsvc.codes import AreaLevel, prefix_of
from graphsvc.errors import BadInput
from graphsvc.places.model.hours import A_DAY
from graphsvc.places.model.points import ServicePointClass
from graphsvc.text.terms import terms
from graphsvc.whereabouts import refuse_half

MOST_FOUND = 20
BY_CLASS = 0.4
"""Fit of a point whose kind of service is meant, where none of its items is."""
ENOUGH = 0.5
"""Share of the shorter wording that an item shares at least, or `TELLING` pairs of characters."""
TELLING = 3
DAYS_AHEAD = 14
EARTH = 6_371_000

_C = ServicePointClass
WORDS: dict[ServicePointClass, tuple[str, ...]] = {
    _C.PARTY: ("党费", "党组织", "党员", "入党", "组织关系", "工会", "妇联", "共青团", "志愿者"),
    _C.GOVERNMENT: ("社保", "医保", "证明", "身份证", "居住证", "户口", "低保", "补贴", "公租房", "营业执照", "办证"),
    _C.LIVING: ("做饭", "吃饭", "送餐", "助餐", "食堂", "理发", "修", "洗衣", "快递", "充电", "托管", "买菜", "歇脚"),
    _C.LAW: ("法律", "律师", "官司", "起诉", "合同", "欠薪", "工钱", "离婚", "继承", "遗嘱", "赔偿", "公证"),
    _C.HEALTH: ("看病", "体检", "血压", "血糖", "吃药", "买药", "疫苗", "打针", "医生", "康复", "头晕", "发烧"),
    _C.CULTURE: ("看书", "图书", "唱歌", "跳舞", "书法", "画画", "电影", "下棋", "兴趣班", "健身", "乒乓"),
    _C.COMMUNITY: ("物业", "邻居", "停车", "门禁", "噪音", "太吵", "垃圾", "业委会", "楼道", "网格员", "投诉"),
}
"""What people say when they mean a kind of service."""


@dataclass(frozen=True, slots=True)
class OfferedItem:
    """An item of a point: its kind, and all that it is called."""

    id: str
    item_class: ServicePointClass
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A point that may help."""

    id: str
    area: str
    classes: tuple[ServicePointClass, ...]
    open: bool
    stretches: tuple[tuple[int, int], ...] = ()
    shut_on: frozenset[date] = frozenset()
    longitude: float | None = None
    latitude: float | None = None
    items: tuple[OfferedItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks: from which place, in which words (none: whoever is near), at which moment, standing where."""

    area: str
    text: str
    at: datetime
    longitude: float | None = None
    latitude: float | None = None

    def check(self) -> None:
        """
        Raises:
            BadInput: the place is a whole city, or degrees come without their pair.
        """
        if len(prefix_of(self.area)) < len("500103"):
            raise BadInput("请选区县或更小的区域。", "Give a district or a smaller area.").at("area")
        refuse_half(self.longitude, self.latitude)


@dataclass(frozen=True, slots=True)
class Helper:
    """A point that can help: fit 0..1, the items that fit, how near, and when it opens next where it is shut."""

    point: Candidate
    fit: float
    items: tuple[str, ...]
    within: AreaLevel
    metres: int | None
    opens_next: datetime | None

    @property
    def place(self) -> tuple[object, ...]:
        """Its place in the list: open ones first, then whose items fit, the near ones first, the better fit."""
        far = self.metres if self.metres is not None else 10**9
        return not self.point.open, not self.items, -self.within.number, far, -self.fit, self.point.id


def classes_meant(text: str) -> tuple[ServicePointClass, ...]:
    """List the kinds of service that a text speaks of in everyday words."""
    return tuple(kind for kind, words in WORDS.items() if any(word in text for word in words))


def item_fit(text: str, item: OfferedItem) -> float:
    """Tell how much of its wording the best name of an item shares with a text, 0..1; 0 where that tells nothing."""
    said = set(terms(text))
    best = 0.0
    for name in item.names:
        called = set(terms(name))
        shared = len(said & called)
        share = shared / max(1, min(len(said), len(called)))
        if share >= ENOUGH or shared >= TELLING:
            best = max(best, share)
    return best


def helpers(asked: Asked, candidates: Sequence[Candidate]) -> list[Helper]:
    """Rank who can help; without words everybody may, and nothing is said of items."""
    meant = set(classes_meant(asked.text))
    found = []
    for point in candidates:
        fits = sorted(((item_fit(asked.text, item), item.id) for item in point.items), reverse=True)
        fitting = tuple(id_ for fit, id_ in fits if fit > 0)
        fit = fits[0][0] if fitting else BY_CLASS if meant & set(point.classes) else 0.0
        if asked.text and not fit:
            continue
        metres = _metres(asked, point)
        opens = None if point.open else next_opening(point.stretches, point.shut_on, asked.at)
        found.append(Helper(point, fit, fitting, smallest_around(asked.area, point.area), metres, opens))
    return sorted(found, key=lambda each: each.place)[:MOST_FOUND]


def smallest_around(one: str, other: str) -> AreaLevel:
    """Tell the level of the smallest area that both codes lie in, of a grid to a district; a city beyond that."""
    here, there = prefix_of(one), prefix_of(other)
    for level, digits in ((AreaLevel.GRID, 15), (AreaLevel.COMMUNITY, 12), (AreaLevel.SUBDISTRICT, 9)):
        if min(len(here), len(there)) >= digits and here[:digits] == there[:digits]:
            return level
    return AreaLevel.DISTRICT if here[:6] == there[:6] else AreaLevel.CITY


def next_opening(stretches: Sequence[tuple[int, int]], shut_on: frozenset[date], at: datetime) -> datetime | None:
    """Tell when a point that is shut opens next, within two weeks.

    Args:
        stretches: minutes of the week, as `open_stretches`.
    """
    here = at.astimezone(CHINA)
    for ahead in range(DAYS_AHEAD + 1):
        midnight = (here + timedelta(days=ahead)).replace(hour=0, minute=0, second=0, microsecond=0)
        if midnight.date() in shut_on:
            continue
        base = midnight.weekday() * A_DAY
        for start, end in stretches:
            opens = midnight + timedelta(minutes=max(start - base, 0))
            if start - base < A_DAY and end > base and opens > here:
                return opens
    return None


def _metres(asked: Asked, point: Candidate) -> int | None:
    if asked.longitude is None or asked.latitude is None or point.longitude is None or point.latitude is None:
        return None
    north, there = radians(asked.latitude), radians(point.latitude)
    half = sin((there - north) / 2) ** 2
    half += cos(north) * cos(there) * sin(radians(point.longitude - asked.longitude) / 2) ** 2
    return round(2 * EARTH * asin(sqrt(half)))
