"""What the README and the guides promise: every query gives the answer printed under it, every command runs."""

import itertools
import json
import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.settings import Settings
from graphsvc.web.explorer.page import examples
from tests.acceptance.serving import COMMAND, environment
from tests.conftest import KEYS, RECORD, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [(match["kind"], match["text"]) for match in BLOCK.finditer(README)]
ASKED = [
    (text, json.loads(answer))
    for (kind, text), (next_kind, answer) in itertools.pairwise(BLOCKS)
    if (kind, next_kind) == ("graphql", "json")
]
COMMANDS = [
    line
    for kind, text in BLOCKS
    if kind == "sh"
    for line in text.splitlines()
    if line.startswith("graphsvc ") and line != "graphsvc serve"
]


async def answer(graph: Graph, document: str) -> dict[str, Any]:
    return (await Executor(documents(), graph, RECORD, KEYS, now=utc_now).answer(Request(document, SERVICE))).body


def test_the_readme_asks_and_answers_for_each_of_the_three_groups() -> None:
    assert len(ASKED) == 3
    assert len([kind for kind, _ in BLOCKS if kind == "graphql"]) == 3


@pytest.mark.parametrize(("document", "printed"), ASKED, ids=["front end", "official", "auditor"])
async def test_a_query_of_the_readme_gives_the_answer_printed_under_it(
    demo_graph: Graph, document: str, printed: dict[str, Any]
) -> None:
    assert await answer(demo_graph, document) == printed


@pytest.mark.parametrize("example", examples(), ids=lambda example: example["title"])
async def test_an_example_document_answers_without_errors(demo_graph: Graph, example: dict[str, str]) -> None:
    body = await answer(demo_graph, example["text"])
    assert "errors" not in body
    assert all(body["data"].values())


@pytest.mark.slow
def test_the_commands_of_the_readme_run_in_its_order(tmp_path: Path) -> None:
    assert [shlex.split(command)[1] for command in COMMANDS] == [
        "doctor", "neo4j", "migrate", "load", "query", "match", "audit", "audit-log", "token", "neo4j", "neo4j",
    ]  # fmt: skip
    env = environment(data_dir=tmp_path, quick_jvm="true", train_aot="false", page_cache_mb=64)
    outputs = []
    for command in COMMANDS:
        done = subprocess.run(
            [str(COMMAND), *shlex.split(command)[1:]], env=env, cwd=ROOT, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        outputs.append(done.stdout)
    assert json.loads(outputs[4]) == {
        "data": {"search": {"nodes": [{"areaPath": "重庆市 / 渝中区 / 大坪街道 / 大坪正街社区"}]}}
    }
    assert "灶火台餐饮管理有限公司" in outputs[5]
    assert "马家堡社区第四网格" in outputs[6]
    assert outputs[8].count(".") == 2, "a token"
    assert outputs[9].startswith("running: neo4j://127.0.0.1:")
    assert outputs[10] == "stopped\n"


def test_the_make_targets_of_the_readme_are_there() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake (\w+)", README)) - targets == set()


def test_every_link_of_the_readme_and_the_guides_leads_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert link.startswith("http") or (page.parent / link).exists(), f"{page.name}: {link}"


def test_every_setting_is_documented() -> None:
    shown = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    for name, setting in Settings.model_fields.items():
        assert f"| `GRAPHSVC_{name.upper()}` |" in shown
        assert setting.description is not None
        assert setting.description in shown


def test_the_compose_file_is_valid() -> None:
    env = {**os.environ, "NEO4J_PASSWORD": "long-enough"}
    done = subprocess.run(
        [COMMAND.with_name("docker-compose"), "config", "-q"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
