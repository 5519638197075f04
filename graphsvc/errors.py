"""Every refusal and failure a caller can meet, as one tree of classes with stable codes.

    GraphsvcError
    ├── BadInput                 the request is wrong; sending it again will not help
    │   ├── MalformedId, MalformedCode, BadCursor, PageTooLarge
    │   ├── DocumentTooLarge, DocumentTooComplex
    │   └── AmbiguousCode
    ├── NotFound                 nothing there, or nothing the caller may see
    ├── Conflict                 another change came first, or a rule of the graph forbids this one
    │   └── StepRefused          a step that the present state does not allow; lists those it does
    ├── Unavailable              the database is away; try again shortly
    │   ├── Overloaded           too many requests wait already
    │   └── DeadlineExceeded     the statement took too long and was ended
    └── SetupError               an operator has something to do first (command line, start-up)

Each carries a message in Chinese and one in English that say what was refused and what is allowed.
Messages never hold driver text, addresses of the database or property values.
"""

from typing import ClassVar


class GraphsvcError(Exception):
    """Base of the tree; `code` is stable, the wording is not."""

    code: ClassVar[str] = "INTERNAL"

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


class BadInput(GraphsvcError):
    """An argument is outside what its field allows; nothing was executed."""

    code = "BAD_USER_INPUT"


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


class DocumentTooLarge(BadInput):
    """The request body or document has too many bytes or tokens."""

    code = "DOCUMENT_TOO_LARGE"


class DocumentTooComplex(BadInput):
    """The document nests, aliases, repeats or multiplies too much."""

    code = "DOCUMENT_TOO_COMPLEX"


class NotFound(GraphsvcError):
    """No such thing, or none in the caller's scope: the two read alike."""

    code = "NOT_FOUND"


class Conflict(GraphsvcError):
    """Another change came first, or the graph's own constraint forbids this one; nothing was written."""

    code = "CONFLICT"


class StepRefused(Conflict):
    """A step that the present state or version does not allow; `allowed` names the steps possible now."""

    def __init__(self, zh: str, en: str, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(zh, en)
        self.allowed = allowed


class Unavailable(GraphsvcError):
    """The database cannot answer now; nothing was written, or the same request with its key may be repeated."""

    code = "SERVICE_UNAVAILABLE"


class Overloaded(Unavailable):
    """The waiting room is full."""

    code = "OVERLOADED"


class DeadlineExceeded(Unavailable):
    """The statement ran past its time and was ended."""

    code = "DEADLINE_EXCEEDED"


class SetupError(GraphsvcError):
    """An operator has to do something before this can work; the message says what."""

    code = "SETUP"
