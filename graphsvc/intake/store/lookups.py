"""Looking up in the graph what people name: units by credit code or name, people by number, areas by name."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from graphsvc.access.masking import Field
from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Database
from graphsvc.intake.tables.codes import level_of
from graphsvc.intake.tables.declared import label_of
from graphsvc.org.model.areas import CodeScheme

CYPHER = statements(Path(__file__).with_name("lookups.cypher"))
_SEARCHED = {
    **dict.fromkeys(("areas", "grids", "estates"), "search_area"),
    "units": "search_unit",
    "party_organizations": "search_party_organization",
    "joint_committees": "search_joint_committee",
    "topics": "search_topic",
}
"""Table -> the index that finds its names by their parts."""


@dataclass(frozen=True, slots=True)
class Found:
    """A node that may be meant; `place` is its area code."""

    id: str
    name: str
    place: str

    def __str__(self) -> str:
        return f"{self.name}（{self.id}）"


Matches = Mapping[str, Sequence[Found]]
"""Word that was looked up -> nodes that may be meant."""


@dataclass(frozen=True, slots=True)
class Lookups:
    """Asks the graph for many words at a time.

    Attributes:
        within: prefix of the area codes that are looked under.
        scheme: in which codes of subdistricts are read; None where nobody has said.
    """

    graph: Database
    keys: FieldKeys
    as_of: date
    within: str = ""
    scheme: CodeScheme | None = None

    async def codes(self, codes: Iterable[str]) -> Matches:
        """Areas that codes name in the scheme of the sheets, or in either."""
        scheme = self.scheme.name if self.scheme else "EITHER"
        return _grouped(await self._rows("codes_meant", codes=sorted(set(codes)), scheme=scheme))

    async def areas(self, names: Iterable[str]) -> Matches:
        """Areas of any level by name."""
        rows = await self._rows("areas_named", names=sorted(set(names)))
        found: dict[str, list[Found]] = defaultdict(list)
        for name, code, _ in rows:
            found[name].append(Found(code, name, code))
        return found

    async def grids(self, communities: Iterable[str]) -> Sequence[Found]:
        """Grids and estates of communities."""
        rows = await self._rows("grids_of", communities=sorted(set(communities)))
        return [Found(code, name, code) for name, code, _ in rows]

    async def units_by_code(self, codes: Iterable[str]) -> Matches:
        """Units by credit code."""
        return _grouped(await self._rows("units_by_code", codes=sorted(set(codes))))

    async def named(self, table: str, names: Iterable[str]) -> Matches:
        """Nodes of a table by their full name."""
        statement = {
            "units": "units_named",
            "party_organizations": "organizations_named",
            "joint_committees": "committees_named",
            "topics": "topics_named",
        }.get(table)
        return _grouped(await self._rows(statement, names=sorted(set(names)))) if statement else {}

    async def level_with(self, code: str, prefix: str) -> Sequence[Found]:
        """Areas of the level of a code under a prefix, those whose codes come next before and after it."""
        rows = await self._rows("areas_near", code=code, prefix=prefix, level=level_of(code).number)
        return [Found(id_, name, id_) for name, id_ in rows]

    async def ended(self, codes: Iterable[str]) -> Mapping[str, tuple[str, str]]:
        """Of these areas, those that have ended by the day: since when, and what they became."""
        rows = await self._rows("areas_ended", codes=sorted(set(codes)))
        return {code: (until, "、".join(became)) for code, until, became in rows}

    async def begun(self, tables: Iterable[str], start: str) -> Sequence[Found]:
        """Nodes of some tables whose ids begin so."""
        rows = await self._rows("ids_near", start=start, labels=sorted(map(label_of, tables)))
        return [Found(id_, name, "") for id_, name in rows]

    async def called(self, tables: Iterable[str], text: str) -> Sequence[Found]:
        """Nodes of some tables whose names hold parts of a text, the best first."""
        words = re.sub(r"\W+", " ", text).strip().lower()
        names = sorted({_SEARCHED[table] for table in tables if table in _SEARCHED})
        if not words or not names:
            return []
        rows = await self._rows("names_near", indexes=names, words=words)
        return [Found(id_, name, "") for id_, name in rows]

    async def people_by_identity(self, numbers: Iterable[str]) -> Matches:
        """People by identity number."""
        return await self._people("people_by_identity", Field.IDENTITY, set(numbers))

    async def people_by_phone(self, numbers: Iterable[str]) -> Matches:
        """People by telephone number; a family may share one."""
        return await self._people("people_by_phone", Field.PHONE, set(numbers))

    async def people_of(self, pairs: Iterable[tuple[str, str]]) -> Matches:
        """People by organization or unit and name; the word is both with a slash between."""
        rows = [{"of": of, "name": name} for of, name in sorted(set(pairs))]
        return _grouped(await self._rows("people_of", rows=rows))

    async def _people(self, statement: str, of: Field, numbers: set[str]) -> Matches:
        digests = {digest: number for number in numbers for digest in self.keys.blind_indexes(of, number)}
        found = _grouped(await self._rows(statement, digests=sorted(digests)))
        return {digests[digest]: people for digest, people in found.items()}

    async def _rows(self, statement: str, **params: Any) -> list[list[Any]]:
        if not any(params.values()):
            return []
        given = {**params, "within": self.within, "asOf": self.as_of}
        return await self.graph.read(Statement(CYPHER[statement], given), Lane.HEAVY)


def _grouped(rows: Iterable[Sequence[Any]]) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = defaultdict(list)
    for word, id_, name, place in rows:
        found[word].append(Found(id_, name, place or ""))
    return found
