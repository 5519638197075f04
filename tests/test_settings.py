"""Settings: secrets come from the environment or from files, and never show themselves."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from graphsvc.settings import Settings

SECRETS = ["neo4j_password", "record_key", "field_key"]
TEXT = "only-here-and-nowhere-else-at-all"


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_stand_in_a_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{TEXT}\n")
    monkeypatch.setenv(f"GRAPHSVC_{name.upper()}_FILE", str(file))
    secret: SecretStr = getattr(Settings(), name)
    assert secret.get_secret_value() == TEXT


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_given_twice_is_refused_without_showing_it(name: str, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(TEXT)
    with pytest.raises(ValidationError) as refusal:
        Settings(**{name: TEXT, f"{name}_file": file})  # type: ignore[arg-type]
    assert [error["loc"] for error in refusal.value.errors()] == [(name,)]
    assert f"GRAPHSVC_{name.upper()}_FILE" in refusal.value.errors()[0]["msg"]


@pytest.mark.parametrize("name", SECRETS)
def test_a_file_that_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValidationError) as refusal:
        Settings(**{f"{name}_file": tmp_path / "nothing"})  # type: ignore[arg-type]
    assert [error["loc"] for error in refusal.value.errors()] == [(name,)]
    assert str(tmp_path / "nothing") in refusal.value.errors()[0]["msg"]


def test_secrets_do_not_show_themselves() -> None:
    settings = Settings(neo4j_password=SecretStr("secret-1"), field_key=SecretStr("secret-2"))
    assert "secret-" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
