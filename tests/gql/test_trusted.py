"""Trusted documents: manifests as clients' builds write them, ids in their three spellings, three modes."""

import hashlib
from pathlib import Path

import orjson
import pytest

from graphsvc.errors import BadRequest, IdsNotSupported, SetupError, UnknownDocument, UntrustedDocument
from graphsvc.gql.document.trusted import Mode, Trusted, trusted

TEXT = "query Name { __typename }"
SHA = hashlib.sha256(TEXT.encode()).hexdigest()
MD5 = hashlib.md5(TEXT.encode()).hexdigest()

MANIFESTS = {
    "graphql-codegen": {f"sha256:{SHA}": TEXT},
    "graphql-codegen, bare": {SHA: TEXT},
    "relay-compiler": {MD5: TEXT},
    "apollo": {
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [{"id": SHA, "name": "Name", "type": "query", "body": TEXT}],
    },
}


def written(folder: Path, content: object, name: str = "documents.json") -> Path:
    path = folder / name
    path.write_bytes(orjson.dumps(content))
    return path


@pytest.mark.parametrize("content", MANIFESTS.values(), ids=list(MANIFESTS))
def test_a_manifest_is_read_as_its_tool_writes_it(tmp_path: Path, content: object) -> None:
    known = trusted(Mode.STRICT, [written(tmp_path, content)])
    assert list(known.documents.values()) == [TEXT]


@pytest.mark.parametrize("given", [f"sha256:{SHA}", SHA, SHA.upper()], ids=["documentId", "bare hex", "upper case"])
@pytest.mark.parametrize("mode", [Mode.ALLOW, Mode.STRICT])
def test_a_document_is_found_by_its_id_however_it_is_spelled(mode: Mode, given: str) -> None:
    known = Trusted(mode, {SHA: TEXT}, frozenset([TEXT]))
    assert known.text(None, given) == TEXT


def test_a_folder_of_manifests_is_read_whole(tmp_path: Path) -> None:
    written(tmp_path, {SHA: TEXT}, "a.json")
    written(tmp_path, {MD5: TEXT}, "b.json")
    assert set(trusted(Mode.ALLOW, [tmp_path]).documents) == {SHA, MD5}


@pytest.mark.parametrize(
    "content",
    [[], {"operations": 1}, {SHA: 1}, {"Name": TEXT}, "text"],
    ids=["list", "odd", "no text", "no hash", "text"],
)
def test_a_file_that_is_no_manifest_is_named(tmp_path: Path, content: object) -> None:
    path = written(tmp_path, content)
    with pytest.raises(SetupError, match=r"documents\.json"):
        trusted(Mode.ALLOW, [path])
    with pytest.raises(SetupError, match=r"missing\.json"):
        trusted(Mode.ALLOW, [tmp_path / "missing.json"])


def test_two_manifests_may_not_give_one_id_two_texts(tmp_path: Path) -> None:
    one, other = written(tmp_path, {SHA: TEXT}, "a.json"), written(tmp_path, {SHA: TEXT + " "}, "b.json")
    with pytest.raises(SetupError, match="another text"):
        trusted(Mode.ALLOW, [one, other])


def test_an_unknown_id_asks_the_client_for_the_text_and_a_known_one_ignores_it() -> None:
    known = Trusted(Mode.ALLOW, {SHA: TEXT}, frozenset([TEXT]))
    with pytest.raises(UnknownDocument):
        known.text(None, MD5)
    assert known.text("{ a }", MD5) == "{ a }"
    assert known.text("{ a }", SHA) == TEXT


def test_where_ids_are_off_a_client_is_told_to_send_texts() -> None:
    off = Trusted(Mode.OFF, {SHA: TEXT}, frozenset([TEXT]))
    with pytest.raises(IdsNotSupported):
        off.text(None, SHA)
    assert off.text("{ a }", SHA) == "{ a }"


def test_in_strict_mode_only_the_very_text_of_a_manifest_passes() -> None:
    known = Trusted(Mode.STRICT, {SHA: TEXT}, frozenset([TEXT]))
    assert known.text(TEXT, None) == TEXT
    for query, given in ((TEXT + " ", None), ("{ a }", MD5)):
        with pytest.raises(UntrustedDocument):
            known.text(query, given)


@pytest.mark.parametrize("given", ["", "Name", "sha256:", "../etc/passwd", "sha256:" + "g" * 64, "a" * 4096])
def test_an_id_that_is_no_hash_is_no_request(given: str) -> None:
    with pytest.raises(BadRequest):
        Trusted(Mode.ALLOW, {SHA: TEXT}, frozenset([TEXT])).text(None, given)
