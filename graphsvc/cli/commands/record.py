"""`graphsvc audit-log`: whether the record of changes is what was written, and repair of a chain under a wrong key."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from graphsvc.access.key_checks import KeyUse, key_checks, retire, take_up
from graphsvc.cli.connected import with_long_work
from graphsvc.cli.run import refuse, settings
from graphsvc.clock import utc_now
from graphsvc.command.appraisal.seals import find_changed
from graphsvc.db.driver import Graph
from graphsvc.db.long_work import LongWork
from graphsvc.errors import GraphsvcError, SetupError
from graphsvc.log.audit.anchor import Anchor, compare, read_anchors
from graphsvc.log.audit.repair import Order, Repaired, ranges, repair
from graphsvc.log.chain import Fault, Record
from graphsvc.log.entry import REGISTER
from graphsvc.log.record_key import key_of, new_record_key, record_key

_MADE = re.compile(r"[0-9a-f]{64}")

audit_log = typer.Typer(no_args_is_help=True, help="The sealed record of changes (操作记录).")


@audit_log.command("verify")
def verify(
    anchors: Annotated[
        Path | None, typer.Option("--anchors", help="File of anchors; what they name has to stand as it stood.")
    ] = None,
) -> None:
    """Check that no entry of the record was changed, added or taken away; exit code 1 when one was."""
    known = _anchors(anchors)
    given, record = settings(), record_of_settings()
    printed = Console(soft_wrap=True)
    if not with_long_work(given, lambda graph: verified(graph, record, printed, known)):
        raise typer.Exit(1)


@audit_log.command("new-key")
def new_key() -> None:
    """Print a new random key for GRAPHSVC_RECORD_KEY or its file."""
    print(new_record_key())


@audit_log.command("repair")
def repair_chains(
    districts: Annotated[
        list[str] | None, typer.Argument(help="Chains to repair; all that end badly when left out.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who has it repaired; stands in the record.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why; stands in the record.")] = "",
    other_key_file: Annotated[
        Path | None, typer.Option("--other-key-file", help="File with the key the entries were written under.")
    ] = None,
    accept_unverified: Annotated[
        bool, typer.Option("--accept-unverified", help="Seal entries too that verify under no key; the record says so.")
    ] = False,
) -> None:
    """Seal chains anew that were written under another key (修复记录链); what was done becomes an entry of each."""
    if not by or not reason:
        refuse(SetupError("请写明 --by 和 --reason。", "Say who and why: --by and --reason."), 2)
    given, record = settings(), record_of_settings()
    order = Order(by, reason, _others(other_key_file), accept_unverified)
    for done in with_long_work(given, lambda graph: repaired(graph, record, districts or [], order, utc_now())):
        print(_told(done))


async def repaired(
    graph: LongWork, record: Record, districts: list[str], order: Order, now: datetime
) -> list[Repaired]:
    """Repair the named chains, or all whose head does not hold, the register first; then the key is the graph's own."""
    broken = [head.district for head in await record.heads(graph) if not head.is_sealed]
    wanted = sorted(set(districts or broken), key=lambda district: (district != REGISTER, district))
    done = [await repair(graph, record, district, order, now) for district in wanted]
    if all(head.is_sealed for head in await record.heads(graph)):
        others = [id_ for id_, check in (await key_checks(graph)).items() if check.use is KeyUse.RECORD]
        await retire(graph, KeyUse.RECORD, [id_ for id_ in others if id_ != record.key_id], now)
        await take_up(graph, KeyUse.RECORD, {record.key_id: record.key_check}, now)
    return done


async def verified(graph: Graph | LongWork, record: Record, out: Console, anchors: Sequence[Anchor] = ()) -> bool:
    """Follow every chain and print a line for each, and what anchors and appraisals say otherwise; whether all hold."""
    whole = True
    for fault in await compare(graph, record, anchors):
        whole = False
        out.print(f"[red]✗[/] {fault.district}  第 {fault.number} 条：{fault.zh}")
    async for verdict in record.verify(graph):
        if isinstance(verdict, Fault):
            whole = False
            out.print(f"[red]✗[/] {verdict.district}  第 {verdict.number} 条：{verdict.zh}")
        else:
            repairs = f"（其中 {verdict.repairs} 次修复，见 CHAIN_REPAIRED 条目）" if verdict.repairs else ""
            out.print(f"[green]✓[/] {verdict.district}  {verdict.entries} 条记录完整{repairs}")
    async for changed in find_changed(graph):
        whole = False
        out.print(f"[red]✗[/] {changed}  年度考核与记录不符：公示、申诉、复核或封存之后被改动")
    return whole


def _told(done: Repaired) -> str:
    under = [
        f"第 {ranges(numbers)} 条{how}"
        for numbers, how in ((done.under_other, "由另一密钥验证"), (done.under_none, "无法验证"))
        if numbers
    ]
    return f"{done.district}  {done.entries} 条重新封存：{'；'.join(under) or '仅链尾'}"


def record_of_settings() -> Record:
    """Open the record under the key of the settings; ends the command if there is none."""
    given = settings()
    try:
        return Record(record_key(given), sm3=given.algorithms == "guomi")
    except GraphsvcError as refusal:
        refuse(refusal)


def _anchors(file: Path | None) -> list[Anchor]:
    try:
        return read_anchors(file.read_text(encoding="utf-8")) if file else []
    except (OSError, ValueError):
        refuse(SetupError(f"{file} 不是锚点文件。", f"{file} is no file of anchors."), 2)


def _others(file: Path | None) -> tuple[Record, ...]:
    """What a file of a key may stand for: the text of a setting, or the key that a developer's data folder keeps."""
    if file is None:
        return ()
    try:
        text = file.read_text(encoding="utf-8").strip()
        keys = [key_of(text), *([bytes.fromhex(text)] if _MADE.fullmatch(text) else [])]
    except OSError:
        refuse(SetupError(f"无法读取 {file}", f"{file} cannot be read"), 2)
    except GraphsvcError as refusal:
        refuse(refusal, 2)
    return tuple(Record(key) for key in keys)
