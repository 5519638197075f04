"""How much is written while the feed is followed: 10,000 changes in three districts."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DISTRICTS = ("500103", "500104", "500105")
CHANGES = 10_000
A_TRANSACTION = 40
