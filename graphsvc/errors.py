"""Every refusal and failure a caller can meet, as one tree of classes with stable codes.

    GraphsvcError
    ├── BadInput                 the request is wrong; sending it again will not help
    │   ├── MalformedId, MalformedCode, BadCursor, PageTooLarge
    │   ├── DocumentTooLarge, DocumentTooComplex, CostExceeded
    │   ├── AmbiguousCode
    │   └── UnknownDocument, IdsNotSupported, UntrustedDocument, IntrospectionRefused
    ├── NotFound                 nothing there, or nothing the caller may see
    ├── Unauthenticated          nobody is signed in, or the token is not accepted
    ├── Forbidden                the caller's role never does this
    ├── RateLimited              too many requests by one caller; says when to try again
    │   └── TooManyOpen          the caller holds as many sockets or streams open as it may
    ├── SealBroken               a sealed personal field does not open: another key, or changed text
    ├── RecordBroken             the record of a district ends with a seal that does not hold; nothing was written
    ├── Conflict                 another change came first, or a rule forbids this one; nothing was written
    │   ├── KeyReused            an idempotency key came back with another request
    │   ├── RuleViolated         the change would break a rule of the audit, which is named
    │   ├── StepRefused          a step that the present state does not allow; lists those it does
    │   ├── ImportUnfinished     a load of data stopped half way, so that figures would be wrong
    │   └── BuiltUpon            an import that later changes build on is not undone; lists them
    ├── Unavailable              the database is away; try again shortly
    │   ├── Overloaded           too many requests wait already
    │   └── DeadlineExceeded     the statement took too long and was ended
    ├── BadRequest               what came over HTTP is no GraphQL request
    │   └── MethodNotAllowed, NotAcceptable, UnsupportedMediaType, CrossSite
    └── SetupError               an operator has something to do first (command line, start-up)
        └── StartRefused         waiting does not help: the service ends, and says what has to be done

Each carries a message in Chinese and one in English that say what was refused and what is allowed.
Messages never hold driver text, addresses of the database or property values.
"""

import math
from collections.abc import Mapping
from typing import Any, ClassVar, Self

OPEN_AGAIN_SECONDS = 5.0
"""When to try again where too many connections are open."""


class GraphsvcError(Exception):
    """Base of the tree; `code` is stable, the wording is not."""

    code: ClassVar[str] = "INTERNAL"

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en

    @property
    def details(self) -> Mapping[str, Any]:
        """What a program can act on beside the code; part of the answer's extensions."""
        return {}


class BadInput(GraphsvcError):
    """An argument is outside what its field allows; nothing was executed."""

    code = "BAD_USER_INPUT"
    field: tuple[str | int, ...] = ()

    def at(self, *field: str | int) -> Self:
        """Say which part of the input is meant: the argument's name, and the way to the field inside it."""
        self.field = field
        return self

    @property
    def details(self) -> Mapping[str, Any]:
        """The field, for a form to mark."""
        return {"field": list(self.field)} if self.field else {}


class MalformedId(BadInput):
    """An id is not of the form this service gives out."""

    code = "MALFORMED_ID"


class MalformedCode(BadInput):
    """An area code does not have the digits of its level."""

    code = "MALFORMED_CODE"


class BadCursor(BadInput):
    """A cursor was not given out for this list in this order."""

    code = "BAD_CURSOR"


class PageTooLarge(BadInput):
    """`first` or `last` lies outside 0..200."""

    code = "PAGE_TOO_LARGE"


class AmbiguousCode(BadInput):
    """A bare code names one place in the statistical scheme and another in the civil-affairs scheme."""

    code = "AMBIGUOUS_CODE"


def ambiguous_code() -> AmbiguousCode:
    """The refusal that asks for the scheme of a code."""
    return AmbiguousCode(
        "这个代码在统计用区划和民政区划里是两个不同的地方；请用 scheme 指明。",
        "The code names two places, one in each of the two code schemes; say which scheme by `scheme`.",
    )


class DocumentTooLarge(BadInput):
    """The request body or document has too many bytes or tokens."""

    code = "DOCUMENT_TOO_LARGE"


class DocumentTooComplex(BadInput):
    """The document nests, aliases, repeats or multiplies too much."""

    code = "DOCUMENT_TOO_COMPLEX"


class CostExceeded(BadInput):
    """The price of the document is over what the caller may spend on one request; nothing was executed."""

    code = "COST_EXCEEDED"


class UnknownDocument(BadInput):
    """No trusted document has this id; a client that can sends the text along (Apollo's name of the code)."""

    code = "PERSISTED_QUERY_NOT_FOUND"


class IdsNotSupported(BadInput):
    """Documents are not known by id here; send their text (Apollo's name of the code)."""

    code = "PERSISTED_QUERY_NOT_SUPPORTED"


class UntrustedDocument(BadInput):
    """Only documents of a manifest are answered here."""

    code = "DOCUMENT_NOT_TRUSTED"


class IntrospectionRefused(BadInput):
    """The schema is not shown to this caller by introspection."""

    code = "INTROSPECTION_REFUSED"


class NotFound(GraphsvcError):
    """No such thing, or none in the caller's scope: the two read alike."""

    code = "NOT_FOUND"


