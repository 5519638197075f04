"""The process between graphsvc and Neo4j's JVM: it ends the JVM when told to, and when graphsvc is gone.

Run as a file by an isolated interpreter, so that it imports nothing of the product and costs about 10 MB:

    guard.py LOCK_FD OWNER_PATH LAUNCHER_PID attached|detached GRACE_SECONDS JAVA...

Attached, standard input is a pipe that only graphsvc holds: its end means that graphsvc has stopped or died. The
descriptor of the owner lock is inherited by the JVM, so the data folder stays locked exactly as long as it runs.
On Linux the kernel also ends the JVM when this process dies; elsewhere the next start finds and ends an orphan.
"""

import contextlib
import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG = 1
TICK_SECONDS = 0.02
LOOK_SECONDS = 1.0  # between two looks at the launcher, should a fork of it still hold the pipe
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def main(arguments: list[str]) -> int:
    """Run the JVM to its end; returns 0 after a stop that was asked for, else the JVM's own exit code."""
    lock, owner, launcher, mode, grace, *java = arguments
    awake, wakes = os.pipe()
    for end in (awake, wakes):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
    for number in (*STOP_SIGNALS, signal.SIGCHLD):
        signal.signal(number, lambda *_: None)
    child = subprocess.Popen(  # noqa: S603
        java, stdin=subprocess.DEVNULL, pass_fds=[int(lock)], start_new_session=False, preexec_fn=_die_with_parent
    )
    _sign(owner, launcher=int(launcher), guard=os.getpid(), java=child.pid, detached=mode == "detached")
    asked = _wait(child, awake, attached=mode == "attached")
    if asked:
        _stop(child, float(grace))
    return 0 if asked else child.wait()


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _sign(owner: str, **who: int) -> None:
    """Write who holds the folder, in place: the lock belongs to this very file."""
    text = json.dumps(who).encode()
    with open(owner, "r+b") as file:
        file.write(text)
        file.truncate()


def _wait(child: "subprocess.Popen[bytes]", awake: int, attached: bool) -> bool:
    """True when a stop is asked for, by a signal or by the launcher's end; False when the JVM ended by itself."""
    launcher = os.getppid()
    watched = [awake, *([sys.stdin.fileno()] if attached else [])]
    while child.poll() is None:
        ready, _, _ = select.select(watched, [], [], LOOK_SECONDS if attached else None)
        if awake in ready and any(number in STOP_SIGNALS for number in os.read(awake, 64)):
            return True
        if attached and (
            os.getppid() != launcher or (sys.stdin.fileno() in ready and not os.read(sys.stdin.fileno(), 64))
        ):
            return True
    return False


def _stop(child: "subprocess.Popen[bytes]", grace: float) -> None:
    with contextlib.suppress(ProcessLookupError):
        child.terminate()
        child.send_signal(signal.SIGCONT)  # a frozen JVM could not obey
    end = time.monotonic() + grace
    while child.poll() is None and time.monotonic() < end:
        time.sleep(TICK_SECONDS)
    if child.poll() is None:
        child.kill()
        child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
