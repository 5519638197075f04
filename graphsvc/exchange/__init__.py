"""What other systems take from the service, in the forms they know: its catalogue, its changes as events."""

from graphsvc.exchange.api.types import EventSubscription

TYPES = (EventSubscription,)
