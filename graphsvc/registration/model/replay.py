"""A year of services counted anew by a table of rules, to see beforehand what a change of rules would do; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graphsvc.registration.model.point_rules import PointRules, Wallet
from graphsvc.registration.model.points import Earned, Service, has_passed, settle
from graphsvc.registration.model.registration import RegistrantKind, ServiceClass


@dataclass(frozen=True, slots=True)
class Served:
    """A confirmed service of a member."""

    service: ServiceClass
    on: date
    minutes: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member's year comes to: hundredths of points by wallet, and whether its duty is done."""

    points: Mapping[Wallet, int]
    passed: bool


def replay(rules: PointRules, services: Sequence[Served]) -> Standing:
    """Count services in the order of their confirmation, as if the rules had held all the year."""
    earned: list[Earned] = []
    for each in services:
        service = Service(RegistrantKind.MEMBER, each.service, each.on, each.minutes)
        earned += [
            Earned(False, entry.wallet, entry.rule_kind, entry.rule, entry.on, entry.amount)
            for entry in settle(rules, service, earned)
        ]
    points = {wallet: sum(each.amount for each in earned if each.wallet is wallet) for wallet in Wallet}
    return Standing(points, has_passed(points[Wallet.DUTY], sum(each.minutes for each in services)))
