"""Where a Neo4j answers and who may speak to it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Address:
    """A Bolt address with its sign-in; the password never shows in a repr."""

    uri: str
    user: str
    password: str = field(repr=False)
    database: str
