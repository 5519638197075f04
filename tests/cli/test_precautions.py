"""What a server refuses to be, what it warns of, and that a typing error in a setting never passes."""

import base64
import stat
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from graphsvc.cli.precautions import is_loopback, refusals, warnings
from graphsvc.cli.registry import app
from graphsvc.settings import Settings
from graphsvc.web.security import local_hosts

SAFE: dict[str, Any] = {"profile": "production", "oidc_issuer": "https://sign-in.example"}
OUTSIDE = ["0.0.0.0", "::", "10.0.0.7", "192.168.1.4", "graph.example", "2001:db8::1"]


def said(**given: Any) -> list[str]:
    return [refusal.en for refusal in refusals(Settings(**{**SAFE, **given}))]


def warned(**given: Any) -> list[str]:
    return warnings(Settings(**{**SAFE, **given}))


@pytest.mark.parametrize("host", OUTSIDE)
@pytest.mark.parametrize("issuer", [None, "https://sign-in.example"])
def test_the_developer_profile_listens_on_this_machine_alone(host: str, issuer: str | None) -> None:
    (refusal,) = said(profile="developer", host=host, oidc_issuer=issuer)
    assert host in refusal
    assert "GRAPHSVC_PROFILE=production" in refusal
    assert said(host=host) == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "[::1]", "localhost"])
def test_every_loopback_address_will_do(host: str) -> None:
    assert is_loopback(host)
    assert said(profile="developer", host=host) == []


def test_a_container_published_on_loopback_may_and_still_looks_at_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    given = Settings(profile="developer", host="0.0.0.0", loopback_only=True)
    assert refusals(given) == []
    assert local_hosts(given) == frozenset({b"127.0.0.1", b"localhost", b"[::1]"})


def test_serve_ends_before_it_listens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GRAPHSVC_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("GRAPHSVC_PROFILE", "developer")
    monkeypatch.setenv("GRAPHSVC_HOST", "0.0.0.0")
    result = CliRunner().invoke(app, ["serve"])
    assert result.exit_code == 3
    assert "0.0.0.0" in result.output
    assert not (tmp_path / "data").exists()


def test_strict_without_a_manifest_would_answer_nothing_and_is_refused() -> None:
    assert len(said(profile="strict")) == 1
    assert said(profile="strict", trusted_manifests="documents.json") == []


def key_file(folder: Path, mode: int) -> Path:
    file = folder / "key"
    file.write_text(f"k:{base64.b64encode(bytes(range(32))).decode()}", encoding="ascii")
    file.chmod(mode)
    return file


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_key_file_that_others_may_write_is_refused(mode: int, tmp_path: Path) -> None:
    file = key_file(tmp_path, mode)
    assert [str(file) in refusal for refusal in said(field_key_file=file)] == [True]


@pytest.mark.parametrize(("mode", "count"), [(0o400, 0), (0o600, 0), (0o440, 0), (0o444, 1), (0o644, 1)])
def test_a_key_file_that_everybody_may_read_is_warned_of(mode: int, count: int, tmp_path: Path) -> None:
    file = key_file(tmp_path, mode)
    assert stat.S_IMODE(file.stat().st_mode) == mode
    assert (said(field_key_file=file), len(warned(field_key_file=file))) == ([], count)


WARNINGS: dict[str, tuple[dict[str, Any], str]] = {
    "bolt without encryption": ({"neo4j_uri": "neo4j://graph.example"}, "not encrypted"),
    "sign-in without encryption": ({"oidc_issuer": "http://sign-in.example"}, "without TLS"),
    "no rate": ({"rate_per_second": 0}, "a rate limit"),
    "no proxy": ({"host": "0.0.0.0"}, "GRAPHSVC_TRUSTED_PROXIES"),
}


@pytest.mark.parametrize("case", WARNINGS)
def test_what_is_seldom_meant_is_warned_of(case: str) -> None:
    given, words = WARNINGS[case]
    assert [words in warning for warning in warned(**given)] == [True]


@pytest.mark.parametrize("uri", ["neo4j+s://graph.example", "bolt+ssc://graph.example", "neo4j://127.0.0.1:7687", None])
def test_what_is_as_it_should_be_is_not_warned_of(uri: str | None) -> None:
    assert warned(neo4j_uri=uri) == []


TYPED_WRONGLY = {
    "GRAPHSVC_TRUSTED_PROXY": "GRAPHSVC_TRUSTED_PROXIES",
    "GRAPHSVC_RATE_PER_SECONDS": "GRAPHSVC_RATE_PER_SECOND",
    "GRAPHSVC_OIDC_AUDIENCES": "GRAPHSVC_OIDC_AUDIENCE",
    "graphsvc_prot": "GRAPHSVC_PORT",
}


@pytest.mark.parametrize("name", TYPED_WRONGLY)
def test_a_variable_that_is_no_setting_is_refused_and_the_nearest_named(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GRAPHSVC_DATA_DIR", str(tmp_path))
    monkeypatch.setenv(name, "1")
    result = CliRunner().invoke(app, ["neo4j", "status"])
    assert result.exit_code == 2
    assert f"{name} is no setting; {TYPED_WRONGLY[name]} is" in result.output.replace("\n", " ")


@pytest.mark.parametrize("network", ["0.0.0.0/0", "::/0", "10.0.0.1, 0.0.0.0/0"])
def test_every_address_is_no_proxy(network: str) -> None:
    with pytest.raises(ValidationError, match="anybody could say who they are"):
        Settings(trusted_proxies=network)


def test_an_empty_audience_is_refused() -> None:
    with pytest.raises(ValidationError):
        Settings(oidc_audience="")


@pytest.mark.parametrize(
    "name", ["neo4j_uri", "oidc_issuer", "field_key", "field_key_file", "record_key", "neo4j_password_file"]
)
def test_an_empty_variable_is_one_that_is_not_set(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"GRAPHSVC_{name.upper()}", "")
    assert getattr(Settings(), name) is None


@pytest.mark.parametrize("text", ["a" * 32, "ab" * 16, "x" * 31 + "y"])
def test_a_record_key_that_can_be_guessed_is_refused(
    text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GRAPHSVC_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("GRAPHSVC_RECORD_KEY", text)
    result = CliRunner().invoke(app, ["audit-log", "verify"])
    assert result.exit_code == 3
    assert "not random" in result.output
    assert text not in result.output
