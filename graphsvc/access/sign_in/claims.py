"""What a verified token says about its bearer: role, areas, unit; read strictly, since scope rests on it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphsvc.access.role import Role
from graphsvc.codes import area_code
from graphsvc.errors import MalformedCode, Unauthenticated

MOST_AREAS = 200
LONGEST_NAME = 100
_SUBJECT = re.compile(r"[^\x00-\x1f\x7f]{1,255}")  # RFC 7519 and OpenID Connect Core 2: at most 255 characters
_UNIT = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.:-]{0,99}")
_BETWEEN = re.compile(r"[\s,]+")


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Which claims hold the role, the area codes and the unit."""

    role: str = "role"
    areas: str = "areas"
    unit: str = "unit"


@dataclass(frozen=True, slots=True)
class Claims:
    """Who calls: `areas` are area codes without repeats, in the token's order; `client` is a service account; `id` is
    the token's, empty where it has none."""

    subject: str
    role: Role
    areas: tuple[str, ...]
    unit: str | None
    expires_at: datetime
    client: bool
    name: str
    id: str
    issued_at: datetime


def claims_of(payload: Mapping[str, Any], names: ClaimNames, issued_at: datetime, expires_at: datetime) -> Claims:
    """Read the claims of a token whose signature, issuer, audience and times hold.

    Raises:
        Unauthenticated: no subject, no or an unknown role, more than one role, a malformed area code or unit.
    """
    subject = payload.get("sub")
    if not isinstance(subject, str) or not _SUBJECT.fullmatch(subject):
        raise Unauthenticated("no subject")
    return Claims(
        subject=subject,
        role=_role(payload.get(names.role)),
        areas=_areas(payload.get(names.areas)),
        unit=_unit(payload.get(names.unit)),
        expires_at=expires_at,
        client=_is_client(payload, subject),
        name=_name(payload),
        id=str(payload.get("jti") or ""),
        issued_at=issued_at,
    )


def _words(value: Any, claim: str) -> list[str]:
    """A list of texts, or one text with spaces or commas between them; nothing is an empty list."""
    if value is None:
        return []
    words = _BETWEEN.split(value.strip()) if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise Unauthenticated(f"{claim} is no list of texts")
    return [word for word in words if word]


def _role(value: Any) -> Role:
    match _words(value, "role"):
        case [name] if name in Role.__members__:
            return Role(name)
        case [_]:
            raise Unauthenticated("unknown role")
        case []:
            raise Unauthenticated("no role")
    raise Unauthenticated("more than one role")


def _areas(value: Any) -> tuple[str, ...]:
    codes = _words(value, "areas")
    if len(codes) > MOST_AREAS:
        raise Unauthenticated("too many areas")
    try:
        return tuple(dict.fromkeys(area_code(code) for code in codes))
    except MalformedCode:
        raise Unauthenticated("malformed area code") from None


def _unit(value: Any) -> str | None:
    match _words(value, "unit"):
        case []:
            return None
        case [unit] if _UNIT.fullmatch(unit):
            return unit
    raise Unauthenticated("malformed unit")


def _is_client(payload: Mapping[str, Any], subject: str) -> bool:
    """A service account: the client is its own subject (RFC 9068), or the account that Keycloak keeps for a client."""
    client = payload.get("client_id") or payload.get("azp")
    user = payload.get("preferred_username")
    if not isinstance(client, str):
        return False
    return subject == client or (isinstance(user, str) and user == f"service-account-{client.lower()}")


def _name(payload: Mapping[str, Any]) -> str:
    given = payload.get("name") or payload.get("preferred_username")
    return given[:LONGEST_NAME] if isinstance(given, str) else ""
