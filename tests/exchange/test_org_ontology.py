"""The organizations of the demo as JSON-LD: what the ontology says of its properties holds, and nobody is in it."""

import csv
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pyshacl
import pytest
from rdflib import Graph

from graphsvc.exchange.model.org_ontology import organizations_jsonld
from graphsvc.exchange.model.snapshot import Row, Sheet, Snapshot
from graphsvc.paths import SEEDS_DIR

ADDRESS = "https://party.example.cn"
SEVERAL = {"party_organization", "co_forms"}
SHEETS = ("areas", "grids", "estates", "party_organizations", "covers", "units", "joint_committees", "joins", "people")


@cache
def demo() -> Snapshot:
    """The demo's sheets as the import has them."""
    return Snapshot("500103012000", date(2026, 11, 24), tuple(sheet(name) for name in SHEETS))


def sheet(name: str) -> Sheet:
    with (SEEDS_DIR / "demo" / f"{name}.csv").open(encoding="utf-8") as file:
        rows = tuple(row(name, each) for each in csv.DictReader(file))
    return Sheet(name, tuple(rows[0]), None, frozenset(), (), rows)


def row(name: str, cells: dict[str, str]) -> Row:
    several = SEVERAL if name == "units" else set()
    return {key: (value.split(";") if key in several else value) if value else None for key, value in cells.items()}


def written() -> dict[str, Any]:
    document: dict[str, Any] = orjson.loads(orjson.dumps(organizations_jsonld(demo(), ADDRESS)))
    return document


def faults(node: dict[str, Any]) -> str:
    """What the shapes find wrong; empty when nothing."""
    data = Graph().parse(data=orjson.dumps(node), format="json-ld")
    fits, _, text = pyshacl.validate(data, shacl_graph=Graph().parse(Path(__file__).with_name("org.ttl")))
    return "" if fits else text


def things(node: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["@id"].removeprefix(f"{ADDRESS}/"): each for each in node["@graph"]}


def test_the_demo_keeps_to_the_ontology() -> None:
    assert faults(written()) == ""


@pytest.mark.parametrize(
    "broken",
    [
        lambda found: found["organizations/party-dp"].pop("skos:prefLabel"),
        lambda found: found["organizations/unit-01"].update({"org:hasUnit": {"@id": "urn:x"}}),
        lambda found: found["seats/bwc-dp/unit-01"].pop("org:member"),
        lambda found: found["areas/500103012011"].update({"dct:isPartOf": {"@id": "urn:x"}}),
    ],
)
def test_the_shapes_notice_what_is_wrong(broken: Callable[[dict[str, Any]], Any]) -> None:
    node = written()
    broken(things(node))
    assert "Constraint Violation" in faults(node)


def test_a_branch_says_what_it_hangs_below_and_what_it_covers_and_a_seat_since_when() -> None:
    found = things(written())
    branch = found["organizations/party-012011-b1"]
    assert branch["skos:prefLabel"] == {"@language": "zh", "@value": "马家堡社区云阶运输队宿舍党支部"}
    assert branch["org:subOrganizationOf"] == [{"@id": f"{ADDRESS}/organizations/party-012011-z1"}]
    assert {"@id": f"{ADDRESS}/areas/500103012011001"} in branch["dct:coverage"]
    assert found["organizations/unit-01"]["schema:identifier"] == "12500103MAQUAAGQ64"
    assert "org:OrganizationalUnit" in found["organizations/party-unit-01"]["@type"]
    seat = found["seats/bwc-dp/unit-01"]
    assert seat["org:role"] == {"@id": f"{ADDRESS}/words/SeatKind/CHAIR"}
    assert seat["org:memberDuring"]["time:hasBeginning"]["time:inXSDDate"]["@value"] == "2021-08-19"
    assert found["words/SeatKind/CHAIR"]["skos:prefLabel"]["@value"] == "主任"


def test_nobody_is_in_it_and_without_an_address_things_still_have_names() -> None:
    text = orjson.dumps(organizations_jsonld(demo())).decode()
    assert "person-" not in text
    assert "白春涵" not in text
    assert "urn:x-graphsvc/organizations/party-dp" in text
