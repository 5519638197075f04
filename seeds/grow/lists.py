"""Needs of a community, projects that meet them, and the joint meetings that decided the projects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from graphsvc.intake.model.columns import Draft, Row

from .ground import Ground
from .models import project_title, rows
from .names import word
from .parties import day
from .places import Site
from .units import unit_id

TODAY = date(2026, 11, 20)
_NEEDS_A_GRID = 2
_PROJECTS_A_GRID = 1.5
_DECIDED_A_MEETING = 5
_STATES = {
    "RATED": 42,
    "FEEDBACK": 8,
    "DELIVERED": 10,
    "COORDINATING": 12,
    "CLAIMED": 12,
    "PROPOSED": 8,
    "DECLINED": 5,
    "WITHDRAWN": 3,
}
_STATUS = {
    "RATED": "MET",
    "FEEDBACK": "MET",
    "DELIVERED": "MET",
    "COORDINATING": "IN_PROGRESS",
    "CLAIMED": "IN_PROGRESS",
}


@dataclass(frozen=True, slots=True)
class Lists:
    """Rows of the lists that are not about resources."""

    needs: Sequence[Row]
    projects: Sequence[Row]
    meetings: Sequence[Row]


def projects_of(site: Site) -> int:
    """How many projects a community has; they are counted from 1."""
    return max(round(site.grids * _PROJECTS_A_GRID), 1)


def project_id(community: str, number: int) -> str:
    """Id of a project."""
    return f"project-{community}-{number}"


def lists(site: Site, ground: Ground, committee: str | None, chance: Random) -> Lists:
    """Needs, projects and meetings; every project meets the need of the same number.

    Args:
        committee: the committee that meets; None when the community has none.
    """
    needs, projects = [], []
    for number in range(1, site.grids * _NEEDS_A_GRID + 1):
        need = _need(site, ground, number, chance)
        if number <= projects_of(site):
            project = _project(site, number, need, chance)
            need["status"] = _STATUS.get(str(project["state"]), "OPEN")
            projects.append(project)
        needs.append(need)
    return Lists(needs, projects, _meetings(site, committee, projects) if committee else [])


def _need(site: Site, ground: Ground, number: int, chance: Random) -> Draft:
    model = chance.choice(rows("needs"))
    estate = chance.choice(ground.estates)
    raised = day(chance, date(2025, 6, 1), TODAY)
    needed_from = raised + timedelta(days=chance.randint(2, 30))
    at, by = chance.choice(
        (
            (site.code, site.code),
            (estate["code"], site.code),
            (site.grid(chance.randint(1, site.grids)), site.code),
            (site.code, unit_id(site.code, chance.randint(1, site.units))),
        )
    )
    return {
        **model,
        "id": f"need-{site.code}-{number}",
        "title": f"{estate['name']}：{model['title']}",
        "status": "OPEN",
        "raised_on": raised,
        "needed_from": needed_from,
        "needed_to": needed_from + timedelta(days=chance.randint(30, 400)),
        "area": at,
        "raised_by": by,
    }


def _project(site: Site, number: int, need: Draft, chance: Random) -> Row:
    state = chance.choices(list(_STATES), list(_STATES.values()))[0]
    raised = need["raised_on"]
    assert isinstance(raised, date)
    proposed = min(raised + timedelta(days=chance.randint(1, 20)), TODAY)
    delivered = proposed + timedelta(days=chance.randint(0, 90)) if _STATUS.get(state) == "MET" else None
    rated = delivered + timedelta(days=chance.randint(2, 20)) if delivered and state == "RATED" else None
    return {
        "id": project_id(site.code, number),
        "title": project_title(word(chance), chance.choice(rows("projects"))),
        "state": state,
        "proposed_on": proposed,
        "delivered_on": delivered,
        "rated_on": rated,
        "community_rating": chance.choices((5, 4, 3, 2, 1), (45, 33, 14, 6, 2))[0] if rated else None,
        "unit_rating": chance.choices((5, 4, 3, 2), (45, 38, 14, 3))[0] if rated else None,
        "area": site.code,
        "need": need["id"],
    }


def _meetings(site: Site, committee: str, projects: Sequence[Row]) -> list[Row]:
    decided = [project for project in projects if project["state"] not in ("PROPOSED", "DECLINED", "WITHDRAWN")]
    decided.sort(key=lambda project: str(project["proposed_on"]))
    return [
        _meeting(site, committee, number, decided[at : at + _DECIDED_A_MEETING])
        for number, at in enumerate(range(0, len(decided), _DECIDED_A_MEETING), start=1)
    ]


def _meeting(site: Site, committee: str, number: int, projects: Sequence[Row]) -> Row:
    held = projects[-1]["proposed_on"]
    assert isinstance(held, date)
    return {
        "id": f"meeting-{site.code}-{number}",
        "title": f"{site.name}大党委{held.year}年{held.month}月联席会议",
        "held_on": held,
        "agenda": "通报上次议定事项进度；逐条研究居民需求与单位资源对接；明确责任单位和完成时限",
        "resolutions": [f"同意实施{project['title']}" for project in projects],
        "area": site.code,
        "committee": committee,
        "decided": [str(project["id"]) for project in projects],
    }
