"""Operations that are followed over a socket or as server-sent events: counted, capped, worded and logged alike."""

import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from graphsvc.access.principal import Principal
from graphsvc.contract.error_catalogue import entry
from graphsvc.errors import GraphsvcError
from graphsvc.gql.document.policy import Contract
from graphsvc.gql.document.trusted import Trusted
from graphsvc.gql.execution.executor import Executor
from graphsvc.gql.execution.response import Answer, described, internal
from graphsvc.web.authentication import Entrance
from graphsvc.web.graphql.content_negotiation import Language
from graphsvc.web.graphql.parameters import Parameters
from graphsvc.web.graphql.request import asked
from graphsvc.web.graphql.wording import worded
from graphsvc.web.limits.front import Open
from graphsvc.web.request_context import Visit

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Following:
    """What all transports that follow share.

    `executor` is asked for at each operation, since the service starts before its database.
    """

    executor: Callable[[], Executor]
    entrance: Entrance
    contract: Contract

    def of_own_documents(self) -> "Following":
        """The same for documents of the service itself, whichever it trusts of others."""
        return replace(self, contract=replace(self.contract, trusted=Trusted()))

    async def answers(
        self, caller: Principal, given: Parameters, visited: Visit, spoken: Language, resume: str | None = None
    ) -> AsyncGenerator[Answer, None]:
        """The answers of one operation, as this caller reads them; a refusal is the last.

        Args:
            resume: the cursor where a feed was cut off.
        """
        visited.subject, visited.operation = caller.subject, given.operation_name
        try:
            with self.entrance.holding(caller, Open.STREAM):
                async with aclosing(self.executor().follow(asked(self.contract, given, caller, resume))) as answers:
                    async for answer in answers:
                        yield self.worded(answer, visited, spoken)
        except GraphsvcError as refusal:
            yield self.refusal(refusal, visited, spoken)
        except Exception:
            log.exception("an operation failed")
            yield self.refusal(internal(), visited, spoken)

    def refusal(self, error: GraphsvcError, visited: Visit, spoken: Language) -> Answer:
        """A refusal as its caller reads it."""
        return self.worded(Answer({"errors": [described(error)]}, error), visited, spoken)

    def worded(self, answer: Answer, visited: Visit, spoken: Language) -> Answer:
        """An answer whose errors are in the caller's language and carry the id of the operation."""
        errors: list[dict[str, Any]] = answer.body.get("errors", [])
        if not errors:
            return answer
        visited.code = errors[0]["extensions"]["code"]
        said = worded(errors, spoken, visited.request_id, hints=self.contract.hints)
        return replace(answer, body=answer.body | {"errors": said})


def status_of(error: GraphsvcError | None) -> int:
    """The HTTP status that an operation's only refusal has."""
    return 200 if error is None else entry(error).status
