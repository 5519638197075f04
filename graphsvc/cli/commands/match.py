"""`graphsvc match`: who can help with a problem, on the terminal; the vectors behind it; the best plan for an area."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from graphsvc.app import Service
from graphsvc.china import day_in_china
from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.match_review import ADOPT, REVIEW, REVIEWS, Change, changed, reviewed
from graphsvc.cli.run import refuse, run
from graphsvc.clock import utc_now
from graphsvc.cobuilding.model.window import Days
from graphsvc.db.bulkhead import Lane
from graphsvc.errors import BadInput
from graphsvc.matching.api.sentence import sentence
from graphsvc.matching.model.assignment import Limits
from graphsvc.matching.model.rank import UnitMatch
from graphsvc.matching.model.topics import best_of
from graphsvc.matching.store.index import embed_missing
from graphsvc.matching.store.matcher import Answer, Matcher, Question
from graphsvc.matching.store.planner import Planned, planned

INDEX, PLAN = "index", "plan"
SHOWN_PAIRINGS = 40
DAY = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class _Wanted:
    text: str
    area: str
    days: Days | None
    topics: tuple[str, ...]
    first: int


def match(
    text: Annotated[str, typer.Argument(help="A problem in everyday Chinese; or index, plan, review, try, adopt.")],
    area: Annotated[str | None, typer.Option(help="Code of the place.")] = None,
    opens: Annotated[datetime | None, typer.Option("--from", formats=[DAY], help="First day needed.")] = None,
    closes: Annotated[datetime | None, typer.Option("--to", formats=[DAY], help="Last day needed.")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="Code of a topic that it is about; repeatable.")] = None,
    first: Annotated[int, typer.Option(min=1, max=50, help="How many providers.")] = 5,
    per_unit: Annotated[int | None, typer.Option(min=1, help="plan: most pairings of one unit.")] = None,
    per_need: Annotated[int, typer.Option(min=1, help="plan: most units for one need.")] = 1,
    phrases: Annotated[
        Path | None, typer.Option(help="try, adopt: CSV of columns said, official; review: write proposals.")
    ] = None,
    weight: Annotated[list[str] | None, typer.Option(help="try, adopt: such as topic=0.3; repeatable.")] = None,
) -> None:
    """Who can help with a problem, and why (供需匹配).

    `index` writes missing vectors, `plan` plans for open needs, `review` shows where rankings and choices part,
    `try` what other phrases or weights would change in that, `adopt` keeps them.
    """
    if text == INDEX:
        run(with_graph(_index))
        return
    if area is None:
        refuse(BadInput("请用 --area 给出区划代码。", "Give the code of the place by --area."), 2)
    today = day_in_china(utc_now())
    if text in REVIEWS:
        given = Change(phrases, tuple(weight or ()), keep=text == ADOPT)
        work = reviewed if text == REVIEW else changed
        run(with_graph(lambda service: work(service, area, today, given)))
        return
    if text == PLAN:
        run(with_graph(lambda service: _plan(service, area, Limits(per_need, per_unit), today)))
        return
    wanted = _Wanted(text, area, _days(opens, closes, today), tuple(topic or ()), first)
    run(with_graph(lambda service: _match(service, wanted, today)))


def _days(opens: datetime | None, closes: datetime | None, today: date) -> Days | None:
    if opens is None and closes is None:
        return None
    start = opens.date() if opens else today
    try:
        return Days(start, closes.date() if closes else start)
    except ValueError:
        refuse(BadInput("--to 不得早于 --from。", "--to is not before --from."), 2)


async def _match(service: Service, wanted: _Wanted, today: date) -> None:
    matcher = Matcher(graph_of(service), await service.understanding_read(), Lane.HEAVY)
    question = Question(wanted.text, wanted.area, wanted.days, wanted.topics)
    _print(await matcher.match(question, today, first=wanted.first), Console())


async def _index(service: Service) -> None:
    model = await service.model_read()
    if model is None:
        print("语义模型未启用或无法取得，没有写入向量。")
        return
    with _bar("建立语义索引") as bar:
        written = await embed_missing(graph_of(service), model, lambda kind, seen, _: bar(seen, None, kind))
    print(f"写入 {written} 条向量")


async def _plan(service: Service, area: str, limits: Limits, today: date) -> None:
    understanding = await service.understanding_read()
    with _bar("收集候选") as bar:
        found = await planned(
            graph_of(service), understanding, area, limits, today, progress=lambda done, total: bar(done, total, "")
        )
    _print_plan(found, Console())


class _Bar:
    """Shows how far something is."""

    def __init__(self, progress: Progress, title: str) -> None:
        self._progress = progress
        self._task = progress.add_task(title, total=None)
        self._title = title

    def __call__(self, done: int, total: int | None, what: str) -> None:
        self._progress.update(self._task, completed=done, total=total, description=f"{self._title} {what}".strip())


@contextmanager
def _bar(title: str) -> Iterator[_Bar]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield _Bar(progress, title)


def _print(answer: Answer, console: Console) -> None:
    ranking, days = answer.ranking, answer.days
    if answer.urgent:
        console.print(f"[bold red]{answer.urgent}[/bold red]")
    place = " / ".join(area.name for area in answer.found.surroundings.chain)
    console.print(f"[bold]{escape(answer.question.text)}[/bold]  {escape(place)}  {days.first} 至 {days.last}")
    if told := answer.understood.told:
        console.print(f"理解为：{escape('；'.join(f'{each.text} {each.likelihood:.2f}' for each in told))}")
    topics = "、".join(f"{one.topic.code} {one.topic.name} {one.likelihood:.2f}" for one in answer.topics)
    console.print(f"可能的主题：{escape(topics) or '无'}")
    for detail in answer.details:
        console.print(f"[yellow]{escape(detail.words)}[/yellow]")
    if ranking.units:
        console.print(_units(answer))
        for place_, unit in enumerate(ranking.units, start=1):
            console.print(f"{place_}. {escape(_sentence(unit, answer))}")
            console.print(f"   {_parts(unit)}")
            console.print(f"   [dim]{escape(' → '.join(step.name or step.id for step in unit.path))}[/dim]")
    _print_rest(answer, console)


def _print_rest(answer: Answer, console: Console) -> None:
    """What goes together, what nearly fits, single problems, and what to do next."""
    ranking = answer.ranking
    for given in ranking.together:
        amount = f"{given.quantity} {given.offer.capacity_unit or '份'}"
        console.print(f"合力：{escape(given.offer.offered_by.name)}“{escape(given.offer.title)}”{amount}")
    if ranking.lacking:
        console.print(f"仍缺 {ranking.lacking}")
    for miss in ranking.near_misses:
        console.print(f"差一步：{escape(miss.offer.title)}（{escape(miss.offer.offered_by.name)}）{miss.words}")
    if ranking.advice:
        console.print(f"[yellow]{ranking.advice}[/yellow]")
    for each in answer.problems:
        best = "、".join(f"{one.provider.name}“{one.matches[0].offer.title}”" for one in each.ranking.units[:3])
        console.print(f"分项：{escape(each.question.text)} → {escape(best) or each.ranking.advice}")
    if not answer.by_model:
        console.print("[yellow]未使用语义模型，仅按用词和主题同义词匹配。[/yellow]")


def _units(answer: Answer) -> Table:
    """Providers, what each would best help with, and the points."""
    table = Table("", "单位", "资源", "总分")
    for place, unit in enumerate(answer.ranking.units, start=1):
        best = unit.matches[0].offer
        table.add_row(str(place), escape(unit.provider.name), escape(best.title), f"{unit.score.total:.1f}")
    return table


def _parts(unit: UnitMatch) -> str:
    """The points of every part; they add up to the total."""
    parts = " + ".join(f"{part.reason.zh} {part.points:.1f}" for part in unit.score.parts)
    return f"{unit.score.total:.1f} = {parts}"


def _sentence(unit: UnitMatch, answer: Answer) -> str:
    topic = best_of(answer.fits, unit.matches[0].offer.topics)
    return sentence(unit, topic, {each.code: each.name for each in answer.found.topics}, answer.days)


def _print_plan(found: Planned, console: Console) -> None:
    plan, plain = found.plan, found.greedy
    table = Table("需求", "资源", "单位", "得分", "比其最佳少")
    for pairing in plan.pairings[:SHOWN_PAIRINGS]:
        option, offer = pairing.option, found.offers[pairing.option.resource]
        need = found.needs[option.need].title
        row = (need, offer.title, offer.offered_by.name)
        table.add_row(*map(escape, row), f"{option.points:.1f}", f"{pairing.regret:.1f}")
    console.print(table)
    if len(plan.pairings) > SHOWN_PAIRINGS:
        console.print(f"……共 {len(plan.pairings)} 个配对")
    console.print(
        f"{len(found.needs)} 条需求，配对 {len(plan.pairings)} 个，总分 {plan.total:.1f}；"
        f"逐个取最优为 {len(plain.pairings)} 个、{plain.total:.1f}。未满足 {len(found.unmet)} 条。"
    )
    for id_, why in sorted(found.unmet.items())[:SHOWN_PAIRINGS]:
        console.print(f"未满足：{escape(found.needs[id_].title)}：{escape(why)}")
    busiest = "、".join(
        f"{each.provider.name} {each.pairings}（近期 {each.provider.lately}）" for each in found.asked[:5]
    )
    console.print(f"承担最多：{escape(busiest)}；均衡度 {found.fairness:.2f}")
