"""Subscriptions in GraphQL."""

from graphsvc.exchange.model.subscriptions import SubscriptionAction, SubscriptionState
from graphsvc.gql.schema.enums import offer

offer(SubscriptionState, SubscriptionAction)
