"""The catalogue of what the service shares (政务信息资源目录): one entry a published document.

An entry is a row of `resources.csv` beside what follows from its document: the items it gives, and how it is asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphql import GraphQLSchema, parse, validate

from graphsvc.errors import SetupError
from graphsvc.exchange.model.items import Contents, contents_of, operations_of
from graphsvc.exchange.model.resources import Resource, Sharing

FORMAT = "接口（GraphQL over HTTP，JSON）"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: what is said of a document, and what it gives."""

    resource: Resource
    contents: Contents

    @property
    def way(self) -> str:
        """How it is shared (共享方式)."""
        return "不提供" if self.resource.sharing is Sharing.WITHHELD else f"接口方式：{self.resource.document}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All entries in the order of their rows; `undescribed` are published queries without a row."""

    entries: tuple[Entry, ...]
    undescribed: tuple[str, ...]


def published_queries(texts: Sequence[str]) -> Mapping[str, str]:
    """Find the named queries of documents: name → the document that holds it; of two the first."""
    found: dict[str, str] = {}
    for text in texts:
        for name in operations_of(text):
            found.setdefault(name, text)
    return found


def make_catalogue(schema: GraphQLSchema, texts: Sequence[str], resources: Sequence[Resource]) -> Catalogue:
    """Put rows and documents together.

    Args:
        texts: published documents.
    Raises:
        SetupError: a row names a query that is not published or does not fit the schema, or gives what tells of
            single people to everybody.
    """
    known = published_queries(texts)
    entries = tuple(_entry(schema, known, each) for each in resources)
    described = {each.document for each in resources}
    return Catalogue(entries, tuple(sorted(known.keys() - described)))


def _entry(schema: GraphQLSchema, known: Mapping[str, str], resource: Resource) -> Entry:
    name = resource.document
    if name not in known:
        raise SetupError(
            f"目录 {resource.code} 所列查询 {name} 未发布；请改正文档名，或把它加入受信文档清单。",
            f"{resource.code} of the catalogue names the query {name}, which is not published: mend the name, or add "
            "its document to a manifest of trusted documents.",
        )
    if faults := validate(schema, parse(known[name], no_location=True)):
        raise SetupError(
            f"目录 {resource.code} 的查询 {name} 与当前 schema 不符：{faults[0].message}",
            f"The query {name} of {resource.code} does not fit the schema: {faults[0].message}",
        )
    contents = contents_of(schema, known[name], name)
    if contents.is_personal and resource.sharing is Sharing.UNCONDITIONAL:
        raise SetupError(
            f"目录 {resource.code} 的查询 {name} 涉及个人，不能无条件共享；请改为 CONDITIONAL 或 WITHHELD。",
            f"{resource.code} of the catalogue tells of single people and cannot be shared unconditionally: say "
            "CONDITIONAL or WITHHELD.",
        )
    return Entry(resource, contents)
