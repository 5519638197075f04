"""The tests on each supported Python that is here and each line of Neo4j: `make matrix`; says which are not here.

The newest Python runs everything on both lines; the others run what needs no processes of its own, on the newest line.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from graphsvc.db.jvm.jars import versions

ROOT = Path(__file__).parent.parent
PYTHONS = ("3.11", "3.12", "3.13")
UNIT = ("--ignore=tests/engine", "--ignore=tests/acceptance")
ENGINE = ("tests/engine", "tests/acceptance", "-m")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the tests: a Python, a Neo4j where one is needed, and pytest's arguments."""

    python: str
    neo4j: str | None
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return f"Python {self.python}, {f'Neo4j {self.neo4j}' if self.neo4j else 'no database'}"


def lines() -> list[str]:
    """The newest pinned version of each line of Neo4j, the newest line first."""
    newest: dict[str, str] = {}
    for version in sorted(versions(), key=lambda each: [int(part) for part in each.split(".")]):
        newest["5" if version.startswith("5.") else "by calendar"] = version
    return list(newest.values())[::-1]


def find_python(version: str) -> str | None:
    """A Python of this version: this one, one on the path, or one that pyenv or uv has installed."""
    if version == f"{sys.version_info.major}.{sys.version_info.minor}":
        return sys.executable
    found = shutil.which(f"python{version}")
    if found and subprocess.run([found, "--version"], capture_output=True).returncode == 0:
        return found
    kept = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    return str(kept[-1]) if kept else None


def prepare(version: str, python: str) -> Path:
    """An environment of a Python with what the lock pins; made once, under `.matrix`."""
    home = ROOT / ".matrix" / version
    uv = Path(sys.executable).with_name("uv")
    lock = ROOT / "requirements.lock"
    stamp = home / ".lock"
    if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
        install: list[str | Path] = [uv, "pip", "install", "--quiet", "--python", home, "--no-deps"]
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", python, home], check=True)
        subprocess.run([*install, "--require-hashes", "--requirement", lock], check=True)
        subprocess.run([*install, "--no-build-isolation", "--editable", ROOT], check=True)
        stamp.write_bytes(lock.read_bytes())
    return home


def planned(pythons: list[str], neo4js: list[str], quick: bool) -> Iterator[Run]:
    """The runs for the Pythons that are here, newest last."""
    for python in pythons:
        yield Run(python, None, UNIT)
        is_newest = python == pythons[-1]
        for neo4j in neo4js if is_newest else neo4js[:1]:
            marks = "not soak" if is_newest and not quick else "not slow and not soak"
            yield Run(python, neo4j, (*ENGINE, marks))


def main(quick: Annotated[bool, typer.Option("--quick", help="Leave slow tests out everywhere.")] = False) -> None:
    """Run the tests on every supported combination that is here; exit code 1 when one of them fails."""
    found = {version: find_python(version) for version in PYTHONS}
    here = {version: path for version, path in found.items() if path}
    outcomes: dict[str, bool] = {}
    for run in planned(list(here), lines(), quick):
        print(f"== {run}", flush=True)
        home = prepare(run.python, here[run.python])
        environment = {**os.environ, **({"GRAPHSVC_NEO4J_VERSION": run.neo4j} if run.neo4j else {})}
        done = subprocess.run([home / "bin" / "pytest", *run.arguments], cwd=ROOT, env=environment)
        outcomes[str(run)] = done.returncode == 0
    for name, passed in outcomes.items():
        print(f"{'✓' if passed else '✗'} {name}")
    for version in PYTHONS:
        if version not in here:
            print(f"– Python {version}: not here; install it, or put python{version} on the path")
    if not outcomes or not all(outcomes.values()):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
