"""The bounds of the audit as this installation sets them, where a locality has rules of its own."""

from dataclasses import fields, replace
from functools import cache
from typing import Any

from graphsvc.coverage.model.thresholds import USUAL, Thresholds
from graphsvc.errors import SetupError
from graphsvc.settings import Settings


@cache
def thresholds() -> Thresholds:
    """Those of the setting `audit_bounds`, read once a process.

    Raises:
        SetupError: the setting names no such bounds.
    """
    return bounds(Settings().audit_bounds)


def bounds(text: str) -> Thresholds:
    """Bounds such as `most_members=40; forces=CADRE,GRID_WORKER`: numbers from 1, some forces; the rest as usual.

    Raises:
        SetupError: no such bounds.
    """
    given: dict[str, Any] = dict(_bound(part) for part in text.split(";") if part.strip())
    return replace(USUAL, **given)


def _bound(text: str) -> tuple[str, int | tuple[str, ...]]:
    name, _, value = (part.strip() for part in text.partition("="))
    usual = {each.name: each.default for each in fields(Thresholds)}.get(name)
    if isinstance(usual, int) and value.isdecimal() and int(value) > 0:
        return name, int(value)
    if isinstance(usual, tuple) and (forces := [each.strip() for each in value.split(",")]) and set(forces) <= {*usual}:
        return name, tuple(forces)
    raise SetupError(
        f"GRAPHSVC_AUDIT_BOUNDS 中的“{text.strip()}”不对；例如 most_members=40; forces=CADRE,GRID_WORKER。",
        f"GRAPHSVC_AUDIT_BOUNDS holds no such bound: {text.strip()}; for example most_members=40; "
        f"forces=CADRE,GRID_WORKER. The bounds are {', '.join(each.name for each in fields(Thresholds))}.",
    )
