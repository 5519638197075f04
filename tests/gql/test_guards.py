"""No text of the schema or of a capability reaches a scoped row past its guard."""

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import isfunction
from pathlib import Path

from graphsvc.access.row_scope import SCOPED
from graphsvc.coverage.store.queries import OWN as OF_AUDITS
from graphsvc.cypher.compile import SEEN
from graphsvc.cypher.files import statements
from graphsvc.gql.planning.guards import guards
from graphsvc.gql.schema.types import LinkField, ValueField
from graphsvc.intake.tables.declared import TABLES
from graphsvc.org.api.ties import OF_PEOPLE, WORDS
from graphsvc.schema import registered

INTERNAL = {"intake", "log", "access"}
"""Rooms whose statements no caller asks for: loading, the record itself, sealing anew under another key."""

ROOT = Path(__file__).parents[2] / "graphsvc"


def test_every_type_has_a_guard_and_scoped_ones_a_condition() -> None:
    table = guards(registered())
    narrowed = {link.guard for link in links() if link.ends}
    assert set(table) == {*registered().types, *narrowed, SEEN}
    assert {name for name, guard in table.items() if guard.text} - narrowed == {
        name for name, of in registered().types.items() if name in SCOPED or set(of.possible) & set(SCOPED)
    }


def test_the_guard_of_an_interface_guards_each_scoped_type_it_stands_for() -> None:
    guard = guards(registered())["Node"]
    for label in SCOPED:
        assert (f"NOT @this:{label} OR" in guard.text) == (label in registered().types["Node"].possible)


def links() -> Iterator[LinkField]:
    """Every link of the schema."""
    for of in registered().types.values():
        yield from (field for field in of.fields.values() if isinstance(field, LinkField))


def test_a_link_that_names_its_ends_finds_no_others_and_guards_each() -> None:
    table = guards(registered())
    assert table["Node:Unit|Area"].text == "(@this:Unit OR @this:Area)"
    assert table["Node:Unit|Area|Person"].text == (
        "(@this:Unit OR @this:Area OR @this:Person) AND "
        "(NOT @this:Person OR any(prefix IN $READ_PEOPLE WHERE @this.areaCode STARTS WITH prefix))"
    )
    for link in links():
        ends = {name for end in link.ends for name in registered().types[end].possible}
        assert ends <= set(registered().types[link.target].possible)
        assert all(f"NOT @this:{name} OR" in table[link.guard].text for name in ends & set(SCOPED))


def texts() -> Iterator[tuple[str, str]]:
    """Every text of the schema but the arrows by which links reach their rows."""
    for name, of in registered().types.items():
        yield from ((f"{name} order", text) for text in of.kind.order)
        yield from ((f"{name} {key}", criterion.template) for key, criterion in of.kind.criteria.items())
        for field_name, field in of.fields.items():
            if isinstance(field, ValueField):
                yield f"{name}.{field_name}", field.expression
            elif isinstance(field, LinkField):
                yield f"{name}.{field_name}", field.clause.replace(f"@it:{field.target}", "@it")
    yield from ((name, root.clause) for name, root in registered().roots.items())


def test_no_text_names_labels_by_a_bar_which_no_two_by_colons_may_stand_beside() -> None:
    """Neo4j refuses a statement that does both, and which texts meet in one is for the client to say."""
    either = re.compile(r"(?<!\[)(?<!\[@)(?:\(@?\w*|\b[a-z]\w*|@\w+):[A-Z][A-Za-z]*\|(?=[A-Z][a-z])")
    parts = [*texts(), *((name, guard.text) for name, guard in guards(registered()).items())]
    assert [name for name, text in parts if either.search(text)] == []


SHOWN = {"Task.receivers", "Task.done", "Registration.points", "Force.lastActiveOn"}
SHOWN |= {"KeyPlace.dangerous", "KeyPlace dangerous", "KeyPlace dangerousOn", "KeyPlace unvisitedOn"}
"""How many a task was given to and how many are done, what a registration has earned, the last day of work of somebody
on the ledger of forces, whether hazards are open at a key place and whether anybody has been there, both of which lie
where it does: for whoever may see it."""


def test_no_expression_walks_to_a_scoped_row_but_by_a_guarded_link() -> None:
    walked = re.compile(r"\[[^\]]*?:([A-Z_|]+)[^\]]*\]")
    for name, text in texts():
        if "@allowed(" in text or name in SHOWN:
            continue
        inner = "".join(re.findall(r"(?:COUNT|EXISTS|COLLECT|CALL)[^{]*\{.*?\}", text, re.DOTALL))
        assert not {kind for kinds in walked.findall(inner) for kind in kinds.split("|")} & OF_PEOPLE, name
        assert not re.search(rf":({'|'.join(SCOPED)})\b", inner), name


COUNTED = {
    "branch_below_minimum",
    "branch_too_large",
    "committee_irregular",
    "committee_missing",
    "contact_missing",
    "community_parties",
    "community_units",
    "counts",
    "enterprise_without_organization",
    "grid_uncovered",
    "group_too_small",
    "member_of_dissolved",
    "member_without_organization",
    "pledge_overdue",
    "points_unconfirmed",
    "registration_rate_low",
    "activity_missing",
    "repeated_absence",
    "points_above_cap",
    "secretary_missing",
    "secretary_unqualified",
    "uncovered_grids",
    "unit_not_registered",
    "unit_without_organization",
}
"""Statements of the audit that count members or tell their ids, never names, in an area that was checked against the
caller's scope."""


OF_THE_COMMAND_LINE = ("copy", "entries", "erase")
"""What an operator does for a person who asks by law; no caller of GraphQL runs these."""


