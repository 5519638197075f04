"""From an HTTP message to the parameters of a GraphQL request, refusing everything that is none.

Source: GraphQL over HTTP, section 4 (Request), https://graphql.github.io/graphql-over-http/draft/
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive, Scope

from graphsvc.errors import BadRequest, CrossSite, DocumentTooLarge, MethodNotAllowed, UnsupportedMediaType

LARGEST_BODY = 256 * 1024
"""Bytes of a request body."""

PREFLIGHT = (b"graphql-require-preflight", b"apollo-require-preflight", b"x-apollo-operation-name", b"x-requested-with")
"""Headers that a page of another site cannot send without asking first; a GET that changes nothing needs one of them,
so that no other site can time or cache what a signed-in caller may see."""

IDS = ("documentId", "id", "doc_id")
"""Parameters that name a trusted document: the specification's appendix, graphql-codegen's and Relay's habits."""

Headers = Mapping[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a request gives: the document as text, by id, or both (Apollo); `extensions` untouched."""

    query: str | None
    id: str | None
    variables: dict[str, Any]
    operation_name: str | None
    extensions: dict[str, Any]
    by_get: bool = False


async def read_parameters(scope: Scope, headers: Headers, receive: Receive, *, plain_get: bool) -> Parameters:
    """The parameters of a POST or a GET.

    Args:
        plain_get: answer a GET also without a header that keeps other sites out.
    Raises:
        BadRequest: another method, or as `posted` and `queried`.
    """
    match scope["method"]:
        case "POST":
            return await posted(headers, receive)
        case "GET":
            return queried(headers, scope["query_string"], plain=plain_get)
    raise MethodNotAllowed("只接受 POST 和 GET。", "Only POST and GET are answered.")


async def posted(headers: Headers, receive: Receive) -> Parameters:
    """The parameters in the JSON body of a POST.

    Raises:
        UnsupportedMediaType: the body is not announced as JSON in UTF-8.
        DocumentTooLarge: announced or received over 256 KB.
        BadRequest: no JSON object, or parameters of another kind.
    """
    _check_type(headers)
    return parameters(read_json(await read_body(headers, receive)))


def queried(headers: Headers, query_string: bytes, *, plain: bool) -> Parameters:
    """The parameters in the address of a GET.

    Args:
        plain: answer also without a header that keeps other sites out.
    Raises:
        CrossSite: such a header is missing.
        BadRequest: a parameter given twice, not UTF-8, or of another kind.
    """
    if not plain and not any(name in headers for name in PREFLIGHT) and not _is_json(headers):
        raise CrossSite(
            "GET 请求需带 GraphQL-Require-Preflight 头，或改用 POST。",
            "A GET needs the header GraphQL-Require-Preflight; or POST it.",
        )
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise _no_request("地址中的参数不是 UTF-8。", "The parameters of the address are not UTF-8.") from None
    given: dict[str, Any] = {name: value for name, value in _unique(pairs).items() if value}
    for name in ("variables", "extensions"):
        if name in given:
            given[name] = read_json(given[name].encode())
    return parameters(given, by_get=True)


def _check_type(headers: Headers) -> None:
    if not _is_json(headers) or headers.get(b"content-encoding", b"identity") != b"identity":
        raise UnsupportedMediaType(
            "请求体的 Content-Type 应为 application/json，编码为 UTF-8，不压缩。",
            "Send a body of Content-Type application/json, in UTF-8 and not compressed.",
        )


def _is_json(headers: Headers) -> bool:
    media, *parameters = headers.get(b"content-type", b"").lower().replace(b" ", b"").split(b";")
    charsets = [parameter for parameter in parameters if parameter.startswith(b"charset=")]
    return media == b"application/json" and all(each[8:].strip(b'"') in (b"utf-8", b"utf8") for each in charsets)


async def read_body(headers: Headers, receive: Receive) -> bytes:
    """The whole body, never more than allowed of it."""
    announced = headers.get(b"content-length", b"0")
    if announced.isdigit() and int(announced) > LARGEST_BODY:
        raise _too_large()
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            raise _too_large()
        if not message.get("more_body"):
            return bytes(body)


def _too_large() -> DocumentTooLarge:
    return DocumentTooLarge(
        f"请求体超过 {LARGEST_BODY // 1024} KB 的上限。",
        f"The request body is over the limit of {LARGEST_BODY // 1024} KB.",
    )


def read_json(text: bytes) -> Any:
    """JSON read strictly: UTF-8, no NaN, and no name twice, which two readers could take for two different requests."""
    try:
        value = orjson.loads(text)
        json.loads(text, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise _no_request("请求不是有效的 JSON。", "The request is not valid JSON.") from None
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _no_request("同一名称出现了两次。", "A name is given twice.")
    return found


def parameters(given: Any, *, by_get: bool = False) -> Parameters:
    """The parameters of a request given as an object, whichever way it came.

    Raises:
        BadRequest: no object, or one of another form.
    """
    if isinstance(given, list):
        raise _no_request("不支持批量请求；请逐个发送。", "Batches are not answered; send one request at a time.")
    if not isinstance(given, dict):
        raise _no_request("请求应为 JSON 对象。", "A request is a JSON object.")
    extensions = _of(given, "extensions", dict) or {}
    query = _of(given, "query", str)
    named = _named(given, extensions)
    if not query and named is None:
        raise _no_request("请求缺少 query（文本）。", "The request needs `query`, a text.")
    operation_name = _of(given, "operationName", str) or None
    return Parameters(query or None, named, _of(given, "variables", dict) or {}, operation_name, extensions, by_get)


def _named(given: Mapping[str, Any], extensions: Mapping[str, Any]) -> str | None:
    """The id of a document in any of its spellings, as it is written."""
    for name in IDS:
        if found := _of(given, name, str):
            return str(found)
    persisted = extensions.get("persistedQuery")
    return str(persisted["sha256Hash"]) if isinstance(persisted, dict) and "sha256Hash" in persisted else None


def _of(given: Mapping[str, Any], name: str, kind: type) -> Any:
    value = given.get(name)
    if value is not None and not isinstance(value, kind):
        zh, en = ("对象", "an object") if kind is dict else ("文本", "a text")
        raise _no_request(f"{name} 应为{zh}。", f"`{name}` is {en}.")
    return value


def _no_request(zh: str, en: str) -> BadRequest:
    return BadRequest(zh, en)
