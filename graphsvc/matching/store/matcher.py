"""Finds who can help with a problem: reads its text and topics, gathers in one statement, ranks what was found."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from graphsvc.cobuilding.model.entry import UNLISTED, NeedState
from graphsvc.cobuilding.model.measure import Amount
from graphsvc.cobuilding.model.window import Days
from graphsvc.cobuilding.store.fragments import lacking
from graphsvc.cobuilding.store.projects import HELD_BY
from graphsvc.codes import area_code, prefix_of
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader
from graphsvc.errors import Conflict, NotFound
from graphsvc.matching.model.candidates import Found, read
from graphsvc.matching.model.need import need
from graphsvc.matching.model.rank import Ranking, rank
from graphsvc.matching.model.score import Weights
from graphsvc.matching.model.topics import Likely, Topic, TopicFit, likeliest
from graphsvc.matching.store.embeddings import Vectors
from graphsvc.matching.store.understanding import Understanding, Understood, problem_of
from graphsvc.matching.wording.clauses import folded
from graphsvc.matching.wording.danger import urgent_advice
from graphsvc.matching.wording.details import Detail, days_in, place_in, quantity_in

CYPHER = statements(Path(__file__).with_name("matching.cypher"), lacking=lacking)
RECENT = timedelta(days=90)
USUAL_DAYS = 30  # of a problem that does not say when
FIRST = 10
ANYWHERE = "100000000000"


@dataclass(frozen=True, slots=True)
class Question:
    """A problem as an official puts it.

    Attributes:
        area: code of the place, of any level.
        days: when help is needed; from today for a month unless told.
        topics: codes that the official has picked; empty lets the model decide.
        amount: how much of a resource's capacity is needed.
        raiser: id of the unit that raised it; what it offers itself is left out.
    """

    text: str
    area: str
    days: Days | None = None
    topics: tuple[str, ...] = ()
    amount: Amount | None = None
    raiser: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Who can help, the topics the problem seems to be about, and how it was found out.

    Attributes:
        understood: the text as it was read, with the official wordings it may stand for.
        by_model: whether the sentence model took part; without it words and synonyms alone did.
        unread: resources whose text has no vector yet; they were compared by words and topics only.
        ranked: ranks the same candidates again, to as many providers as are asked for.
        urgent: what to do now where the text tells of danger to life; empty otherwise.
        details: numbers, days and places that the text names and the question does not say.
        problems: an answer for each problem of a text that holds several; empty for one.
    """

    question: Question
    days: Days
    found: Found
    ranking: Ranking
    understood: Understood
    topics: tuple[Likely, ...]
    fits: Mapping[str, TopicFit]
    by_model: bool
    unread: int
    ranked: Callable[[int], Ranking]
    urgent: str = ""
    details: tuple[Detail, ...] = ()
    problems: tuple["Answer", ...] = ()


