"""What a notice is, whom it is for, and when it goes out: pure."""
