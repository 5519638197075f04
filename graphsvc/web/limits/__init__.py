"""What one caller may take of the service: requests a second, and what it holds open at once."""
