"""The structure of a plan without its values: what puts columns of one name into an order that no document decides."""

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from graphsvc.cypher import plan


class Structures:
    """Digests of the parts of one plan, each part looked at once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, str]] = {}

    def of(self, part: Any) -> str:
        """A text that is equal for parts that differ in nothing but where their parameters come from."""
        if isinstance(part, tuple):
            return f"({','.join(map(self.of, part))})"
        if isinstance(part, Mapping):
            return f"{{{','.join(f'{name}:{self.of(part[name])}' for name in sorted(part))}}}"
        if part is None or isinstance(part, str | int):
            return repr(part)
        if not is_dataclass(part) or type(part).__module__ != plan.__name__ or hasattr(part, "fill"):
            return type(part).__name__  # a parameter
        known = self._known.get(id(part))
        if known is None:
            text = ",".join(self.of(getattr(part, field.name)) for field in fields(part))
            digest = hashlib.blake2s(f"{type(part).__name__}({text})".encode(), digest_size=16).hexdigest()
            known = self._known[id(part)] = (part, digest)  # the part is held, so that its id stays its own
        return known[1]
