"""`graphsvc backup` and `graphsvc restore`: the embedded graph as one file, proved to start, and back into a folder."""

import asyncio
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from graphsvc.cli.connected import connect_graph
from graphsvc.cli.run import run, settings
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.backup.archive import Manifest, hashes, read_archive, write_archive
from graphsvc.db.backup.take import Taken, take_copy
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.data_folder import Folder
from graphsvc.db.embedded.owner import is_held
from graphsvc.db.embedded.state_file import read_state
from graphsvc.errors import SetupError
from graphsvc.log.chain import Fault, Record
from graphsvc.log.record_key import record_key
from graphsvc.settings import Settings

OWN_NEO4J = """\
This graph is a Neo4j of its own ({uri}), whose files graphsvc does not reach. Community, stopped for the dump:

    neo4j stop
    neo4j-admin database dump {database} --to-path=/backups --overwrite-destination=true
    neo4j start

With docker compose:

    docker compose stop graphsvc neo4j
    docker compose run --rm --no-deps -v ./backups:/backups neo4j \\
      neo4j-admin database dump {database} --to-path=/backups
    docker compose start neo4j graphsvc

Enterprise, without a stop: neo4j-admin database backup {database} --to-path=/backups
Back: neo4j-admin database load {database} --from-path=/backups --overwrite-destination=true, with Neo4j stopped.
Afterwards, either way: graphsvc audit-log verify"""

_MIGRATIONS = "MATCH (m:Migration) RETURN count(m)"


def backup(to: Annotated[Path, typer.Argument(help="The file to write, such as graph-2026-11-28.backup.")]) -> None:
    """Take a backup of the embedded graph while it is in use; the copy is started and its record verified (备份)."""
    given = _embedded()
    taken, manifest = run(_backed_up(given, to))
    print(f"{taken.price} ({taken.seconds:.1f} s)")
    print(f"{_told(manifest)}; {to} {to.stat().st_size / 1e6:.1f} MB")


def restore(
    source: Annotated[Path, typer.Argument(help="A file that `graphsvc backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Where there is a graph: move it aside, beside the data folder.")
    ] = False,
) -> None:
    """Put a backup into the data folder, once every file, the record and its heads are what they were (恢复)."""
    print(f"{_told(run(_restored(_embedded(), source, utc_now(), replace=replace)))}; restored")


async def _backed_up(given: Settings, to: Path) -> tuple[Taken, Manifest]:
    record = Record(record_key(given))
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=f".{to.name}.") as staging:
        copy = Path(staging) / "copy"
        taken, at = await take_copy(given, copy), utc_now()
        manifest = await _verified(given, copy, record, at)
        await asyncio.to_thread(write_archive, copy, manifest, to)
    return taken, manifest


async def _restored(given: Settings, source: Path, now: datetime, *, replace: bool) -> Manifest:
    folder, record = Folder(given.data_dir.absolute()), None
    if folder.store.exists() and (not replace or is_held(folder)):
        raise _occupied(folder)
    folder.root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.root.parent, prefix=f".{folder.root.name}.") as staging:
        copy = Path(staging) / "copy"
        manifest = await asyncio.to_thread(read_archive, source, copy)
        record = Record(record_key(given.model_copy(update={"data_dir": copy})))
        found = await _verified(given, copy, record, now)
        if dict(found.heads) != {district: tuple(head) for district, head in manifest.heads.items()}:
            raise SetupError("恢复后的操作记录与备份时不同。", "The restored record is not the one that was backed up.")
        _put(copy, folder.root, now)
    return found


def _put(copy: Path, root: Path, now: datetime) -> None:
    """Let a verified copy take the place of the data folder; what is there stays beside it, keys and all."""
    if root.exists() and any(root.iterdir()):
        aside = root.with_name(f"{root.name}.before-{now:%Y%m%dT%H%M%SZ}")
        root.rename(aside)
        for key in aside.glob("*.key"):  # of the developer profile: those of the backup count, where it holds any
            if not (copy / key.name).exists():
                shutil.copy2(key, copy / key.name)
    elif root.exists():
        root.rmdir()
    copy.rename(root)


async def _verified(given: Settings, copy: Path, record: Record, at: datetime) -> Manifest:
    """Start Neo4j on a copy, follow its record from end to end, and say what the copy holds.

    Raises:
        SetupError: it does not start, or its record does not hold.
    """
    async with connect_graph(given.model_copy(update={"data_dir": copy, "train_aot": False})) as graph:
        heads = await _whole(graph, record)
        ((migrations,),) = await graph.read(Statement(_MIGRATIONS))
    for of_a_run in ("logs", "conf", "run", "owner.lock"):
        path = copy / of_a_run
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    known = read_state(Folder(copy))
    version = known.version if known else given.neo4j_version
    hashed = await asyncio.to_thread(hashes, copy)
    return Manifest(at.isoformat(timespec="seconds"), version, migrations, heads, record.key_id, hashed)


async def _whole(graph: Graph, record: Record) -> dict[str, tuple[int, str]]:
    faults = [each async for each in record.verify(graph) if isinstance(each, Fault)]
    if faults:
        where = "; ".join(f"{fault.district} {fault.number}: {fault.zh}" for fault in faults[:5])
        raise SetupError(f"操作记录未通过验证：{where}", f"The record does not hold: {where}")
    return {head.district: (head.number, head.hash) for head in await record.heads(graph)}


def _embedded() -> Settings:
    """The settings, where the graph is the embedded one; else tells the commands to use and ends with exit code 3."""
    given = settings()
    if given.neo4j_uri is not None:
        print(OWN_NEO4J.format(uri=given.neo4j_uri, database=given.neo4j_database))
        raise typer.Exit(3)
    return given


def _told(manifest: Manifest) -> str:
    entries = sum(number for number, _ in manifest.heads.values())
    return f"record of {manifest.at} whole: {entries} entries in {len(manifest.heads)} chains"


def _occupied(folder: Folder) -> SetupError:
    return SetupError(
        f"数据目录 {folder.root} 中已有数据库；请先停止服务，并加 --replace"
        "（原目录会移到旁边），或换 GRAPHSVC_DATA_DIR。",
        f"There is a database in the data folder {folder.root}: end the service and give --replace, which moves it "
        "aside, or set another GRAPHSVC_DATA_DIR.",
    )
