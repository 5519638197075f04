"""The pinned lists of jars."""

import os
import re
import shutil
from pathlib import Path

import pytest

from graphsvc.db.jvm.jars import LISTS, Jar, line, pinned, versions
from graphsvc.db.jvm.pin import pin
from graphsvc.errors import SetupError
from graphsvc.settings import DEFAULT_NEO4J_VERSION

NETTY = Jar("io.netty", "netty-transport-native-epoll", "4.2.17.Final", "linux-x86_64", "ab" * 32, 12)


def test_the_default_version_and_one_of_the_line_before_are_pinned() -> None:
    assert versions() == [DEFAULT_NEO4J_VERSION, "5.26.30"]


@pytest.mark.parametrize("version", versions())
def test_a_list_is_sorted_and_every_line_has_coordinates_hash_and_size(version: str) -> None:
    lines = (LISTS / f"{version}.txt").read_text(encoding="utf-8").splitlines()
    shape = re.compile(r"[\w.-]+:[\w.-]+:[\w.-]+(:[\w.-]+)? [0-9a-f]{64} [1-9]\d*")
    assert [text for text in lines if not shape.fullmatch(text)] == []
    jars = pinned(version)
    assert jars == sorted(jars)
    assert [line(jar) for jar in jars] == lines


@pytest.mark.parametrize("version", versions())
def test_a_list_holds_neo4j_itself_and_the_native_transports_of_linux_and_macos(version: str) -> None:
    names = {jar.name for jar in pinned(version)}
    assert {f"neo4j-server-{version}.jar", f"neo4j-{version}.jar", f"neo4j-bolt-{version}.jar"} <= names
    for platform in ("linux-x86_64", "linux-aarch_64", "osx-x86_64", "osx-aarch_64"):
        assert any(name.endswith(f"-{platform}.jar") for name in names), platform


def test_a_file_name_means_one_file_in_all_versions() -> None:
    hashes: dict[str, set[str]] = {}
    for version in versions():
        for jar in pinned(version):
            hashes.setdefault(jar.name, set()).add(jar.sha256)
    assert [name for name, found in hashes.items() if len(found) > 1] == []


def test_a_jar_knows_its_place_in_a_repository() -> None:
    assert NETTY.name == "netty-transport-native-epoll-4.2.17.Final-linux-x86_64.jar"
    assert NETTY.path == f"io/netty/netty-transport-native-epoll/4.2.17.Final/{NETTY.name}"
    assert line(NETTY) == f"io.netty:netty-transport-native-epoll:4.2.17.Final:linux-x86_64 {'ab' * 32} 12"


def test_an_operators_list_is_one_more_and_takes_the_place_of_none(tmp_path: Path) -> None:
    (tmp_path / "2099.1.0.txt").write_text(f"{line(NETTY)}\n", encoding="utf-8")
    (tmp_path / f"{DEFAULT_NEO4J_VERSION}.txt").write_text("", encoding="utf-8")
    assert pinned("2099.1.0", tmp_path) == [NETTY]
    assert versions(tmp_path) == sorted({*versions(), "2099.1.0"})
    assert pinned(DEFAULT_NEO4J_VERSION, tmp_path) == pinned(DEFAULT_NEO4J_VERSION)


@pytest.mark.parametrize("version", ["", "latest", "../../etc", "2026", "2026.08.1;rm", "[5,)"])
def test_only_a_version_is_pinned(version: str, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="is no version"):
        pin(version, tmp_path, "https://maven.example")
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(shutil.which("mvn") is None, reason="Maven makes the list")
def test_a_version_that_is_not_there_is_refused_and_leaves_no_list(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"cannot get Neo4j 1\.99\.0 from http://127\.0\.0\.1:9"):
        pin("1.99.0", tmp_path, "http://127.0.0.1:9")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("version", ["4.4.0", "", "../errors", "2026.08.1.txt"])
def test_a_version_without_a_list_is_refused_with_those_that_have_one(version: str) -> None:
    with pytest.raises(SetupError) as refused:
        pinned(version)
    for text in (refused.value.zh, refused.value.en):
        assert all(known in text for known in versions())
