"""`graphsvc audit-log search | export | anchor`: the record read, written out, and anchored outside."""

import asyncio
import hashlib
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import httpx
import typer

from graphsvc.access.sign_in.discovery import http_client
from graphsvc.china import deadline, in_utc
from graphsvc.cli.commands.record import audit_log, record_of_settings
from graphsvc.cli.connected import with_long_work
from graphsvc.cli.run import refuse, settings
from graphsvc.clock import utc_now
from graphsvc.codes import prefix_of
from graphsvc.db.long_work import LongWork
from graphsvc.errors import GraphsvcError, SetupError
from graphsvc.log.audit.anchor import anchor
from graphsvc.log.audit.search import Wanted, export, search
from graphsvc.log.chain import Record

DAYS = 7
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)

Since = Annotated[datetime | None, typer.Option("--from", help="From this moment or day on; a week ago if left out.")]
Until = Annotated[
    datetime | None, typer.Option("--to", help="To this moment, or the end of this day; now if left out.")
]


@audit_log.command("search")
def search_record(
    by: Annotated[str, typer.Option(help="Who: the subject of the token (操作人).")] = "",
    action: Annotated[str, typer.Option(help="What was done, such as SEEN (动作).")] = "",
    subject: Annotated[str, typer.Option(help="To what: its id (对象).")] = "",
    area: Annotated[str, typer.Option(help="Code of an area; everything under it (区域).")] = "",
    since: Since = None,
    until: Until = None,
    most: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many.")] = 1000,
) -> None:
    """Print entries of the record by person, kind, thing, area and time, the latest first, a line of JSON each."""
    now = utc_now()
    try:
        prefix = prefix_of(area) if area else ""
    except GraphsvcError as refusal:
        refuse(refusal, 2)
    wanted = Wanted(_begins(since, now - timedelta(days=DAYS)), _ends(until, now), by, action, subject, prefix, most)
    for entry in with_long_work(settings(), lambda graph: search(graph, wanted)):
        print(json.dumps(entry, ensure_ascii=False, sort_keys=True))


@audit_log.command("export")
def export_record(
    to: Annotated[Path, typer.Argument(help="The file to write, a line of JSON an entry; beside it `.sha256`.")],
    since: Since = None,
    until: Until = None,
) -> None:
    """Write the record of a time to a file, for keeping elsewhere; entries are never deleted here (导出)."""
    given, record, now = settings(), record_of_settings(), utc_now()
    begin, end = _begins(since, FIRST), _ends(until, now)
    count = with_long_work(given, lambda graph: _written(graph, record, to, begin, end))
    print(f"{count} entries: {to}")


@audit_log.command("anchor")
def anchor_record(
    to: Annotated[str, typer.Argument(help="A file that a line is added to, or an https:// address it is sent to.")],
) -> None:
    """Say outside where the record stands (锚定); once a day, to where nobody who holds the key can write."""
    given, record, now = settings(), record_of_settings(), utc_now()
    line = with_long_work(given, lambda graph: _line(graph, record, now))
    if to.startswith("https://"):
        asyncio.run(_sent(to, line))
    else:
        with Path(to).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())
    print(hashlib.sha256(line.encode()).hexdigest())


async def _line(graph: LongWork, record: Record, now: datetime) -> str:
    heads = await record.heads(graph)
    if broken := [head.district for head in heads if not head.is_sealed]:
        raise SetupError(f"{broken} 的记录未通过验证，不能锚定。", f"The record of {broken} does not hold: no anchor.")
    return anchor(record, heads, now).line()


async def _written(graph: LongWork, record: Record, to: Path, begin: datetime, end: datetime) -> int:
    count, hashed, part = 0, hashlib.sha256(), to.with_name(f".{to.name}.part")
    with part.open("wb") as file:
        async for entry in export(graph, await record.heads(graph), begin, end):
            line = json.dumps(entry, ensure_ascii=False, sort_keys=True).encode() + b"\n"
            file.write(line)
            hashed.update(line)
            count += 1
    part.replace(to)
    to.with_name(f"{to.name}.sha256").write_text(f"{hashed.hexdigest()}  {to.name}\n", encoding="utf-8")
    return count


async def _sent(url: str, line: str) -> None:
    try:
        async with http_client() as client:
            (
                await client.post(url, content=line.encode(), headers={"content-type": "application/json"})
            ).raise_for_status()
    except httpx.HTTPError as failure:
        refuse(
            SetupError(f"无法送达 {url}：{type(failure).__name__}", f"{url} did not take it: {type(failure).__name__}")
        )


def _begins(given: datetime | None, otherwise: datetime) -> datetime:
    return otherwise if given is None else in_utc(given)


def _ends(given: datetime | None, otherwise: datetime) -> datetime:
    return otherwise if given is None else deadline(given)
