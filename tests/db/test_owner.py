"""One owner per data folder, held by real locks of real processes."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphsvc.db.embedded import owner as module
from graphsvc.db.embedded.data_folder import Folder
from graphsvc.db.embedded.owner import Owner, end_orphan, is_held, lives, owner, take
from graphsvc.errors import SetupError
from tests.conftest import patience

_HOLDER = """\
import fcntl, os, sys, time
file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(file, fcntl.LOCK_EX)
os.ftruncate(file, 0)
os.write(file, sys.argv[2].encode())
print("held", flush=True)
time.sleep(float(sys.argv[3]))
"""
_SLEEPER = "import time; print('up', flush=True); time.sleep(60)"
GONE = 2**22 - 1  # a pid that nobody has


class Holders:
    """Starts processes that hold a folder."""

    def __init__(self) -> None:
        self.processes: list[subprocess.Popen[bytes]] = []

    def hold(self, folder: Folder, text: str, seconds: float = 60.0) -> int:
        process = self.run(["-c", _HOLDER, str(folder.lock), text, str(seconds)])
        assert process.stdout
        assert process.stdout.readline() == b"held\n"
        return process.pid

    def run(self, arguments: list[str]) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE)
        self.processes.append(process)
        return process

    def end(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
            assert process.stdout
            process.stdout.close()


@pytest.fixture
def holders() -> Iterator[Holders]:
    holders = Holders()
    yield holders
    holders.end()


@pytest.fixture(autouse=True)
def _sign_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SIGN_SECONDS", 0.2)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def signature(launcher: int, guard: int, java: int, detached: bool = False) -> str:
    return json.dumps({"launcher": launcher, "guard": guard, "java": java, "detached": detached})


async def test_a_free_folder_is_taken_and_given_back_with_the_descriptor(folder: Folder) -> None:
    assert not is_held(folder)
    descriptor = await take(folder)
    assert is_held(folder)
    assert owner(folder) is None  # nobody has signed
    os.close(descriptor)
    assert not is_held(folder)


async def test_taking_a_folder_wipes_the_signature_of_the_last_owner(folder: Folder) -> None:
    folder.lock.write_text(signature(1, 2, 3), encoding="utf-8")
    assert owner(folder) is None  # signed, but not held
    os.close(await take(folder))
    assert folder.lock.stat().st_size == 0


async def test_a_held_folder_is_refused_with_both_processes(folder: Folder, holders: Holders) -> None:
    holders.hold(folder, signature(os.getpid(), os.getpid(), 4242))
    assert owner(folder) == Owner(os.getpid(), os.getpid(), 4242, False)
    with pytest.raises(SetupError) as refused:
        await take(folder)
    for text in (refused.value.zh, refused.value.en):
        assert str(os.getpid()) in text
        assert "4242" in text
    assert is_held(folder)


async def test_a_holder_that_has_not_signed_yet_is_refused_as_being_started(folder: Folder, holders: Holders) -> None:
    holders.hold(folder, "")
    with pytest.raises(SetupError, match="being started"):
        await take(folder)


async def test_an_owner_whose_launcher_is_gone_is_waited_for(folder: Folder, holders: Holders) -> None:
    holders.hold(folder, signature(GONE, os.getpid(), 4242), seconds=0.6)
    began = time.monotonic()
    os.close(await take(folder))
    assert time.monotonic() - began > module.SIGN_SECONDS


async def test_a_detached_owner_is_not_waited_for(folder: Folder, holders: Holders) -> None:
    holders.hold(folder, signature(GONE, os.getpid(), 4242, detached=True))
    began = time.monotonic()
    with pytest.raises(SetupError):
        await take(folder)
    assert time.monotonic() - began < patience(module.SIGN_SECONDS + 0.5)


async def test_an_orphan_of_this_folder_is_ended(folder: Folder, holders: Holders) -> None:
    orphan = holders.run(["-c", _SLEEPER, f"--home-dir={folder.root}"])
    assert orphan.stdout
    assert orphan.stdout.readline() == b"up\n"
    await end_orphan(Owner(GONE, GONE, orphan.pid, False), folder)
    assert not lives(orphan.pid)


async def test_another_process_that_has_got_an_orphans_number_is_left_alone(folder: Folder, holders: Holders) -> None:
    stranger = holders.run(["-c", _SLEEPER, f"--home-dir={folder.root}2"])
    assert stranger.stdout
    assert stranger.stdout.readline() == b"up\n"
    await end_orphan(Owner(GONE, GONE, stranger.pid, False), folder)
    await end_orphan(Owner(GONE, GONE, GONE, False), folder)
    assert stranger.poll() is None


def test_a_zombie_counts_as_gone(holders: Holders) -> None:
    process = holders.run(["-c", ""])
    assert process.stdout
    process.stdout.read()
    time.sleep(0.1)
    assert Owner(process.pid, process.pid, 1, False).is_ending
    assert Owner(process.pid, process.pid, 1, False).is_orphan
    assert not Owner(process.pid, os.getpid(), 1, True).is_ending
