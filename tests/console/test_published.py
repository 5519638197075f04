"""Every published document fits the schema, every page has one, and every action of a case has its change."""

import re

import pytest
from graphql import parse, validate

from graphsvc.app import documents
from graphsvc.console.menu import HOMES, MENU
from graphsvc.console.published.actions import buttons
from graphsvc.console.published.documents import ACTIONS, PAGES, mutations
from graphsvc.console.published.lists import LISTS
from graphsvc.console.published.page_table import PAGES as TABLE
from graphsvc.console.rendering import environment
from graphsvc.schema import graphql_schema

SCHEMA = graphql_schema()
FILES = sorted([*PAGES.glob("*/*.graphql"), *ACTIONS.glob("*.graphql")])


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_published_document_fits_the_schema(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert [error.message for error in validate(SCHEMA, parse(text))] == []
    names = re.findall(r"^(?:query|mutation|subscription) (\w+)", text, re.MULTILINE)
    assert names
    assert all(name.startswith("Console") for name in names)


def test_every_page_and_every_list_has_its_document_and_each_document_its_page() -> None:
    served = (
        {page.name for page in TABLE}
        | {listing.name for listing in LISTS}
        | {"frame", "words", "sign_in", "spreadsheets", "registration_list"}
    )
    assert {path.parent.name for path in PAGES.glob("*/page.graphql")} == served


@pytest.mark.parametrize("listing", LISTS, ids=lambda listing: listing.name)
def test_filters_and_orders_of_a_list_are_fields_of_the_schema(listing: object) -> None:
    arguments = SCHEMA.query_type.fields[listing.name].args  # type: ignore[union-attr, attr-defined]
    fields = arguments["filter"].type.fields
    assert [each.field for each in listing.filters if each.field not in fields] == []  # type: ignore[attr-defined]
    orders = arguments["orderBy"].type.of_type.of_type.fields
    assert [each.order for each in listing.columns if each.order and each.order not in orders] == []  # type: ignore[attr-defined]


def test_every_action_of_a_case_has_a_published_change() -> None:
    actions = SCHEMA.type_map["CaseAction"].values  # type: ignore[attr-defined]
    for call in (None, {"id": "call-1", "unit": None}):
        offered = [{"action": name, "allowed": True, "reason": None, "call": call} for name in actions]
        found = {button.action: button.mutation.field for button in buttons(offered)}
        if call is None:
            assert found["ACCEPT"] == "acceptCase"
            assert found["REQUEST"] == "requestWhistle"
            assert found["FEED_BACK"] == "feedBackCase"
        else:
            assert found["SIGN"] == "signCall"
            assert found["APPROVE_RETURN"] == "approveReturn"
            assert found["EXTEND"] == "extendCase"
    both = {
        button.action
        for call in (None, {"id": "call-1", "unit": None})
        for button in buttons([{"action": name, "allowed": True, "reason": None, "call": call} for name in actions])
    }
    assert both == set(actions) - {"RECOUNT"}, "the clock's own"


def test_each_change_is_a_document_of_its_own() -> None:
    known = documents()
    for mutation in mutations().values():
        assert known.prepare(mutation.document.text, mutation.document.name).single is not None


def test_every_change_of_the_schema_has_a_form() -> None:
    assert set(mutations()) == set(SCHEMA.mutation_type.fields)  # type: ignore[union-attr]


def test_a_change_that_takes_what_its_sender_answers_for_passes_it_on() -> None:
    fields = SCHEMA.mutation_type.fields  # type: ignore[union-attr]
    taking = {name for name in mutations() if "accept" in fields[name].args}
    assert len(taking) > 10
    assert taking == {name for name, each in mutations().items() if "accept" in {field.name for field in each.fields}}


def test_templates_hold_no_script_no_style_and_nothing_unescaped() -> None:
    folder = PAGES.parent
    for path in sorted([*folder.glob("pages/*/*.html"), *folder.glob("templates/*.html")]):
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"\sstyle=|<style|\son\w+=|\|\s*safe|autoescape|https?://", text) == [], path
        assert [each for each in re.findall(r"<script[^>]*>", text) if "src=" not in each] == [], path
        environment().get_template(path.relative_to(folder / path.relative_to(folder).parts[0]).as_posix())


def test_both_pictures_expand_and_name_the_same() -> None:
    texts = [(PAGES / name / "page.graphql").read_text(encoding="utf-8") for name in ("picture", "unit_picture")]
    ours, theirs = (text.partition("fragment ")[2] for text in texts)
    assert ours == theirs != ""


def test_every_list_and_every_page_of_the_menu_stands_in_it_once() -> None:
    named = [name for names in MENU.values() for name in names]
    assert len(set(named)) == len(named)
    assert {each.name for each in LISTS} <= set(named)
    assert {each.name for each in TABLE if "{" not in each.path} - set(named) == {
        *("offer_resource", "new_post", "new_force", "new_grid_item", "new_patrol_plan"),
        *(
            "new_contingency_plan",
            "new_task",
            "new_pairing",
            "new_area_rating",
            "new_service_point",
            "new_service_item",
            "new_key_place",
            "new_policy_notice",
            "new_notice_endpoint",
            "new_event_subscription",
            "search",
            "permissions",
        ),
    }
    assert set(HOMES) <= set(named)
