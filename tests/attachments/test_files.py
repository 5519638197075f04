"""Contents on disk and in S3: read as written or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graphsvc.attachments.store.files import Files, hash_of, open_files
from graphsvc.errors import SetupError, Unavailable
from tests.attachments.bucket import ACCESS, SECRET, Bucket

ID = "attachment-0123456789abcdef0123456789abcdef"


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with Bucket() as running:
        yield running


def in_bucket(bucket: Bucket, secret: str = SECRET) -> Files:
    return open_files("s3://files/party", Path("unused"), bucket.address, None, ACCESS, secret)


@pytest.fixture(params=["disk", "s3"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    if request.param == "disk":
        return open_files("", tmp_path / "attachments", None, None, "", "")
    return in_bucket(request.getfixturevalue("bucket"))


async def test_a_file_is_read_as_written_and_erased_with_its_thumbnail(files: Files) -> None:
    content = bytes(range(256)) * 4096
    await files.write(ID, content, b"small")
    assert await files.read(ID, hash_of(content)) == content
    assert await files.read_thumbnail(ID) == b"small"
    await files.erase([ID])
    assert await files.read(ID, hash_of(content)) is None
    assert await files.read_thumbnail(ID) is None
    await files.erase([ID])  # once more, as after a round that failed


async def test_a_file_that_is_not_what_was_written_is_not_given_out(files: Files) -> None:
    await files.write(ID, b"another photograph", None)
    assert await files.read(ID, hash_of(b"the photograph")) is None


def test_nothing_is_made_before_it_is_used(tmp_path: Path) -> None:
    open_files("", tmp_path / "attachments", None, None, "", "")
    assert not (tmp_path / "attachments").exists()


async def test_objects_lie_under_the_prefix_and_requests_are_signed(bucket: Bucket) -> None:
    await in_bucket(bucket).write(ID, b"content", None)
    assert list(bucket.objects) == [f"/files/party/01/23/{ID}"]
    assert bucket.unsigned == 0


async def test_a_store_that_fails_is_away(bucket: Bucket, tmp_path: Path) -> None:
    bucket.fails = True
    with pytest.raises(Unavailable):
        await in_bucket(bucket).write(ID, b"content", None)
    with pytest.raises(Unavailable):
        await in_bucket(bucket).erase([ID])
    (tmp_path / "attachments").write_text("a file where the folder should be")
    with pytest.raises(Unavailable):
        await open_files("", tmp_path / "attachments", None, None, "", "").write(ID, b"content", None)


@pytest.mark.parametrize("address", ["/srv/files", "http://files", "s3://", "ftp://files"])
def test_an_address_of_no_store_is_refused_at_the_start(address: str) -> None:
    with pytest.raises(SetupError):
        open_files(address, Path("unused"), None, None, "", "")
