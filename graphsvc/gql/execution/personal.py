"""Clear personal data in an answer: allowed before it is read, opened after, and recorded before it is sent.

A personal value arrives as `id areaCode value`, since a sealed value opens only together with its node's id and every
view is recorded under the node it was of.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphsvc.access.masking import Field
from graphsvc.access.principal import Principal
from graphsvc.access.scope import Operation
from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.gql.execution.writer import Opened
from graphsvc.gql.planning.template import Personal
from graphsvc.log.events import Event

SEEING = {
    Field.NAME: Operation.SEE_NAME,
    Field.PHONE: Operation.SEE_PHONE,
    Field.IDENTITY: Operation.SEE_IDENTITY,
    Field.ADDRESS: Operation.SEE_IDENTITY,
}


@dataclass(slots=True)
class Views:
    """What one answer shows of whom, by person and reason."""

    seen: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)

    def events(self) -> Iterator[Event]:
        """An event for each person seen."""
        for (node, area, reason), fields in sorted(self.seen.items()):
            yield Event("SEEN", node, area, {}, {"fields": sorted(fields)}, reason)


def allow(caller: Principal, places: Iterable[Personal]) -> None:
    """Check that the caller's role may see all of it.

    Raises:
        Forbidden: it never may.
    """
    for place in places:
        caller.may(SEEING[place.of])


def opener(keys: FieldKeys, given: Mapping[str, Any], views: Views) -> Opened:
    """What opens the personal values of an answer and notes whose they were; it raises SealBroken where one does not.

    Args:
        given: the request's variables, which hold the reasons.
    """

    def opened(place: Personal, held: str | None) -> str | None:
        if held is None:
            return None
        node, area, text = held.split(" ", 2)
        views.seen.setdefault((node, area, str(place.reason.fill(given))), set()).add(place.of.value)
        return text if place.of is Field.NAME else keys.open(place.of, node, text)

    return opened
