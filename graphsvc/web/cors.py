"""Pages of other origins: which may call from a browser, with which headers."""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

SENT = (
    "accept-language",
    "apollo-require-preflight",
    "apollographql-client-name",  # which client asks, and its version: Apollo's names, then urql's and the proposal's
    "apollographql-client-version",
    "authorization",
    "baggage",
    "content-type",
    "graphql-client-name",
    "graphql-client-version",
    "graphql-require-preflight",
    "graphsvc-acting-for",  # the tie by which a deputy acts for somebody on leave
    "idempotency-key",
    "if-none-match",
    "last-event-id",
    "traceparent",  # W3C Trace Context, with its companions
    "tracestate",
    "x-apollo-operation-name",
    "x-request-id",
    "x-requested-with",
)
"""What any client of GraphQL may send; settings add what front ends of this installation send besides."""
SHOWN = (
    "etag",
    "ratelimit-limit",
    "ratelimit-policy",
    "ratelimit-remaining",
    "ratelimit-reset",
    "retry-after",
    "x-request-id",
)
KEPT_SECONDS = 600
"""How long a browser need not ask again."""


def allowed(origins: str) -> tuple[str, ...]:
    """The origins of a setting, with commas between; `*` for all."""
    return tuple(origin.strip().rstrip("/") for origin in origins.split(",") if origin.strip())


def cross_origin(app: ASGIApp, origins: tuple[str, ...], headers: str = "") -> ASGIApp:
    """The application, answering browsers' questions about origins; as it is when none is allowed.

    Cookies are never asked for: a caller signs in by a header.

    Args:
        headers: those that pages may send besides `SENT`, with commas between; `*` for all.
    """
    if not origins:
        return app
    return CORSMiddleware(
        app,
        allow_origins=origins,
        allow_methods=["GET", "POST"],
        allow_headers=(*SENT, *allowed(headers)),
        expose_headers=SHOWN,
        max_age=KEPT_SECONDS,
    )
