"""What a finding is: a rule that a subject breaks on a day; written as one id, and read back from it."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from graphsvc.coverage.model.rules import RuleCode
from graphsvc.errors import MalformedId
from graphsvc.org.model.ids import node_id

KIND = "finding"
"""What every id of a finding begins with."""


@dataclass(frozen=True, slots=True)
class FindingKey:
    """A finding on a day; `key` tells two of one rule about one subject apart, such as the force a grid lacks."""

    day: date
    rule: RuleCode
    subject: str
    key: str = ""

    @property
    def id(self) -> str:
        """Its id, such as finding:20261124:GRID_UNCOVERED::500103012011004."""
        return f"{KIND}:{self.day:%Y%m%d}:{self.rule}:{self.key}:{self.subject}"

    @classmethod
    def read(cls, id_: str) -> Self:
        """Read an id.

        Raises:
            MalformedId: it is not that of a finding.
        """
        kind, *parts = id_.split(":", 4)
        try:
            day, rule, key, subject = parts
            found = cls(date.fromisoformat(day), RuleCode(rule), node_id(subject), key)
        except ValueError:
            kind, found = "", None
        if kind != KIND or found is None or found.id != id_:
            raise MalformedId("这不是审计问题的 id。", "Not the id of a finding.")
        return found
