"""Roots over cards, and whether a card still says what it was sealed with."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.org.api.arguments import ID, argument
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.registration.cards.card import CardSeals, seals_of_this_process
from graphsvc.registration.cards.store import read_card
from graphsvc.registration.cards.types import QuarterCard

CardId = Annotated[strawberry.ID, argument("Id of the card (登记卡).", ID)]


class CardRoots:
    """Roots that are compiled."""

    quarter_card: QuarterCard | None = find(
        by_id("QuarterCard"), "What one registrant did in a quarter (登记卡).", **BY_ID
    )
    quarter_cards: Connection[QuarterCard] = every("All cards that the caller may see, by area (登记卡列表).")


@strawberry.type(description="Whether a card still says what it was sealed with (登记卡验签).")
class CardCheck:
    """One card, looked at now."""

    holds: bool = strawberry.field(description="Whether seal and card fit together (封签有效).")
    seal: str = strawberry.field(description="The seal that it bears (封签).")


@strawberry.type
class CardQueries:
    """Roots that resolvers answer."""

    @strawberry.field(description="Check the seal of a card against all that it says (登记卡验签).")
    async def check_quarter_card(self, info: Info, card: CardId) -> CardCheck | None:
        says = await read_card(info.context.graph, info.context.may(Operation.READ_REGISTRATIONS), card)
        return CardCheck(holds=info.context.tool(CardSeals, seals_of_this_process).holds(says), seal=says["seal"])
