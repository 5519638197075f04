"""The process between graphsvc and the JVM, with a small Python program in the JVM's place."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from graphsvc.db.embedded import guard
from graphsvc.db.embedded.owner import lives
from tests.conftest import patience

SLEEPS = "import time; time.sleep(60)"
REFUSES = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
ENDS = "import sys; sys.exit(7)"
_LAUNCHER = """\
import subprocess, sys, time
guard = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, pass_fds=[int(sys.argv[5])], start_new_session=True)
print(guard.pid, flush=True)
time.sleep(60)
"""


@dataclass
class Started:
    """A guard with its child."""

    process: "subprocess.Popen[bytes]"
    owner: Path

    @property
    def who(self) -> dict[str, int]:
        """What the guard has signed, once it has."""
        for _ in range(500):
            if text := self.owner.read_text(encoding="utf-8"):
                return dict(json.loads(text))
            time.sleep(0.01)
        raise AssertionError("not signed")


class Guards:
    """Starts guards on a lock file; ends what is left of them."""

    def __init__(self, folder: Path) -> None:
        self.owner = folder / "owner.lock"
        self.owner.touch()
        self.lock = os.open(self.owner, os.O_RDWR)
        self.started: list[subprocess.Popen[bytes]] = []

    def command(self, program: str, mode: str, grace: float) -> list[str]:
        java = [sys.executable, "-S", "-c", program]
        own = [str(self.lock), str(self.owner), str(os.getpid()), mode, str(grace)]
        return [sys.executable, "-I", "-S", str(guard.__file__), *own, *java]

    def start(self, program: str, mode: str = "attached", grace: float = 5.0) -> Started:
        stdin = subprocess.PIPE if mode == "attached" else subprocess.DEVNULL
        process = subprocess.Popen(
            self.command(program, mode, grace), stdin=stdin, pass_fds=[self.lock], start_new_session=True
        )
        self.started.append(process)
        return Started(process, self.owner)

    def end(self) -> None:
        for process in self.started:
            if process.stdin:
                process.stdin.close()
            process.kill()
            process.wait()
        if text := self.owner.read_text(encoding="utf-8"):
            with suppress(ProcessLookupError):
                os.kill(json.loads(text)["java"], signal.SIGKILL)
        os.close(self.lock)


@pytest.fixture
def guards(tmp_path: Path) -> Iterator[Guards]:
    guards = Guards(tmp_path)
    yield guards
    guards.end()


def gone(pid: int, seconds: float = 2.0) -> bool:
    """Whether a process ends in time."""
    end = time.monotonic() + patience(seconds)
    while lives(pid) and time.monotonic() < end:
        time.sleep(0.01)
    return not lives(pid)


def test_it_signs_with_all_processes(guards: Guards) -> None:
    started = guards.start(SLEEPS)
    who = started.who
    assert (who["launcher"], who["guard"], who["detached"]) == (os.getpid(), started.process.pid, False)
    assert psutil.Process(who["java"]).cmdline()[-1] == SLEEPS


def test_the_end_of_its_input_ends_the_child(guards: Guards) -> None:
    started = guards.start(SLEEPS)
    java = started.who["java"]
    assert started.process.stdin
    started.process.stdin.close()
    assert started.process.wait(patience(2.0)) == 0
    assert gone(java)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("mode", ["attached", "detached"])
def test_a_signal_ends_the_child(guards: Guards, number: signal.Signals, mode: str) -> None:
    started = guards.start(SLEEPS, mode)
    java = started.who["java"]
    started.process.send_signal(number)
    assert started.process.wait(patience(2.0)) == 0
    assert gone(java)


def test_a_detached_one_stays_without_input(guards: Guards) -> None:
    started = guards.start(SLEEPS, "detached")
    assert started.who["detached"]
    time.sleep(0.3)
    assert started.process.poll() is None
    assert psutil.pid_exists(started.who["java"])


def test_a_child_that_does_not_obey_is_killed_when_its_time_is_over(guards: Guards) -> None:
    started = guards.start(REFUSES, grace=0.5)
    java = started.who["java"]
    time.sleep(0.3)  # until it refuses
    began = time.monotonic()
    started.process.terminate()
    assert started.process.wait(patience(3.0)) == 0
    assert time.monotonic() - began >= 0.5
    assert gone(java)


def test_a_frozen_child_obeys_too(guards: Guards) -> None:
    started = guards.start(SLEEPS, grace=30.0)
    java = started.who["java"]
    os.kill(java, signal.SIGSTOP)
    started.process.terminate()
    assert started.process.wait(patience(2.0)) == 0
    assert gone(java)


def test_it_ends_with_the_childs_own_exit_code(guards: Guards) -> None:
    assert guards.start(ENDS).process.wait(patience(2.0)) == 7


def test_the_child_holds_the_lock_too(guards: Guards) -> None:
    java = psutil.Process(guards.start(SLEEPS).who["java"])
    assert str(guards.owner) in {each.path for each in java.open_files()}


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's part")
def test_on_linux_the_child_ends_when_the_guard_is_killed(guards: Guards) -> None:
    started = guards.start(SLEEPS)
    java = started.who["java"]
    started.process.kill()
    assert gone(java)


def test_the_child_ends_when_the_launcher_is_killed(guards: Guards) -> None:
    launcher = subprocess.Popen(
        [sys.executable, "-c", _LAUNCHER, *guards.command(SLEEPS, "attached", 5.0)],
        stdout=subprocess.PIPE,
        pass_fds=[guards.lock],
    )
    assert launcher.stdout
    pid = int(launcher.stdout.readline())
    java = Started(launcher, guards.owner).who["java"]
    launcher.kill()
    launcher.wait()
    launcher.stdout.close()
    assert gone(java)
    assert gone(pid)
