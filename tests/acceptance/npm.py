"""The npm project of other teams' clients: installed once into the user's cache, run from there."""

import asyncio
import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from tests.acceptance.once import held

PROJECT = Path(__file__).parent.parent / "clients"
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="Node.js is not installed here; CI has it")

INSTALL_SECONDS = 900
RUN_SECONDS = 300


def installed() -> Path:
    """The folder with the project and what its lock file pins; a folder for each lock file.

    Raises:
        subprocess.CalledProcessError: npm could not install.
    """
    lock = (PROJECT / "package-lock.json").read_bytes()
    folder = user_cache_path("graphsvc") / "clients" / hashlib.sha256(lock).hexdigest()[:16]
    ready = folder / "node_modules" / ".ready"
    with held(folder.with_suffix(".lock")):
        if not ready.exists():
            folder.mkdir(parents=True, exist_ok=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(PROJECT / name, folder)
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run(command, cwd=folder, check=True, timeout=INSTALL_SECONDS)
            ready.touch()
    return folder


def project(folder: Path) -> Path:
    """The project's own files laid into `folder` beside what is installed, generated files gone."""
    modules = installed() / "node_modules"
    shutil.copytree(PROJECT, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    (folder / "node_modules").symlink_to(modules)
    return folder


async def node(folder: Path, *arguments: str) -> str:
    """What a script prints; its errors are the test's.

    Raises:
        AssertionError: it ended with a code other than 0.
    """
    assert NODE is not None
    process = await asyncio.create_subprocess_exec(
        NODE, *arguments, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await asyncio.wait_for(process.communicate(), RUN_SECONDS)
    assert process.returncode == 0, f"{arguments}: {out.decode()[-4000:]}{err.decode()[-4000:]}"
    return out.decode()
