"""What went wrong in the driver or in Neo4j, said in the service's own errors; no text of theirs goes on."""

import logging

from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConnectionPoolError,
    DatabaseError,
    DatabaseUnavailable,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from graphsvc.db.breaker import unavailable
from graphsvc.errors import Conflict, DeadlineExceeded, GraphsvcError, Overloaded, Unavailable

log = logging.getLogger(__name__)

FAULTS = (Neo4jError, DriverError)
AWAY = (ServiceUnavailable, SessionExpired, ConnectionPoolError, DatabaseUnavailable, AuthError, ConfigurationError)
_TIMED_OUT = "Neo.ClientError.Transaction.TransactionTimedOut"  # and ...ClientConfiguration
_OUT_OF_MEMORY = "Neo.TransientError.General.MemoryPoolOutOfMemoryError"
_STOPPED = ("Neo.ClientError.Transaction.Terminated", "Neo.ClientError.Transaction.LockClientStopped")  # a shutdown
_EXISTS = ("Neo.ClientError.Schema.", "AlreadyExists")  # two that make the same index at once
_OF_THE_STATEMENT = "Neo.DatabaseError.Statement."  # a fault of Neo4j in running it: another statement fares better
_CONSTRAINT = "Neo.ClientError.Schema.ConstraintValidationFailed"


def translate_fault(fault: Neo4jError | DriverError) -> GraphsvcError:
    """Translate a fault into the service's error; log Neo4j's status code where somebody has to look at it."""
    code = getattr(fault, "code", None) or type(fault).__name__
    if isinstance(fault, AWAY):
        if isinstance(fault, AuthError | ConfigurationError):
            log.error("Neo4j refuses the sign-in or the settings: %s", code)
        return unavailable()
    if code in _STOPPED or type(fault) is DriverError:  # the driver was closed under a request's hands
        return unavailable()
    if is_broken(fault):
        log.error("Neo4j cannot go on: %s", code)
        return unavailable()
    if code.startswith(_TIMED_OUT):
        return deadline_error()
    if code == _CONSTRAINT:
        return Conflict(
            "与图中已有的数据冲突（唯一性约束）；没有写入任何内容。",
            "It conflicts with what the graph holds already (a uniqueness constraint); nothing was written.",
        )
    if code.startswith(_EXISTS[0]) and code.endswith(_EXISTS[1]):
        return Conflict(
            "同名或等效的约束或索引已经存在；没有写入任何内容。",
            "An equal constraint or index is there already; nothing was written.",
        )
    if code == _OUT_OF_MEMORY:
        return Overloaded("该查询需要的内存过多。", "The statement needs more memory than there is.")
    if isinstance(fault, TransientError):
        return Unavailable(
            "与其他更改冲突，没有写入任何内容；请重试。",
            "Other changes stood in the way and nothing was written; try again.",
        )
    log.error("Neo4j refuses a statement: %s", code)
    return GraphsvcError("内部错误。", "An internal error; it has been logged.")


def is_broken(fault: Exception) -> bool:
    """Whether the database itself has failed: a disk that is full, a store that cannot be read; a restart may help."""
    return isinstance(fault, DatabaseError) and not (fault.code or "").startswith(_OF_THE_STATEMENT)


def is_away(fault: Exception) -> bool:
    """Whether a fault says that no request would fare better now."""
    return isinstance(fault, AWAY) or is_broken(fault)


def deadline_error() -> DeadlineExceeded:
    """Refuse what took too long."""
    return DeadlineExceeded(
        "查询超时，已被终止；请缩小范围后再试。",
        "The statement took too long and was ended; ask for less.",
    )
