"""Pages of other origins: which may call from a browser, with which headers."""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

SENT = (
    "accept-language",
    "apollo-require-preflight",
    "authorization",
    "content-type",
    "graphql-require-preflight",
    "idempotency-key",
    "x-apollo-operation-name",
    "x-request-id",
)
SHOWN = ("retry-after", "x-request-id")
KEPT_SECONDS = 600
"""How long a browser need not ask again."""


def allowed(origins: str) -> tuple[str, ...]:
    """The origins of a setting, with commas between; `*` for all."""
    return tuple(origin.strip().rstrip("/") for origin in origins.split(",") if origin.strip())


def cross_origin(app: ASGIApp, origins: tuple[str, ...]) -> ASGIApp:
    """The application, answering browsers' questions about origins; as it is when none is allowed.

    Cookies are never asked for: a caller signs in by a header.
    """
    if not origins:
        return app
    return CORSMiddleware(
        app,
        allow_origins=origins,
        allow_methods=["GET", "POST"],
        allow_headers=SENT,
        expose_headers=SHOWN,
        max_age=KEPT_SECONDS,
    )
