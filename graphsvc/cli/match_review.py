"""`graphsvc match review`, `try`, `adopt`: rankings beside choices, and what other phrases or weights would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from graphsvc.app import Service
from graphsvc.cli.attach import graph_of
from graphsvc.clock import utc_now
from graphsvc.errors import BadInput
from graphsvc.matching.store.adoption import Local, adopt, read_local, read_phrases, write_phrases
from graphsvc.matching.store.phrasebook import memory_of, read_book
from graphsvc.matching.store.review import NEAR_THE_TOP, Review, Share, review
from graphsvc.matching.store.understanding import Understanding

REVIEW, TRY, ADOPT = "review", "try", "adopt"
REVIEWS = (REVIEW, TRY, ADOPT)
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Change:
    """Phrases to add and weights to set, such as topic=0.3; `keep` adopts them."""

    phrases: Path | None
    weights: tuple[str, ...]
    keep: bool

    def of(self, local: Local) -> Local:
        """What the locality would then have.

        Raises:
            BadInput: nothing to change, or it cannot be read.
        """
        if self.phrases is None and not self.weights:
            raise BadInput("请用 --phrases 或 --weight 给出要改的内容。", "Give --phrases or --weight.")
        more = read_phrases(self.phrases) if self.phrases else ()
        return local.with_phrases(more).with_weights(dict(map(_weight, self.weights)))


def _weight(given: str) -> tuple[str, float]:
    name, _, value = given.partition("=")
    try:
        return name, float(value)
    except ValueError:
        raise BadInput(f"权重写作 topic=0.3，而不是 {given}。", f"Write topic=0.3, not {given}.") from None


async def reviewed(service: Service, area: str, today: date, given: Change) -> None:
    """Print where rankings and choices part, and write the phrases that the latter propose, where a file is named."""
    understanding = await service.understanding_read()
    found = await review(graph_of(service), understanding, area, today, understanding.weights)
    print_review(found, Console())
    if given.phrases is not None:
        write_phrases(given.phrases, found.phrases)
        Console().print(f"从分歧中拟出话术 {len(found.phrases)} 条，写入 {given.phrases}；请逐条看过再用 try、adopt。")


async def changed(service: Service, area: str, today: date, given: Change) -> None:
    """Print the evaluation before and after a change, and keep the change if that is wanted."""
    graph, now = graph_of(service), utc_now()
    local = read_local(service.local_matching)
    wanted = given.of(local)
    present = await service.understanding_read()
    before = await review(graph, present, area, today, local.weights)
    model = service.texts.model
    memory = await memory_of(model, read_book(), service.phrase_cache, wanted.phrases) if model else None
    after = await review(graph, Understanding(model, memory, wanted.weights), area, today, wanted.weights)
    console = Console()
    print_change(before, after, console)
    if given.keep:
        adopt(service.local_matching, wanted, now, summary(before), summary(after))
        console.print(f"已采纳：本地话术 {len(wanted.phrases)} 条；重启服务后生效。")


def summary(found: Review) -> Mapping[str, float]:
    """The figures of a review, by their names in Chinese."""
    return {
        "选择": float(len(found.choices)),
        "排第 1": found.within(1).value,
        "排前 3": found.within(3).value,
        "排前 5": found.within(NEAR_THE_TOP).value,
        "名次倒数均值": found.reciprocal,
    }


def print_change(before: Review, after: Review, console: Console) -> None:
    """Figures of two reviews beside each other."""
    table = Table("", "现在", "改后")
    for (name, old), new in zip(summary(before).items(), summary(after).values(), strict=True):
        table.add_row(name, f"{old:.3f}", f"{new:.3f}")
    console.print(table)
    places = {one.project: one.place for one in before.choices}
    better = sum(one.place < places.get(one.project, one.place) for one in after.choices)
    worse = sum(one.place > places.get(one.project, one.place) for one in after.choices)
    console.print(f"名次上升 {better} 个，下降 {worse} 个。")


def print_review(found: Review, console: Console) -> None:
    """The figures with their intervals, and the choices that the ranking does not have near its top."""
    console.print(f"共 {len(found.choices)} 个选择；另有 {found.gone} 个的资源已不服务该地，未比较。")
    for places in (1, 3, NEAR_THE_TOP):
        console.print(f"选中的单位排在前 {places}：{_share(found.within(places))}")
    for near, name in ((True, f"排前 {NEAR_THE_TOP} 的"), (False, "排在后面的")):
        stars = found.rating(near=near)
        rated = "尚无评分" if stars is None else f"平均 {stars:.1f} 分"
        console.print(f"{name}：谢绝 {_share(found.declined(near=near))}，社区评分{rated}")
    table = Table("需求", "理解为", "选了", "名次", "排第一的", "评分")
    for one in found.parted[:SHOWN]:
        said = "；".join(each.text for each in one.understood) or "—"
        chosen, best = (f"{each.offered_by.name}“{each.title}”" for each in (one.chosen, one.best))
        row = (one.need.title, said, chosen, str(one.place), best, str(one.rating or "—"))
        table.add_row(*map(escape, row))
    if found.parted:
        console.print(f"排名与选择分歧 {len(found.parted)} 个：")
        console.print(table)


def _share(share: Share) -> str:
    low, high = share.interval
    return f"{share.hits}/{share.of}（{share.value:.0%}，95% 区间 {low:.0%} 至 {high:.0%}）" if share.of else "无"
