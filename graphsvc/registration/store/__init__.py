"""Registrations in the graph; and who asks, as the statements of this room compare it."""

from typing import Any

from graphsvc.access.principal import Grant


def caller_params(grant: Grant) -> dict[str, Any]:
    """Return the caller's areas, unit and person: `$scope`, `$unit` and `$person`."""
    return {**grant.params, "person": grant.person}
