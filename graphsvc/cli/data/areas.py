"""`graphsvc areas change`: divisions redrawn by a file of changes."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from graphsvc.app import Service
from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.data.imports import author_of
from graphsvc.cli.run import refuse, run
from graphsvc.clock import utc_now
from graphsvc.errors import SetupError
from graphsvc.intake.reorganisation.apply import apply_changes, rehearse_changes
from graphsvc.paths import SEEDS_DIR

areas = typer.Typer(add_completion=False, no_args_is_help=True, help="Divisions redrawn (区划调整).")
SEEDED = {"chongqing-2025-11-06": SEEDS_DIR / "chongqing" / "area_changes" / "2025-11-06.csv"}
_COLUMNS = {
    "PartyOrganization": "党组织",
    "JointCommittee": "大工委大党委",
    "Unit": "单位",
    "Person": "人员",
    "Need": "需求",
    "Resource": "资源",
    "Project": "项目",
    "Case": "事件",
    "Task": "任务",
}


@areas.callback()
def about() -> None:
    """Divisions redrawn (区划调整)."""


@areas.command("change")
def change(
    file: Annotated[str, typer.Argument(help=f"A file of changes (.csv, .xlsx), or {', '.join(SEEDED)}.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would do, and write nothing.")] = False,
) -> None:
    """Rename, move, merge, split or upgrade areas on a day, with all that lies in them; safe to repeat.

    The day before is answered as it was. One transaction an area; until the last, audits of the districts are refused.
    """
    path = SEEDED.get(file, Path(file))
    if not path.is_file():
        refuse(SetupError(f"没有这个文件：{path}", f"No such file: {path}."))
    run(with_graph(lambda service: (_rehearse if dry_run else _apply)(service, path)))


async def _rehearse(service: Service, path: Path) -> None:
    table = Table("生效日期", "变更", "原代码", "新代码", "新名称", "区划数", *_COLUMNS.values())
    for each in await rehearse_changes(graph_of(service), path, utc_now()):
        step = each.step
        counts = [str(each.lying[label]) for label in _COLUMNS]
        row = (step.change.on.isoformat(), step.change.kind.zh, step.change.code, step.change.successor, step.name)
        table.add_row(*row, str(len(step.follows)), *counts)
    print("试行（什么都不写入）dry run")
    Console(width=None if Console().is_terminal else 240).print(table)


async def _apply(service: Service, path: Path) -> None:
    done = await apply_changes(graph_of(service), path, author_of(service), utc_now())
    if not done.import_id:
        print(f"{done.before} changes, all made before (此前均已办理)")
        return
    told = "，".join(f"{zh} {done.moved[label]}" for label, zh in _COLUMNS.items() if done.moved[label])
    print(f"{done.changes} changes, {done.areas} areas, import {done.import_id}; {done.before} made before")
    print(f"随同划转：{told or '无'}")
