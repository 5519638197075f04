"""The schema against its last release: nothing breaks unless it was decided, and what goes says when."""

from pathlib import Path

import pytest
from graphql import build_schema

from graphsvc.contract.schema_changes import RELEASED, changes, recorded, undated
from graphsvc.schema import graphql_schema, sdl

BEFORE = """
type Query { unit(id: ID!): Unit units(first: Int): [Unit!]! }
type Unit { id: ID! name: String kind: Kind }
enum Kind { SCHOOL HOSPITAL }
"""


def test_no_change_breaks_clients_unless_it_is_recorded() -> None:
    found = changes(RELEASED.read_text(encoding="utf-8"), sdl())
    assert set(found.breaking) - recorded() == set(), "decide on it and record it in schema/breaking.md"


def test_every_recorded_change_is_one_since_the_last_release() -> None:
    assert recorded() <= set(changes(RELEASED.read_text(encoding="utf-8"), sdl()).breaking)


BREAKING = {
    "a field goes": (("name: String ", ""), "Field Unit.name was removed."),
    "a field changes its type": (("name: String ", "name: Int "), "Field Unit.name changed type from String to Int."),
    "an argument becomes required": (
        ("units(first: Int)", "units(first: Int, area: ID!)"),
        "A required argument Query.units(area:) was added.",
    ),
    "an enum value goes": ((" HOSPITAL", ""), "Enum value Kind.HOSPITAL was removed."),
}


@pytest.mark.parametrize(("change", "said"), BREAKING.values(), ids=list(BREAKING))
def test_what_breaks_clients_is_found(change: tuple[str, str], said: str) -> None:
    assert changes(BEFORE, BEFORE.replace(*change)).breaking == (said,)


def test_what_may_surprise_is_told_apart() -> None:
    found = changes(BEFORE, BEFORE.replace("HOSPITAL", "HOSPITAL CLINIC"))
    assert (found.breaking, found.dangerous) == ((), ("Enum value Kind.CLINIC was added.",))


def test_a_record_is_the_change_in_backticks_with_a_reason(tmp_path: Path) -> None:
    page = tmp_path / "breaking.md"
    page.write_text("# x\n- `Unit.name was removed.` since names moved.\n- nothing\n`no item`\n", encoding="utf-8")
    assert recorded(page) == {"Unit.name was removed."}


def test_every_deprecation_says_on_which_day_the_element_goes() -> None:
    assert undated(graphql_schema()) == []


def test_a_deprecation_without_a_day_is_found_wherever_it_stands() -> None:
    text = """
    type Query { a: Int @deprecated(reason: "Use b. Removed on 2027-06-30.") b(x: Int @deprecated(reason: "old")): E
                 c: Int @deprecated }
    enum E { ONE TWO @deprecated(reason: "Use ONE.") }
    input I { f: Int @deprecated(reason: "gone soon") }
    """
    assert undated(build_schema(text)) == ["Query.b(x:)", "Query.c", "E.TWO", "I.f"]
