"""docker-compose.yml read as `docker compose config` would read it: merged, with variables filled in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent.parent / "docker-compose.yml"
_VARIABLE = re.compile(r"\$(\$|\{(?P<name>\w+)(?:(?P<how>:-|:\?)(?P<text>[^}]*))?\})")


class MissingVariableError(Exception):
    """A variable without which the file is refused."""


def configuration(given: Mapping[str, str]) -> dict[str, Any]:
    """The file with the variables of `.env` filled in.

    Raises:
        MissingVariableError: one that has to be set is not.
    """
    loaded: dict[str, Any] = yaml.safe_load(_filled(FILE.read_text(encoding="utf-8"), given))
    return loaded


def _filled(text: str, given: Mapping[str, str]) -> str:
    def one(match: re.Match[str]) -> str:
        if match[1] == "$":
            return "$"
        value = given.get(match["name"], "")
        if not value and match["how"] == ":?":
            raise MissingVariableError(match["name"])
        return value or (match["text"] or "" if match["how"] == ":-" else "")

    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return _VARIABLE.sub(one, "\n".join(lines))


@dataclass(frozen=True, slots=True)
class Container:
    """A container of the service: its command, its environment, and where its folders come from."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    volumes: Mapping[str, str]  # path in the container → volume or path outside


def container(configured: Mapping[str, Any], name: str) -> Container:
    """What one service of the file runs."""
    service = configured["services"][name]
    pairs = (volume.removesuffix(":ro").rsplit(":", 1) for volume in service.get("volumes", ()))
    return Container(
        tuple(service["command"]),
        {key: "" if value is None else str(value) for key, value in service["environment"].items()},
        {inside: outside for outside, inside in pairs},
    )
