"""Commands: help, exit codes, and messages that say what to do."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from graphsvc.cli.registry import app
from graphsvc.schema import sdl

RUNNER = CliRunner()
COMMANDS = [
    [],
    ["demo"],
    ["serve"],
    ["neo4j"],
    ["neo4j", "start"],
    ["neo4j", "stop"],
    ["neo4j", "status"],
    ["neo4j", "pin"],
    ["migrate"],
    ["load"],
    ["backup"],
    ["restore"],
    ["notices", "backlog"],
    ["notices", "replay"],
    ["audit-log", "verify"],
    ["audit-log", "search"],
    ["audit-log", "export"],
    ["audit-log", "anchor"],
    ["audit-log", "repair"],
    ["audit-log", "new-key"],
    ["keys", "give-up"],
    ["schema"],
    ["schema", "export"],
    ["query"],
    ["explain"],
    ["audit"],
    ["ledger"],
    ["doctor"],
    ["token"],
    ["person", "copy"],
    ["person", "erase"],
    ["keys"],
    ["keys", "new"],
    ["keys", "status"],
    ["keys", "rotate"],
]


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSVC_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("GRAPHSVC_CACHE_DIR", str(tmp_path / "cache"))


def run(*arguments: str) -> Result:
    return RUNNER.invoke(app, list(arguments))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_the_schema_is_printed() -> None:
    result = run("schema", "export", "-")
    assert (result.exit_code, result.output) == (0, sdl())


def test_a_folder_that_is_not_there_is_refused_before_anything_starts() -> None:
    result = run("load", "/nowhere")
    assert result.exit_code == 3
    assert "No such file or folder: /nowhere. Give spreadsheets, demo or chongqing." in result.output.replace("\n", " ")


def test_variables_that_are_no_json_are_wrong_usage() -> None:
    assert run("query", "{ __typename }", "-v", "{").exit_code == 2


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSVC_PORT", "0")
    result = run("neo4j", "status")
    assert result.exit_code == 2
    assert "GRAPHSVC_PORT" in result.output


def test_status_tells_by_its_exit_code_that_nothing_runs() -> None:
    result = run("neo4j", "status")
    assert result.exit_code == 1
    assert result.output.startswith("not running; data folder ")
    assert run("neo4j", "stop").output == "not running\n"


def test_a_database_that_does_not_answer_is_told_from_one_to_be_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSVC_NEO4J_URI", "neo4j://127.0.0.1:1")
    result = run("query", "{ __typename }")
    assert result.exit_code == 4
    assert "Traceback" not in result.output


def test_doctor_names_what_is_missing() -> None:
    result = run("doctor")
    assert result.exit_code == 1
    assert "✓ Python" in result.output
    assert "✗ Neo4j jars: 0 of " in result.output


@pytest.mark.parametrize("module", ["demo.command", "commands.neo4j"])
def test_neo4j_is_started_before_the_service_is_imported(module: str) -> None:
    heavy = ["graphsvc.app", "strawberry", "neo4j"]
    look = f"import sys, graphsvc.cli.{module}; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_command_that_is_none_is_refused() -> None:
    result = run("conquer")
    assert (result.exit_code, "No such command 'conquer'" in result.output) == (2, True)
