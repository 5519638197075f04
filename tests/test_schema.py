"""The schema as a product: exported, described, and small enough to read."""

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType

from graphsvc.paths import SCHEMA_DIR
from graphsvc.schema import graphql_schema, sdl
from graphsvc.web.explorer import examples

LARGEST_SDL = 104_000
"""Bytes: what a person reads, 90,000, and the cost directives, 100 for each list; grows with the capabilities."""


def test_the_committed_schema_is_the_one_the_code_builds() -> None:
    assert (SCHEMA_DIR / "schema.graphql").read_text(encoding="utf-8") == sdl(), "run `make schema` and read the diff"


def test_the_schema_stays_readable() -> None:
    assert len(sdl().encode()) <= LARGEST_SDL


def test_every_element_is_described() -> None:
    undescribed = []
    for name, kind in graphql_schema().type_map.items():
        if name.startswith("__"):
            continue
        if not kind.description:
            undescribed.append(name)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field_name, field in kind.fields.items():
                undescribed += [] if field.description else [f"{name}.{field_name}"]
                arguments = getattr(field, "args", {})
                undescribed += [f"{name}.{field_name}({a}:)" for a, given in arguments.items() if not given.description]
        if isinstance(kind, GraphQLEnumType):
            undescribed += [f"{name}.{value}" for value, given in kind.values.items() if not given.description]
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
