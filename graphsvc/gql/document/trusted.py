"""Trusted documents: manifests that the clients' own builds write, and requests that name a document by its id.

Ids are hashes in hex. Clients spell them in three ways: `documentId: "sha256:<hex>"` (GraphQL over HTTP, appendix A),
`id` or `doc_id` with bare hex (graphql-codegen, Relay), and `extensions.persistedQuery.sha256Hash` (Apollo).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson
from graphql import GraphQLSyntaxError, OperationDefinitionNode, parse

from graphsvc.errors import BadRequest, IdsNotSupported, SetupError, UnknownDocument, UntrustedDocument

_ID = re.compile(r"(?:[a-z0-9]+:)?([0-9a-f]{32,128})", re.ASCII)


class Mode(StrEnum):
    """What ids mean here."""

    OFF = "off"  # documents come as text only
    ALLOW = "allow"  # by id or as text
    STRICT = "strict"  # only those of a manifest, by id or as the very same text


@dataclass(frozen=True, slots=True)
class Trusted:
    """The documents of all manifests, by hash in lower-case hex."""

    mode: Mode = Mode.OFF
    documents: Mapping[str, str] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()

    @property
    def operations(self) -> frozenset[str]:
        """The names of all operations; a document that cannot be read has none."""
        return frozenset(name for text in self.texts for name in _names(text))

    def text(self, query: str | None, given: str | None) -> str:
        """The text of the document that a request means.

        Args:
            query: the document as text, if the request holds it.
            given: its id in any spelling, if the request names it.
        Raises:
            UnknownDocument: no such id, and no text beside it.
            UntrustedDocument: a text that is in no manifest, where only those are answered.
            IdsNotSupported, BadRequest: no ids here; no hash.
        """
        if given is not None and self.mode is not Mode.OFF and (known := self.documents.get(key(given))):
            return known
        if query is None:
            raise _not_supported() if self.mode is Mode.OFF else _unknown()
        if self.mode is Mode.STRICT and query not in self.texts:
            raise UntrustedDocument(
                "此服务只回答受信文档；请把查询加入清单。",
                "Only trusted documents are answered here; add this one to the manifest.",
            )
        return query


def _names(text: str) -> list[str]:
    try:
        definitions = parse(text, no_location=True).definitions
    except GraphQLSyntaxError:
        return []
    return [each.name.value for each in definitions if isinstance(each, OperationDefinitionNode) and each.name]


def key(given: str) -> str:
    """A document's id without the name of its hash.

    Raises:
        BadRequest: no hash in hex.
    """
    found = _ID.fullmatch(given.lower())
    if found is None:
        raise BadRequest("文档 id 应为十六进制的散列值。", "The id of a document is a hash in hex.")
    return found[1]


def trusted(mode: Mode, paths: Iterable[Path]) -> Trusted:
    """Read manifests.

    Args:
        paths: files, or folders whose `*.json` files are read.
    Raises:
        SetupError: a file cannot be read, is no manifest, or gives an id another text than an earlier one.
    """
    documents: dict[str, str] = {}
    for path in _files(paths):
        for given, text in _entries(path):
            if documents.setdefault(given, text) != text:
                raise _no_manifest(path, f"{given} has another text in an earlier manifest")
    return Trusted(mode, documents, frozenset(documents.values()))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.glob("*.json")) if path.is_dir() else [path]


def _entries(path: Path) -> Iterator[tuple[str, str]]:
    """Ids and texts of one manifest: a map (graphql-codegen, relay-compiler) or a list of operations (Apollo)."""
    try:
        content = orjson.loads(path.read_bytes())
        pairs = _pairs(content)
        yield from ((key(given), text) for given, text in pairs)
    except (OSError, ValueError, KeyError, TypeError, BadRequest) as problem:
        raise _no_manifest(path, str(problem)) from None


def _pairs(content: Any) -> list[tuple[str, str]]:
    if isinstance(content, dict) and "operations" in content:
        pairs = [(operation["id"], operation["body"]) for operation in content["operations"]]
    else:
        pairs = list(content.items()) if isinstance(content, dict) else []
    if not all(isinstance(text, str) for _, text in pairs) or not (pairs or content == {}):
        raise ValueError("no map of ids to documents")
    return pairs


def _no_manifest(path: Path, why: str) -> SetupError:
    return SetupError(f"{path} 不是可用的受信文档清单：{why}", f"{path} is no manifest of trusted documents: {why}")


def _unknown() -> UnknownDocument:
    # Apollo's clients on Kotlin and iOS know this refusal by its English text
    return UnknownDocument("没有这个 id 的受信文档。", "PersistedQueryNotFound")


def _not_supported() -> IdsNotSupported:
    return IdsNotSupported("此服务不按 id 接受文档；请发送全文。", "PersistedQueryNotSupported")
