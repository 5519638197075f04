"""What a client accepts: media type, encoding and language chosen from its headers.

Sources: RFC 9110, section 12 (content negotiation); GraphQL over HTTP, section 6 (media types).
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from graphsvc.errors import NotAcceptable

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"

EVENTS = "text/event-stream"

Language = Literal["zh", "en"]

OFFERED = (GRAPHQL_JSON, JSON)
ENCODINGS = ("zstd", "br", "gzip")
"""The cheapest for its gain first; a client's weights come before this order."""


@lru_cache(maxsize=256)
def weighed(header: str) -> tuple[tuple[str, float], ...]:
    """The values of an Accept header in lower case, each with its weight in 0..1; what does not parse weighs 0."""
    found = []
    for part in header.lower().split(","):
        value, *parameters = (piece.strip() for piece in part.split(";"))
        weights = [parameter[2:] for parameter in parameters if parameter.startswith("q=")]
        if value:
            found.append((value, _weight(weights[0]) if weights else 1.0))
    return tuple(found)


def _weight(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def media_type(header: str | None) -> str:
    """The media type to answer in; plain JSON for a client that does not care.

    Raises:
        NotAcceptable: the client takes none that a GraphQL answer has.
    """
    if not header:
        return JSON
    given = dict(weighed(header))
    wild = max(given.get("*/*", 0.0), given.get("application/*", 0.0))
    named = [(given[media], -place, media) for place, media in enumerate(OFFERED) if given.get(media, 0.0) > 0]
    if named and max(named)[0] >= wild:
        return max(named)[2]
    if wild > 0 and given.get(JSON, wild) > 0:
        return JSON
    if named:
        return max(named)[2]
    raise NotAcceptable(
        f"只能以 {JSON} 或 {GRAPHQL_JSON} 回答；请修改 Accept。",
        f"Answers are {JSON} or {GRAPHQL_JSON}; ask for one of them in Accept.",
    )


def takes_events(header: str | None) -> bool:
    """Whether a client that is told of events takes server-sent ones."""
    return dict(weighed(header or "")).get(EVENTS, 0.0) > 0


def wants_events(header: str | None) -> bool:
    """Whether a client wants server-sent events more than one answer, whatever it asks."""
    given = dict(weighed(header or ""))
    single = max((given.get(media, 0.0) for media in (*OFFERED, "*/*", "application/*")), default=0.0)
    return given.get(EVENTS, 0.0) > single


def encoding(header: str | None) -> str | None:
    """The encoding to answer in; None when it goes as it is."""
    given = dict(weighed(header or ""))
    rest = given.get("*", 0.0)
    weights = [(given.get(name, rest), -place, name) for place, name in enumerate(ENCODINGS)]
    best = max(weights)
    return best[2] if best[0] > 0 else None


def language(header: str | None) -> Language:
    """The language of messages; English unless Chinese is wanted more."""
    given = weighed(header or "")
    chinese, english = _most(given, "zh"), _most(given, "en")
    return "zh" if chinese > english else "en"


def _most(given: Sequence[tuple[str, float]], primary: str) -> float:
    """The weight of a language in any of its regions; one that came earlier wins among equals."""
    ordered = [(weight - place * 1e-6, value) for place, (value, weight) in enumerate(given) if weight > 0]
    return max((weight for weight, value in ordered if value.split("-")[0] == primary), default=0.0)
