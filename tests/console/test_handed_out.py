"""Secrets of other systems are shown once, on the page of what they are for, and nowhere else."""

from graphsvc.console.browser.handed_out import MOST, HandedOut

CHANGE = "registerEventSubscription"


def made(kept: HandedOut, key: str) -> str:
    fields, secret = kept.filled(CHANGE, {"key": [key], "subscription.secret": [""]})
    assert fields["subscription.secret"] == [secret]
    return secret


def test_a_secret_is_shown_once_on_its_own_page() -> None:
    kept = HandedOut()
    first, second = made(kept, "one"), made(kept, "two")
    kept.leave("/console/eventSubscriptions/a%3A1?x=1", first)
    kept.leave("/console/eventSubscriptions/b", second)
    kept.leave("/console/eventSubscriptions/c", "")
    assert [kept.hand_out(path) for path in ("/console/screen", "/console/eventSubscriptions/c")] == ["", ""]
    assert kept.hand_out("/console/eventSubscriptions/a:1") == first
    assert kept.hand_out("/console/eventSubscriptions/a:1") == ""
    assert made(kept, "two") == second, "of another form nothing is forgotten"
    assert made(kept, "one") != first
    assert kept.hand_out("/console/eventSubscriptions/b") == second


def test_of_secrets_that_nobody_looks_at_only_the_last_are_kept() -> None:
    kept = HandedOut()
    for number in range(MOST + 1):
        kept.leave(f"/console/eventSubscriptions/{number}", made(kept, f"{number}"))
    assert kept.hand_out("/console/eventSubscriptions/0") == ""
    assert kept.hand_out("/console/eventSubscriptions/1") != ""
    assert (len(kept.made), len(kept.to_show)) == (MOST - 1, MOST - 1)
