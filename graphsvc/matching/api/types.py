"""Answers of matching as GraphQL types: every part of a score, the path, near misses, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import strawberry

from graphsvc.cobuilding.api.needs import Need
from graphsvc.cobuilding.api.resources import Resource
from graphsvc.cobuilding.api.topics import Topic as TopicType
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.pages import SIZED, Page, Total, rank_after, ranked_page
from graphsvc.gql.schema.paging import page_size
from graphsvc.matching.api.sentence import sentence
from graphsvc.matching.model.candidates import Offer
from graphsvc.matching.model.distance import Distance
from graphsvc.matching.model.eligibility import Gate
from graphsvc.matching.model.path import Step
from graphsvc.matching.model.rank import (
    NEAR_MISSES,
    RESOURCES_A_UNIT,
    TOGETHER_AT_MOST,
    Confidence,
    Contribution,
    Match,
    NearMiss,
    Ranking,
    UnitMatch,
)
from graphsvc.matching.model.score import Part, Reason, Score
from graphsvc.matching.model.topics import Likely, best_of
from graphsvc.matching.store.matcher import Answer
from graphsvc.matching.store.needs import NeedMatch as FoundNeed
from graphsvc.matching.wording.details import Detail, DetailKind
from graphsvc.matching.wording.memory import Wording
from graphsvc.org.api.areas import Node
from graphsvc.org.api.arguments import After, First
from graphsvc.org.api.committees import JointCommittee
from graphsvc.org.model.ties import Relationship

USUAL = 10
"""Rows of a ranking, unless told."""

EACH_REASON = ListSize(assumed_size=len(Reason))
PARTS = f"What adds up to it, at most {len(Reason)} (评分项)."


@strawberry.type(description="A part of a score (评分项); all points add up to the total.")
class ScorePart:
    """Weight × value × 100 = points."""

    reason: Reason = strawberry.field(description="What speaks for the candidate (评分项).")
    weight: float = strawberry.field(description="Its share of the total, 0 to 1 (权重).")
    value: float = strawberry.field(description="How well it is met, 0 to 1 (得分率).")
    points: float = strawberry.field(description="What it adds (得分).")

    @classmethod
    def of(cls, score: Score) -> list[ScorePart]:
        """The parts of a score."""
        return [cls._of(part) for part in score.parts]

    @classmethod
    def _of(cls, part: Part) -> ScorePart:
        return cls(reason=part.reason, weight=part.weight, value=part.value, points=part.points)


@strawberry.type(description="A node of a path, with the tie that leads to it (路径节点).")
class PathStep:
    """From the place to the resource."""

    name: str = strawberry.field(description="As screens and sentences call it (名称).")
    relationship: Relationship | None = strawberry.field(description="Tie that leads here; null at the start (关系).")
    forward: bool = strawberry.field(description="Whether the tie points here (方向).")
    words: str | None = strawberry.field(description="The tie in Chinese, e.g. 成员单位有; null at the start (关系).")
    node_id: strawberry.Private[str]

    @strawberry.field(description="The node itself (节点).")
    async def node(self, info: Info) -> Node | None:
        return await info.context.node(info, self.node_id)

    @classmethod
    def of(cls, step: Step) -> PathStep:
        """A step."""
        tie = Relationship(step.by) if step.by else None
        words = tie and (tie.zh if step.forward else tie.backwards)
        return cls(name=step.name, relationship=tie, forward=step.forward, words=words, node_id=step.id)


@strawberry.type(description="A resource that fits (匹配资源).")
class ResourceMatch:
    """One of a provider's resources that passes the gates."""

    quantity: int = strawberry.field(description="How much of it is taken; give it to proposeProject (用量).")
    free: int | None = strawberry.field(description="Capacity that is free; null without a limit (剩余名额).")
    score: float = strawberry.field(description="Total, 0 to 100 (总分).")
    parts: list[ScorePart] = strawberry.field(description=PARTS, directives=[EACH_REASON])
    resource_id: strawberry.Private[str]

    @strawberry.field(description="What is on offer (资源).")
    async def resource(self, info: Info) -> Resource | None:
        return await info.context.node(info, self.resource_id)

    @classmethod
    def of(cls, offer: Offer, score: Score, quantity: int) -> ResourceMatch:
        """An offer with its score, and how much of it is taken."""
        parts = ScorePart.of(score)
        return cls(quantity=quantity, free=offer.free, score=score.total, parts=parts, resource_id=offer.id)


