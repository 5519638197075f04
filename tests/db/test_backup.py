"""Backups without a database: what stands still is copied, what was changed is refused."""

import asyncio
import json
import os
import time
from pathlib import Path

import pytest

from graphsvc.db.backup import files, hold
from graphsvc.db.backup.archive import Manifest, hashes, read_archive, write_archive
from graphsvc.db.backup.files import copy_unchanged, stamp
from graphsvc.errors import SetupError

NAMES = ("data", "password")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    (folder / "data" / "neo4j").mkdir(parents=True)
    for number in range(20):
        (folder / "data" / "neo4j" / f"store.{number}").write_bytes(os.urandom(10_000 + number))
    (folder / "data" / "neo4j" / "database_lock").write_bytes(b"")
    (folder / "password").write_text("secret")
    (folder / "logs").mkdir()
    (folder / "logs" / "neo4j.log").write_text("a line")
    return folder


def test_a_copy_holds_the_named_files_and_no_locks(root: Path, tmp_path: Path) -> None:
    copy_unchanged(root, tmp_path / "copy", NAMES)
    copied = {str(path.relative_to(tmp_path / "copy")) for path in (tmp_path / "copy").rglob("*") if path.is_file()}
    assert copied == {*(f"data/neo4j/store.{number}" for number in range(20)), "password"}
    for name in copied:
        assert (tmp_path / "copy" / name).read_bytes() == (root / name).read_bytes()


CHANGES = {
    "grows": lambda path: path.write_bytes(path.read_bytes() + b"x"),
    "keeps its size": lambda path: path.write_bytes(path.read_bytes()[:-1] + os.urandom(1)),
    "goes": lambda path: path.unlink(),
    "comes": lambda path: path.with_name("store.99").write_bytes(b"x"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changes_under_the_copy_makes_it_begin_again(
    root: Path, tmp_path: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PAUSE_SECONDS", 0.0)
    copies, plain = 0, files._copy

    def copy(source: Path, target: Path) -> None:
        nonlocal copies
        copies += 1
        if copies == 5:
            CHANGES[change](root / "data" / "neo4j" / "store.3")
        plain(source, target)

    monkeypatch.setattr(files, "_copy", copy)
    copy_unchanged(root, tmp_path / "copy", NAMES)
    assert copies > 21
    assert set(stamp(tmp_path / "copy", NAMES)) == set(stamp(root, NAMES))
    for name in stamp(root, NAMES):
        assert (tmp_path / "copy" / name).read_bytes() == (root / name).read_bytes()


def test_what_never_stands_still_is_no_backup(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PAUSE_SECONDS", 0.0)
    plain = files._copy

    def copy(source: Path, target: Path) -> None:
        (root / "data" / "neo4j" / "store.7").write_bytes(os.urandom(100))
        plain(source, target)

    monkeypatch.setattr(files, "_copy", copy)
    with pytest.raises(SetupError, match="keep changing"):
        copy_unchanged(root, tmp_path / "copy", NAMES)


def packed(root: Path, tmp_path: Path) -> tuple[Path, Manifest]:
    copy_unchanged(root, tmp_path / "copy", NAMES)
    heads = {"500103": (3, "a" * 64)}
    manifest = Manifest("2026-11-28T09:00:00+00:00", "2026.08.1", 10, heads, "f" * 16, hashes(tmp_path / "copy"))
    write_archive(tmp_path / "copy", manifest, tmp_path / "graph.backup")
    return tmp_path / "graph.backup", manifest


def test_an_archive_gives_back_what_was_put_into_it(root: Path, tmp_path: Path) -> None:
    archive, manifest = packed(root, tmp_path)
    assert archive.stat().st_mode & 0o077 == 0
    found = read_archive(archive, tmp_path / "back")
    assert json.dumps(found.heads) == json.dumps(manifest.heads)
    assert found.files == manifest.files == hashes(tmp_path / "back")


@pytest.mark.parametrize("place", [0, 10, 1000, -1000, -10])
def test_an_archive_with_one_changed_byte_is_refused(root: Path, tmp_path: Path, place: int) -> None:
    archive, _ = packed(root, tmp_path)
    content = bytearray(archive.read_bytes())
    content[place] ^= 1
    archive.write_bytes(content)
    with pytest.raises(SetupError, match="no whole backup"):
        read_archive(archive, tmp_path / "back")


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_an_archive_cut_short_is_refused(root: Path, tmp_path: Path, share: float) -> None:
    archive, _ = packed(root, tmp_path)
    content = archive.read_bytes()
    archive.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(SetupError, match="no whole backup"):
        read_archive(archive, tmp_path / "back")


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="no whole backup"):
        read_archive(tmp_path / "nothing", tmp_path / "back")


async def test_a_service_that_does_not_answer_is_told_and_the_request_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold, "ANSWER_SECONDS", 0.2)
    with pytest.raises(SetupError, match="has not stopped writing"):
        async with hold.held(tmp_path):
            pass
    assert os.listdir(tmp_path) == []


async def test_a_hold_lasts_as_long_as_the_block_and_ends_by_itself_when_the_command_dies(tmp_path: Path) -> None:
    async def service() -> None:
        while not hold.is_asked(tmp_path, time.monotonic()):  # noqa: ASYNC110 - another process sets no event here
            await asyncio.sleep(0.01)
        hold.answer(tmp_path)

    task = asyncio.create_task(service())
    async with hold.held(tmp_path, seconds=60):
        assert hold.is_asked(tmp_path, time.monotonic())
        assert not hold.is_asked(tmp_path, time.monotonic() + 61)
    assert not hold.is_asked(tmp_path, time.monotonic())
    await task


@pytest.mark.parametrize("text", ["", "{", "[]", '{"until": null}', '{"until": "soon"}'])
def test_a_request_that_cannot_be_read_holds_nobody_up(tmp_path: Path, text: str) -> None:
    (tmp_path / hold.ASKED).write_text(text)
    assert not hold.is_asked(tmp_path, time.monotonic())
