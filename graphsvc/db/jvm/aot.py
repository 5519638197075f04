"""The JVM's ahead-of-time cache (JEP 514): halves the start; trained once, in the background, by a throw-away Neo4j."""

import fcntl
import hashlib
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from graphsvc.db.jvm.java import FLAGS
from graphsvc.db.jvm.runtime import JAVA
from graphsvc.settings import Settings

RETRY_SECONDS = 3600  # after a training that failed


@dataclass(frozen=True, slots=True)
class Cache:
    """The cache of one Neo4j version on one JVM with one class path; any other combination has another file."""

    path: Path

    @property
    def lock(self) -> Path:
        """Held by the one process that trains; holds the path of Java and the time of the last training."""
        return self.path.with_suffix(".lock")

    @property
    def scratch(self) -> Path:
        """Where a training works; left over only if it was killed."""
        return self.path.with_suffix(".training")

    def flags(self) -> tuple[str, ...]:
        """List JVM flags that use the cache, none while it is missing; a JVM ignores a cache that does not fit."""
        return (f"-XX:AOTCache={self.path}",) if self.path.exists() else ()


def cache(settings: Settings, jars: list[Path]) -> Cache:
    """Locate the cache that fits these settings; the file need not exist."""
    classes = JAVA.parent.parent / "lib" / "modules"  # the JVM compares its time of change
    made_of = "\n".join([str(JAVA), str(classes.stat().st_mtime_ns), *FLAGS, *map(str, jars)])
    key = hashlib.sha256(made_of.encode()).hexdigest()[:12]
    return Cache(settings.cache_dir.absolute() / "aot" / f"{settings.neo4j_version}-{key}.aot")


def train_if_missing(settings: Settings, place: Cache, jars: Path) -> bool:
    """Start a training that outlives this process, unless the cache is there, being made, or has lately failed.

    Args:
        jars: the folder of the jars.
    Returns:
        whether a training was started.
    """
    if not settings.train_aot or place.path.exists() or _tried_lately(place.lock):
        return False
    trainer = subprocess.Popen(  # noqa: S603
        [
            sys.executable,
            "-m",
            "graphsvc.db.jvm.train",
            str(place.path),
            settings.neo4j_version,
            str(jars),
            str(settings.pins_dir),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    threading.Thread(target=trainer.wait, daemon=True).start()  # so that no zombie is left of it
    return True


def _tried_lately(lock: Path) -> bool:
    with suppress(FileNotFoundError):
        return time.time() - lock.stat().st_mtime < RETRY_SECONDS
    return False


def claim(place: Cache) -> int | None:
    """Become the one that trains: a descriptor that holds the lock, or None when somebody else trains."""
    place.path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(place.lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, str(JAVA).encode())
    return descriptor


def forget_others(place: Cache) -> None:
    """Remove the caches that were made for a Java which is no longer there, 150 MB and more each."""
    for lock in place.path.parent.glob("*.lock"):
        if (java := lock.read_text()) and not Path(java).exists():
            lock.with_suffix(".aot").unlink(missing_ok=True)
            lock.unlink()
