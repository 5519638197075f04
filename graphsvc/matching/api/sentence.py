"""One sentence in Chinese that says why a provider is offered, from the same parts as its score."""

from graphsvc.cobuilding.model.window import Days, Opening
from graphsvc.matching.model.distance import WORDS
from graphsvc.matching.model.rank import UnitMatch
from graphsvc.matching.model.topics import TopicFit

STRONG = 0.5  # of a fit's value, from which it is worth a word


def sentence(match: UnitMatch, topic: TopicFit, names: dict[str, str], days: Days) -> str:
    """Such as 某某医院可提供“专家义诊团”：主题“义诊体检”相合，同在大坪街道大工委，需求期内定期开放 1 天，余 4 场。

    Args:
        topic: how the best resource's topics fit; names: of topics, by code.
        days: the days needed.
    """
    best = match.matches[0]
    said = [
        _topic(topic, names),
        WORDS[match.distance].format(match.committee.name if match.committee else ""),
        _days(best.opening, days),
        _capacity(best.offer.free, best.offer.capacity_unit),
        f"往期评分 {best.offer.stars / best.offer.rated:.1f}" if best.offer.rated else "",
    ]
    return f"{match.provider.name}可提供“{best.offer.title}”：{'，'.join(filter(None, said))}。"


def _topic(fit: TopicFit, names: dict[str, str]) -> str:
    name = names.get(fit.resource, "")
    return f"主题“{name}”{'相合' if fit.value >= STRONG else '相近'}" if name and fit.value > 0 else "文字相近"


def _days(opening: Opening, days: Days) -> str:
    if opening.recurs is None:
        return "开放时间请与提供方核实"
    if opening.recurs:
        return f"需求期内定期开放 {opening.days} 天，最近 {opening.first}"
    if opening.days == days.count:
        return "需求期内全程可用"
    return f"需求期 {days.count} 天内可用 {opening.days} 天"


def _capacity(free: int | None, unit: str | None) -> str:
    return "名额不限" if free is None else f"余 {free} {unit or '份'}"
