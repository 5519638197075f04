"""Documents looked at before they run: limits, validation, price, trust."""
