"""Answers of matching as GraphQL types: every part of a score, the path, near misses, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import strawberry

from graphsvc.cobuilding.api.needs import Need
from graphsvc.cobuilding.api.resources import Resource
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.matching.api.sentence import sentence
from graphsvc.matching.model.candidates import Offer
from graphsvc.matching.model.distance import Distance
from graphsvc.matching.model.eligibility import Gate
from graphsvc.matching.model.path import Step
from graphsvc.matching.model.rank import Confidence, Contribution, Match, NearMiss, UnitMatch
from graphsvc.matching.model.score import Part, Reason, Score
from graphsvc.matching.model.topics import Likely, best_of
from graphsvc.matching.store.matcher import Answer
from graphsvc.matching.wording.memory import Wording
from graphsvc.org.api.areas import Node
from graphsvc.org.api.units import Unit


@strawberry.type(description="A part of a score (评分项); all points add up to the total.")
class ScorePart:
    """Weight × value × 100 = points."""

    reason: Reason = strawberry.field(description="Which (项目).")
    name: str = strawberry.field(description="In Chinese (名称).")
    weight: float = strawberry.field(description="Its share of the total, 0 to 1 (权重).")
    value: float = strawberry.field(description="How well it is met, 0 to 1 (得分率).")
    points: float = strawberry.field(description="What it adds (得分).")

    @classmethod
    def of(cls, score: Score) -> list[ScorePart]:
        """The parts of a score."""
        return [cls._of(part) for part in score.parts]

    @classmethod
    def _of(cls, part: Part) -> ScorePart:
        return cls(reason=part.reason, name=part.reason.zh, weight=part.weight, value=part.value, points=part.points)


@strawberry.type(description="A node of a path, with the relationship that leads to it (路径节点).")
class PathStep:
    """From the place to the resource."""

    id: strawberry.ID = strawberry.field(description="Its id.")
    label: str = strawberry.field(description="What it is (类型).")
    name: str = strawberry.field(description="Its name (名称).")
    relationship: str | None = strawberry.field(description="Relationship that leads here; null at the start (关系).")
    forward: bool = strawberry.field(description="Whether the relationship points here (方向).")

    @strawberry.field(description="The node itself (节点).")
    async def node(self, info: Info) -> Node | None:
        """One statement for all steps."""
        return await info.context.node(info, self.id)

    @classmethod
    def of(cls, step: Step) -> PathStep:
        """A step."""
        id_ = strawberry.ID(step.id)
        return cls(id=id_, label=step.label, name=step.name, relationship=step.by, forward=step.forward)


@strawberry.type(description="A resource that fits (匹配资源).")
class ResourceMatch:
    """One of a provider's resources that passes the gates."""

    id: strawberry.ID = strawberry.field(description="Its id.")
    title: str = strawberry.field(description="Title (标题).")
    free: int | None = strawberry.field(description="Capacity that is free; null without a limit (剩余名额).")
    capacity_unit: str | None = strawberry.field(description="What capacity counts (单位).")
    score: float = strawberry.field(description="Total, 0 to 100 (总分).")
    parts: list[ScorePart] = strawberry.field(description="What adds up to it (评分项).")

    @strawberry.field(description="The resource itself (资源).")
    async def resource(self, info: Info) -> Resource | None:
        """One statement for all."""
        return await info.context.node(info, self.id)

    @classmethod
    def of(cls, offer: Offer, score: Score) -> ResourceMatch:
        """An offer with its score."""
        return cls(
            id=strawberry.ID(offer.id),
            title=offer.title,
            free=offer.free,
            capacity_unit=offer.capacity_unit,
            score=score.total,
            parts=ScorePart.of(score),
        )


