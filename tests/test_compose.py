"""The compose file: every container of the service on the same keys, nothing open, production by `.env`."""

from collections.abc import Mapping

import pytest

from graphsvc.cli.precautions import refusals
from graphsvc.settings import Settings
from tests.compose import MissingVariableError, configuration, container

TRIAL = {"NEO4J_PASSWORD": "at-least-8"}
PRODUCTION = {
    **TRIAL,
    "GRAPHSVC_PROFILE": "production",
    "GRAPHSVC_OIDC_ISSUER": "https://sign-in.example",
    "GRAPHSVC_OIDC_AUDIENCE": "urn:city",
    "GRAPHSVC_FIELD_KEY_FILE": "/run/secrets/field_key",
    "GRAPHSVC_RECORD_KEY_FILE": "/run/secrets/record_key",
    "GRAPHSVC_TRUSTED_PROXIES": "10.1.0.0/16",
}
OURS = ("migrate", "load", "graphsvc")
OF_THE_SERVER = {"GRAPHSVC_HOST", "GRAPHSVC_LOOPBACK_ONLY"}


def settings(environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, **more: str) -> Settings:
    for name, value in {**environment, **more}.items():
        monkeypatch.setenv(name, value)
    return Settings()


def test_without_a_password_it_is_refused() -> None:
    with pytest.raises(MissingVariableError, match="NEO4J_PASSWORD"):
        configuration({})


@pytest.mark.parametrize("given", [TRIAL, PRODUCTION], ids=["trial", "production"])
def test_every_container_of_the_service_has_the_same_settings_and_folders(given: Mapping[str, str]) -> None:
    configured = configuration(given)
    found = [container(configured, name) for name in OURS]
    shared = [{k: v for k, v in each.environment.items() if k not in OF_THE_SERVER} for each in found]
    assert shared[0] == shared[1] == shared[2]
    assert found[0].volumes == found[1].volumes == found[2].volumes


def test_what_a_container_makes_for_itself_stays_when_it_goes() -> None:
    configured = configuration(TRIAL)
    for name in OURS:
        each = container(configured, name)
        assert each.volumes[each.environment["GRAPHSVC_DATA_DIR"]] in configured["volumes"]
    assert "neo4j-data:/data" in configured["services"]["neo4j"]["volumes"]


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_a_setting(name: str) -> None:
    names = {f"GRAPHSVC_{field.upper()}" for field in Settings.model_fields}
    assert set(container(configuration(PRODUCTION), name).environment) <= names


def test_production_is_what_env_says(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    environment = container(configuration(PRODUCTION), "graphsvc").environment
    files = {}
    for key, text in (("field_key", "a:" + "A" * 43 + "="), ("record_key", "of more than thirty-two letters, this")):
        path = f"{tmp_path}/{key}"
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        files[f"GRAPHSVC_{key.upper()}_FILE"] = path
    assert {environment[name] for name in files} == {"/run/secrets/field_key", "/run/secrets/record_key"}
    given = settings(environment, monkeypatch, **files)
    assert (given.profile, given.oidc_issuer, given.oidc_audience, given.trusted_proxies) == (
        "production",
        "https://sign-in.example",
        "urn:city",
        "10.1.0.0/16",
    )
    assert given.record_key is not None
    assert "/run/secrets" in container(configuration(PRODUCTION), "graphsvc").volumes


def test_production_loads_no_made_up_people() -> None:
    configured = configuration(PRODUCTION)
    assert configured["services"]["load"]["profiles"] == ["demo"]
    assert configured["services"]["graphsvc"]["depends_on"]["load"]["required"] is False
    assert all("profiles" not in configured["services"][name] for name in ("neo4j", "migrate", "graphsvc"))


def test_a_trial_is_open_to_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    configured = configuration(TRIAL)
    ports = [port for service in configured["services"].values() for port in service.get("ports", ())]
    assert ports == ["127.0.0.1:8000:8000"]
    environment = container(configured, "graphsvc").environment
    given = settings(environment, monkeypatch)
    assert (given.profile, given.host, given.field_key, given.oidc_issuer) == ("developer", "0.0.0.0", None, None)
    assert refusals(given) == []
    assert len(refusals(settings(environment, monkeypatch, GRAPHSVC_LOOPBACK_ONLY="false"))) == 1


def test_the_service_waits_for_the_migrations() -> None:
    configured = configuration(TRIAL)
    waits = {name: configured["services"][name]["depends_on"] for name in ("load", "graphsvc")}
    assert all(each["migrate"]["condition"] == "service_completed_successfully" for each in waits.values())
