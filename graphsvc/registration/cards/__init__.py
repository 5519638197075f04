"""Quarterly cards (登记卡): what a member or unit did in a quarter, frozen and sealed, in the graph and in GraphQL."""

from graphsvc.gql.schema.enums import offer
from graphsvc.registration.cards.card import CardLineKind

offer(CardLineKind)
