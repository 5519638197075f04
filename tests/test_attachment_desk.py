"""What the door of attachments says when the answer about one is no answer."""

from typing import Any, cast

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app.attachments import _shown
from graphsvc.errors import DeadlineExceeded, Forbidden, GraphsvcError, NotFound, Overloaded, Unavailable
from graphsvc.gql.execution.executor import Executor


class Answering:
    """Answers every request with one error."""

    def __init__(self, code: str) -> None:
        self.code = code

    async def answer(self, _: Any) -> Any:
        self.body = {
            "data": {"node": None},
            "errors": [{"message": "no", "extensions": {"code": self.code, "zh": "否"}}],
        }
        return self


@pytest.mark.parametrize("refusal", [Forbidden, Unavailable, Overloaded, DeadlineExceeded, NotFound, GraphsvcError])
async def test_an_attachment_is_said_to_be_gone_only_when_it_was_looked_for(refusal: type[GraphsvcError]) -> None:
    executor = cast(Executor, Answering(refusal.code))
    with pytest.raises(GraphsvcError) as told:
        await _shown(executor, Principal("p", Role.VIEWER), "attachment-1")
    assert told.type is refusal
