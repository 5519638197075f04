"""What is released: a wheel that works in an environment with nothing in it but what the lock for running pins."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from graphsvc.db.embedded.state_file import free_port
from maintenance.slim import slim
from tests.acceptance.serving import environment
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

LARGEST_MB = 450  # 400 before pictures and object stores came in
UV = Path(sys.executable).with_name("uv")


def run(*words: object, **more: object) -> str:
    """What a command prints; it has to succeed."""
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=600, **more)  # type: ignore[call-overload]
    assert done.returncode == 0, f"{words}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    printed: str = done.stdout
    return printed


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.glob("graphsvc-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel and nothing for developers."""
    home = tmp_path_factory.mktemp("installed") / "venv"
    run(UV, "venv", "--python", sys.executable, home)
    install = (UV, "pip", "install", "--python", home, "--no-deps", "--link-mode", "copy", "--compile-bytecode")
    run(*install, "--require-hashes", "--requirement", ROOT / "requirements-runtime.lock")
    slim(home)
    run(*install, wheel)
    return home / "bin"


def test_the_wheel_holds_its_licence_its_types_and_all_that_it_loads(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in ("py.typed", "_schema/schema.graphql", "_seeds/demo/units.csv", "_seeds/chongqing/areas.csv"):
        assert f"graphsvc/{name}" in names
    assert {Path(name).name for name in names if "/licenses/" in name} == {"LICENSE", "NOTICE"}
    assert not [name for name in names if name.startswith(("tests", "bench", "maintenance"))]


def test_the_installed_environment_is_small_and_holds_no_tools_of_developers(installed: Path) -> None:
    files = [path for path in installed.parent.rglob("*") if path.is_file() and not path.is_symlink()]
    assert sum(path.stat().st_size for path in files) / 1e6 <= LARGEST_MB
    packages = {path.name for path in installed.parent.glob("lib/*/site-packages/*")}
    assert packages & {"pandas", "pytest", "mypy", "playwright", "schemathesis", "huggingface_hub", "pip"} == set()


def test_the_demo_runs_from_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    env = environment(data_dir=tmp_path, port=free_port(), quick_jvm="true", train_aot="false", page_cache_mb=64)
    env |= {"PATH": os.defpath}
    shown = run(installed / "graphsvc", "demo", "--once", env=env, cwd=tmp_path)
    assert "马家堡社区大党委" in shown
    assert "群众评价 5 分" in shown


def test_graphs_are_grown_by_a_command_of_the_product(installed: Path, tmp_path: Path) -> None:
    env = environment(data_dir=tmp_path, quick_jvm="true", train_aot="false", page_cache_mb=64)
    graphsvc = installed / "graphsvc"
    run(graphsvc, "neo4j", "start", env=env, cwd=tmp_path)
    try:
        run(graphsvc, "seed", "city", "--district", "500103000000", "--scale", "0.02", env=env, cwd=tmp_path)
        run(graphsvc, "seed", "cases", "--district", "500103000000", "--count", "50", env=env, cwd=tmp_path)
        document = (
            '{ cases(first: 1) { totalCount } areas(first: 1, filter: { within: "500103000000" }) { totalCount } }'
        )
        found = run(graphsvc, "query", document, env=env, cwd=tmp_path)
    finally:
        run(graphsvc, "neo4j", "stop", env=env, cwd=tmp_path)
    assert '"totalCount": 50' in found
