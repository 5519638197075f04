"""Secrets that somebody could guess: all alike, or one short piece again and again."""

FEWEST_SYMBOLS = 8
"""Different bytes in a secret of 32 or more; 32 random hexadecimal digits have fewer once in 20 million."""


def is_guessable(secret: bytes) -> bool:
    """Whether a secret is certainly not random: few different bytes, or a piece that repeats."""
    return len(set(secret)) < FEWEST_SYMBOLS or secret in (secret + secret)[1:-1]
