"""The trail of changes (操作留痕): who did what to what, as auditors read it."""

from graphsvc.trail.entries import LogEntry

TYPES = (LogEntry,)
