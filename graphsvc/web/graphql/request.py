"""What a caller asks: the request that the parameters of any transport mean."""

from graphsvc.access.principal import Principal
from graphsvc.gql.document.policy import Contract
from graphsvc.gql.execution.executor import Request
from graphsvc.web.graphql.parameters import Parameters


def asked(contract: Contract, given: Parameters, caller: Principal, resume: str | None = None) -> Request:
    """The request that the parameters ask for, its document looked up when they name one.

    Args:
        resume: the cursor where a feed was cut off.
    Raises:
        BadInput: no document, or one that is not trusted.
    """
    return Request(
        contract.trusted.text(given.query, given.id),
        caller,
        given.variables,
        given.operation_name,
        explain=contract.statements and bool(given.extensions.get("statements")),
        priced=contract.wanted(given.extensions.get("cost")),
        by_get=given.by_get,
        resume=resume,
    )