OF_ONESELF = {"org#home"}
"""What is found by the subject of the caller's token: where the caller lives."""

OF_THE_SERVICE = (
    {
        "attachments#expired",
        "attachments#erasable",
        "attachments#erased",
        "patrol#tell_missed",
        "command#tell_undecided",
    }
    | {
        *(f"exchange#{name}" for name in ("due", "hold", "entries", "finish")),
    }
    | {
        f"notices#{name}"
        for name in (
            "cases",
            "entries",
            "tasks",
            "shares",
            "claims",
            "deputyships",
            "registrant_needs",
            "supervisions",
            "appraisals",
            "area_ratings",
            "pairing_requests",
            "visits",
            "write",
            "forget",
            "takers",
            "deliver",
            "batch",
            "finish",
            "backlog",
            "drop",
            "replay",
        )
    }
)
"""What falls due and is done for nobody; no caller runs these."""


BEHIND = {
    "cases#show": "cases#move",
    "cases#tie": "cases#held_all",
    "cases#untie": "cases#held_all",
    "command#start": "command#lock_plan",
    "command#hold": "command#lock_plan",
    "command#left_open": "command#lock_run",
    "command#tie_tasks": "command#lock_plan",
    "coverage#dissolve_cell": "coverage#lock_dissolution",
    "coverage#elect_committee": "coverage#lock_election",
    "coverage#embed_force": "coverage#lock_force",
    "coverage#found_cell": "coverage#lock_founding",
    "coverage#merge_cells": "coverage#lock_merger",
    "coverage#name_secretary": "coverage#lock_naming",
    "coverage#reached": "coverage#lock_transfer",
    "coverage#transfer_members": "coverage#lock_transfer",
    "coverage#withdraw_force": "coverage#lock_withdrawal",
    "registration#file": "registration#member",
    "registration#file_rows": "registration#community",
    "registration#residents": "registration#community",
    "registration#standing": "registration#community",
}
"""What is written only after a lock that carries the caller's scope has given its row."""


def rows(row: str, label: str) -> str:
    """The rows that a rule of the audit is asked about."""
    return f"MATCH ({row}:{label}) WHERE true"


def organizations(row: str, then: str, label: str = "PartyOrganization") -> str:
    """The organizations that a rule of the audit is asked about."""
    return f"MATCH ({row}:{label}) WITH {row}, {row} AS {then} WHERE true"


def behind(row: str, key: str) -> str:
    """Where among the findings of a rule a page of them begins."""
    return f"{row}.id < {key}"


OWN: dict[str, Callable[..., str]] = {"among": rows, "between": rows, "behind": behind, "organizations": organizations}
OWN |= OF_AUDITS
"""Fragments that the audit's files have, which are read more than once."""


def fragments(room: str) -> dict[str, Callable[..., str]]:
    """Find the fragments that files of a room have of their own: what its modules that read statements know by name."""
    readers = [path for path in (ROOT / room).rglob("*.py") if " statements(" in path.read_text(encoding="utf-8")]
    modules = [import_module(".".join(path.relative_to(ROOT.parent).with_suffix("").parts)) for path in readers]
    known = {name: each for module in modules for name, each in vars(module).items() if isfunction(each)}
    return {**known, **(OWN if room == "coverage" else {})}


def test_a_named_statement_that_touches_scoped_rows_carries_the_callers_scope() -> None:
    known = {room.name: fragments(room.name) for room in ROOT.iterdir() if room.is_dir()}
    named = [
        (f"{path.relative_to(ROOT).parts[0]}#{name}", text)
        for path in sorted(ROOT.glob("**/*.cypher"))
        if path.relative_to(ROOT).parts[0] not in INTERNAL
        for name, text in statements(path, **known[path.relative_to(ROOT).parts[0]]).items()
    ]
    touches = re.compile(rf":({'|'.join(SCOPED)}|Member)\b")
    bare = [(name, text) for name, text in named if "$scope" not in text and "$addresses" not in text]
    scoped = {name for name, text in bare if touches.search(text)}
    by_operators = {f"trail#{name}" for name in OF_THE_COMMAND_LINE} | {"command#all"}
    counted = {f"coverage#{name}" for name in COUNTED}
    assert scoped == counted | by_operators | OF_ONESELF | OF_THE_SERVICE | BEHIND.keys()
    assert set(BEHIND.values()) <= {name for name, _ in named} - {name for name, _ in bare}


def test_only_the_ends_of_a_step_are_taken_as_seen() -> None:
    seen = {
        f"{name}.{field_name}"
        for name, of in registered().types.items()
        for field_name, field in of.fields.items()
        if isinstance(field, LinkField) and field.seen
    }
    assert seen == {"Hop.start", "Hop.end"}


def test_what_starts_at_a_person_has_types_of_its_own_and_nothing_ends_there() -> None:
    links = [link for table in TABLES.values() for link in table.links]
    people = {link.type for link in links if "people" in link.start.tables and link.among != "Node&!Person"}
    assert people == OF_PEOPLE
    assert {link.type for link in links if link.type not in OF_PEOPLE and "people" in link.end.tables} == set()
    assert all("people" in link.start.tables for link in links if link.type in OF_PEOPLE)


def test_ways_lead_over_people_and_nothing_else_that_is_scoped() -> None:
    """The relationships of ways are those of imported files; scoped things but people hang on others."""
    declared = {link.type for table in TABLES.values() for link in table.links}
    assert set(WORDS) <= declared | {"CONVENES", "HELD", "DECIDED", "HOLDS_PAIRING", "PAIRED_WITH"}
    assert not set(WORDS) & {"CALLED", "TO", "WENT_THROUGH", "GIVEN", "FOR", "HANDED_TO", "JUDGES"}
