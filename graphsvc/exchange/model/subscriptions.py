"""A subscription: another system is sent the changes of an area as CloudEvents, from when it was made on."""

from graphsvc.errors import BadInput
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine

LEAST_SECRET = 24


class SubscriptionState(Labelled):
    """Whether a subscription is served (订阅状态)."""

    ACTIVE = "ACTIVE", "启用", "Events are sent"
    PAUSED = "PAUSED", "暂停", "What comes meanwhile is sent when it goes on"
    STOPPED = "STOPPED", "停送", "The receiver took nothing for too long; it goes on from there when resumed"
    REVOKED = "REVOKED", "停用", "Ended for good"


class SubscriptionAction(Labelled):
    """What is done with a subscription (订阅步骤)."""

    PAUSE = "PAUSE", "暂停", "Let events wait"
    RESUME = "RESUME", "恢复", "Send again, from where it stood"
    REVOKE = "REVOKE", "停用", "End it for good"


SUBSCRIPTION = Machine(
    "subscription",
    {
        (SubscriptionState.ACTIVE, SubscriptionAction.PAUSE): SubscriptionState.PAUSED,
        (SubscriptionState.STOPPED, SubscriptionAction.PAUSE): SubscriptionState.PAUSED,
        (SubscriptionState.PAUSED, SubscriptionAction.RESUME): SubscriptionState.ACTIVE,
        (SubscriptionState.STOPPED, SubscriptionAction.RESUME): SubscriptionState.ACTIVE,
        (SubscriptionState.ACTIVE, SubscriptionAction.REVOKE): SubscriptionState.REVOKED,
        (SubscriptionState.PAUSED, SubscriptionAction.REVOKE): SubscriptionState.REVOKED,
        (SubscriptionState.STOPPED, SubscriptionAction.REVOKE): SubscriptionState.REVOKED,
    },
)


def check_secret(secret: str) -> None:
    """Check that a secret is long enough to sign with.

    Raises:
        BadInput: it is shorter than 24 characters.
    """
    if len(secret) < LEAST_SECRET:
        raise BadInput(
            f"签名密钥 secret 至少 {LEAST_SECRET} 个字符。", f"A secret has at least {LEAST_SECRET} characters."
        ).at("subscription", "secret")
