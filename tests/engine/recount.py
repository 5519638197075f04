"""Matching without the model, done again over the demo's rows: plain loops, none of the code that is tested."""

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

from dateutil.rrule import rrulestr

from graphsvc.intake.model.columns import Row
from graphsvc.matching.store.phrasebook import read_book
from tests.seeds.demo import listed, rows

HOLDING = {"CLAIMED", "COORDINATING"}
WEIGHTS = {"topic": 0.40, "terms": 0.28, "form": 0.12, "near": 0.05, "open": 0.04, "free": 0.02, "stars": 0.05}
WEIGHTS |= {"load": 0.04}
TALK = ("讲堂", "讲座", "讲解", "宣讲", "培训", "课堂", "实操", "演练", "教学", "夜校")


def prefix(code: str) -> str:
    kept = code
    for digits in (9, 6, 2):
        if set(code[digits:12]) == {"0"} and len(code) == 12:
            kept = code[:digits]
    return kept


def runs(text: str) -> set[str]:
    found: set[str] = set()
    for run in re.findall(r"[\u4e00-\u9fff]+|[A-Za-z0-9]+", text):
        if run.isascii():
            found.add(run.lower())
        else:
            found |= {run[at : at + 2] for at in range(len(run) - 1)} or {run}
    return found


@cache
def background() -> tuple[int, Counter[str]]:
    book = read_book()
    texts = [each.said for each in book] + sorted({each.official for each in book})
    return len(texts), Counter(run for text in texts for run in runs(text))


def topic_relation(asked: str, offered: str) -> float:
    if asked == offered:
        return 1.0
    if offered.startswith(asked):
        return 0.8
    if asked.startswith(offered):
        return 0.6
    return 0.4 if len(asked) == len(offered) > 2 and asked[:-2] == offered[:-2] else 0.0


@dataclass(frozen=True)
class Judged:
    """A resource with what stops it, its fit and its points."""

    id: str
    provider: str
    gate: str | None
    words: str
    fit: float
    points: float


