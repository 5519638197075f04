"""What a text asks for, in the words of an office: pure, over vectors that are handed in."""
