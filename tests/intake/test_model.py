"""Rules that tie the tables to schema/model.md: the same labels, properties and relationships, no more and no fewer."""

import re

import pytest

from graphsvc.intake.model.columns import CODES, ID, IDS, TOPIC
from graphsvc.intake.store.statements import new_node
from graphsvc.intake.tables.declared import TABLES
from graphsvc.paths import SCHEMA_DIR
from tests.conftest import KEYS
from tests.seeds.demo import rows

MODEL = (SCHEMA_DIR / "model.md").read_text(encoding="utf-8")
TABLE_OF = {
    "LineGrid": "line_grids",
    "PartyOrganization": "party_organizations",
    "JointCommittee": "joint_committees",
    "JointMeeting": "joint_meetings",
    "Unit": "units",
    "Person": "people",
    "Topic": "topics",
    "Need": "needs",
    "Resource": "resources",
    "Project": "projects",
}


ASKED = {"askedOn", "askedBy", "askedAbout", "askedFrom", "askedWas"}
LATER = {
    "Need": {"quantityUnit", "verifiedAt", "verifiedBy", "version", "vector", "textKey", "author", *ASKED},
    "Resource": {"author", "version", "vector", "textKey", *ASKED},
    "Project": {"version", "claimedOn", "coordinatedOn", "feedback", "feedbackOn", "author"},
    "PartyOrganization": {"postponedTermEndsOn"},
    "Unit": {"contact", "version"},
}
"""Properties that come with changes and with the index of texts, or that no row of the demo has."""


def modelled(label: str) -> set[str]:
    """Property names in the row of a label."""
    row = re.search(rf"^\| (?:… )?`{label}`[^|]*\|(.*)\|$", MODEL, re.MULTILINE)
    assert row, label
    return set(re.findall(r"`([a-z][A-Za-z]*)`", re.sub(r"\([^)]*\)", "", row[1])))


def written(table: str) -> set[str]:
    """Property names that a load of the demo's rows writes."""
    made = [new_node(TABLES[table], row, KEYS) for row in rows(table)]
    return {"id"} | {name for node in made for name in node.properties}


@pytest.mark.parametrize(("label", "table"), TABLE_OF.items())
def test_a_node_gets_the_properties_of_the_model(label: str, table: str) -> None:
    assert written(table) == modelled(label) - LATER.get(label, set())


@pytest.mark.parametrize(("label", "table"), [("District", "areas"), ("Grid", "grids"), ("Estate", "estates")])
def test_an_area_gets_the_properties_of_the_model(label: str, table: str) -> None:
    of_others = {"kind", "civilCode"} if table != "areas" else set()
    assert written(table) == modelled("Area") - of_others | modelled(label)


def test_the_tables_write_the_relationships_of_the_model() -> None:
    listed = MODEL[MODEL.index("## Relationships") : MODEL.index("## Written by the service only")]
    declared = {link.type for table in TABLES.values() for link in table.links}
    assert declared == set(re.findall(r"\[:([A-Z_]+)\]", listed))


def test_every_label_of_the_model_is_written() -> None:
    labels = {
        label
        for table in TABLES.values()
        if table.nodes
        for row in rows(table.name)
        for label in table.nodes.labels_of(row)[0]
    }
    named = re.findall(r"^\| ((?:… )?`[A-Z].*?) \|", MODEL[: MODEL.index("## Relationships")], re.MULTILINE)
    assert labels == {label for cell in named for label in re.findall(r"`([A-Za-z]+)`", cell)}


def test_every_column_that_names_something_has_to_name_what_is_there() -> None:
    for table in TABLES.values():
        own = {table.nodes.id.column, "civil_code"} if table.nodes else set()
        naming = {column.name for column in table.columns if column.kind in (*CODES, ID, IDS, TOPIC)} - own
        assert naming - {"code"} == {ref.column for ref in table.references()}, table.name
