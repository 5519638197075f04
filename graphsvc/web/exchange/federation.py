"""The service as a subgraph: `POST /federation`, what a gateway asks, by the caller whose token it passes on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from starlette.routing import Route

from graphsvc.gql.document.trusted import Trusted
from graphsvc.gql.execution.response import Answer
from graphsvc.web.graphql.endpoint import GraphQLEndpoint
from graphsvc.web.graphql.following import Following
from graphsvc.web.graphql.request import asked
from graphsvc.web.graphql.stream import Known

PATH = "/federation"


class Translated(Protocol):
    """A gateway's request in the words of the service's own schema, and what is answered without asking."""

    @property
    def document(self) -> str | None:
        """The document to answer; None where nothing of it is left."""

    @property
    def variables(self) -> Mapping[str, Any]:
        """Its variables."""

    def complete(self, data: dict[str, Any]) -> None:
        """Complete the data of an answer."""


Translate = Callable[[str, Mapping[str, Any], str | None], Translated]


@dataclass(frozen=True, slots=True)
class Federation:
    """Answers what gateways ask; which documents they may send is told by the contract, before they are translated."""

    following: Following
    translate: Translate

    async def answer(self, known: Known) -> Answer:
        """Answer one request.

        Raises:
            GraphsvcError: as `/graphql` does, and as the translation.
        """
        caller, given = known
        contract = self.following.contract
        text = contract.trusted.text(given.query, given.id)
        translated = self.translate(text, given.variables, given.operation_name)
        answer = Answer({"data": {}})
        if translated.document is not None:
            own = replace(given, query=translated.document, id=None, variables=dict(translated.variables))
            answer = await self.following.executor().answer(asked(replace(contract, trusted=Trusted()), own, caller))
        if isinstance(data := answer.body.get("data"), dict):
            translated.complete(data)
        return answer


def route(following: Following, translate: Translate) -> Route:
    """The route of gateways, in whose answers an error stands as in those of `/graphql`."""
    return Route(PATH, GraphQLEndpoint(following, answer=Federation(following, translate).answer), methods=["POST"])
