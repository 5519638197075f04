"""Negotiation: media type, encoding and language by the client's headers."""

import gzip

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import NotAcceptable
from graphsvc.web.graphql.content_negotiation import GRAPHQL_JSON, JSON, encoding, language, media_type
from graphsvc.web.graphql.response import SMALLEST, compressed, zstd  # type: ignore[attr-defined]

MEDIA = {
    None: JSON,
    "": JSON,
    "*/*": JSON,
    "application/*": JSON,
    "application/json": JSON,
    "application/graphql-response+json": GRAPHQL_JSON,
    "application/graphql-response+json, application/json": GRAPHQL_JSON,
    "application/json, application/graphql-response+json": GRAPHQL_JSON,
    "application/json, application/graphql-response+json;q=0.5": JSON,
    "application/graphql-response+json;charset=utf-8,application/json;q=0.9": GRAPHQL_JSON,
    "application/graphql-response+json;q=0, */*": JSON,
    "text/html, application/xhtml+xml, */*;q=0.8": JSON,
    "application/graphql-response+json, multipart/mixed, text/event-stream": GRAPHQL_JSON,
}


@pytest.mark.parametrize(("header", "media"), MEDIA.items(), ids=map(str, MEDIA))
def test_a_client_gets_the_media_type_it_prefers(header: str | None, media: str) -> None:
    assert media_type(header) == media


@pytest.mark.parametrize("header", ["text/html", "application/json;q=0", "text/html, application/json;q=nonsense"])
def test_a_client_that_takes_no_json_is_refused(header: str) -> None:
    with pytest.raises(NotAcceptable):
        media_type(header)


ENCODINGS = {
    None: None,
    "identity": None,
    "gzip": "gzip",
    "gzip, deflate, br": "br",
    "gzip, deflate, br, zstd": "zstd",
    "zstd;q=0.5, gzip": "gzip",
    "*": "zstd",
    "*, zstd;q=0": "br",
    "gzip;q=0": None,
}


@pytest.mark.parametrize(("header", "wanted"), ENCODINGS.items(), ids=map(str, ENCODINGS))
def test_an_answer_is_compressed_as_the_client_prefers(header: str | None, wanted: str | None) -> None:
    assert encoding(header) == wanted


@given(st.binary(max_size=3 * SMALLEST))
def test_what_is_compressed_reads_back_as_it_was(content: bytes) -> None:
    for name, read in (
        ("gzip", gzip.decompress),
        ("br", brotli.decompress),
        ("zstd", zstd.decompress),
    ):
        sent, used = compressed(content, name)
        assert (read(sent) if used else sent) == content
        assert used == (name if len(content) >= SMALLEST else None)


LANGUAGES = {
    None: "en",
    "en": "en",
    "zh": "zh",
    "zh-CN,zh;q=0.9,en;q=0.8": "zh",
    "en-US,en;q=0.9,zh-CN;q=0.8": "en",
    "zh-Hans-CN, en": "zh",
    "fr": "en",
    "de, zh;q=0.3": "zh",
}


@pytest.mark.parametrize(("header", "spoken"), LANGUAGES.items(), ids=map(str, LANGUAGES))
def test_messages_are_chinese_where_the_client_wants_it_more(header: str | None, spoken: str) -> None:
    assert language(header) == spoken


@given(st.text(max_size=200))
def test_no_header_breaks_negotiation(header: str) -> None:
    encoding(header)
    language(header)
    try:
        media_type(header)
    except NotAcceptable:
        return
