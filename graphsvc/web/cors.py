"""Pages of other origins: which may call from a browser, with which headers."""

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

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


def cross_origin(origins: str) -> list[Middleware]:
    """Middleware that answers browsers' questions about origins; none when no origin is named.

    Args:
        origins: with commas; `*` for all. Cookies are never asked for: a caller signs in by a header.
    """
    allowed = [origin.strip().rstrip("/") for origin in origins.split(",") if origin.strip()]
    if not allowed:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=allowed,
            allow_methods=["GET", "POST"],
            allow_headers=list(SENT),
            expose_headers=list(SHOWN),
            max_age=KEPT_SECONDS,
        )
    ]