@strawberry.type(description="A provider that can help, and why (匹配单位).")
class ProviderMatch:
    """Ranked by its best resource."""

    name: str = strawberry.field(
        description="What the unit or area is called, for a list without looking it up (名称)."
    )
    score: float = strawberry.field(description="Total of its best resource, 0 to 100 (总分).")
    parts: list[ScorePart] = strawberry.field(description=PARTS, directives=[EACH_REASON])
    distance: Distance = strawberry.field(description="How near it stands (组织距离).")
    path: list[PathStep] = strawberry.field(
        description="From the place to the resource through the graph, at most 12 nodes (关联路径).",
        directives=[ListSize(assumed_size=12)],
    )
    sentence: str = strawberry.field(description="Why, in one Chinese sentence (推荐理由).")
    resources: list[ResourceMatch] = strawberry.field(
        description=f"Its fitting resources, best first, at most {RESOURCES_A_UNIT} (匹配资源).",
        directives=[ListSize(assumed_size=RESOURCES_A_UNIT)],
    )
    provider_id: strawberry.Private[str]
    committee_id: strawberry.Private[str | None]

    @strawberry.field(description="The unit, or the area that offers it itself (提供方).")
    async def provider(self, info: Info) -> Node | None:
        return await info.context.node(info, self.provider_id)

    @strawberry.field(description="The joint committee that joins it to the place (联结组织).")
    async def committee(self, info: Info) -> JointCommittee | None:
        return await info.context.node(info, self.committee_id)


@strawberry.type(description="A resource that fits but for one gate (差一步的资源).")
class NearlyMatch:
    """What an official may ask to change."""

    gate: Gate = strawberry.field(description="What stopped it (门槛).")
    words: str = strawberry.field(description="The same in Chinese, e.g. 12-03 起可用 (说明).")
    fit: float = strawberry.field(description="How well it fits, 0 to 1 (契合度).")
    resource_id: strawberry.Private[str]

    @strawberry.field(description="What is on offer (资源).")
    async def resource(self, info: Info) -> Resource | None:
        return await info.context.node(info, self.resource_id)

    @classmethod
    def of(cls, miss: NearMiss) -> NearlyMatch:
        """A near miss."""
        return cls(gate=miss.gate, words=miss.words, fit=miss.fit, resource_id=miss.offer.id)


@strawberry.type(description="What one provider gives of a quantity that none has alone (合力提供).")
class ContributionMatch:
    """Several make up what is needed."""

    name: str = strawberry.field(description="What the provider is called, for a list without looking it up (名称).")
    quantity: int = strawberry.field(description="How much of it is taken (数量).")
    capacity_unit: str | None = strawberry.field(description="What it counts (单位).")
    score: float = strawberry.field(description="Total, 0 to 100 (总分).")
    resource_id: strawberry.Private[str]
    provider_id: strawberry.Private[str]

    @strawberry.field(description="What it is taken of (资源).")
    async def resource(self, info: Info) -> Resource | None:
        return await info.context.node(info, self.resource_id)

    @strawberry.field(description="The unit or area that offers it (提供方).")
    async def provider(self, info: Info) -> Node | None:
        return await info.context.node(info, self.provider_id)

    @classmethod
    def of(cls, given: Contribution) -> ContributionMatch:
        """A contribution."""
        offer = given.offer
        return cls(
            name=offer.offered_by.name,
            quantity=given.quantity,
            capacity_unit=offer.capacity_unit,
            score=given.score.total,
            resource_id=offer.id,
            provider_id=offer.provider,
        )


