"""Commands of those who keep the data: imports, what they did, and taking them back."""
