"""The port of the service: the one that was asked for or none, otherwise the next free one."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from graphsvc.cli.listener import listen, listen_nearby
from graphsvc.db.embedded.state_file import free_port
from graphsvc.errors import SetupError
from graphsvc.settings import Settings


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens, and the next one is free."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as holder:
            port: int = holder.getsockname()[1]
            try:
                socket.create_server(("127.0.0.1", port + 1)).close()
            except OSError:
                continue
            yield port
            return


def usual(port: int) -> Settings:
    """Settings in which nobody has asked for this port."""
    settings = Settings(port=port)
    settings.model_fields_set.discard("port")
    return settings


def test_a_port_that_was_asked_for_is_taken_or_refused(taken: int) -> None:
    for attempt in (listen, listen_nearby):
        with pytest.raises(SetupError) as refusal:
            attempt(Settings(port=taken))
        assert refusal.value.en == f"Port {taken} is taken; choose another by GRAPHSVC_PORT."
    with closing(listen(Settings(port=taken + 1))) as free:
        assert free.getsockname() == ("127.0.0.1", taken + 1)


def test_the_usual_port_gives_way_to_the_next_free_one(taken: int) -> None:
    with closing(listen_nearby(usual(taken))) as near, closing(listen_nearby(usual(taken))) as next_:
        assert taken < near.getsockname()[1] < next_.getsockname()[1]


def test_a_host_that_is_not_this_machine_is_refused_with_its_reason() -> None:
    with pytest.raises(
        SetupError, match=r"^Cannot listen on port 8000 of 192\.0\.2\.1: Cannot assign requested address"
    ):
        listen_nearby(Settings(host="192.0.2.1"))


def test_nobody_else_gets_the_port_before_the_service_answers() -> None:
    with closing(listen(Settings(port=free_port()))) as held, pytest.raises(SetupError):
        listen(Settings(port=held.getsockname()[1]))