class Matcher:
    """Answers questions over one graph; remembers the taxonomy and what the model has read."""

    def __init__(self, graph: Reader, understanding: Understanding | None = None, lane: Lane = Lane.LIGHT) -> None:
        """Args: `lane` is HEAVY for a command, whose first statement Neo4j has yet to plan on a cold JVM."""
        self._graph = graph
        self._lane = lane
        self._topics: tuple[Topic, ...] = ()
        self.understanding = understanding or Understanding()

    def use(self, understanding: Understanding) -> None:
        """Read by this from now on."""
        self.understanding = understanding

    async def warm(self, today: date) -> None:
        """Have Neo4j plan the gathering before the first question: planning takes seconds on a cold JVM."""
        text = CYPHER["candidates"]
        params = parameters(ANYWHERE, Days(today, today), today, [])
        await self._graph.read(Statement(f"EXPLAIN {text}", params), Lane.HEAVY)

    async def match_need(
        self,
        need_id: str,
        today: date,
        days: Days | None = None,
        weights: Weights | None = None,
        first: int = FIRST,
    ) -> Answer:
        """As `match`, for a need on the list: its text, place, days and topics; one statement more.

        Raises:
            NotFound: no such need. Conflict: its unit does not stand by it, or has not said so.
        """
        rows = await self._graph.read(Statement(CYPHER["need"], {"id": need_id}), self._lane)
        if not rows:
            raise NotFound("没有这条需求。", "There is no such need.")
        status, *row = rows[0]
        if status in UNLISTED:
            state = NeedState(status)
            raise Conflict(f"该需求“{state.zh}”，不参与推荐。", f"The need is {state}; nothing is recommended for it.")
        asked = need(row)
        question = Question(asked.text, asked.area, days or asked.days(today), asked.topics, asked.amount, asked.raiser)
        return await self.match(question, today, weights, first)

    async def match(
        self, question: Question, today: date, weights: Weights | None = None, first: int = FIRST
    ) -> Answer:
        """Ranked providers; one statement, and once a process another one for the taxonomy.

        Raises:
            MalformedCode: the area is no code.
            NotFound: no such place.
        """
        days = question.days or Days(today, today + timedelta(days=USUAL_DAYS))
        understanding = self.understanding
        understood = await understanding.read(question.text)
        topics = self._topics or await topics_of(self._graph, self._lane)
        likely = await understanding.topics(understood, topics, question.topics)
        codes = [one.topic.code for one in likeliest(likely)]
        found = await gathered(self._graph, question.area, days, today, codes, self._lane)
        found = without(found, question.raiser)
        self._topics = found.topics
        given = weights or understanding.weights
        asked = _Asked(understanding, found, days, given, first, *await _vectors(understanding, found))
        whole = await asked.answer(question)
        parts = await understanding.problems(question.text)
        return replace(
            whole,
            urgent=urgent_advice(folded(question.text)),
            details=_details(question, found, today),
            problems=tuple([await asked.answer(replace(question, text=part)) for part in parts]),
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the problems of one question have in common."""

    understanding: Understanding
    found: Found
    days: Days
    weights: Weights
    first: int
    vectors: Vectors | None
    unread: int

    async def answer(self, question: Question) -> Answer:
        understood = await self.understanding.read(question.text)
        likely = await self.understanding.topics(understood, self.found.topics, question.topics)
        problem = problem_of(understood, likely, self.days, question.amount)
        ranked = partial(rank, problem, self.found, self.vectors, self.weights)
        told, by_model = tuple(likeliest(likely)), understood.vector is not None
        return Answer(
            question,
            self.days,
            self.found,
            ranked(self.first),
            understood,
            told,
            problem.topics,
            by_model,
            self.unread,
            ranked,
        )


def _details(question: Question, found: Found, today: date) -> tuple[Detail, ...]:
    """What the text names, as far as the question does not say it already."""
    text = folded(question.text)
    told = (
        quantity_in(text) if question.amount is None else None,
        days_in(text, today) if question.days is None else None,
        place_in(text, question.area, found.surroundings.names),
    )
    return tuple(one for one in told if one is not None)


async def _vectors(understanding: Understanding, found: Found) -> tuple[Vectors | None, int]:
    if understanding.readings is None:
        return None, 0
    return await understanding.readings.stored([*found.offered, *found.outside])


def without(found: Found, raiser: str | None) -> Found:
    """Leave out what a unit offers that raised the need itself."""
    if raiser is None:
        return found
    others = [[one for one in of if one.provider != raiser] for of in (found.offered, found.outside)]
    return replace(found, offered=others[0], outside=others[1])


async def topics_of(graph: Reader, lane: Lane) -> tuple[Topic, ...]:
    """The taxonomy, by code."""
    rows = await graph.read(Statement(CYPHER["topics"]), lane)
    return tuple(Topic(code, name, tuple(synonyms or ())) for code, name, synonyms in rows)


async def gathered(
    graph: Reader,
    area: str,
    days: Days,
    today: date,
    topics: Sequence[str],
    lane: Lane,
    also: Collection[str] = (),
) -> Found:
    """All that is offered at a place, gated or not, and what is like it nearby.

    Args:
        also: codes of areas inside the place, whose own resources are wanted too.
    Raises:
        MalformedCode: the area is no code.
        NotFound: no such place.
    """
    params = parameters(area, days, today, topics)
    params["codes"] = sorted({*chain_of(area), *also})
    rows = await graph.read(Statement(CYPHER["candidates"], params), lane)
    if not rows:
        raise NotFound(f"没有代码为 {area} 的区域。", f"There is no area with the code {area}.")
    return read(rows[0])


def parameters(area: str, days: Days, today: date, topics: Sequence[str]) -> dict[str, object]:
    """Of `matching.cypher#candidates`: the place, the areas it lies in, the days, and topics of near misses."""
    return {
        "area": area_code(area),
        "codes": chain_of(area),
        "around": around(area),
        "district": prefix_of(area)[:6],
        "first": days.first,
        "last": days.last,
        "asOf": today,
        "recent": today - RECENT,
        "holding": HELD_BY,
        "topics": list(topics),
    }


def chain_of(area: str) -> list[str]:
    """The codes of a place and of all areas it lies in, from the city down."""
    prefix = prefix_of(area)
    above = [prefix[:digits].ljust(12, "0") for digits in (2, 6, 9) if digits <= len(prefix)]
    community = [prefix[:12]] if len(prefix) >= 12 else []
    return list(dict.fromkeys([*above, *community, area]))


def around(area: str) -> str:
    """What the codes of a place's subdistrict start with; those of the place itself when it is larger."""
    return prefix_of(area)[:9]
