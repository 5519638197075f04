"""Command centres, their boards and who acts for them: pure."""
