"""Grown registrations: the same for the same seed, as the machine of registrations allows, and nothing after today."""

from datetime import date, timedelta
from typing import Any

from graphsvc.registration.model.point_rules import usual_rules
from graphsvc.registration.model.registration import (
    MACHINE,
    RegistrantKind,
    RegistrationAction,
    RegistrationState,
)
from graphsvc.registration.model.service_record import ServiceRecordState
from seeds.registered.registrations import Grown, Growth, Registrant, grow_community
from seeds.registered.services import LONGEST_WAIT

HERE, TODAY = "500103012011", date(2026, 10, 20)
WHO = [Registrant(f"member-{number}", RegistrantKind.MEMBER, f"{HERE}001") for number in range(200)]
WHO += [Registrant(f"unit-{number}", RegistrantKind.UNIT, HERE) for number in range(20)]


def grown(today: date = TODAY, seed: int = 1, **more: Any) -> Grown:
    return grow_community(HERE, WHO, Growth(today, usual_rules(), 8, 8, seed, **more))


def test_the_same_seed_and_day_grow_the_same() -> None:
    assert grown() == grown()
    assert grown() != grown(seed=2)
    assert grown(date(2026, 1, 4)).registrations[0]["steps"] == []


def test_steps_are_those_of_the_machine_and_end_where_the_registration_stands() -> None:
    reached = set()
    for row in grown().registrations:
        state, says = RegistrationState.REPORTED, row["says"]
        for number, step in enumerate(row["steps"], 2):
            assert step["version"] == number
            assert step["source"] == state
            state = MACHINE.after(state, RegistrationAction(step["action"]))
        assert (says["state"], says["version"]) == (state, 1 + len(row["steps"]))
        assert ("openKey" in says) == (state is not RegistrationState.WITHDRAWN)
        reached.add(state)
    assert reached == set(RegistrationState) - {RegistrationState.TRANSFERRED}


def test_services_are_done_by_today_and_decided_on_in_time() -> None:
    records = [each["says"] for row in grown().registrations for each in row["records"]]
    assert len(records) > 1_000
    for record in records:
        assert record["startedAt"] < record["endedAt"]
        assert record["servedOn"] <= TODAY
        if record["state"] == ServiceRecordState.WRITTEN:
            assert record["servedOn"] >= TODAY - timedelta(days=LONGEST_WAIT)
        else:
            assert record["decidedAt"] > record["writtenAt"] > record["endedAt"]
    assert {record["state"] for record in records} == {"WRITTEN", "CONFIRMED", "REJECTED"}


def test_months_and_journal_add_up() -> None:
    for row in grown().registrations:
        confirmed = [each for each in row["records"] if each["says"]["state"] == "CONFIRMED"]
        assert sum(row["says"].get("minutesByMonth", [])) == sum(each["says"]["minutes"] for each in confirmed)
        entries = [entry for each in row["records"] for entry in each["entries"]]
        assert not [each for each in entries if row["says"]["kind"] == "UNIT"]
        lapsed = sum(each["amount"] for each in entries if each["period"] == "2026H1")
        assert sum(each["amount"] for each in row["closing"]) == -lapsed


def test_no_post_has_more_claims_than_seats() -> None:
    for found in (grown(), grown(both_ways=0.5)):
        for post in found.posts:
            assert post["takenCount"] == sum(each["post"] == post["id"] for each in found.claims) <= post["seatCount"]
    assert {each["says"]["state"] for each in grown(both_ways=0.5).claims} >= {"SERVED", "CLAIMED"}


def test_nobody_claims_before_the_receipt_or_is_rated_before_the_confirmation() -> None:
    found = grown(both_ways=0.9)
    says = {row["says"]["id"]: row["says"] for row in found.registrations}
    assert all(each["says"]["claimedAt"].date() >= says[each["of"]]["receivedOn"] for each in found.claims)
    rated = [
        (each["says"], rating) for row in found.registrations for each in row["records"] for rating in each["ratings"]
    ]
    assert len(rated) > 1_000
    for record, rating in rated:
        assert record["state"] == "CONFIRMED"
        assert record["decidedAt"] < rating["ratedAt"]
        assert rating["ratedAt"].date() == rating["ratedOn"] < TODAY
        assert rating["ratedOn"] <= rating["openOn"]


def test_what_is_needed_is_answered_as_its_machine_allows() -> None:
    needs = [need for row in grown(both_ways=0.9).registrations for need in row["needs"]]
    assert {need["state"] for need in needs} == {"RAISED", "ACCEPTED", "MET", "DECLINED"}
    for need in needs:
        assert need["version"] == (1 if need["state"] == "RAISED" else 2)
        assert ("metOn" in need) == (need["state"] == "MET")
        assert ("answer" in need) == (need["state"] in ("MET", "DECLINED"))
        assert need["raisedOn"] <= TODAY


def test_a_post_that_answers_a_need_is_published_and_claimed_once_that_was_raised() -> None:
    raised = date(2026, 10, 1)
    growth = Growth(TODAY, usual_rules(), 8, 8, both_ways=0.3)
    found = grow_community(HERE, WHO, growth, [("need-1", "陪护", raised), ("need-2", "修灯", date(2025, 1, 1))])
    posts = {post["id"]: post for post in found.posts}
    first, second = found.answers
    assert (posts[first]["title"], posts[first]["publishedOn"]) == ("志愿帮办：陪护", raised)
    assert posts[second]["publishedOn"] >= date(2026, 1, 1)
    claimed = [each["says"]["claimedAt"].date() for each in found.claims if each["post"] == first]
    assert claimed
    assert min(claimed) >= raised


def test_a_year_that_is_over_leaves_nothing_to_be_done() -> None:
    found = grown(date(2027, 2, 10), year=2026)
    assert {row["says"]["year"] for row in found.registrations} == {2026}
    assert {row["says"]["state"] for row in found.registrations} & {"PLEDGED", "FULFILLING"} == set()
    assert {post["state"] for post in found.posts} == {"ENDED"}
    assert {each["says"]["state"] for each in found.claims} == {"SERVED"}
    assert {each["says"]["state"] for row in found.registrations for each in row["records"]} == {
        "CONFIRMED",
        "REJECTED",
    }
