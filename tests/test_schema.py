"""The schema as a product: exported, described, and small enough to read."""

import re
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    parse,
    print_type,
    validate,
)

from graphsvc import cobuilding, org
from graphsvc.paths import SCHEMA_DIR
from graphsvc.schema import graphql_schema, sdl
from graphsvc.web.explorer.page import examples

LARGEST_GRAPH_SDL = 76_500
LARGEST_SDL = 590_000
"""Bytes of the organization graph's types and roots alone, and of everything with changes, audits and work."""


def test_the_committed_schema_is_the_one_the_code_builds() -> None:
    assert (SCHEMA_DIR / "schema.graphql").read_text(encoding="utf-8") == sdl(), "run `make schema` and read the diff"


def test_the_schema_stays_readable() -> None:
    assert len(sdl().encode()) <= LARGEST_SDL


def test_the_organization_graph_alone_stays_readable() -> None:
    """What front ends read: the graph's own types with their pages, filters and orders."""
    kinds = graphql_schema().type_map
    own = {cls.__name__ for cls in (*org.TYPES, *cobuilding.TYPES)}
    page = re.compile(r"(\w+?)(?:Service|Seat|Term|Use)?(?:Connection|Edge|Filter|Order)")
    chosen = [name for name in kinds if name in own or ((found := page.fullmatch(name)) and found[1] in own)]
    assert len("\n\n".join(print_type(kinds[name]) for name in chosen).encode()) <= LARGEST_GRAPH_SDL


def test_every_element_is_described() -> None:
    """Each where it stands; what stands on every list or every change once, in the words of `Query` and `Mutation`."""
    schema = graphql_schema()
    assert schema.query_type
    assert schema.mutation_type
    everywhere = f"{schema.query_type.description}{schema.mutation_type.description}"
    undescribed = []
    for name, kind in schema.type_map.items():
        if name.startswith("__"):
            continue
        undescribed += [] if kind.description else [name]
        if isinstance(kind, GraphQLEnumType):
            undescribed += [f"{name}.{value}" for value, given in kind.values.items() if not given.description]
        if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            continue
        for field_name, field in kind.fields.items():
            if not field.description and not name.endswith(("Connection", "Edge", "Filter", "Order")):
                undescribed.append(f"{name}.{field_name}")
            undescribed += [
                f"{name}.{field_name}({argument}:)"
                for argument, given in getattr(field, "args", {}).items()
                if not given.description
                and f"`{argument}`" not in everywhere
                and not isinstance(get_named_type(given.type), GraphQLInputObjectType)
            ]
    assert undescribed == []


def test_the_roots_of_the_organization_graph_are_all_there() -> None:
    query = graphql_schema().query_type
    assert query is not None
    assert set(query.fields) >= {
        "node",
        "nodes",
        "area",
        "areas",
        "city",
        "district",
        "subdistrict",
        "community",
        "grid",
        "estate",
        "partyOrganization",
        "partyOrganizations",
        "jointCommittee",
        "jointCommittees",
        "unit",
        "units",
        "person",
        "people",
        "links",
        "search",
        "resource",
        "resources",
        "need",
        "needs",
        "project",
        "projects",
        "topic",
        "topics",
        "auditTrail",
        "peopleByNumber",
    }


def test_every_example_has_a_title_in_chinese() -> None:
    titles = [example["title"] for example in examples()]
    assert len(titles) == len(set(titles)) == 9
    assert all(any("\u4e00" <= character <= "\u9fff" for character in title) for title in titles)


@pytest.mark.parametrize("path", sorted((SCHEMA_DIR / "examples").rglob("*.graphql")), ids=lambda path: str(path.name))
def test_every_example_fits_the_schema(path: Path) -> None:
    assert validate(graphql_schema(), parse(path.read_text(encoding="utf-8"))) == []


GUIDES = [SCHEMA_DIR.parent / "README.md", *sorted((SCHEMA_DIR.parent / "docs").glob("*.md"))]


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: str(path.name))
def test_every_document_of_the_guides_fits_the_schema(path: Path) -> None:
    for text in re.findall(r"^```graphql\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        assert validate(graphql_schema(), parse(text)) == [], text
