"""Tasks beside the requests: work that falls due, how long one has been failing, and a clock that may jump."""

from graphsvc.rounds.attaching import keep_attached
from graphsvc.rounds.due import InTurn, Work, keep_doing
from graphsvc.rounds.steady_clock import SteadyClock
from graphsvc.rounds.vitals import Backoff, Vitals

__all__ = ["Backoff", "InTurn", "SteadyClock", "Vitals", "Work", "keep_attached", "keep_doing"]
