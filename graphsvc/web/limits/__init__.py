"""What one caller may take: bytes and time before sign-in, requests a second, and what it holds open at once."""