class Recount:
    """The demo's rows on a day."""

    def __init__(self, today: date) -> None:
        self.today = today

    @cached_property
    def projects(self) -> dict[str, Row]:
        return {str(row["id"]): row for row in rows("projects")}

    @cached_property
    def providers(self) -> dict[str, str]:
        """Where each that is ranked stands: units and areas, never persons."""
        found = {str(row["id"]): str(row["community"]) for row in rows("units")}
        return found | {str(row["code"]): str(row["code"]) for row in rows("areas")}

    def used(self, resource: str) -> list[tuple[int, Row]]:
        uses = [row for row in rows("project_resources") if row["resource"] == resource]
        return [(int(str(row["quantity"])), self.projects[str(row["project"])]) for row in uses]

    @cached_property
    def recent(self) -> dict[str, int]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for row in rows("resources"):
            for _, project in self.used(str(row["id"])):
                if project["proposed_on"] >= self.today - timedelta(days=90):  # type: ignore[operator]
                    found[str(row["offered_by"])].add(str(project["id"]))
        return {id_: len(projects) for id_, projects in found.items()}

    def topics(self, text: str) -> dict[str, float]:
        found = {}
        for row in rows("topics"):
            names = [str(row["name"]), *listed(row, "synonyms")]
            pairs = runs(str(row["name"]))
            part = 0.4 * sum(pair in text for pair in pairs) / len(pairs)
            found[str(row["code"])] = 0.8 if any(name in text for name in names) else part
        return found

    def nearness(self, provider: str, place: str) -> float:
        stands = self.providers[provider]
        if provider == stands:
            if place.startswith(prefix(provider)):
                return 1.0
        else:
            serves = []
            for seat in rows("joins"):
                until = seat.get("until")
                if seat["unit"] == provider and seat["since"] <= self.today and (not until or until > self.today):  # type: ignore[operator]
                    committee = next(row for row in rows("joint_committees") if row["id"] == seat["committee"])
                    serves.append((str(committee["kind"]), str(committee["serves"])))
            around = [(kind, area) for kind, area in serves if area.startswith(place[:9])]
            values = [
                0.6 if not place.startswith(prefix(area)) else 1.0 if kind == "BIG_PARTY_COMMITTEE" else 0.7
                for kind, area in around
            ]
            if values:
                return max(values)
        return 0.4 if stands[:9] == place[:9] else 0.2 if stands[:6] == place[:6] else 0.0

    def judge(self, text: str, place: str, first: date, last: date, amount: tuple[int, str] | None) -> list[Judged]:
        """All resources that serve a place, and those of the district about the likeliest topics that do not."""
        likely = self.topics(text)
        ranked = sorted(likely, key=lambda code: (-likely[code], code))
        told = {code for code in ranked[:3] if likely[code] > 0}
        found = []
        for row in rows("resources"):
            provider = str(row["offered_by"])
            if provider not in self.providers or row["status"] == "WITHDRAWN":
                continue
            here = place.startswith(prefix(str(row["service_area"])))
            opens, closes = row.get("available_from"), row.get("available_to")
            days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
            inside = [day for day in days if (not opens or day >= opens) and (not closes or day <= closes)]  # type: ignore[operator]
            if not here and not (row["status"] == "ACTIVE" and inside and told & set(listed(row, "topics"))):
                continue
            found.append(self._judged(row, likely, text, place, days, inside, amount, here=here))
        return found

    def _judged(
        self,
        row: Row,
        likely: dict[str, float],
        text: str,
        place: str,
        days: list[date],
        inside: list[date],
        amount: tuple[int, str] | None,
        *,
        here: bool,
    ) -> Judged:
        provider, uses = str(row["offered_by"]), self.used(str(row["id"]))
        capacity: Any = row.get("capacity")
        held = sum(count for count, project in uses if project["state"] in HOLDING) if here else 0
        free = None if capacity is None else max(capacity - held, 0)
        sessions = self._sessions(row, days, inside)
        unit = {"名": "人", "位": "人"}.get(str(row.get("capacity_unit")), row.get("capacity_unit"))
        quantity = amount[0] if amount and (not amount[1] or not unit or amount[1] == unit) else None
        gate, words = self._gate(row, days, sessions, free, quantity, here=here)
        if gate == "SHORT" and amount and amount[1]:
            words += f" {amount[1]}"
        covered = len(inside) / len(days)
        if row.get("recurrence") and inside:
            weeks = {(day - inside[0]).days // 7 for day in sessions}
            covered *= len(weeks) / math.ceil(len(inside) / 7)
        stars = (
            [int(str(project["community_rating"])) for _, project in uses if project.get("community_rating")]
            if here
            else []
        )
        about = listed(row, "topics")
        values = {
            "topic": max((likely[one] * topic_relation(one, code) for one in likely for code in about), default=0.0),
            "terms": self._terms(text, row),
            "form": 0.5,
            "near": self.nearness(provider, place),
            "open": covered,
            "free": 1.0 if free is None else min(free / (quantity or 1), 1.0),
            "stars": ((sum(stars) + 8) / (len(stars) + 2) - 1) / 4,
            "load": 1 / (1 + self.recent.get(provider, 0)),
        }
        of_fit = ("topic", "terms", "form")
        fit = sum(WEIGHTS[name] * values[name] for name in of_fit) / sum(WEIGHTS[name] for name in of_fit)
        points = 100 * sum(WEIGHTS[name] * values[name] for name in values)
        return Judged(str(row["id"]), provider, gate, words, fit, points)

    def _sessions(self, row: Row, days: list[date], inside: list[date]) -> list[date]:
        if not row.get("recurrence") or not inside:
            return inside
        opens = row.get("available_from") or inside[0]
        rule = rrulestr(f"DTSTART:{str(opens).replace('-', '')}T000000\nRRULE:{row['recurrence']}")
        on: set[date] = set()
        for moment in rule:
            if moment.date() > days[-1]:
                break
            on.add(moment.date())
        return [day for day in inside if day in on]

    def _gate(
        self, row: Row, days: list[date], sessions: list[date], free: int | None, quantity: int | None, *, here: bool
    ) -> tuple[str | None, str]:
        opens: Any = row.get("available_from")
        closes: Any = row.get("available_to")
        if not here:
            return "OUT_OF_AREA", "不在服务范围"
        if row["status"] == "PAUSED":
            return "PAUSED", "暂停提供"
        if opens and opens > days[-1]:
            return "NOT_YET", f"{opens if opens.year != days[0].year else str(opens)[5:]} 起可用"
        if closes and closes < days[0]:
            return "EXPIRED", f"已于 {closes} 到期"
        if free == 0:
            return "FULL", "名额已满"
        if not sessions:
            return "NO_SESSION", "该时段无开放场次"
        if quantity and free is not None and free < quantity:
            return "SHORT", f"余 {free} {row.get('capacity_unit') or '份'}，需 {quantity}"
        return None, ""

    def _terms(self, text: str, row: Row) -> float:
        own = f"{row['title']}。{row['description']}".lower() if row.get("description") else str(row["title"]).lower()
        total, holding = background()
        points = 0.0
        for run in sorted(runs(text)):
            count = sum(own.startswith(run, at) for at in range(len(own)))
            rarity = math.log(1 + (total - holding[run] + 0.5) / (holding[run] + 0.5))
            points += rarity * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * len(own) / 40))
        return min(points / 20, 1.0)
