"""What has happened: the events a change gives out, for the record and for whoever follows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one node.

    `action` is a short upper-case word such as CLAIMED; `subject` the node's id; `area` its area code. `before` and
    `after` hold the fields that changed, as plain values; personal values only sealed or masked.
    """

    action: str
    subject: str
    area: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What a change did: the ids of the nodes it answers with, in order, and its events."""

    subjects: tuple[str, ...]
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """What one round of work that falls due did: how much it found due, and its events."""

    due: int = 0
    events: tuple[Event, ...] = ()
