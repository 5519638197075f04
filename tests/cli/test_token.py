"""`graphsvc token` and `graphsvc keys new`: what they print, and where they refuse."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from graphsvc.access.role import Role
from graphsvc.access.sealing.keys import read_keys
from graphsvc.access.sign_in.development import Development
from graphsvc.access.sign_in.token import verify
from graphsvc.cli.registry import app
from graphsvc.settings import Settings


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSVC_DATA_DIR", str(tmp_path))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["token", *arguments])


def test_the_printed_token_holds_on_this_machine(tmp_path: Path) -> None:
    areas = ["--area", "500103012011", "--area", "500103012012"]
    result = run("--role", "DEPARTMENT", *areas, "--unit", "unit-01", "--subject", "me", "--minutes", "5", "--client")
    assert result.exit_code == 0
    issuer, now = Development(Settings(data_dir=tmp_path)), datetime.now(UTC)
    found = verify(result.output.strip(), issuer.keys(), issuer.rules(), now)
    assert (found.subject, found.role, found.unit, found.client) == ("me", Role.DEPARTMENT, "unit-01", True)
    assert found.areas == ("500103012011", "500103012012")
    assert timedelta(minutes=4) < found.expires_at - now <= timedelta(minutes=5)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 2),
        (["--role", "EMPEROR"], 2),
        (["--role", "VIEWER", "--minutes", "0"], 2),
        (["--role", "VIEWER", "--minutes", "1441"], 2),
        (["--role", "VIEWER", "--area", "12"], 3),
    ],
)
def test_wrong_arguments_print_no_token(arguments: list[str], code: int) -> None:
    result = run(*arguments)
    assert result.exit_code == code
    assert "eyJ" not in result.output


@pytest.mark.parametrize(
    ("name", "value"), [("PROFILE", "production"), ("OIDC_ISSUER", "https://sign-in.example")], ids=str
)
def test_no_token_is_printed_in_production_or_beside_a_sign_in_server(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(f"GRAPHSVC_{name}", value)
    result = run("--role", "VIEWER")
    assert (result.exit_code, list(tmp_path.iterdir())) == (3, [])
    assert "GRAPHSVC_OIDC_ISSUER" in result.output
    assert "eyJ" not in result.output


def test_a_new_field_key_is_printed_as_settings_take_it() -> None:
    result = CliRunner().invoke(app, ["keys", "new", "2026-03"])
    assert read_keys(result.output).newest.name == "2026-03"


@pytest.mark.parametrize("command", ["status", "rotate"])
def test_keys_are_needed_in_production_before_a_database_is_reached(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHSVC_PROFILE", "production")
    monkeypatch.setenv("GRAPHSVC_NEO4J_URI", "neo4j://127.0.0.1:1")
    result = CliRunner().invoke(app, ["keys", command])
    assert result.exit_code == 3
    assert "GRAPHSVC_FIELD_KEY" in result.output
