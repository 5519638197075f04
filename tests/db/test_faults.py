"""Every fault of the driver and of Neo4j, and what a caller reads of it."""

import logging

import pytest
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    DriverError,
    Neo4jError,
    ResultConsumedError,
    ServiceUnavailable,
    SessionExpired,
)

from graphsvc.db.faults import deadline_error, translate_fault
from graphsvc.errors import Conflict, DeadlineExceeded, GraphsvcError, Overloaded, Unavailable

TEXT = "at 10.0.0.7:7687: Node(12) already exists with `phone` = '13800000000'"


def fault(code: str) -> Neo4jError:
    """A fault as the driver makes it from what Neo4j sends."""
    return Neo4jError._hydrate_neo4j(code=code, message=TEXT)


SERVER = {
    "Neo.ClientError.Schema.ConstraintValidationFailed": Conflict,
    "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists": Conflict,
    "Neo.ClientError.Schema.ConstraintAlreadyExists": Conflict,
    "Neo.ClientError.Transaction.TransactionTimedOut": DeadlineExceeded,
    "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration": DeadlineExceeded,
    "Neo.TransientError.Transaction.DeadlockDetected": Unavailable,
    "Neo.TransientError.Transaction.Terminated": Unavailable,
    "Neo.TransientError.Transaction.LockClientStopped": Unavailable,
    "Neo.TransientError.Transaction.LockAcquisitionTimeout": Unavailable,
    "Neo.TransientError.Transaction.BookmarkTimeout": Unavailable,
    "Neo.TransientError.General.DatabaseUnavailable": Unavailable,
    "Neo.TransientError.General.MemoryPoolOutOfMemoryError": Overloaded,
    "Neo.ClientError.Security.Unauthorized": Unavailable,
    "Neo.ClientError.Statement.SyntaxError": GraphsvcError,
    "Neo.ClientError.Statement.AccessMode": GraphsvcError,
    "Neo.ClientError.Statement.TypeError": GraphsvcError,
    "Neo.DatabaseError.Statement.ExecutionFailed": GraphsvcError,
    "Neo.DatabaseError.General.UnknownError": Unavailable,
    "Neo.DatabaseError.Transaction.TransactionStartFailed": Unavailable,
    "Neo.DatabaseError.Transaction.TransactionCommitFailed": Unavailable,
    "Neo.DatabaseError.Database.UnableToStartDatabase": Unavailable,
}
DRIVER = {
    ServiceUnavailable: Unavailable,
    SessionExpired: Unavailable,
    ConnectionAcquisitionTimeoutError: Unavailable,
    AuthError: Unavailable,
    ConfigurationError: Unavailable,
    ClientError: GraphsvcError,
    DriverError: Unavailable,
}


@pytest.mark.parametrize(("code", "kind"), SERVER.items(), ids=SERVER)
def test_a_fault_of_neo4j_becomes_one_error_of_the_tree(code: str, kind: type[GraphsvcError]) -> None:
    assert type(translate_fault(fault(code))) is kind


@pytest.mark.parametrize(("cause", "kind"), DRIVER.items(), ids=lambda each: each.__name__)
def test_a_fault_of_the_driver_becomes_one_error_of_the_tree(
    cause: type[DriverError | Neo4jError], kind: type[GraphsvcError]
) -> None:
    assert type(translate_fault(cause(TEXT))) is kind


def test_a_misuse_of_the_driver_is_an_internal_error() -> None:
    assert translate_fault(ResultConsumedError(None, TEXT)).code == "INTERNAL"


@pytest.mark.parametrize("code", SERVER)
def test_no_text_of_neo4j_reaches_the_caller_or_the_log(code: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        error = translate_fault(fault(code))
    said = f"{error!r} {error.zh} {error.en} {caplog.text}"
    assert "13800000000" not in said
    assert "10.0.0.7" not in said
    assert error.zh
    assert error.en


def test_only_what_somebody_has_to_look_at_is_logged_and_by_its_code(caplog: pytest.LogCaptureFixture) -> None:
    for code in SERVER:
        translate_fault(fault(code))
    translate_fault(ServiceUnavailable(TEXT))
    assert [record.getMessage().split(": ")[1] for record in caplog.records] == [
        "Neo.ClientError.Security.Unauthorized",
        "Neo.ClientError.Statement.SyntaxError",
        "Neo.ClientError.Statement.AccessMode",
        "Neo.ClientError.Statement.TypeError",
        "Neo.DatabaseError.Statement.ExecutionFailed",
        "Neo.DatabaseError.General.UnknownError",
        "Neo.DatabaseError.Transaction.TransactionStartFailed",
        "Neo.DatabaseError.Transaction.TransactionCommitFailed",
        "Neo.DatabaseError.Database.UnableToStartDatabase",
    ]


def test_a_deadline_is_told_in_both_languages() -> None:
    assert deadline_error().code == "DEADLINE_EXCEEDED"
    assert "超时" in deadline_error().zh
    assert "too long" in deadline_error().en
