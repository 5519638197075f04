"""A screen as it may be counted: cases of every board and light, the rest in different numbers."""

from datetime import UTC, datetime
from itertools import product

from graphsvc.command.model.screen import Seen, Times
from graphsvc.org.model.work import Board, Light

NOW = datetime(2026, 11, 28, 16, 30, tzinfo=UTC)  # half an hour into the 29th in China
CASES = {pair: n for n, pair in enumerate(product(Board, Light), start=1)}
SEEN = Seen(CASES, 2, Times(3, 60.0, 90.5), Times(0, None, None), 4, 5, {Light.RED: 6}, 7, 8, 9, 10, 11, 12)
