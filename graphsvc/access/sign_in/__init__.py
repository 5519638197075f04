"""Sign-in by OpenID Connect: the server's keys, its tokens, what they say."""
