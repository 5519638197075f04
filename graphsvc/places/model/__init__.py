"""The rules of service points and what they offer; pure."""
