"""What a data folder keeps: port, version, password."""

import hashlib
import socket
import stat
from pathlib import Path

import pytest

from graphsvc.db.embedded.data_folder import LOOPBACK, Folder, write_private
from graphsvc.db.embedded.password import auth_line, password
from graphsvc.db.embedded.state_file import PORTS, FolderState, choose_port, read_state
from graphsvc.errors import SetupError

V = "2026.08.1"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "data folder")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_folder_remembers_nothing(folder: Folder) -> None:
    assert read_state(folder) is None


def test_a_port_is_chosen_once_and_lies_below_the_ephemeral_ones(folder: Folder) -> None:
    first = choose_port(folder, V)
    assert first.port in PORTS
    assert PORTS.stop <= 32768
    assert [choose_port(folder, V) for _ in range(5)] == [first] * 5
    assert read_state(folder) == first


def test_a_kept_port_that_somebody_else_has_taken_is_given_up(folder: Folder) -> None:
    first = choose_port(folder, V)
    with socket.socket() as other:
        other.bind((LOOPBACK, first.port))
        other.listen()
        second = choose_port(folder, V)
    assert second.port != first.port
    assert read_state(folder) == second


def test_two_folders_take_different_ports(tmp_path: Path) -> None:
    assert len({choose_port(Folder(tmp_path / str(n)), V).port for n in range(5)}) > 1


def test_a_newer_version_takes_the_folder_over_and_an_older_one_is_refused(folder: Folder) -> None:
    old = choose_port(folder, "5.26.30")
    assert choose_port(folder, V) == FolderState(old.port, V)
    with pytest.raises(SetupError) as refused:
        choose_port(folder, "5.26.30")
    for text in (refused.value.zh, refused.value.en):
        assert f"GRAPHSVC_NEO4J_VERSION={V}" in text
        assert str(folder.root) in text
    assert read_state(folder) == FolderState(old.port, V)


def test_versions_are_compared_as_numbers(folder: Folder) -> None:
    choose_port(folder, "5.26.9")
    assert choose_port(folder, "5.26.30").version == "5.26.30"


def test_unreadable_memory_is_no_memory(folder: Folder) -> None:
    write_private(folder.kept, "{")
    assert read_state(folder) is None
    assert choose_port(folder, V).port in PORTS


def test_a_password_is_made_once_and_is_its_owners_alone(folder: Folder) -> None:
    first = password(folder)
    assert len(first) >= 32
    assert password(folder) == first
    assert mode(folder.password) == 0o600
    assert mode(folder.sign_in) == 0o600
    assert first not in folder.sign_in.read_text(encoding="utf-8")


def test_two_folders_have_different_passwords(tmp_path: Path) -> None:
    assert password(Folder(tmp_path / "a")) != password(Folder(tmp_path / "b"))


def test_a_start_that_was_broken_off_before_the_sign_in_was_written_gets_it_again(folder: Folder) -> None:
    first = password(folder)
    folder.sign_in.unlink()
    assert password(folder) == first
    assert folder.sign_in.exists()


def test_the_sign_in_of_a_neo4j_that_has_been_started_is_left_alone(folder: Folder) -> None:
    first = password(folder)
    folder.store.mkdir(parents=True)
    folder.sign_in.write_text("neo4j's own", encoding="utf-8")
    assert password(folder) == first
    assert folder.sign_in.read_text(encoding="utf-8") == "neo4j's own"


def test_a_lost_password_of_a_neo4j_that_has_been_started_is_told_and_not_replaced(folder: Folder) -> None:
    password(folder)
    folder.store.mkdir(parents=True)
    folder.password.unlink()
    with pytest.raises(SetupError) as refused:
        password(folder)
    assert str(folder.password) in refused.value.zh
    assert str(folder.password) in refused.value.en
    assert not folder.password.exists()


def test_the_sign_in_line_is_the_salted_password_hashed_1024_times() -> None:
    digest = b"salt" + b"secret"
    for _ in range(1024):
        digest = hashlib.sha256(digest).digest()
    assert auth_line("neo4j", "secret", b"salt") == f"neo4j:SHA-256,{digest.hex()},{b'salt'.hex()},1024:\n"


def test_a_private_file_replaces_another_whole_and_drops_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file"
    path.parent.mkdir()
    path.write_text("before", encoding="utf-8")
    path.chmod(0o644)
    write_private(path, "after")
    assert path.read_text(encoding="utf-8") == "after"
    assert mode(path) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["file"]
