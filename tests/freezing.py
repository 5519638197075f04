"""Freeze a process: SIGSTOP is obeyed thread by thread, and a busy machine takes its time over it."""

import os
import signal
import time
from pathlib import Path

from tests.conftest import patience


def freeze(pid: int) -> None:
    """Stop a process and return once none of its threads runs any more."""
    os.kill(pid, signal.SIGSTOP)
    end = time.monotonic() + patience(5)
    while not _stands_still(pid):
        assert time.monotonic() < end, f"process {pid} did not stop"
        time.sleep(0.005)


def _stands_still(pid: int) -> bool:
    states = (task.joinpath("stat").read_text().rpartition(") ")[2][0] for task in Path(f"/proc/{pid}/task").iterdir())
    return all(state in "tTZX" for state in states)
