"""Warnings (风险预警): what is worth a look before it grows."""
