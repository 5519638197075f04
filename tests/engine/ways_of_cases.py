"""Ways that complaints go, from their report to their end, in words: who takes which step.

A step is `who ACTION`, with what it names: departments (`first` and `second`, by the sectors that answer for the
category), a score, or a time. `works` is a department's usual way from its signature to its end; `wait` lets the clock
come by; `twin` raises another case about the same event.
"""

_DONE = "community RESOLVE; community FEED_BACK; street CALL_BACK 5; street CLOSE"
_SETTLED = "community SETTLE; community FEED_BACK; street CALL_BACK 4; community CLOSE"
_CALLED = "community ACCEPT; street WHISTLE first"
_REFUSED = f"{_CALLED}; first SIGN; first RETURN; street REFUSE_RETURN first"
_AFTER_SIGNING = "first CONTACT; first RESPOND; first HANDLE; first RESOLVE"
_SECOND = f"second works; {_DONE}"

WAYS = {
    "settled at once": f"community ACCEPT; {_SETTLED}",
    "settled and not rated": "community ACCEPT; community SETTLE; community FEED_BACK; street CLOSE",
    "whistle": f"{_CALLED}; first works; community RESOLVE; community FEED_BACK; reporter RATE 5; community CLOSE",
    "two departments": f"community ACCEPT; street WHISTLE first second; second works; first works; {_DONE}",
    "requested": f"community ACCEPT; community REQUEST; street WHISTLE first; first works; {_DONE}",
    "request declined": f"community ACCEPT; community REQUEST; street DECLINE; {_SETTLED}",
    "return agreed": f"{_CALLED}; first RETURN; street APPROVE_RETURN first; street WHISTLE second; {_SECOND}",
    "return refused": f"{_REFUSED}; {_AFTER_SIGNING}; {_DONE}",
    "ruled to stay": f"{_REFUSED}; first DISPUTE; district UPHOLD first; {_AFTER_SIGNING}; {_DONE}",
    "ruled to leave": f"{_REFUSED}; first DISPUTE; district RELEASE first to second; {_SECOND}",
    "reassigned": f"{_CALLED}; street REASSIGN first to second; {_SECOND}",
    "called off": f"community ACCEPT; street WHISTLE first second; first works; street RECALL second; {_DONE}",
    "handed over": f"{_CALLED}; first HAND_OVER to second; {_SECOND}",
    "transferred": "community ACCEPT; community TRANSFER away; neighbour ACCEPT; neighbour SETTLE; "
    "neighbour FEED_BACK; street CALL_BACK 3; neighbour CLOSE",
    "turned back and allotted": "community TRANSFER away; neighbour TURN_BACK; street ALLOT home; "
    f"community ACCEPT; {_SETTLED}",
    "withdrawn": "reporter WITHDRAW",
    "withdrawn once accepted": "community ACCEPT; reporter WITHDRAW",
    "refused": "community REJECT; community FEED_BACK; community CLOSE",
    "refused and raised again": f"community REJECT; community FEED_BACK; reporter REOPEN; {_SETTLED}",
    "sent back and put right": f"community RETURN; reporter RESUBMIT; community ACCEPT; {_SETTLED}",
    "duplicate": f"twin; community MERGE twin; community ACCEPT; {_SETTLED}",
    "duplicate after all not": f"twin; community MERGE twin; community SPLIT twin; reporter withdraws twin; "
    f"community ACCEPT; {_SETTLED}",
    "paused": f"{_CALLED}; first SIGN; first ASK_PAUSE 2d; street PAUSE first 2d; wait 1d; first RESUME; "
    f"{_AFTER_SIGNING}; {_DONE}",
    "pause refused": f"{_CALLED}; first SIGN; first ASK_PAUSE 2d; street REFUSE_PAUSE first; {_AFTER_SIGNING}; {_DONE}",
    "extended": f"{_CALLED}; first SIGN; street EXTEND first; {_AFTER_SIGNING}; {_DONE}",
    "passed up": f"community PASS_UP; community ACCEPT; street WHISTLE first; first works; {_DONE}",
    "unsatisfied then content": "community ACCEPT; community SETTLE; community FEED_BACK; street CALL_BACK 1; "
    f"street WHISTLE first; first works; {_DONE}",
    "unsatisfied to the end": "community ACCEPT; community SETTLE; community FEED_BACK; street CALL_BACK 1; "
    "community SETTLE; community FEED_BACK; street CALL_BACK 2; community SETTLE; community FEED_BACK; "
    "street CALL_BACK 1; street CLOSE",
    "done again": f"{_CALLED}; first works; community RESOLVE; community FEED_BACK; community REDO first; "
    f"first RESOLVE; {_DONE}",
    "accepted late": f"wait 9d; community ACCEPT; {_SETTLED}",
    "silent department": "community ACCEPT; street WHISTLE first second; first works; wait 9d; street RECALL second; "
    f"{_DONE}",
    "reopened once closed": "community ACCEPT; community SETTLE; community FEED_BACK; street CLOSE; "
    "reporter REOPEN; community SETTLE; community FEED_BACK; street CLOSE",
    "by name": "community ACCEPT; community ENTRUST; person SETTLE; community FEED_BACK; street CALL_BACK 5; "
    "community CLOSE",
    "amended": f"community ACCEPT; community AMEND; {_SETTLED}",
}
"""By their names in `played.csv`."""
