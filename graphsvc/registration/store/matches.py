"""Posts that suit a registrant, and members that suit a post, each ranked by its fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader
from graphsvc.errors import Conflict, NotFound
from graphsvc.registration.model.fit import Fit, Offer, Wanted, fit
from graphsvc.registration.model.post import ABLE
from graphsvc.registration.model.registration import open_key
from graphsvc.registration.store import caller_params
from graphsvc.registration.store.posts import TEXTS

MOST_WEIGHED = 2_000
"""Posts or members of a subdistrict that are weighed; those of the lowest area codes where there are more."""


@dataclass(frozen=True, slots=True)
class Suited:
    """A post by its id, or a registration by its id with its person's, and how well it suits."""

    id: str
    fit: Fit
    person: str = ""


async def match_posts(graph: Reader, grant: Grant, registrant: str, now: datetime) -> Sequence[Suited]:
    """Rank the open posts of a registrant's subdistrict that have a free seat and that it has not taken.

    Raises:
        NotFound: no registration of this year for this caller. Conflict: it may not claim yet.
    """
    today = day_in_china(now)
    given = {"key": open_key(registrant, today.year), "today": today, "most": MOST_WEIGHED, **_asked(grant)}
    rows = await graph.read(Statement(TEXTS["suited_posts"], given))
    if not rows:
        raise NotFound("本年度没有报到，或不在可见范围内。", "No registration of this year for you.")
    able, offered, posts = rows[0]
    if not able:
        raise Conflict("报到尚未回执，不能认领岗位。", "The registration is not received, so it claims no post.")
    offer = _offer(offered)
    return _ranked([Suited(post["id"], fit(offer, _wanted(post), today)) for post in posts])


async def match_members(graph: Reader, grant: Grant, post: str, now: datetime) -> Sequence[Suited]:
    """Rank the members registered in a post's subdistrict, as far as the caller sees them, who have not taken it.

    Raises:
        NotFound: no such post in the caller's areas.
    """
    today = day_in_china(now)
    given = {"post": post, "year": today.year, "most": MOST_WEIGHED, **_asked(grant)}
    given.pop("unit")
    given.pop("person")
    rows = await graph.read(Statement(TEXTS["suited_members"], given))
    if not rows:
        raise NotFound("没有这个岗位，或不在您的管辖范围内。", "No such post, or none in your scope.")
    asked, members = rows[0]
    wanted = _wanted(asked)
    return _ranked([Suited(each["id"], fit(_offer(each), wanted, today), each["person"]) for each in members])


def _asked(grant: Grant) -> dict[str, Any]:
    return {"able": [state.value for state in ABLE], **caller_params(grant)}


def _ranked(found: Sequence[Suited]) -> Sequence[Suited]:
    return sorted(found, key=lambda each: (-each.fit.points, each.id))


def _offer(of: Mapping[str, Any]) -> Offer:
    return Offer(of["place"], frozenset(of["services"] or ()), of["speciality"] or "", of["freeTimes"] or "")


def _wanted(of: Mapping[str, Any]) -> Wanted:
    return Wanted(of["place"], of["service"], tuple(of["skills"] or ()), of["times"] or "")
