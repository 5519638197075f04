"""The first command a newcomer types: an answer from nothing, kept for the next time, shared, mended, ended cleanly."""

import asyncio
import json
import os
import pty
import re
import signal
import socket
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from graphsvc.db.embedded.state_file import free_port
from tests.acceptance.serving import COMMAND, answers, environment, until
from tests.conftest import patience

pytestmark = pytest.mark.slow

FINDINGS = '{ findings(area: "500103012011", first: 1) { nodes { id } } }'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


def settings(folder: Path, port: int | None = None, **more: object) -> dict[str, str]:
    given = {"port": port, **more} if port else more
    return environment(data_dir=folder, quick_jvm="true", train_aot="false", page_cache_mb=64, **given)


async def command(folder: Path, *words: str, port: int | None = None, **more: object) -> tuple[int, str, str]:
    """What a command comes to: its exit code, what it prints, what it complains of."""
    process = await asyncio.create_subprocess_exec(
        COMMAND, *words, env=settings(folder, port, **more), stdin=subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, errors = await asyncio.wait_for(process.communicate(), 300)
    assert process.returncode is not None
    return process.returncode, out.decode(), errors.decode()


@dataclass(frozen=True)
class Demo:
    """A demo on a terminal, and all that it has written there before it serves."""

    process: subprocess.Popen[bytes]
    terminal: int
    shown: str
    url: str


async def test_the_demo_answers_from_nothing_and_stops_however_often_the_ladder_looks(folder: Path) -> None:
    code, out, errors = await command(folder, "demo", "--once", port=free_port(), ladder_seconds=1)
    assert code == 0, errors
    assert out.startswith(
        "大坪街道 · 马家堡社区\n└── 马家堡社区大党委（召集：中共大坪街道马家堡社区委员会，7 个成员单位）\n"
    )
    assert "├── 渝中区云阶小学（驻 马家堡社区，2021-11-16 起）" in out
    assert "2 栋东侧下水道反水漫上人行道（" in out
    assert "群众评价 5 分）" in out
    assert "的第一次服务）" in out
    assert re.search(r"explorer: http://127\.0\.0\.1:\d+/", out)
    assert "load units: 40 rows" in errors


@pytest.fixture(scope="module")
async def running(folder: Path) -> AsyncIterator[Demo]:
    """The demo started again on a terminal, as it stands while it serves; the tests below follow one another on it."""
    port = free_port()
    ours, theirs = pty.openpty()
    process = subprocess.Popen(  # noqa: ASYNC220
        [COMMAND, "demo"], env=settings(folder, port), stdin=theirs, stdout=theirs, stderr=theirs,
        start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    shown = ""
    while "Ctrl-C" not in shown:
        shown += (await asyncio.to_thread(os.read, ours, 65536)).decode("utf-8", "replace")
    yield Demo(process, ours, shown, f"http://127.0.0.1:{port}")
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        await asyncio.to_thread(process.wait, 30)
    os.close(ours)


async def test_a_later_start_keeps_the_data_and_loads_nothing(running: Demo) -> None:
    assert "渝中区云阶小学" in running.shown
    assert "载入" not in running.shown
    async with httpx.AsyncClient(base_url=running.url, trust_env=False) as client:
        assert "graphsvc 查询台" in (await client.get("/")).text


async def test_it_says_where_its_data_is_and_gives_a_token_for_each_role(running: Demo, folder: Path) -> None:
    assert f"data folder: {folder}" in running.shown
    assert running.url in running.shown
    tokens = dict(re.findall(r"([A-Z_]+) [^\r\n:]+: (Bearer [\w.-]+)\r?\n", running.shown))
    assert set(tokens) == {
        *("VIEWER", "GRID_WORKER", "COMMUNITY_OFFICIAL", "SUBDISTRICT_OFFICIAL"),
        *("DEPARTMENT", "AUDITOR", "DISTRICT_ADMIN"),
    }

    async def asked(role: str) -> Any:
        async with httpx.AsyncClient(base_url=running.url, trust_env=False, timeout=60) as client:
            return (
                await client.post("/graphql", json={"query": FINDINGS}, headers={"authorization": tokens[role]})
            ).json()

    assert len((await asked("AUDITOR"))["data"]["findings"]["nodes"]) == 1
    assert (await asked("VIEWER"))["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_its_members_and_units_are_registered_and_have_cards(running: Demo, folder: Path) -> None:
    asked = """{ quarterCards(first: 1) { totalCount }
      registrationStats(area: "500103012000") { counts { memberCount unitCount postCount hours } } }"""
    code, out, errors = await command(folder, "query", asked)
    assert code == 0, errors
    found = json.loads(out)["data"]
    assert found["quarterCards"]["totalCount"] > 600
    assert found["registrationStats"]["counts"]["memberCount"] >= 290
    assert found["registrationStats"]["counts"]["unitCount"] >= 15


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("query", '{ community(code: "500103012011") { name } }'), "马家堡社区"),
        (("load", "demo"), "rows from"),
        (("match", "老人没人做饭", "--area", "500103012011"), "灶火台餐饮管理有限公司"),
        (("audit", "500103012011", "--as-of", "2026-11-24", "--severity", "HIGH"), "马家堡社区第四网格"),
        (("ledger", "500103012011", "--format", "csv", "--out", "{folder}/ledger"), "需求清单.csv"),
        (("audit-log", "verify"), "条记录完整"),
        (("doctor",), "✓ Migrations"),
    ],
    ids=lambda words: words[0] if isinstance(words, tuple) else "",
)
async def test_a_command_works_beside_it_on_its_data(
    running: Demo, folder: Path, words: tuple[str, ...], said: str
) -> None:
    code, out, errors = await command(
        folder, *(word.format(folder=folder) if "{folder}" in word else word for word in words)
    )
    assert code == 0, errors
    assert said in out
    assert running.process.poll() is None


