"""Tables that a locality overrides: each row holds in an area from a day on, until another."""

from pathlib import Path

from graphsvc.command.rules.aspects import Aspects, read_aspects
from graphsvc.command.rules.responsibilities import Responsibilities, read_responsibilities
from graphsvc.command.rules.terms import Terms, read_terms


def read_tables(
    responsibilities: Path | None, aspects: Path | None, terms: Path | None
) -> tuple[Responsibilities, Aspects, Terms]:
    """Read all that areas are appraised and rated by, a locality's files before the service's.

    Raises:
        SetupError: a file cannot be read, or a row is none.
    """
    return read_responsibilities(responsibilities), read_aspects(aspects), read_terms(terms)
