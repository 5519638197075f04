"""Anchors: where the record stood on a day, kept where nobody who holds its key can write.

Who holds the key and the database can write the whole record anew; an entry that an anchor names can be no other since
then. An anchor is a line of JSON: the heads of all chains, sealed by the record's key, so that it cannot be made up.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader
from graphsvc.log.audit.search import SEARCH
from graphsvc.log.chain import Fault, Head, Record

OF_AN_ANCHOR = "anchor"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The heads of all chains at a moment: district → number and hash of the last entry."""

    at: str
    key: str
    heads: Mapping[str, tuple[int, str]]
    seal: str = ""

    def line(self) -> str:
        """Write it as it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @property
    def content(self) -> str:
        """What its seal is over."""
        return json.dumps([self.at, self.key, sorted((d, *head) for d, head in self.heads.items())])


def anchor(record: Record, heads: Iterable[Head], now: datetime) -> Anchor:
    """Take an anchor of the record as it stands."""
    made = Anchor(now.isoformat(timespec="seconds"), record.key_id, {h.district: (h.number, h.hash) for h in heads})
    return Anchor(made.at, made.key, made.heads, record.head_seal(OF_AN_ANCHOR, len(made.heads), made.content))


def read_anchors(text: str) -> list[Anchor]:
    """Read anchors, one a line.

    Raises:
        ValueError: a line that is none.
    """
    try:
        return [
            Anchor(**{**value, "heads": {district: tuple(head) for district, head in value["heads"].items()}})
            for value in map(json.loads, filter(None, text.splitlines()))
        ]
    except (TypeError, KeyError, AttributeError):
        raise ValueError("no anchor") from None


async def compare(graph: Reader, record: Record, anchors: Iterable[Anchor]) -> list[Fault]:
    """Find what an anchor names and the record no longer holds: entries changed, chains cut or rewritten."""
    faults: dict[tuple[str, int], Fault] = {}
    for each in anchors:
        if each.key == record.key_id:
            seal = record.head_seal(OF_AN_ANCHOR, len(each.heads), each.content, like=each.seal)
            if seal != each.seal:
                faults[OF_AN_ANCHOR, 0] = Fault(OF_AN_ANCHOR, 0, f"{each.at} 的锚点被改动")
        places = [{"district": district, "number": number} for district, (number, _) in each.heads.items()]
        for district, hash_ in await graph.read(Statement(SEARCH["standing"], {"places": places}), Lane.HEAVY):
            number, anchored = each.heads[district]
            if hash_ != anchored:
                faults.setdefault((district, number), Fault(district, number, f"与 {each.at} 的锚点不符"))
    return list(faults.values())
