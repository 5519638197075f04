"""Grown registrations: the same for the same seed, as the machine of registrations allows, and nothing after today."""

from datetime import date, timedelta

from graphsvc.registration.model.point_rules import usual_rules
from graphsvc.registration.model.registration import (
    MACHINE,
    RegistrantKind,
    RegistrationAction,
    RegistrationState,
)
from graphsvc.registration.model.service_record import ServiceRecordState
from seeds.registered.registrations import Grown, Registrant, grow_community
from seeds.registered.services import LONGEST_WAIT

HERE, TODAY = "500103012011", date(2026, 10, 20)
WHO = [Registrant(f"member-{number}", RegistrantKind.MEMBER, f"{HERE}001") for number in range(200)]
WHO += [Registrant(f"unit-{number}", RegistrantKind.UNIT, HERE) for number in range(20)]


def grown(today: date = TODAY, seed: int = 1) -> Grown:
    return grow_community(HERE, WHO, 8, today, usual_rules(), seed)


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
    posts, claims = grown().posts, grown().claims
    for post in posts:
        assert post["takenCount"] == sum(each["post"] == post["id"] for each in claims) <= post["seatCount"]
    assert {each["says"]["state"] for each in claims} >= {"SERVED", "CLAIMED"}
