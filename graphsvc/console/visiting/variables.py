"""What the document of each page is asked with: its variables from the path, the query and the caller."""

import re
from datetime import date
from typing import Any

from graphsvc.access.scope import Operation
from graphsvc.codes import prefix_of
from graphsvc.console.pictures.choices import choices_of
from graphsvc.console.visiting.visit import Visited

_CHANGE = re.compile(r"changes\.(?P<at>\d{1,2})\.(?P<name>code|successor|name|areaKind|civilCode)")


def today(visited: Visited) -> dict[str, Any]:
    """What waits for the caller: each part for those who have to do with it."""
    parts = {
        "cases": Operation.READ_CASES,
        "projects": Operation.RATE_PROJECT,
        "verify": Operation.VERIFY_LIST,
        "confirm": Operation.CONFIRM_SERVICE,
    }
    asked = {name: visited.may(operation) for name, operation in parts.items()}
    return {"area": visited.home, **asked, "after": visited.text("after") or None}


def assignment_plan(visited: Visited) -> dict[str, Any]:
    """An area, and how many pairings a need and a unit may have at most."""
    limits = {name: int(text) for name, text in visited.given("perNeed", "perUnit").items() if text.isdecimal()}
    return {"area": visited.area, "limits": limits}


def notices(visited: Visited) -> dict[str, Any]:
    """What the caller should know of: what it has not read yet, unless all is asked for."""
    unread = {} if visited.text("show") == "all" else {"filter": {"isRead": False}}
    return {**unread, "after": visited.text("after") or None}


def deputies(visited: Visited) -> dict[str, Any]:
    """Who acts for whom: all that is seen, or what holds now."""
    now = {"filter": {"holds": True}} if visited.text("show") == "now" else {}
    return {**now, "after": visited.text("after") or None}


def holidays(visited: Visited) -> dict[str, Any]:
    """A year's arrangement: this year's unless asked otherwise; and what a change that is filled in would do."""
    year = visited.text("year")
    day, table, back = visited.text("days.fallsOn"), visited.text("table"), visited.query.getlist("fallOn")
    one = {"fallsOn": day, "kind": visited.text("days.kind"), "name": visited.text("days.name")}
    return {
        "year": int(year) if year.isdecimal() and len(year) == 4 else visited.today.year,
        "preview": bool(day or table or back) and visited.may(Operation.KEEP_HOLIDAYS),
        "days": [one] if day else None,
        "table": table or None,
        "fallOn": back or None,
    }


def area_changes(visited: Visited) -> dict[str, Any]:
    """An area, and the changes in it that are filled in, for all of which kind, day and paper are said once."""
    shared = visited.given("kind", "effectiveOn", "document")
    rows: dict[str, dict[str, str]] = {}
    for field in visited.query:
        if (row := _CHANGE.fullmatch(field)) and (text := visited.text(field)):
            rows.setdefault(row["at"], {})[row["name"]] = text
    changes = [{**row, **shared} for _, row in sorted(rows.items(), key=lambda each: int(each[0])) if "code" in row]
    preview = bool(changes and "effectiveOn" in shared and not visited.text("more"))
    return {"area": visited.area, "preview": preview, "changes": changes if preview else []}


def case(visited: Visited) -> dict[str, Any]:
    """A case, with suggested departments for those who whistle."""
    return {"id": visited.path["id"], "whistle": visited.may(Operation.WHISTLE_CASE)}


def place(visited: Visited) -> dict[str, Any]:
    """The place where something is entered."""
    return {"area": visited.area}


def rating_place(visited: Visited) -> dict[str, Any]:
    """The area that rates, and its district, whose units it may rate."""
    return {"area": visited.area, "district": visited.area[:6].ljust(12, "0")}


def registration_stats(visited: Visited) -> dict[str, Any]:
    """Figures of an area in a year or one quarter of it, this year unless told."""
    window = {name: int(text) for name, text in visited.given("year", "quarter").items() if text.isdecimal()}
    return {"area": visited.area, **window, **visited.given("after")}


def raising(visited: Visited) -> dict[str, Any]:
    """The place where a case is raised, and what it would tell, once it has a title to be compared by."""
    title = visited.text("title")
    told = {
        "category": visited.text("category") or "C01",
        "title": title or "-",
        **visited.given("place", "description"),
    }
    return {"area": visited.area, "check": bool(title), "case": {"area": visited.area, **told}}


