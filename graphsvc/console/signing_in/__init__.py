"""Ways to sign in: a role picker on a developer's machine, the sign-in server elsewhere."""
