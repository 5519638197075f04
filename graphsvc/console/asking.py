"""A published document asked in process, as the same caller and by the same executor as a request over HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphsvc.access.principal import Principal
from graphsvc.console.published.documents import Document
from graphsvc.contract.error_catalogue import ENTRIES
from graphsvc.gql.document.policy import Priced
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.web.graphql.chinese import in_chinese


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal as people read it: what was refused, and what to do.

    `field` is the field of a form it is about, `rules` are those of the audit that a change would break.
    """

    code: str
    said: str
    advice: str
    status: int
    field: str = ""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A document, its variables and what came of it; the price in objects, None where nothing was run."""

    document: Document
    variables: Mapping[str, Any]
    data: Mapping[str, Any]
    problems: tuple[Problem, ...]
    price: int | None

    @property
    def refused(self) -> Problem | None:
        """Why nothing at all was answered; None where something was."""
        return self.problems[0] if self.problems and not any(self.data.values()) else None


async def ask(
    executor: Executor, caller: Principal, document: Document, variables: Mapping[str, Any], *, priced: bool = False
) -> Asked:
    """Ask a document; what is refused stands in `problems`, beside the data of the parts that were not."""
    asked_for = Priced.TOO if priced else Priced.NO
    answer = await executor.answer(Request(document.text, caller, variables, document.name, priced=asked_for))
    problems = tuple(map(_problem, answer.body.get("errors", ())))
    return Asked(document, variables, answer.body.get("data") or {}, problems, answer.price)


def _problem(error: Mapping[str, Any]) -> Problem:
    extensions = error.get("extensions", {})
    code = extensions.get("code", "INTERNAL")
    entry = ENTRIES.get(code, ENTRIES["INTERNAL"])
    field = ".".join(map(str, extensions.get("field", ())))
    said = extensions.get("zh") or in_chinese(error["message"])
    status = entry.status if entry.status != 200 else 400
    return Problem(code, said, entry.do_zh, status, field, tuple(extensions.get("rules", ())))


def problem_of(code: str, said: str = "") -> Problem:
    """A problem by its code, in the catalogue's words unless told."""
    entry = ENTRIES[code]
    return Problem(code, said or entry.zh, entry.do_zh, entry.status)