def who_can_help(visited: Visited) -> dict[str, Any]:
    """A problem in words and a place, or a need of the list."""
    text, need = visited.text("text"), visited.text("need")
    found: dict[str, Any] = {"area": visited.area, "text": text or "-", "byText": bool(text and not need)}
    found |= {"byNeed": bool(need), "need": need or "-"}
    found["near"] = found["byText"] and bool(visited.area[2:].strip("0"))  # not in a whole city
    if text and not need:
        found["problem"] = {"text": text, "area": visited.area}
    return found


def coverage(visited: Visited) -> dict[str, Any]:
    """Coverage of an area on a day, and on a second one to compare it with."""
    found: dict[str, Any] = {"area": visited.area, **visited.given("asOf", "than")}
    return {**found, "compare": "than" in found}


def findings(visited: Visited) -> dict[str, Any]:
    """Findings of an area on a day, of one rule or all."""
    rules = [rule for rule in visited.query.getlist("rules") if rule]
    given = visited.given("asOf", "severity", "after")
    return {"area": visited.area, **given, **({"rules": rules} if rules else {})}


def rectification(visited: Visited) -> dict[str, Any]:
    """Findings of two days: from the year's first unless asked otherwise, to today."""
    days = {"from": date(visited.today.year, 1, 1).isoformat(), "to": visited.today.isoformat()}
    return {**findings(visited), **days, **visited.given("from", "to")}


def one_at(visited: Visited) -> dict[str, Any]:
    """One thing by its id, and the place around it."""
    return {"id": visited.path["id"], "area": visited.area}


def area(visited: Visited) -> dict[str, Any]:
    """An area, with figures for those who may read its cases."""
    return {"code": visited.area, "figures": visited.may(Operation.READ_CASES)}


def drawn(visited: Visited) -> dict[str, Any]:
    """Ties around an area or a unit: what is expanded, and the ends of a way that is looked for."""
    chosen = choices_of(visited.query)
    more, start, end = list(chosen.expanded), chosen.start, chosen.end
    asked = {"more": more or ["-"], "expand": bool(more), "from": start or "-", "to": end or "-"}
    about = {"id": visited.path["id"]} if "id" in visited.path else {"code": visited.path["code"]}
    return {**about, **asked, "way": bool(start and end and start != end)}


def one(visited: Visited) -> dict[str, Any]:
    """One thing by its id."""
    return {"id": visited.path["id"]}


def unit(visited: Visited) -> dict[str, Any]:
    """A unit, with its contact for those who may read it."""
    return {"id": visited.path["id"], "contacts": visited.may(Operation.READ_CONTACTS)}


def search(visited: Visited) -> dict[str, Any]:
    """What was typed; people by exact number for those who may see numbers."""
    text = visited.text("text")
    number = text if text.isdecimal() and len(text) == 11 and visited.may(Operation.SEE_PHONE) else ""
    return {
        "text": text or "-",
        "asked": bool(text),
        "phone": number,
        "byNumber": bool(number),
        **visited.given("after"),
    }


def post(visited: Visited) -> dict[str, Any]:
    """A post, with its claims for those who read registrations."""
    return {"id": visited.path["id"], "registrations": visited.may(Operation.READ_REGISTRATIONS)}


def contingency_plan(visited: Visited) -> dict[str, Any]:
    """A contingency plan, with its runs for those who read tasks."""
    return {"id": visited.path["id"], "area": visited.area, "runs": visited.may(Operation.READ_CASES)}


def own_registration(visited: Visited) -> dict[str, Any]:
    """This year's registration of the caller's own unit or person."""
    return {"own": visited.may(Operation.READ_REGISTRATIONS)}


def records_to_confirm(visited: Visited) -> dict[str, Any]:
    """Records of service that wait at the caller's place."""
    return {"area": visited.area, **visited.given("after")}


def on_a_day(visited: Visited) -> dict[str, Any]:
    """An area on a day."""
    return {"area": visited.area, **visited.given("asOf")}


def key_groups(visited: Visited) -> dict[str, Any]:
    """Key groups of an area on a day; of a subdistrict its grids too, for those who file counts."""
    street = len(visited.area) == len(visited.home) and visited.area[6:9] != "000" and visited.area[9:] == "000"
    return {**on_a_day(visited), "file": street and visited.may(Operation.FILE_GROUPS)}


