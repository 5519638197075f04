"""What forms send becomes variables, and addresses to return to never lead away."""

import json

import pytest

from graphsvc.console.browser.forms import HOME, filled, local_address, variables_of
from graphsvc.console.published.documents import mutations


@pytest.mark.parametrize(
    "given",
    ["/console/", "/console/today", "/console/cases/abc-1_2~3.4%20", "/console/cases?state=OPEN&order=title:DESC"],
)
def test_a_page_of_the_console_is_returned_to(given: str) -> None:
    assert local_address(given) == given


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "https://evil.example/console/",
        "//evil.example/console/",
        "/console//evil.example",
        "/\\evil.example",
        "/console/../graphql",
        "/console/today\r\nset-cookie: a=b",
        "/console/today#x",
        "javascript:alert(1)",
        "/console/{id}",
        "/graphql",
        "/console/\u2215\u2215evil.example",
    ],
)
def test_any_other_address_leads_to_the_first_page(given: str | None) -> None:
    assert local_address(given) == HOME


def test_fields_become_the_variables_of_a_change_by_their_types() -> None:
    fields = {"id": ["case-1"], "expectedVersion": ["3"], "departments": ["a", "b"], "kind": ["HARD_PROBLEM"]}
    fields |= {"note": ["  "], "key": ["k"], "csrf": ["no variable"]}
    assert variables_of(mutations()["whistleCase"].fields, fields) == {
        "id": "case-1",
        "expectedVersion": 3,
        "departments": ["a", "b"],
        "kind": "HARD_PROBLEM",
        "key": "k",
    }


def test_fields_of_an_input_stand_inside_it() -> None:
    fields = {"need": ["need-1"], "title": ["送餐"], "uses.resource": ["resource-1"], "uses.quantity:Int": ["30"]}
    assert variables_of(mutations()["proposeProject"].fields, fields) == {
        "need": "need-1",
        "title": "送餐",
        "uses": [{"resource": "resource-1", "quantity": 30}],
    }
    fields = {"need.title": ["送餐"], "need.topics[]": ["010101", "0102，0103"], "need.quantity:Int": [""]}
    assert variables_of(mutations()["publishNeed"].fields, fields) == {
        "need": {"title": "送餐", "topics": ["010101", "0102", "0103"]}
    }


def test_inputs_stand_inside_inputs_and_in_lists_and_what_is_left_empty_is_not_sent() -> None:
    plan = {"plan.places.0.grid": ["g1"], "plan.places.0.name": ["驿站"], "plan.places.1.name": [""]}
    sent = variables_of(mutations()["openPatrolPlan"].fields, {**plan, "plan.workdaysOnly:Boolean": ["true"]})
    assert sent == {"plan": {"places": [{"grid": "g1", "name": "驿站"}], "workdaysOnly": True}}
    fields = mutations()["amendForce"].fields
    sent = variables_of(fields, {"skills": ["LAW"], "times.recurrence": [""], "times.fromTime": [""]})
    assert sent == {"skills": ["LAW"]}
    sent = variables_of(fields, {"skills": [""], "times.recurrence": ["FREQ=DAILY"]})
    assert sent == {"skills": [], "times": {"recurrence": "FREQ=DAILY"}}


def test_an_hour_of_a_form_is_china_s() -> None:
    found = variables_of(mutations()["extendCase"].fields, {"until": ["2026-12-01T09:30"]})
    assert found == {"until": "2026-12-01T01:30:00+00:00"}


def test_a_number_that_is_none_is_left_for_the_schema_to_refuse() -> None:
    assert variables_of(mutations()["rateCase"].fields, {"rating": ["viele"]}) == {"rating": "viele"}


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        (
            "foundCell",
            {
                "cell": {
                    "name": "一网格党支部",
                    "community": "500103012011",
                    "superior": "party-012011",
                    "places": ["500103012011001", "500103012011002"],
                    "members": ["p-1", "p-2", "p-3"],
                    "secretary": "p-1",
                    "formation": "JOINT",
                    "group": True,
                },
                "accept": ["COMMITTEE_MISSING"],
            },
        ),
        ("assignCoverage", {"id": "party-1", "expectedVersion": 3, "place": "500103012011001", "accept": []}),
    ],
)
def test_a_change_that_is_proposed_comes_back_from_its_form_as_it_was(name: str, arguments: dict[str, object]) -> None:
    fields = filled(json.dumps(arguments))
    assert variables_of(mutations()[name].fields, fields) == arguments


def test_what_a_proposal_leaves_empty_is_no_field() -> None:
    assert filled('{"cell": {"units": [], "termEndsOn": null}, "accept": []}') == {}


def test_inputs_of_a_list_are_named_by_numbers() -> None:
    wanted = mutations()["acceptPlan"].fields
    fields = {
        "pairings.0.need": ["need-1"],
        "pairings.0.resource": ["resource-1"],
        "pairings.0.quantity:Int": ["2"],
        "pairings.3.need": ["need-2"],
        "pairings.3.resource": ["resource-2"],
    }
    assert variables_of(wanted, fields) == {
        "pairings": [
            {"need": "need-1", "resource": "resource-1", "quantity": 2},
            {"need": "need-2", "resource": "resource-2"},
        ]
    }
