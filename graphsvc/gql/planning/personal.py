"""Places of an answer that hold clear personal data, as planning finds them."""

from dataclasses import dataclass

from graphsvc.access.masking import Field
from graphsvc.gql.planning.parameters import Slot


@dataclass(frozen=True, slots=True)
class Personal:
    """A place in an answer that holds a personal value, and the slot of the reason given for seeing it."""

    path: tuple[str, ...]
    of: Field
    reason: Slot
