"""What the address of a picture of ties chooses: what is expanded and hidden, and the ends of a way that is looked for.

An address comes from anywhere, and each of hundreds of links on the page says it once more: only what can be an id is
taken from it, and only so many of them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

MOST_EXPANDED = 20
"""Units and committees that a picture shows the ties of, besides those it is about."""
MOST_HIDDEN = 100
"""Things that a picture leaves out."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,199}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Choices:
    """Ids, each once, in the order in which they were chosen."""

    expanded: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    start: str = ""
    end: str = ""

    @property
    def may_expand(self) -> bool:
        """Whether one more can be expanded."""
        return len(self.expanded) < MOST_EXPANDED

    @property
    def may_hide(self) -> bool:
        """Whether one more can be hidden."""
        return len(self.hidden) < MOST_HIDDEN

    @property
    def lists(self) -> dict[str, str]:
        """What is expanded and hidden, as an address says it."""
        told = {"with": ",".join(self.expanded), "hide": ",".join(self.hidden)}
        return {name: value for name, value in told.items() if value}

    @property
    def query(self) -> str:
        """The query of an address that chooses just this, with its mark; empty where nothing is chosen."""
        told = self.lists | {name: value for name, value in (("from", self.start), ("to", self.end)) if value}
        return "?" + urlencode(told, safe=":,") if told else ""

    def expanding(self, id_: str) -> "Choices":
        """The same with one more expanded."""
        return replace(self, expanded=ids_of(",".join((*self.expanded, id_)), MOST_EXPANDED))

    def hiding(self, id_: str) -> "Choices":
        """The same with one more hidden."""
        return replace(self, hidden=ids_of(",".join((*self.hidden, id_)), MOST_HIDDEN))

    def showing_all(self) -> "Choices":
        """The same with nothing hidden."""
        return replace(self, hidden=())

    def without_way(self) -> "Choices":
        """The same without looking for a way."""
        return replace(self, start="", end="")


def choices_of(query: Mapping[str, str]) -> Choices:
    """Read what an address chooses."""
    ends = [next(iter(ids_of(query.get(name, ""), 1)), "") for name in ("from", "to")]
    expanded, hidden = ids_of(query.get("with", ""), MOST_EXPANDED), ids_of(query.get("hide", ""), MOST_HIDDEN)
    return Choices(expanded, hidden, *ends)


def ids_of(text: str, most: int) -> tuple[str, ...]:
    """The ids that a text names, set apart by commas, each once; what can be none is passed over."""
    return tuple(dict.fromkeys(each for part in text.split(",") if _ID.fullmatch(each := part.strip())))[:most]
