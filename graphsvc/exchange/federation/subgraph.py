"""What of the schema is a subgraph by Apollo Federation 2: areas, units, party organizations and cases; never people.

Source: https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec. Fields are
those that stand by themselves: values, and other entities, without arguments. The whole schema stays at `/graphql`.
"""

from collections.abc import Iterator, Mapping
from textwrap import indent

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_required_argument,
    is_specified_scalar_type,
)

KEYS: Mapping[str, str] = {
    **dict.fromkeys(("Area", "City", "District", "Subdistrict", "Community", "Grid", "Estate"), "code"),
    **dict.fromkeys(("Unit", "PartyOrganization", "Case"), "id"),
}
"""The entities, each with the field that other graphs know it by."""
ROOTS = ("area", "unit", "partyOrganization", "case")
LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])\n'
    "# one graph of several: https://www.apollographql.com/docs/graphos/schema-design/federated-schemas\n"
)
_MACHINERY = """\
directive @key(fields: String!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
scalar _Any
union _Entity = {entities}
type _Service {{ sdl: String! }}
extend type Query {{
  _service: _Service!
  _entities(representations: [_Any!]!): [_Entity]!
}}
"""


def subgraph_sdl(schema: GraphQLSchema) -> str:
    """Write the subgraph as SDL, with what a gateway composes by."""
    return f"{LINK}\n{_types(schema)}"


def subgraph_schema(schema: GraphQLSchema) -> GraphQLSchema:
    """The schema that a gateway's requests fit: the subgraph with `_service` and `_entities`."""
    concrete = [name for name in KEYS if isinstance(schema.type_map[name], GraphQLObjectType)]
    return build_schema(_types(schema) + _MACHINERY.format(entities=" | ".join(concrete)))


def _types(schema: GraphQLSchema) -> str:
    assert schema.query_type
    roots = {name: schema.query_type.fields[name] for name in ROOTS}
    entities = [schema.type_map[name] for name in KEYS]
    named: dict[str, GraphQLNamedType] = {}
    for field in (*roots.values(), *(field for entity in entities for field in _standing(entity).values())):
        for used in (field, *_needed(field).values()):
            named.setdefault((leaf := get_named_type(used.type)).name, leaf)
    leaves = [leaf for _, leaf in sorted(named.items()) if leaf.name not in KEYS and not is_specified_scalar_type(leaf)]
    query = "type Query {\n" + "\n".join(_field(name, each, _needed(each)) for name, each in roots.items()) + "\n}\n"
    return "\n".join([query, *map(_entity, entities), *map(_leaf, leaves)])


def _standing(entity: GraphQLNamedType) -> Mapping[str, GraphQLField]:
    """Fields that hold a value or another entity, and need no argument."""
    assert isinstance(entity, GraphQLObjectType | GraphQLInterfaceType)
    return {
        name: field
        for name, field in entity.fields.items()
        if not any(map(is_required_argument, field.args.values()))
        and (isinstance(of := get_named_type(field.type), GraphQLScalarType | GraphQLEnumType) or of.name in KEYS)
    }


def _needed(field: GraphQLField) -> Mapping[str, GraphQLArgument]:
    return {name: argument for name, argument in field.args.items() if is_required_argument(argument)}


def _entity(entity: GraphQLNamedType) -> str:
    kind = "interface" if isinstance(entity, GraphQLInterfaceType) else "type"
    above = " implements Area" if KEYS[entity.name] == "code" and kind == "type" else ""
    fields = "\n".join(_field(name, field, {}) for name, field in _standing(entity).items())
    head = f'{kind} {entity.name}{above} @key(fields: "{KEYS[entity.name]}")'
    return f"{_described(entity.description)}{head} {{\n{fields}\n}}\n"


def _field(name: str, field: GraphQLField, arguments: Mapping[str, GraphQLArgument]) -> str:
    given = ", ".join(f"{key}: {argument.type}" for key, argument in arguments.items())
    return indent(f"{_described(field.description)}{name}{f'({given})' if given else ''}: {field.type}", "  ")


def _leaf(leaf: GraphQLNamedType) -> str:
    if isinstance(leaf, GraphQLEnumType):
        return f"{_described(leaf.description)}enum {leaf.name} {{\n{chr(10).join(_values(leaf))}\n}}\n"
    return f"{_described(leaf.description)}scalar {leaf.name}\n"


def _values(leaf: GraphQLEnumType) -> Iterator[str]:
    for name, value in leaf.values.items():
        yield indent(f"{_described(value.description)}{name}", "  ")


def _described(text: str | None) -> str:
    escaped = (text or "").replace('"""', '\\"""')
    return f'"""{escaped}"""\n' if text else ""