@strawberry.type(description="A provider that can help, and why (匹配单位).")
class ProviderMatch:
    """Ranked by its best resource."""

    id: strawberry.ID = strawberry.field(description="Id of the unit, or of the area that offers it itself.")
    name: str = strawberry.field(description="Its name (名称).")
    score: float = strawberry.field(description="Total of its best resource, 0 to 100 (总分).")
    parts: list[ScorePart] = strawberry.field(description="What adds up to it (评分项).")
    distance: Distance = strawberry.field(description="How near it stands (组织距离).")
    committee: str | None = strawberry.field(description="The joint committee that joins it to the place (联结组织).")
    path: list[PathStep] = strawberry.field(description="From the place to the resource through the graph (关联路径).")
    sentence: str = strawberry.field(description="Why, in one sentence (推荐理由).")
    resources: list[ResourceMatch] = strawberry.field(
        description="Its fitting resources, best first (匹配资源).", directives=[ListSize(assumed_size=20)]
    )

    @strawberry.field(description="The unit; null when an area offers it itself (单位).")
    async def unit(self, info: Info) -> Unit | None:
        """One statement for all."""
        return await info.context.node(info, self.id)


@strawberry.type(description="A resource that fits but for one gate (差一步的资源).")
class NearlyMatch:
    """What an official may ask to change."""

    id: strawberry.ID = strawberry.field(description="Id of the resource.")
    title: str = strawberry.field(description="Title (标题).")
    provider: str = strawberry.field(description="Who offers it (提供方).")
    gate: Gate = strawberry.field(description="What stopped it (门槛).")
    words: str = strawberry.field(description="The same in Chinese, such as 12-03 起可用 (说明).")
    fit: float = strawberry.field(description="How well it fits, 0 to 1 (契合度).")

    @strawberry.field(description="The resource itself (资源).")
    async def resource(self, info: Info) -> Resource | None:
        """One statement for all."""
        return await info.context.node(info, self.id)

    @classmethod
    def of(cls, miss: NearMiss) -> NearlyMatch:
        """A near miss."""
        return cls(
            id=strawberry.ID(miss.offer.id),
            title=miss.offer.title,
            provider=miss.offer.offered_by.name,
            gate=miss.gate,
            words=miss.words,
            fit=miss.fit,
        )


@strawberry.type(description="What one provider gives of a quantity that none has alone (合力提供).")
class ContributionMatch:
    """Several make up what is needed."""

    id: strawberry.ID = strawberry.field(description="Id of the resource.")
    title: str = strawberry.field(description="Title (标题).")
    provider_id: strawberry.ID = strawberry.field(description="Id of who offers it.")
    provider: str = strawberry.field(description="Who offers it (提供方).")
    quantity: int = strawberry.field(description="How much of it is taken (数量).")
    capacity_unit: str | None = strawberry.field(description="What it counts (单位).")
    score: float = strawberry.field(description="Total, 0 to 100 (总分).")

    @strawberry.field(description="The resource itself (资源).")
    async def resource(self, info: Info) -> Resource | None:
        """One statement for all."""
        return await info.context.node(info, self.id)

    @classmethod
    def of(cls, given: Contribution) -> ContributionMatch:
        """A contribution."""
        offer = given.offer
        return cls(
            id=strawberry.ID(offer.id),
            title=offer.title,
            provider_id=strawberry.ID(offer.provider),
            provider=offer.offered_by.name,
            quantity=given.quantity,
            capacity_unit=offer.capacity_unit,
            score=given.score.total,
        )


@strawberry.type(description="A topic that the problem may be about (可能的主题).")
class LikelyTopic:
    """For the official to pick from."""

    code: strawberry.ID = strawberry.field(description="Code (编码).")
    name: str = strawberry.field(description="Name (名称).")
    likelihood: float = strawberry.field(description="0 to 1; 1 when picked (可能性).")

    @classmethod
    def of(cls, likely: Likely) -> LikelyTopic:
        """A topic."""
        return cls(code=strawberry.ID(likely.topic.code), name=likely.topic.name, likelihood=likely.likelihood)


@strawberry.type(description="How an office would say it (理解为).")
class LikelyWording:
    """An official wording of the phrase book."""

    text: str = strawberry.field(description="The wording (规范表述).")
    likelihood: float = strawberry.field(description="0 to 1 (可能性).")
    category: str | None = strawberry.field(description="Code in the responsibility list (事项类别).")

    @classmethod
    def of(cls, wording: Wording) -> LikelyWording:
        """A wording."""
        return cls(text=wording.text, likelihood=wording.likelihood, category=wording.category or None)


