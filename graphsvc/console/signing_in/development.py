"""The role picker of the developer profile: a token of this machine's own issuer for a role and a place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphsvc.access.role import Role
from graphsvc.access.sign_in.development import Development
from graphsvc.console.browser.forms import Fields, one
from graphsvc.errors import BadInput

PLACES: Mapping[Role, str] = {
    Role.GRID_WORKER: "grids",
    Role.COMMUNITY_OFFICIAL: "communities",
    Role.SUBDISTRICT_OFFICIAL: "subdistricts",
    Role.DEPARTMENT: "units",
    Role.AUDITOR: "districts",
    Role.DISTRICT_ADMIN: "districts",
    Role.MEMBER: "members",
    Role.VIEWER: "",
}
"""Where a role is at home, or who it is: a list of the document of the page."""


_TO_CHOOSE = {
    Role.DEPARTMENT: "请选择一个单位再进入。",
    Role.MEMBER: "请从名单里选择一名党员再进入；名单为空时，先导入党员名册。",
}


@dataclass(frozen=True, slots=True)
class RolePicker:
    """Gives out tokens by a form that names a role and a place."""

    issuer: Development

    def choices(self, data: Mapping[str, Any], preferred: str) -> list[dict[str, Any]]:
        """Each role with its places; chosen is the one that lies nearest to a preferred area."""
        return [
            {"role": role, "places": places, "chosen": _nearest(places, preferred)}
            for role, kind in PLACES.items()
            if (places := data[kind]["nodes"] if kind else []) or not kind or role is Role.MEMBER
        ]

    def token(self, fields: Fields, now: datetime) -> str:
        """A token for the role and the place of a form.

        Raises:
            BadInput: no such role, or none of its places is chosen.
        """
        try:
            role = Role(one(fields, "role"))
        except ValueError:
            raise BadInput("没有这个角色。", "There is no such role.") from None
        place = one(fields, "place")
        if PLACES.get(role) and not place:
            raise BadInput(_TO_CHOOSE.get(role, "请选择一个地点再进入。"), "Choose whom or which place you come as.")
        if role is Role.MEMBER:  # is itself the subject of its token
            return self.issuer.mint(role, [], None, place, now)
        unit = place if role is Role.DEPARTMENT else None
        areas = [place] if place and unit is None else []
        return self.issuer.mint(role, areas, unit, f"console-{role.lower()}", now)


def _nearest(places: list[Mapping[str, Any]], preferred: str) -> str:
    """The place whose code agrees with the preferred one in most digits."""

    def agreement(place: Mapping[str, Any]) -> int:
        pairs = zip(place.get("code", ""), preferred, strict=False)
        return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(place.get("code", "")), len(preferred)))

    best = max(places, key=agreement, default={})
    return str(best.get("code") or best.get("id") or "")
