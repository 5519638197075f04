"""Subscriptions in GraphQL."""

from graphsvc.exchange.model.subscriptions import SubscriptionState
from graphsvc.gql.schema.enums import offer

offer(SubscriptionState)
