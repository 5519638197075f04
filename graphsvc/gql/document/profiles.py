"""Profiles: developer shows everything, production what clients need, strict only what was agreed on beforehand."""

from collections.abc import Mapping
from pathlib import Path

from graphsvc.access.role import Role
from graphsvc.errors import SetupError
from graphsvc.gql.document.policy import Contract
from graphsvc.gql.document.trusted import Mode, trusted
from graphsvc.settings import Settings


def contract_of(settings: Settings) -> Contract:
    """The rules that the settings make.

    Raises:
        SetupError: a manifest of trusted documents cannot be read; a limit is no `ROLE=price`; no such role.
    """
    developer = settings.profile == "developer"
    mode = Mode(settings.trusted_documents or ("strict" if settings.profile == "strict" else "allow"))
    return Contract(
        hints=developer,
        statements=developer,
        introspection=None if developer else frozenset(map(_role, listed(settings.introspection_roles))),
        trusted=trusted(mode, map(Path, listed(settings.trusted_manifests))),
        limit=settings.cost_limit,
        limits=limits_by_role(settings.cost_limits),
    )


def listed(text: str) -> list[str]:
    """The parts of a setting that holds several, divided by commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def limits_by_role(text: str) -> Mapping[str, int]:
    """Prices by role, from `AUDITOR=500000, VIEWER=5000`.

    Raises:
        SetupError: another form, or no role.
    """
    limits: dict[str, int] = {}
    for part in listed(text):
        role, _, price = part.partition("=")
        if not (role.strip() and price.strip().isdecimal()):
            raise SetupError(
                f"GRAPHSVC_COST_LIMITS 应写作 角色=价格，而不是 {part}。",
                f"GRAPHSVC_COST_LIMITS holds ROLE=price, not {part}.",
            )
        limits[_role(role.strip())] = int(price)
    return limits


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError:
        known = ", ".join(Role)
        raise SetupError(
            f"没有角色 {name}；可用的有 {known}。", f"There is no role {name}; there are {known}."
        ) from None