@strawberry.type(description="A topic that the problem may be about (可能的主题).")
class LikelyTopic:
    """For the official to pick from."""

    likelihood: float = strawberry.field(description="0 to 1; 1 when picked (可能性).")
    topic_id: strawberry.Private[str]

    @strawberry.field(description="What the words may be about (主题).")
    async def topic(self, info: Info) -> TopicType | None:
        return await info.context.node(info, self.topic_id)

    @classmethod
    def of(cls, likely: Likely) -> LikelyTopic:
        """A topic."""
        return cls(likelihood=likely.likelihood, topic_id=f"topic-{likely.topic.code}")


@strawberry.type(description="How an office would say it (理解为).")
class LikelyWording:
    """An official wording of the phrase book."""

    text: str = strawberry.field(description="As the phrase book has it, in Chinese (规范表述).")
    likelihood: float = strawberry.field(description="0 to 1 (可能性).")
    category_code: str | None = strawberry.field(description="Code in the responsibility list (类别代码).")

    @classmethod
    def of(cls, wording: Wording) -> LikelyWording:
        """A wording."""
        return cls(text=wording.text, likelihood=wording.likelihood, category_code=wording.category or None)


@strawberry.type(description="A number, days or a place that the text names (文中提到).")
class NamedDetail:
    """Offered for confirmation."""

    kind: DetailKind = strawberry.field(description="What it is (类别).")
    said: str = strawberry.field(description="In the words of the text (原文).")
    words: str = strawberry.field(description="The question to the person who asked, in Chinese (确认).")
    quantity: int | None = strawberry.field(description="To ask with as quantity (数量).")
    from_: date | None = strawberry.field(name="from", description="To ask with as the first day (时段起).")
    to: date | None = strawberry.field(description="To ask with as the last day (时段止).")
    area_code: str | None = strawberry.field(description="To ask with as the place (区域代码).")

    @classmethod
    def of(cls, detail: Detail) -> NamedDetail:
        """A detail."""
        return cls(
            kind=detail.kind,
            said=detail.said,
            words=detail.words,
            quantity=detail.quantity,
            from_=detail.first,
            to=detail.last,
            area_code=detail.area,
        )


