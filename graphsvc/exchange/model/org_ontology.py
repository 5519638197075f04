"""The organizations of a snapshot as JSON-LD by the W3C's Organization Ontology; people are never in it.

Source: https://www.w3.org/TR/vocab-org/. Kinds are concepts of SKOS with their Chinese words; a seat on a
joint committee is an `org:Membership` of the unit; a grid or estate that a cell covers is told by `dct:coverage`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphsvc.exchange.model.dcat import in_chinese
from graphsvc.exchange.model.snapshot import Row, Snapshot
from graphsvc.org.model.organizations import JointCommitteeKind, PartyOrganizationKind, SeatKind, UnitKind

CONTEXT: Mapping[str, Any] = {
    "org": "http://www.w3.org/ns/org#",
    "dct": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "schema": "http://schema.org/",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
NOWHERE = "urn:x-graphsvc"
"""Names things of a service that has no public address."""

Node = dict[str, Any]
Words = type[PartyOrganizationKind | UnitKind | JointCommitteeKind | SeatKind]


def organizations_jsonld(snapshot: Snapshot, address: str = "") -> Node:
    """Write areas, party organizations, units, joint committees and seats as one document.

    Args:
        address: under which clients reach the service, without a slash at its end; it names the things.
    """
    names = _Names(address or NOWHERE)
    rows = {sheet.name: sheet.rows for sheet in snapshot.sheets}
    own = {id_ for row in rows.get("units", ()) for id_ in _several(row.get("party_organization"))}
    covered = _grouped(rows.get("covers", ()), "party_organization", "place")
    return {
        "@context": CONTEXT,
        "@graph": [
            *_concepts(names),
            *(names.area(row) for name in ("areas", "grids", "estates") for row in rows.get(name, ())),
            *(_party(names, row, covered, own) for row in rows.get("party_organizations", ())),
            *(_unit(names, row) for row in rows.get("units", ())),
            *(_committee(names, row) for row in rows.get("joint_committees", ())),
            *(_seat(names, row) for row in rows.get("joins", ())),
        ],
    }


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of things under an address."""

    address: str

    def thing(self, kind: str, id_: object) -> Node:
        """What refers to a thing."""
        return {"@id": f"{self.address}/{kind}/{id_}"}

    def things(self, kind: str, ids: object) -> list[Node]:
        """What refers to several."""
        return [self.thing(kind, id_) for id_ in _several(ids)]

    def word(self, words: Words, value: object) -> Node | None:
        """What refers to a value of an enum."""
        return self.thing(f"words/{words.__name__}", value) if value else None

    def area(self, row: Row) -> Node:
        """An area with what it lies in."""
        within = row.get("parent") or row.get("community")
        return _without_blanks(
            {
                **self.thing("areas", row["code"]),
                "@type": "dct:Location",
                "dct:identifier": row["code"],
                "skos:prefLabel": in_chinese(row["name"]),
                "dct:isPartOf": self.thing("areas", within) if within else None,
            }
        )


def _concepts(names: _Names) -> Iterator[Node]:
    for words in (PartyOrganizationKind, UnitKind, JointCommitteeKind, SeatKind):
        for each in words:
            concept = names.word(words, each.value)
            assert concept
            kind = ["skos:Concept", "org:Role"] if words is SeatKind else "skos:Concept"
            yield {**concept, "@type": kind, "skos:prefLabel": in_chinese(each.zh), "skos:notation": each.value}


def _party(names: _Names, row: Row, covered: Mapping[str, list[str]], own: set[str]) -> Node:
    unit = ["org:OrganizationalUnit"] if row["id"] in own else []
    return _without_blanks(
        {
            **_organization(names, row, ["org:FormalOrganization", *unit]),
            "org:classification": names.word(PartyOrganizationKind, row["kind"]),
            "org:subOrganizationOf": names.things("organizations", row.get("superior")),
            "dct:spatial": names.things("areas", row.get("area")),
            "dct:coverage": names.things("areas", covered.get(row["id"], [])),
            "schema:dissolutionDate": _day(row.get("dissolved_on")),
        }
    )


def _unit(names: _Names, row: Row) -> Node:
    return _without_blanks(
        {
            **_organization(names, row, ["org:FormalOrganization"]),
            "schema:identifier": row.get("credit_code"),
            "org:classification": names.word(UnitKind, row["kind"]),
            "org:hasUnit": names.things("organizations", row.get("party_organization")),
            "org:memberOf": names.things("organizations", row.get("co_forms")),
            "dct:spatial": names.things("areas", row.get("community")),
        }
    )


def _committee(names: _Names, row: Row) -> Node:
    return _without_blanks(
        {
            **_organization(names, row, ["org:OrganizationalCollaboration"]),
            "org:classification": names.word(JointCommitteeKind, row["kind"]),
            "org:linkedTo": names.things("organizations", row.get("convened_by")),
            "dct:spatial": names.things("areas", row.get("serves")),
        }
    )


def _organization(names: _Names, row: Row, types: list[str]) -> Node:
    return {
        **names.thing("organizations", row["id"]),
        "@type": types,
        "org:identifier": row["id"],
        "skos:prefLabel": in_chinese(row["name"]),
        "schema:foundingDate": _day(row.get("founded_on")),
    }


def _seat(names: _Names, row: Row) -> Node:
    return _without_blanks(
        {
            **names.thing("seats", f"{row['committee']}/{row['unit']}"),
            "@type": "org:Membership",
            "org:member": names.thing("organizations", row["unit"]),
            "org:organization": names.thing("organizations", row["committee"]),
            "org:role": names.word(SeatKind, row.get("seat")),
            "org:memberDuring": _interval(row.get("since")),
        }
    )


def _interval(since: object) -> Node | None:
    if since is None:
        return None
    begins = {"@type": "time:Instant", "time:inXSDDate": _day(since)}
    return {"@type": "time:Interval", "time:hasBeginning": begins}


def _grouped(rows: Iterable[Row], by: str, value: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row[by], []).append(row[value])
    return found


def _several(named: object) -> list[Any]:
    if isinstance(named, list):
        return named
    return [] if named is None else [named]


def _day(day: object) -> Node | None:
    return None if day is None else {"@type": "xsd:date", "@value": str(day)}


def _without_blanks(node: Node) -> Node:
    return {name: value for name, value in node.items() if value is not None and value != []}