def warned(visited: Visited) -> dict[str, Any]:
    """Warnings of an area on a day; names for those who may read people."""
    return {"area": visited.area, "people": visited.may(Operation.READ_PEOPLE), **visited.given("asOf")}


def on_the_map(visited: Visited) -> dict[str, Any]:
    """A layer of an area on a day."""
    return {"area": visited.area, "layer": visited.text("layer") or "UNCOVERED_GRIDS", **visited.given("asOf")}


def nothing(_: Visited) -> dict[str, Any]:
    """Nothing: the page is about the caller."""
    return {}


def appraisal(visited: Visited) -> dict[str, Any]:
    """The score of an area by a day and the year before it, where the caller may see that of the area."""
    area, on = visited.area, visited.text("asOf") or visited.today.isoformat()
    return {"area": area, "asOf": on, "year": visited.today.year - 1, "seen": _is_scored(visited, area)}


def judged(visited: Visited) -> dict[str, Any]:
    """The appraisal of a year by its id, which names the year and the area as it was, maybe not the caller's now."""
    named = re.fullmatch(r"appraisal-([1-9]\d{11})-(\d{4})", visited.path["id"])
    area, year = named.groups() if named else (visited.area, str(visited.today.year - 1))
    return {**one(visited), "area": area, "year": int(year)}


def _is_scored(visited: Visited, area: str) -> bool:
    scope = visited.caller.granted(Operation.READ_CASES).scope
    return bool(re.fullmatch(r"[1-9]\d{5}(?!000)\d{6}", area)) and prefix_of(area).startswith(scope or ("-",))


def rating_averages(visited: Visited) -> dict[str, Any]:
    """What the ratings of a unit or community come to in a year, the caller's own unit unless told."""
    rated, year = visited.text("rated") or visited.caller.unit, visited.text("year")
    known = int(year) if re.fullmatch(r"2\d{3}", year) else visited.today.year
    return {"rated": rated or "-", "seen": bool(rated), "year": known, **visited.given("asOf")}


def duty(visited: Visited) -> dict[str, Any]:
    """The command centre of an area, and its shifts from today on; names for those who may read people."""
    people = visited.may(Operation.READ_PEOPLE)
    return {"area": visited.area, "from": visited.today.isoformat(), "people": people}


def on_this_day(visited: Visited) -> dict[str, Any]:
    """One thing by its id, and today."""
    return {"id": visited.path["id"], "today": visited.today.isoformat()}


def service_item(visited: Visited) -> dict[str, Any]:
    """A service item, and the points around the caller that may offer it."""
    return {"id": visited.path["id"], "around": visited.area}


def district_of(code: str) -> str:
    """The district in which an area lies."""
    return code[:6] + "000000"


def connecting(visited: Visited) -> dict[str, Any]:
    """The area whose notices or changes go elsewhere; a unit, which is at home in a community, has its district."""
    return {"area": district_of(visited.area) if visited.caller.unit else visited.area}


def endpoint(visited: Visited) -> dict[str, Any]:
    """An endpoint, and what went there: all, or what is in one state."""
    state = visited.text("state")
    return {"id": visited.path["id"], **({"states": [state]} if state else {}), **visited.given("after")}


def key_place(visited: Visited) -> dict[str, Any]:
    """A key place today, and the district whose units may run it."""
    return {**on_this_day(visited), "area": visited.area, "district": district_of(visited.area)}


def in_district(visited: Visited) -> dict[str, Any]:
    """A place where something begins, and the district whose units may have to do with it."""
    return {"area": visited.area, "district": district_of(visited.area)}


def policy_notice(visited: Visited) -> dict[str, Any]:
    """A policy notice, and how far areas are for those who may read that."""
    return {"id": visited.path["id"], "figures": visited.may(Operation.READ_CASES)}


def trail(visited: Visited) -> dict[str, Any]:
    """Everything done to one thing."""
    return {"id": visited.path["id"], **visited.given("after")}


def data_quality(visited: Visited) -> dict[str, Any]:
    """An area on a day, and a page of what cannot be right there, of one kind or all; figures with the first page."""
    given = visited.given("kind", "after")
    return {**on_a_day(visited), **given, "figures": "after" not in given}