@strawberry.type(description="Who can help (匹配结果).")
class UnitMatches:
    """The answer to a problem."""

    urgent: str = strawberry.field(
        description="What to do now, in Chinese, where the text tells of danger to life; else empty (紧急提示)."
    )
    details: list[NamedDetail] = strawberry.field(
        description="What the text names, at most 3: ask again with it when it is meant (文中提到).",
        directives=[ListSize(assumed_size=3)],
    )
    together: list[ContributionMatch] = strawberry.field(
        description=f"Who meets the quantity together, where no one does alone; at most {TOGETHER_AT_MOST} (多家合力).",
        directives=[ListSize(assumed_size=TOGETHER_AT_MOST)],
    )
    lacking: int = strawberry.field(description="What is lacking of the quantity even so (仍缺).")
    near_misses: list[NearlyMatch] = strawberry.field(
        description=f"What fits but for one gate, at most {NEAR_MISSES} (差一步的资源).",
        directives=[ListSize(assumed_size=NEAR_MISSES)],
    )
    understood_as: list[LikelyWording] = strawberry.field(
        description="Official wordings that the text may stand for, likeliest first, at most 6 (理解为).",
        directives=[ListSize(assumed_size=6)],
    )
    topics: list[LikelyTopic] = strawberry.field(
        description="The likeliest topics, at most 3 (可能的主题).", directives=[ListSize(assumed_size=3)]
    )
    confidence: Confidence = strawberry.field(description="Whether to act on it (把握程度).")
    advice: str = strawberry.field(description="Reason and next step when empty or uncertain, in Chinese (建议).")
    from_: date = strawberry.field(name="from", description="First day that was looked at (时段起).")
    to: date = strawberry.field(description="Last day (时段止).")
    by_model: bool = strawberry.field(description="Whether the sentence model took part; else words alone (语义模型).")
    note: str = strawberry.field(description="How far the answer may be trusted, in Chinese (说明).")
    answer: strawberry.Private[Answer]

    @strawberry.field(
        description="Best first; empty when nothing fits, or all that fits is stopped by a gate (匹配单位).",
        directives=[SIZED],
    )
    async def units(self, first: First = USUAL, after: After = None) -> Page[ProviderMatch]:
        start, size = rank_after(after), page_size(first)
        ranking = self.answer.ranking
        if start + size >= len(ranking.units):  # one more than the page holds tells whether others follow
            ranking = self.answer.ranked(start + size + 1)
        rows = [_provider(unit, self.answer) for unit in ranking.units]
        return ranked_page(rows, start, size, after, _counted(ranking))

    @classmethod
    def of(cls, answer: Answer) -> UnitMatches:
        """An answer."""
        ranking = answer.ranking
        return cls(
            answer=answer,
            urgent=answer.urgent,
            details=[NamedDetail.of(detail) for detail in answer.details],
            together=[ContributionMatch.of(given) for given in ranking.together],
            lacking=ranking.lacking,
            near_misses=[NearlyMatch.of(miss) for miss in ranking.near_misses],
            understood_as=[LikelyWording.of(wording) for wording in answer.understood.told],
            topics=[LikelyTopic.of(likely) for likely in answer.topics],
            confidence=ranking.confidence,
            advice=ranking.advice,
            from_=answer.days.first,
            to=answer.days.last,
            by_model=answer.by_model,
            note=_note(answer),
        )


@strawberry.type(description="A need that a unit could meet (可承接的需求).")
class NeedMatch:
    """The reverse of a match."""

    score: float = strawberry.field(description="Total, 0 to 100 (总分).")
    confidence: Confidence = strawberry.field(description="Whether to act on it (把握程度).")
    best: ResourceMatch = strawberry.field(description="The unit's resource that meets it best (匹配资源).")
    need_id: strawberry.Private[str]

    @strawberry.field(description="What is asked for (需求).")
    async def need(self, info: Info) -> Need | None:
        return await info.context.node(info, self.need_id)

    @classmethod
    def of(cls, found: FoundNeed) -> NeedMatch:
        """From the store."""
        best = ResourceMatch.of(found.offer, found.score, found.quantity)
        return cls(score=found.score.total, confidence=found.confidence, best=best, need_id=found.need.id)


def _counted(ranking: Ranking) -> Total:
    async def count() -> int:
        return ranking.count()

    return count


def _provider(match: UnitMatch, answer: Answer) -> ProviderMatch:
    topic = best_of(answer.fits, match.matches[0].offer.topics)
    names = {topic.code: topic.name for topic in answer.found.topics}
    return ProviderMatch(
        name=match.provider.name,
        score=match.score.total,
        parts=ScorePart.of(match.score),
        distance=match.distance,
        provider_id=match.provider.id,
        committee_id=match.committee.id if match.committee else None,
        path=[PathStep.of(step) for step in match.path],
        sentence=sentence(match, topic, names, answer.days),
        resources=_resources(match.matches),
    )


def _resources(matches: Sequence[Match]) -> list[ResourceMatch]:
    return [ResourceMatch.of(match.offer, match.score, match.quantity) for match in matches]


def _note(answer: Answer) -> str:
    if not answer.by_model:
        return "未使用语义模型，仅按用词和主题同义词匹配。"
    return f"{answer.unread} 项资源尚未建立语义索引，仅按用词和主题匹配。" if answer.unread else ""