class Unauthenticated(GraphsvcError):
    """No access token, or none that holds; every fault of a token reads alike.

    `reason` says which fault it was, for the log: words of this service only, never text of the token.
    """

    code = "UNAUTHENTICATED"

    def __init__(self, reason: str) -> None:
        super().__init__(
            "请登录：没有访问令牌，或令牌无效、已过期。",
            "Sign in: there is no access token, or it is not valid any more.",
        )
        self.reason = reason


class Forbidden(GraphsvcError):
    """The caller's role never does this, whatever it is about; nothing was executed."""

    code = "FORBIDDEN"


class RateLimited(GraphsvcError):
    """One caller sent more requests than allowed; `retry_after` says how many seconds to wait."""

    code = "RATE_LIMITED"

    def __init__(self, retry_after: float) -> None:
        super().__init__("请求过于频繁，请稍后再试。", "Too many requests; wait a moment and try again.")
        self.retry_after = retry_after

    @property
    def details(self) -> Mapping[str, Any]:
        """Seconds to wait, for those whose transport has no headers."""
        return {"retryAfter": math.ceil(self.retry_after * 1000) / 1000}


class TooManyOpen(RateLimited):
    """One caller holds as many sockets or streams open as it may; ending one makes room at once."""

    code = "TOO_MANY_OPEN"

    def __init__(self, most: int) -> None:
        super().__init__(OPEN_AGAIN_SECONDS)
        self.zh = f"已同时打开 {most} 个连接或订阅，达到上限；请先关闭一些。"
        self.en = f"{most} sockets or operations are open, which is the limit; end some first."


class SealBroken(GraphsvcError):
    """A sealed personal field does not open: its key is not here, or its text was changed. Holds nothing of either."""

    code = "SEAL_BROKEN"


class RecordBroken(GraphsvcError):
    """The head of a district's record is not sealed by the key in use; nothing follows it, nothing was written."""

    code = "RECORD_BROKEN"


class Conflict(GraphsvcError):
    """Another change came first, or the graph's own constraint forbids this one; nothing was written."""

    code = "CONFLICT"


class KeyReused(Conflict):
    """An idempotency key was used before, for another request; nothing was executed."""

    code = "KEY_REUSED"


class RuleViolated(Conflict):
    """The change would break rules of the coverage audit; nothing was written. `rules` are their codes."""

    code = "RULE_VIOLATED"

    def __init__(self, zh: str, en: str, rules: tuple[str, ...]) -> None:
        super().__init__(zh, en)
        self.rules = rules

    @property
    def details(self) -> Mapping[str, Any]:
        """The rules."""
        return {"rules": list(self.rules)}


class StepRefused(Conflict):
    """A step that the present state or version does not allow; `allowed` names the steps possible now."""

    def __init__(self, zh: str, en: str, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(zh, en)
        self.allowed = allowed

    @property
    def details(self) -> Mapping[str, Any]:
        """The steps possible now."""
        return {"allowed": list(self.allowed)}


class ImportUnfinished(Conflict):
    """A load is under way or stopped half way; what rests on its rows is refused until it is whole or undone."""

    code = "IMPORT_UNFINISHED"


class BuiltUpon(Conflict):
    """Later changes build on an import, which can be undone no more; `later` lists them."""

    code = "BUILT_UPON"

    def __init__(self, zh: str, en: str, later: tuple[str, ...]) -> None:
        super().__init__(zh, en)
        self.later = later

    @property
    def details(self) -> Mapping[str, Any]:
        """The later changes, as texts."""
        return {"later": list(self.later)}


class Unavailable(GraphsvcError):
    """The database cannot answer now; nothing was written, or the same request with its key may be repeated."""

    code = "SERVICE_UNAVAILABLE"


class Overloaded(Unavailable):
    """The waiting room is full."""

    code = "OVERLOADED"


class DeadlineExceeded(Unavailable):
    """The statement ran past its time and was ended."""

    code = "DEADLINE_EXCEEDED"


class BadRequest(GraphsvcError):
    """What came over HTTP is no GraphQL request: no JSON, no document, or parameters of another kind."""

    code = "BAD_REQUEST"


class MethodNotAllowed(BadRequest):
    """Another method than POST, or a change by GET."""

    code = "METHOD_NOT_ALLOWED"


class NotAcceptable(BadRequest):
    """The client takes no media type that an answer has."""

    code = "NOT_ACCEPTABLE"


class StreamNeeded(NotAcceptable):
    """A subscription was asked for where one answer is all there is; nothing was executed."""


class UnsupportedMediaType(BadRequest):
    """The body is not JSON in UTF-8; forms of other sites cannot send that, which keeps them out."""

    code = "UNSUPPORTED_MEDIA_TYPE"


class CrossSite(BadRequest):
    """A GET that a page of another site could have sent without asking first."""

    code = "CROSS_SITE_REQUEST"


class SetupError(GraphsvcError):
    """An operator has to do something before this can work; the message says what."""

    code = "SETUP"


class StartRefused(SetupError):
    """A service that cannot come up until somebody acts: a key that is not the graph's, a migration that is due."""
