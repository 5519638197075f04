"""The development issuer: gives out tokens on this machine, so that a developer needs no sign-in server."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import OKPKey

from graphsvc.access.dev_secret import read_or_make_secret
from graphsvc.access.role import Role
from graphsvc.access.sign_in.claims import ClaimNames
from graphsvc.access.sign_in.token import Keys, Rules, public_keys
from graphsvc.errors import SetupError
from graphsvc.settings import Settings

ISSUER = "urn:graphsvc:development"
ALGORITHM = "Ed25519"
LONGEST = timedelta(days=1)
"""A token's longest life."""


class Development:
    """A key kept in the data folder, and tokens signed with it."""

    def __init__(self, settings: Settings) -> None:
        """
        Raises:
            SetupError: the profile is not developer, a sign-in server is set, or others may read the key.
        """
        if settings.profile != "developer" or settings.oidc_issuer:
            raise SetupError(
                "开发用令牌只在 developer 模式、且未设置 GRAPHSVC_OIDC_ISSUER 时可用；请向登录服务获取令牌。",
                "Development tokens exist in the developer profile only, without GRAPHSVC_OIDC_ISSUER; "
                "get a token from the sign-in server.",
            )
        self._key = OKPKey.import_key(json.loads(read_or_make_secret(key_file(settings.data_dir), _new_key)))
        self._names = ClaimNames(settings.role_claim, settings.areas_claim, settings.unit_claim)
        self._audience = settings.oidc_audience

    def keys(self) -> Keys:
        """Give its public key, as a sign-in server's key set would give it."""
        return public_keys({"keys": [self._key.as_dict(private=False)]})

    def rules(self) -> Rules:
        """Tell what its tokens say."""
        return Rules(ISSUER, self._audience, frozenset({ALGORITHM}), self._names)

    def mint(
        self,
        role: Role,
        areas: Sequence[str],
        unit: str | None,
        subject: str,
        now: datetime,
        lifetime: timedelta = timedelta(hours=8),
        *,
        client: bool = False,
    ) -> str:
        """Mint a token.

        Args:
            client: as a service account holds one, which is its own subject.
        Raises:
            ValueError: a lifetime of more than a day, or none.
        """
        if not timedelta() < lifetime <= LONGEST:
            raise ValueError("lifetime")
        names, begun = self._names, int(now.timestamp())
        claims = {
            "iss": ISSUER,
            "aud": self._audience,
            "sub": subject,
            "iat": begun,
            "nbf": begun,
            "exp": begun + int(lifetime.total_seconds()),
            names.role: role.value,
            names.areas: list(areas),
            **({names.unit: unit} if unit else {}),
            **({"client_id": subject} if client else {}),
        }
        header = {"alg": ALGORITHM, "kid": self._key.kid}
        return jwt.encode(header, claims, self._key, algorithms=[ALGORITHM], default_type="at+jwt")


def development_of(settings: Settings) -> Development | None:
    """Make the issuer where there is one: on a developer's machine without a sign-in server."""
    return Development(settings) if settings.profile == "developer" and not settings.oidc_issuer else None


def key_file(data_dir: Path) -> Path:
    """Tell where the key is kept."""
    return data_dir / "sign-in.key"


def _new_key() -> str:
    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    return json.dumps(key.as_dict(private=True))
