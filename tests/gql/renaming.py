"""Documents written anew: other names, another order, other fragments, values as variables; what is asked stays."""

from dataclasses import fields, replace
from random import Random
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    parse,
    print_ast,
)

from graphsvc.schema import graphql_schema

MIXED = """
query Mixed($code: ID!, $few: Int, $show: Boolean!, $kinds: [UnitKind!]) {
  community(code: $code) {
    name
    parent { name ... on Subdistrict { civilCode } }
    grids(first: $few, filter: { householdCount: { from: 1 }, kind: [GENERAL] }, orderBy: [{ name: DESC }]) {
      totalCount
      pageInfo { hasNextPage endCursor startCursor }
      edges { cursor node { code ...Named } }
    }
    units(first: 3, filter: { kind: $kinds }) {
      nodes { name @include(if: $show) committees(first: 2) { edges { seat node { name } } nodes { id } } }
    }
    bigPartyCommittee @include(if: $show) { members(first: 2) { edges { since seat node { name kind } } } }
    children { nodes { __typename id ... on Grid { householdCount residents(first: 1) { totalCount } }
      ... on Estate { householdCount partyCells { nodes { name } } } } }
    one: descendants(level: GRID, first: 1) { nodes { name } }
    two: descendants(level: ESTATE, first: 2) { nodes { id name } }
    again: descendants(level: GRID, first: 5) { nodes { name } }
  }
}
fragment Named on Area { name level parent { name } }"""
VARIABLES: dict[str, Any] = {"code": "500103012011", "few": 4, "show": True, "kinds": ["SCHOOL"]}
"""Everything that a selection can do, and variables of several kinds."""


class Renamer:
    """Writes one document anew; every response key gets an alias of its own, every variable another name."""

    def __init__(self, text: str, random: Random) -> None:
        self.document: DocumentNode = parse(text)
        self.random = random
        self.fragments: list[FragmentDefinitionNode] = []
        self.aliases: dict[str, str] = {}  # one a response key, so that what merged still merges
        self.count = 0

    def renamed(self, variables: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The document and the variables that go with it."""
        definitions: list[Any] = []
        for definition in self.document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                root = graphql_schema().get_root_type(definition.operation)
                inner, name = self.set(definition.selection_set, root), NameNode(value=self.name("Op"))
                definitions.append(replace(definition, name=name, selection_set=inner))
            elif isinstance(definition, FragmentDefinitionNode):
                on = graphql_schema().type_map[definition.type_condition.name.value]
                definitions.append(replace(definition, selection_set=self.set(definition.selection_set, on)))
        definitions += self.fragments
        self.random.shuffle(definitions)
        names = {name: self.name("v") for name in variables} | {
            each.variable.name.value: self.name("v")
            for definition in definitions
            for each in getattr(definition, "variable_definitions", None) or ()
        }
        text = print_ast(rename_variables(DocumentNode(definitions=tuple(definitions)), names))
        return text, {names[name]: value for name, value in variables.items()}

    def set(self, given: SelectionSetNode, parent: Any) -> SelectionSetNode:
        """A selection set in another order, some of it in fragments."""
        selections = [self.selection(each, parent) for each in given.selections]
        self.random.shuffle(selections)
        if len(selections) > 1 and self.random.random() < 0.4:
            cut = self.random.randint(1, len(selections) - 1)
            selections = [self.wrapped(selections[:cut], parent), *selections[cut:]]
        return SelectionSetNode(selections=tuple(selections))

    def selection(self, given: SelectionNode, parent: Any) -> SelectionNode:
        if isinstance(given, FieldNode):
            return self.field(given, parent)
        if isinstance(given, InlineFragmentNode):
            on = given.type_condition
            inner = graphql_schema().type_map[on.name.value] if on else parent
            return replace(given, selection_set=self.set(given.selection_set, inner))
        return given

    def field(self, given: FieldNode, parent: Any) -> FieldNode:
        defined = getattr(parent, "fields", {}).get(given.name.value)
        key = (given.alias or given.name).value
        arguments = [replace(each, value=self.value(each.value)) for each in given.arguments or ()]
        self.random.shuffle(arguments)
        inner = given.selection_set
        if inner and defined is not None:
            inner = self.set(inner, named(defined.type))
        alias = NameNode(value=self.aliases.setdefault(key, self.name("k")))
        return replace(given, alias=alias, arguments=tuple(arguments), selection_set=inner)

    def value(self, given: Any) -> Any:
        """Objects with their fields in another order."""
        if isinstance(given, ObjectValueNode):
            given_fields = [replace(each, value=self.value(each.value)) for each in given.fields]
            self.random.shuffle(given_fields)
            return replace(given, fields=tuple(given_fields))
        return given

    def wrapped(self, selections: list[SelectionNode], parent: Any) -> SelectionNode:
        inner = SelectionSetNode(selections=tuple(selections))
        condition = NamedTypeNode(name=NameNode(value=parent.name))
        if self.random.random() < 0.5:
            return InlineFragmentNode(type_condition=condition, selection_set=inner, directives=())
        name = NameNode(value=self.name("F"))
        made = FragmentDefinitionNode(name=name, type_condition=condition, selection_set=inner, directives=())
        self.fragments.append(made)
        return FragmentSpreadNode(name=NameNode(value=name.value), directives=())

    def name(self, stem: str) -> str:
        self.count += 1
        return f"{stem}{self.random.randrange(10**6)}_{self.count}"


def named(of: Any) -> Any:
    """A type without its lists and its non-nulls."""
    while hasattr(of, "of_type"):
        of = of.of_type
    return of


def rename_variables(node: Any, names: dict[str, str]) -> Any:
    """The tree with its variables called otherwise."""
    if isinstance(node, VariableNode):
        return VariableNode(name=NameNode(value=names[node.name.value]))
    if isinstance(node, tuple):
        return tuple(rename_variables(each, names) for each in node)
    if not isinstance(node, Node):
        return node
    inner = {each.name: rename_variables(getattr(node, each.name), names) for each in fields(node) if each.init}
    return replace(node, **inner)
