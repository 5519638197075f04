"""Downloading jars from a repository that runs in the test."""

import os
from pathlib import Path

import pytest

from graphsvc.db.jvm import download
from graphsvc.db.jvm.download import PARALLEL, fetch
from graphsvc.db.jvm.jars import Jar
from graphsvc.errors import SetupError
from tests.db.repository import Repository, jar, serving

CLOSED = "http://127.0.0.1:9/maven2"
CONTENTS = {number: os.urandom(1000 + number) for number in range(40)}
JARS = [jar(number, content) for number, content in CONTENTS.items()]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "PAUSE_SECONDS", 0.01)


def quiet(done: int, total: int) -> None:
    """Report nothing."""


def repository() -> Repository:
    return Repository({each.path: CONTENTS[number] for number, each in enumerate(JARS)})


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def wanted(jars: list[Jar]) -> dict[str, bytes]:
    return {each.name: CONTENTS[JARS.index(each)] for each in jars}


async def test_all_jars_come_in_their_order_and_nothing_else_is_left(tmp_path: Path) -> None:
    async with serving(repository()) as url:
        paths = await fetch(JARS, tmp_path / "jars", url, quiet)
    assert paths == [tmp_path / "jars" / each.name for each in JARS]
    assert contents(tmp_path / "jars") == wanted(JARS)


async def test_files_are_fetched_in_parallel_but_not_all_at_once(tmp_path: Path) -> None:
    crowded = repository()
    async with serving(crowded) as url:
        await fetch(JARS, tmp_path, url, quiet)
    assert PARALLEL / 2 < crowded.most_at_once <= PARALLEL


async def test_the_report_grows_to_the_total_and_is_exact(tmp_path: Path) -> None:
    reports: list[tuple[int, int]] = []
    broken = repository()
    broken.breaks[JARS[3].path] = 2
    async with serving(broken) as url:
        await fetch(JARS, tmp_path, url, lambda done, total: reports.append((done, total)))
    total = sum(each.size for each in JARS)
    assert reports[0] == (0, total)
    assert reports[-1] == (total, total)
    assert {each for _, each in reports} == {total}


async def test_a_full_cache_needs_no_network_and_reports_nothing(tmp_path: Path) -> None:
    async with serving(repository()) as url:
        await fetch(JARS, tmp_path, url, quiet)
    assert await fetch(JARS, tmp_path, CLOSED, lambda done, total: pytest.fail("a report"))


async def test_only_what_is_missing_or_has_another_size_is_fetched(tmp_path: Path) -> None:
    source = repository()
    async with serving(source) as url:
        await fetch(JARS, tmp_path, url, quiet)
        source.asked.clear()
        (tmp_path / JARS[5].name).unlink()
        (tmp_path / JARS[6].name).write_bytes(b"short")
        await fetch(JARS, tmp_path, url, quiet)
    assert sorted(path for path, _ in source.asked) == sorted([JARS[5].path, JARS[6].path])
    assert contents(tmp_path) == wanted(JARS)


async def test_a_file_that_breaks_off_goes_on_where_it_was(tmp_path: Path) -> None:
    source = repository()
    source.breaks[JARS[0].path] = 1
    async with serving(source) as url:
        await fetch(JARS[:1], tmp_path, url, quiet)
    assert source.asked == [(JARS[0].path, ""), (JARS[0].path, "500-")]
    assert contents(tmp_path) == wanted(JARS[:1])


async def test_a_file_that_breaks_off_begins_anew_where_a_repository_knows_no_ranges(tmp_path: Path) -> None:
    source = repository()
    source.knows_ranges = False
    source.breaks[JARS[0].path] = 2
    async with serving(source) as url:
        await fetch(JARS[:1], tmp_path, url, quiet)
    assert contents(tmp_path) == wanted(JARS[:1])


async def test_a_file_with_another_hash_is_refused_and_never_takes_its_name(tmp_path: Path) -> None:
    source = repository()
    source.files[JARS[1].path] = b"x" * JARS[1].size
    async with serving(source) as url:
        with pytest.raises(SetupError, match="SHA-256"):
            await fetch(JARS[:3], tmp_path, url, quiet)
    assert contents(tmp_path).keys() <= wanted(JARS[:3]).keys() - {JARS[1].name}
    assert len([path for path, _ in source.asked if path == JARS[1].path]) == download.ATTEMPTS


async def test_a_file_the_repository_lacks_is_named_by_its_status_at_once(tmp_path: Path) -> None:
    source = repository()
    del source.files[JARS[1].path]
    async with serving(source) as url:
        with pytest.raises(SetupError, match="404"):
            await fetch(JARS[:3], tmp_path, url, quiet)
    assert len([path for path, _ in source.asked if path == JARS[1].path]) == 1


@pytest.mark.parametrize("address", [CLOSED, "nonsense"])
async def test_without_network_and_cache_the_error_names_both_other_ways(tmp_path: Path, address: str) -> None:
    with pytest.raises(SetupError) as refused:
        await fetch(JARS, tmp_path, address, quiet)
    for text in (refused.value.zh, refused.value.en):
        assert "docker compose up" in text
        assert "GRAPHSVC_NEO4J_URI" in text
        assert "GRAPHSVC_MAVEN_URL" in text
        assert address in text
        assert f"{len(JARS)} " in text
    assert contents(tmp_path) == {}
