"""The conventions of the schema (docs/adr/0008-schema-conventions.md), held over every element of it."""

import re
from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_object_type,
)

from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.enforcement import constraint_of
from graphsvc.gql.schema.types import LinkField
from graphsvc.schema import graphql_schema, registered

SCHEMA = graphql_schema()
KINDS = {name: kind for name, kind in SCHEMA.type_map.items() if not name.startswith("__")}
OBJECTS = {name: kind for name, kind in KINDS.items() if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)}
INPUTS = {name: kind for name, kind in KINDS.items() if isinstance(kind, GraphQLInputObjectType)}
assert SCHEMA.query_type
assert SCHEMA.mutation_type
assert SCHEMA.subscription_type
MUTATIONS = SCHEMA.mutation_type.fields
ROOTS = {**SCHEMA.query_type.fields, **SCHEMA.subscription_type.fields, **MUTATIONS}
PAGES = {name for name in OBJECTS if name.endswith("Connection")}

NOT_STORED = {"acknowledgeFinding", "waiveFinding"}
"""Changes of what has an id and no version: findings are worked out anew, and decisions about them only added."""
MADE = re.compile(
    r"(draft|open|publish|propose|discover|dispatch|found|notice|accept|file|claim|sign|register)[A-Z]\w*"
)
NOT_OF_ONE = {
    "judgeRiskWarning",
    "acceptPlan",
    "embedForce",
    "markClaimRead",
    "markNoticesRead",
    "mergeLineGrids",
    "redrawAreas",
    "reportVisits",
    "withdrawForce",
}
"""Changes that no single thing stands for: what they touch is looked at under its locks."""


def fields() -> Iterator[tuple[str, GraphQLField]]:
    for name, kind in OBJECTS.items():
        yield from ((f"{name}.{field_name}", field) for field_name, field in kind.fields.items())


def arguments() -> Iterator[tuple[str, GraphQLArgument]]:
    for place, field in fields():
        yield from ((f"{place}({name}:)", argument) for name, argument in field.args.items())


def input_fields() -> Iterator[tuple[str, GraphQLInputField]]:
    for name, kind in INPUTS.items():
        yield from ((f"{name}.{field_name}", field) for field_name, field in kind.fields.items())


def reached(inputs: dict[str, GraphQLArgument]) -> Iterator[tuple[str, GraphQLArgument | GraphQLInputField]]:
    """Arguments, and the fields of all input objects that they lead to; filters aside."""
    for name, argument in inputs.items():
        yield name, argument
        kind = get_named_type(argument.type)
        if isinstance(kind, GraphQLInputObjectType) and not kind.name.endswith(("Filter", "Order")):
            yield from ((f"{name}.{inner}", each) for inner, each in reached(kind.fields))


# -- mutations


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_change_takes_a_key_and_the_version_of_what_it_changes(name: str) -> None:
    args = MUTATIONS[name].args
    assert str(args["key"].type) == "ID"
    if "id" in args:
        assert str(args["id"].type) == "ID!"
        assert ("expectedVersion" in args) == (name not in NOT_STORED)
    else:
        assert MADE.fullmatch(name) or name in NOT_OF_ONE
    if "expectedVersion" in args:
        assert str(args["expectedVersion"].type) == "Int!"
        assert next(iter(args)) == "id"
        assert "version" in OBJECTS[get_named_type(MUTATIONS[name].type).name].fields


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_change_that_fails_does_not_empty_the_others(name: str) -> None:
    assert not isinstance(MUTATIONS[name].type, GraphQLNonNull)


@pytest.mark.parametrize("name", MUTATIONS)
def test_words_are_notes_where_they_may_be_left_out_and_reasons_where_not(name: str) -> None:
    args = MUTATIONS[name].args
    assert not {"note", "reason"} <= set(args)
    assert "by" not in args
    assert "note" not in args or str(args["note"].type) == "String"
    assert "reason" not in args or str(args["reason"].type) == "String!"


@pytest.mark.parametrize("name", ROOTS)
def test_every_text_and_list_that_a_client_sends_has_a_limit(name: str) -> None:
    unlimited = []
    for place, each in reached(ROOTS[name].args):
        constraint = constraint_of(each)
        if str(get_named_type(each.type)) in ("String", "ID"):
            limited = constraint and (constraint.read or isinstance(constraint.max_length, int))
            unlimited += [] if limited or place in CURSORS else [place]
        if is_list_type(get_nullable_type(each.type)) and name in MUTATIONS:
            unlimited += [] if constraint and isinstance(constraint.max_items, int) else [f"[{place}]"]
    assert unlimited == []


CURSORS = {"after", "before"}
"""Read by the planner where it made them, and refused unless they are its own."""