@strawberry.type(description="Who can help (匹配结果).")
class UnitMatches:
    """The answer to a problem."""

    units: list[ProviderMatch] = strawberry.field(
        description="Best first; empty when nothing fits, or all that fits is stopped by a gate (匹配单位)."
    )
    together: list[ContributionMatch] = strawberry.field(
        description="Who meets the quantity together, where no one does alone (多家合力)."
    )
    lacking: int = strawberry.field(description="What is lacking of the quantity even so (仍缺).")
    near_misses: list[NearlyMatch] = strawberry.field(description="What fits but for one gate (差一步的资源).")
    understood_as: list[LikelyWording] = strawberry.field(
        description="Official wordings that the text may stand for, likeliest first (理解为)."
    )
    topics: list[LikelyTopic] = strawberry.field(description="The three likeliest topics (可能的主题).")
    confidence: Confidence = strawberry.field(description="Whether to act on it (把握程度).")
    advice: str = strawberry.field(description="Reason and next step when empty or uncertain (建议).")
    first_day: date = strawberry.field(description="First day that was looked at (时段起).")
    last_day: date = strawberry.field(description="Last day (时段止).")
    by_model: bool = strawberry.field(description="Whether the sentence model took part; else words alone (语义模型).")
    note: str = strawberry.field(description="How far the answer may be trusted (说明).")

    @classmethod
    def of(cls, answer: Answer) -> UnitMatches:
        """An answer."""
        ranking = answer.ranking
        return cls(
            units=[_provider(unit, answer) for unit in ranking.units],
            together=[ContributionMatch.of(given) for given in ranking.together],
            lacking=ranking.lacking,
            near_misses=[NearlyMatch.of(miss) for miss in ranking.near_misses],
            understood_as=[LikelyWording.of(wording) for wording in answer.understood.told],
            topics=[LikelyTopic.of(likely) for likely in answer.topics],
            confidence=ranking.confidence,
            advice=ranking.advice,
            first_day=answer.days.first,
            last_day=answer.days.last,
            by_model=answer.by_model,
            note=_note(answer),
        )


@strawberry.type(description="A need that a unit could meet (可承接的需求).")
class NeedMatch:
    """The reverse of a match."""

    id: strawberry.ID = strawberry.field(description="Id of the need.")
    title: str = strawberry.field(description="Title (标题).")
    score: float = strawberry.field(description="Total, 0 to 100 (总分).")
    confidence: Confidence = strawberry.field(description="Whether to act on it (把握程度).")
    resource: ResourceMatch = strawberry.field(description="The unit's resource that meets it best (匹配资源).")

    @strawberry.field(description="The need itself (需求).")
    async def need(self, info: Info) -> Need | None:
        """One statement for all."""
        return await info.context.node(info, self.id)


def _provider(match: UnitMatch, answer: Answer) -> ProviderMatch:
    topic = best_of(answer.fits, match.matches[0].offer.topics)
    names = {topic.code: topic.name for topic in answer.found.topics}
    return ProviderMatch(
        id=strawberry.ID(match.provider.id),
        name=match.provider.name,
        score=match.score.total,
        parts=ScorePart.of(match.score),
        distance=match.distance,
        committee=match.committee.name if match.committee else None,
        path=[PathStep.of(step) for step in match.path],
        sentence=sentence(match, topic, names, answer.days),
        resources=_resources(match.matches),
    )


def _resources(matches: Sequence[Match]) -> list[ResourceMatch]:
    return [ResourceMatch.of(match.offer, match.score) for match in matches]


def _note(answer: Answer) -> str:
    if not answer.by_model:
        return "未使用语义模型，仅按用词和主题同义词匹配。"
    return f"{answer.unread} 项资源尚未建立语义索引，仅按用词和主题匹配。" if answer.unread else ""
