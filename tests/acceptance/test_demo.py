"""The first command a newcomer types: an answer from nothing, kept for the next time, ended cleanly."""

import asyncio
import os
import pty
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

import httpx
import psutil
import pytest

from tests.acceptance.serving import COMMAND, environment, free_port


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


def settings(folder: Path, port: int) -> dict[str, str]:
    return environment(data_dir=folder, port=port, quick_jvm="true", train_aot="false", page_cache_mb=64)


def run_once(folder: Path) -> tuple[subprocess.CompletedProcess[str], float]:
    begun = time.monotonic()
    done = subprocess.run(
        [str(COMMAND), "demo", "--once"], env=settings(folder, free_port()), capture_output=True, text=True, timeout=300
    )
    return done, time.monotonic() - begun


@pytest.fixture(scope="module")
def first(folder: Path) -> tuple[subprocess.CompletedProcess[str], float]:
    return run_once(folder)


def test_the_demo_answers_a_horizontal_question_and_stops(
    first: tuple[subprocess.CompletedProcess[str], float],
) -> None:
    done, _ = first
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(
        "大坪街道 · 马家堡社区\n└── 马家堡社区大党委（召集：中共大坪街道马家堡社区委员会，7 个成员单位）\n"
    )
    assert "├── 渝中区云阶小学（驻 马家堡社区，2021-11-16 起）" in done.stdout
    assert re.search(r"explorer: http://127\.0\.0\.1:\d+/", done.stdout)
    assert "load units: 40 rows" in done.stderr


def test_a_second_start_keeps_the_data_loads_nothing_and_is_quicker(
    folder: Path, first: tuple[subprocess.CompletedProcess[str], float]
) -> None:
    done, seconds = run_once(folder)
    assert done.returncode == 0, done.stderr
    assert "load" not in done.stderr
    assert "渝中区云阶小学" in done.stdout
    assert seconds < first[1]


def started_on_a_terminal(folder: Path, port: int, terminal: int) -> subprocess.Popen[bytes]:
    streams = {"stdin": terminal, "stdout": terminal, "stderr": terminal}
    return subprocess.Popen([str(COMMAND), "demo"], env=settings(folder, port), start_new_session=True, **streams)


async def test_ctrl_c_ends_the_service_and_its_database(folder: Path) -> None:
    port = free_port()
    ours, theirs = pty.openpty()
    process = started_on_a_terminal(folder, port, theirs)
    os.close(theirs)
    shown = ""
    while "Ctrl-C" not in shown:
        shown += (await asyncio.to_thread(os.read, ours, 65536)).decode("utf-8", "replace")
    async with httpx.AsyncClient(trust_env=False) as client:
        page = await client.get(f"http://127.0.0.1:{port}/")
        assert "graphsvc 查询台" in page.text
    children = psutil.Process(process.pid).children(recursive=True)
    assert any("java" in child.name() for child in children)
    os.killpg(process.pid, signal.SIGINT)
    assert await asyncio.to_thread(process.wait, 20) == 0
    os.close(ours)
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []


def test_a_taken_port_is_named_with_the_setting_that_changes_it(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [str(COMMAND), "demo", "--once"], env=settings(folder, port), capture_output=True, text=True, timeout=120
        )
    assert done.returncode == 3
    assert f"Port {port} is taken; choose another by GRAPHSVC_PORT." in done.stderr
    assert "Traceback" not in done.stderr