async def test_a_second_demo_shows_the_same_and_leaves_the_first_alone(running: Demo, folder: Path) -> None:
    code, out, errors = await command(folder, "demo", "--once", port=free_port())
    assert code == 0, errors
    assert "渝中区云阶小学" in out
    async with httpx.AsyncClient(base_url=running.url, trust_env=False) as client:
        assert await answers(client, "/health/ready")


async def test_it_is_ready_again_after_its_database_was_killed(running: Demo) -> None:
    java = database(running)
    java.kill()
    async with httpx.AsyncClient(base_url=running.url, trust_env=False, timeout=60) as client:
        await until(lambda: answers(client, "/health/ready", 503), patience(10))
        await until(lambda: answers(client, "/health/ready"), patience(60))
        body = (await client.post("/graphql", json={"query": '{ community(code: "500103012011") { name } }'})).json()
    assert body == {"data": {"community": {"name": "马家堡社区"}}}
    assert database(running).pid != java.pid


def database(running: Demo) -> psutil.Process:
    """The JVM of a demo."""
    children = psutil.Process(running.process.pid).children(recursive=True)
    return next(child for child in children if "java" in child.name())


async def test_ctrl_c_ends_the_service_and_its_database(running: Demo) -> None:
    children = psutil.Process(running.process.pid).children(recursive=True)
    assert any("java" in child.name() for child in children)
    os.killpg(running.process.pid, signal.SIGINT)
    assert await asyncio.to_thread(running.process.wait, 20) == 0
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []


async def test_a_taken_port_is_named_with_the_setting_that_changes_it(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcomes = await asyncio.gather(*(command(folder, each, port=port) for each in ("demo", "serve")))
    for code, _, errors in outcomes:
        assert code == 3
        assert f"Port {port} is taken; choose another by GRAPHSVC_PORT." in errors
        assert "Traceback" not in errors
