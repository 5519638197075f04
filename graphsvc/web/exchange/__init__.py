"""Addresses under which other systems read: they know no capability, what they answer comes in."""
