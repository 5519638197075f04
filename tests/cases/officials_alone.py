"""How officials alone bring a case to its end, from wherever it stands."""

from datetime import timedelta

from graphsvc.cases.model.case import Case
from graphsvc.cases.model.decide import Wish, decide
from graphsvc.cases.model.permissions import Actor, offer
from graphsvc.cases.model.states import Action
from tests.cases.actors import (
    COMMUNITY,
    START,
    SUBDISTRICT,
)

OFFICIALS = (COMMUNITY, SUBDISTRICT)  # the district is not needed
TOWARDS_THE_END = (
    Action.RECALL,
    Action.CLOSE,
    Action.FEED_BACK,
    Action.RESOLVE,
    Action.SETTLE,
    Action.ACCEPT,
)
"""What an official tries, in this order, who wants a case off the desk."""
MOST_STEPS = 30


def next_step(case: Case) -> tuple[Actor, Wish] | None:
    """A step towards the end that the case offers to an official."""
    places = [None, *(call.id for call in case.running)]
    for action in TOWARDS_THE_END:
        for call in places:
            for actor in OFFICIALS:
                if offer(case, actor, action, call).allowed:
                    return actor, Wish(action, call=call, note="代为办结")
    return None


def ended(case: Case) -> Case:
    """The case after officials alone have gone on from here as far as they can."""
    for _ in range(MOST_STEPS):
        found = next_step(case)
        if not case.open or found is None:
            break
        actor, wish = found
        _, case = decide(case, actor, wish, START + timedelta(days=99), ())
    return case
