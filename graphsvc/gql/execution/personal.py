"""Clear personal data in an answer: allowed before it is read, opened after, and recorded before it is sent.

A personal value arrives as `id areaCode value`, since a sealed value opens only together with its node's id and every
view is recorded under the node it was of.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphsvc.access.masking import Field
from graphsvc.access.principal import Principal
from graphsvc.access.scope import Operation
from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.gql.planning.personal import Personal
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


def allow(caller: Principal, places: list[Personal]) -> None:
    """Check that the caller's role may see all of it.

    Raises:
        Forbidden: it never may.
    """
    for place in places:
        caller.may(SEEING[place.of])


def reveal(value: Any, places: list[Personal], keys: FieldKeys, given: Mapping[str, Any], views: Views) -> None:
    """Open every personal value in place and note whose it was.

    Raises:
        SealBroken: one does not open.
    """
    for place in places:
        _reveal(value, place.path, place.of, keys, str(place.reason.fill(given)), views)


def _reveal(value: Any, path: tuple[str, ...], of: Field, keys: FieldKeys, reason: str, views: Views) -> None:
    if isinstance(value, list):
        for item in value:
            _reveal(item, path, of, keys, reason, views)
    elif isinstance(value, dict) and isinstance(held := value.get(path[0]), str) and len(path) == 1:
        node, area, text = held.split(" ", 2)
        value[path[0]] = text if of is Field.NAME else keys.open(of, node, text)
        views.seen.setdefault((node, area, reason), set()).add(of.value)
    elif isinstance(value, dict) and len(path) > 1:
        _reveal(value.get(path[0]), path[1:], of, keys, reason, views)