# -- lists


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_page_has_one_shape(name: str) -> None:
    kind = OBJECTS[name]
    shown = {field_name: str(field.type) for field_name, field in kind.fields.items()}
    edge, node = name.removesuffix("Connection") + "Edge", str(get_named_type(kind.fields["nodes"].type))
    assert (
        shown.items()
        >= {
            "edges": f"[{edge}!]!",
            "nodes": f"[{node}!]!",
            "pageInfo": "PageInfo!",
            "totalCount": "Int!",
        }.items()
    )
    assert {"cursor": "String!", "node": f"{node}!"}.items() <= {
        field_name: str(field.type) for field_name, field in OBJECTS[edge].fields.items()
    }.items()


def test_every_page_is_asked_for_by_first_and_after() -> None:
    assert [
        place
        for place, field in fields()
        if get_named_type(field.type).name in PAGES
        and (str(field.args.get("first", None) and field.args["first"].type) != "Int" or "after" not in field.args)
    ] == []


IN_ONE_ORDER = {"Step", "TaskStep", "RegistrationStep", "LogEntry"}
"""Entries of a record, which is read from its beginning or its end."""
ROWS = {"Tie", "SearchHit"}
"""What is told in answer to one question, best or nearest first."""


def test_every_list_of_nodes_that_the_graph_answers_is_filtered_and_ordered() -> None:
    """Nested or not, by whatever fields its rows have for it; what Python ranks or works out has one order."""
    compiled = [
        (f"{owner}.{name}", field)
        for owner, fields in {
            "Query": registered().roots,
            **{n: of.fields for n, of in registered().types.items()},
        }.items()
        for name, field in fields.items()
        if isinstance(field, LinkField) and field.shape == "page" and field.target not in ROWS
    ]
    assert len(compiled) > 60
    shown = dict(fields())
    missing = []
    for place, field in compiled:
        wanted = {"filter"} if field.target in IN_ONE_ORDER else {"filter", "orderBy"}
        if place in shown and not wanted <= set(shown[place].args):
            missing.append(place)
    assert missing == []


@pytest.mark.parametrize(
    ("kind", "keys"),
    {
        "Case": ("urgency", "state", "dueAt", "dueOn", "raisedAt", "raisedOn"),
        "Need": ("urgency", "state", "raisedOn", "neededTo"),
        "Resource": ("state", "availableTo"),
        "Project": ("state", "proposedOn"),
        "Call": ("state", "dueAt", "calledAt"),
        "Task": ("dueAt", "createdAt"),
        "Assignment": ("state", "dueOn"),
        "Registration": ("state", "reportedOn", "dueOn"),
        "Post": ("state", "endsOn", "takenCount"),
        "Claim": ("state", "claimedAt"),
        "ServiceRecord": ("state", "servedOn", "minutes"),
        "PointEntry": ("kind", "countedOn", "points"),
    }.items(),
)
def test_work_is_ordered_by_what_people_look_at_first(kind: str, keys: tuple[str, ...]) -> None:
    assert set(keys) <= set(INPUTS[f"{kind}Order"].fields)


def sizes(field: GraphQLField) -> list[ListSize]:
    declared = field.extensions.get("strawberry-definition")
    return [each for each in getattr(declared, "directives", ()) if isinstance(each, ListSize)]


def most_items(argument: GraphQLArgument) -> bool:
    """A list of things asked for one by one is as long as the client's own list, which has a limit."""
    constraint = constraint_of(argument)
    return constraint is not None and isinstance(constraint.max_items, int)


def says(bound: int, description: str) -> bool:
    """The description names the bound, or what there is one of or all of."""
    return bool(re.search(rf"\b{bound}\b|\ball of (it|them)\b|\bone a \w+", description))


def test_a_list_of_objects_is_a_page_or_says_how_short_it_is() -> None:
    loose = []
    for place, field in fields():
        kind = get_named_type(field.type)
        is_list = is_list_type(get_nullable_type(field.type))
        if not is_list or not (is_object_type(kind) or isinstance(kind, GraphQLInterfaceType)):
            continue
        if place.split(".")[0] in PAGES or any(most_items(each) for each in field.args.values()):
            continue
        bound = next((each.assumed_size for each in sizes(field)), None)
        if not bound or not says(bound, field.description or ""):
            loose.append(place)
    assert loose == []


# -- names and types


def test_inputs_are_named_for_what_they_are() -> None:
    assert [name for name in INPUTS if not name.endswith(("Input", "Filter", "Order"))] == []


DAYS = {"asOf", "from", "to", "since", "until", "availableFrom", "availableTo", "neededFrom", "neededTo", "equals"}


def test_days_end_in_on_and_moments_in_at() -> None:
    wrong = []
    everything: list[tuple[str, GraphQLField | GraphQLInputField | GraphQLArgument]] = []
    everything += [*fields(), *input_fields(), *arguments()]
    for place, each in everything:
        name = place.rpartition(".")[2] if "(" not in place else place.partition("(")[2][:-2]
        kind = str(get_named_type(each.type))
        if kind == "Date" and not name.endswith("On") and name not in DAYS:
            wrong.append(place)
        if kind == "DateTime" and not name.endswith("At") and name not in {"until", "equals", "from", "to", "at"}:
            wrong.append(place)
    assert wrong == []


def test_a_count_is_not_named_like_a_list() -> None:
    lists = {
        place.rpartition(".")[2]
        for place, field in fields()
        if get_named_type(field.type).name in PAGES or is_list_type(get_nullable_type(field.type))
    }
    assert [
        place
        for place, field in fields()
        if str(get_nullable_type(field.type)) == "Int" and place.rpartition(".")[2] in lists
    ] == []


def test_one_word_says_where_something_stands() -> None:
    words = {place.rpartition(".")[2] for place, _ in [*fields(), *input_fields()]}
    assert not words & {"status", "standing", "progress"}


def test_what_has_an_id_is_a_node() -> None:
    node = SCHEMA.type_map["Node"]
    assert [
        name for name, kind in OBJECTS.items() if "id" in kind.fields and name != "Node" and node not in kind.interfaces
    ] == []


MAY_BE_GONE = {"LogEntry.subjectId", "Change.subjectId", "Notice.subjectId", "HolidayYear.tableId"}
"""Or not be there yet: the first change of a table names it too."""


def test_objects_stand_where_their_ids_would() -> None:
    """An id beside an object is for what may be gone; a code is what a filter compares."""
    ids = [
        place
        for place, field in fields()
        if str(get_named_type(field.type)) == "ID" and place.rpartition(".")[2] not in ("id", "code")
    ]
    assert set(ids) == MAY_BE_GONE


# -- descriptions

TOLD_ONCE = {
    *("id", "expectedVersion", "note", "reason", "attachments", "key"),  # by the type Mutation
    *("first", "after", "last", "before", "filter", "orderBy", "asOf", "by"),  # by the type Query
}


def test_every_element_is_described_unless_it_means_the_same_everywhere() -> None:
    missing = [name for name, kind in KINDS.items() if not kind.description and name not in ("String", "Int")]
    for place, field in fields():
        owner, name = place.split(".")
        same = owner in PAGES or (owner.endswith("Edge") and name in ("cursor", "node"))
        missing += [] if field.description or same else [place]
    for place, argument in arguments():
        name = place.partition("(")[2][:-2]
        missing += [] if argument.description or name in TOLD_ONCE or _is_the_thing(place) else [place]
    for place, input_field in input_fields():
        same = place.split(".")[0].endswith(("Filter", "Order"))
        missing += [] if input_field.description or same else [place]
    assert missing == []


def _is_the_thing(place: str) -> bool:
    """Whether an argument is the thing itself, as in `publishNeed(need:)`."""
    field, _, name = place.removeprefix("Mutation.").partition("(")
    return field.lower().endswith(name[:-2].lower())


SMALL = {
    *("a", "an", "the", "its", "it", "this", "that", "their", "one", "own"),
    *("of", "in", "on", "at", "by", "to", "for", "with", "as", "and", "or"),
    *("is", "are", "has", "have", "be", "which", "who", "whose", "what"),
}


def stems(text: str) -> set[str]:
    """Words of a name or sentence, without the plural's ending."""
    found = re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", re.sub(r"\([^()]*[\u4e00-\u9fff][^()]*\)", "", text))
    return {re.sub(r"ies$", "y", word.lower()).rstrip("s") for word in found} - SMALL


def only_repeats(place: str, description: str) -> bool:
    """Whether a description says in English what its name and its owner's say already."""
    return not stems(description) - stems(place)


def test_descriptions_that_only_repeat_the_name_are_told() -> None:
    assert only_repeats("Need.title", "Title (标题).")
    assert only_repeats("PartyOrganization.superior", "Its superior (上级党组织).")
    assert only_repeats("Query.tasks(first:)", "The first.")
    assert not only_repeats("Need.title", "What is asked for, in a few words (标题).")


def test_descriptions_say_something() -> None:
    described: list[tuple[str, GraphQLField | GraphQLInputField | GraphQLArgument]] = []
    described += [*fields(), *arguments(), *input_fields()]
    assert [place for place, each in described if each.description and only_repeats(place, each.description)] == []


def test_scalars_of_its_own_say_how_they_are_written() -> None:
    scalars = [kind for kind in KINDS.values() if isinstance(kind, GraphQLScalarType) and kind.name not in SPECIFIED]
    assert [kind.name for kind in scalars if not (kind.specified_by_url and "(" in (kind.description or ""))] == []
    assert len(scalars) == 2


SPECIFIED = {"String", "Int", "Float", "Boolean", "ID"}
